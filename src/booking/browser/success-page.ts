import type { BookingEvent } from "../../metrics/shared/sample.ts";
import { LAST_OPENING } from "../../metrics/shared/unsent.ts";
import { attempt } from "./attempt.ts";
import { send } from "./inline-report.ts";

/**
 * Cal can send a visitor who has booked to a page of this site (the event's "Redirect on booking"). It
 * navigates the top window there, which often cuts off its own message that a booking was made. So the
 * booking is reported here as well; the server counts it once.
 *
 * The address that Cal makes (`bookingSuccessRedirect.ts`) carries the visitor's name, mail address,
 * phone number and more, so the whole query goes, before anything else on the page can read it.
 *
 *     isSuccessBookingPage=true                     of a booking without a payment
 *     isEmbed                                       of each, true or false
 *     uid                                           the booking's; behind a payment, Cal puts the payment's own uid in front of it
 *     rescheduleUid, formerTime, rescheduledBy      the booking was moved: it is not a new one
 *     redirect_status=processing                    the payment is not through; Cal's webhook reports the end of it
 */
export function takeBooking(): void {
  const { search, pathname } = location;
  if (!/\bis(SuccessB|Embed=)/.test(search)) return;
  history.replaceState(0, "", pathname);
  const uid = /^(?!.*\b(resc|formerT)|.*_status=[^s]).*\buid=([\w-]+)/.exec(search)?.[2];
  // Without the opening, which only this tab knows, the booking counts all the same.
  if (uid) send({ ...attempt((): Partial<BookingEvent> => JSON.parse(sessionStorage[LAST_OPENING])), bookingUid: uid }, uid);
}
