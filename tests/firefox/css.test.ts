import { cssSupport } from "../engines/css-support.ts";
import { testIn } from "../engines/fixtures.ts";
import { startFirefox } from "./firefox.ts";

cssSupport(testIn(startFirefox));
