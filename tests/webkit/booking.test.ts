import { bookingPath } from "../engines/booking-path.ts";
import { testIn } from "../engines/fixtures.ts";
import { startWebKit } from "./webkit.ts";

bookingPath(testIn(startWebKit));
