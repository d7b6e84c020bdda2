import { failureStates } from "../engines/failure-states.ts";
import { testIn } from "../engines/fixtures.ts";
import { startFirefox } from "./firefox.ts";

failureStates(testIn(startFirefox));
