import { dialogBehaviour } from "../engines/dialog-behaviour.ts";
import { testIn } from "../engines/fixtures.ts";
import { startFirefox } from "./firefox.ts";

dialogBehaviour(testIn(startFirefox));
