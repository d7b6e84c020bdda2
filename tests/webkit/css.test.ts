import { cssSupport } from "../engines/css-support.ts";
import { testIn } from "../engines/fixtures.ts";
import { startWebKit } from "./webkit.ts";

cssSupport(testIn(startWebKit));
