import { adminPages } from "../engines/admin-pages.ts";
import { testIn } from "../engines/fixtures.ts";
import { startFirefox } from "./firefox.ts";

adminPages(testIn(startFirefox));
