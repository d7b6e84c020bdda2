import { adminPages } from "../engines/admin-pages.ts";
import { testIn } from "../engines/fixtures.ts";
import { startWebKit } from "./webkit.ts";

adminPages(testIn(startWebKit));
