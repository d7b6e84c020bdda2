import { failureStates } from "../engines/failure-states.ts";
import { testIn } from "../engines/fixtures.ts";
import { startWebKit } from "./webkit.ts";

failureStates(testIn(startWebKit));
