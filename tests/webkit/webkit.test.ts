import { adminPages } from "../engines/admin-pages.ts";
import { afterBooking } from "../engines/after-booking.ts";
import { attribution } from "../engines/attribution.ts";
import { bookingPath } from "../engines/booking-path.ts";
import { cssSupport } from "../engines/css-support.ts";
import { dialogBehaviour } from "../engines/dialog-behaviour.ts";
import { failureStates } from "../engines/failure-states.ts";
import { testIn } from "../engines/fixtures.ts";
import { freeTimes } from "../engines/free-times.ts";
import { landingPages } from "../engines/landing-pages.ts";
import { startWebKit } from "./webkit.ts";

const test = testIn(startWebKit);

// Comes first: it expects the only opening that the site knows.
bookingPath(test);
adminPages(test);
afterBooking(test);
dialogBehaviour(test);
failureStates(test);
freeTimes(test);
attribution(test);
landingPages(test);
cssSupport(test);
