import { dialogBehaviour } from "../engines/dialog-behaviour.ts";
import { testIn } from "../engines/fixtures.ts";
import { startWebKit } from "./webkit.ts";

dialogBehaviour(testIn(startWebKit));
