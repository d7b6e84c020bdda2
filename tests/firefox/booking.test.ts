import { bookingPath } from "../engines/booking-path.ts";
import { testIn } from "../engines/fixtures.ts";
import { startFirefox } from "./firefox.ts";

bookingPath(testIn(startFirefox));
