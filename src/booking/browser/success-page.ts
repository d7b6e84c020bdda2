import type { ArrivalMark, BookingEventDetails } from "../events.ts";
import type { BookingDialogElement } from "./booking-intent.ts";

/**
 * Cal can send a visitor who has booked to a page of this site (the event's "Redirect on booking"). It
 * navigates the top window there, which often cuts off its own message that a booking was made. So the
 * page reports the booking as well; the server counts it once.
 *
 * The address that Cal makes (`bookingSuccessRedirect.ts`) carries the visitor's name, mail address,
 * phone number and more:
 *
 *     isSuccessBookingPage=true                     of a booking without a payment
 *     isEmbed                                       of every booking, true or false
 *     uid                                           the booking's; behind a payment, the payment's own uid comes before it
 *     rescheduleUid, formerTime, rescheduledBy      the booking was moved: it is not a new one
 *     redirect_status=processing                    the payment is not through; Cal's webhook reports the end of it
 */

/** Takes Cal's query out of the page's address. To be called before anything else of the page can read it. */
export function takeCalQuery(dialog: BookingDialogElement): void {
  const { search } = location;
  if (!/[?&]is(SuccessB|Embed=)/.test(search)) return;
  history.replaceState(0, "", location.pathname + location.hash);
  dialog.calQuery = search;
}

const ARRIVAL: ArrivalMark = "booking:booked";

/** Marks the booking that the page's query was about, and dispatches it once the page has loaded, so that no listener is too late. */
export function reportArrival(dialog: BookingDialogElement): void {
  const uid = bookedUid(dialog.calQuery ?? "");
  delete dialog.calQuery;
  if (!uid) return;
  performance.mark(ARRIVAL, { detail: uid });
  const detail: BookingEventDetails["booked"] = { variant: dialog.dataset.variant, uid, paymentRequired: false };
  const dispatch = () => dialog.dispatchEvent(new CustomEvent("readyslot:booked", { bubbles: true, detail }));
  if (document.readyState === "complete") dispatch();
  else addEventListener("load", dispatch);
}

/** The uid of the new booking in a query of Cal's; undefined where there is none. */
export function bookedUid(query: string): string | undefined {
  const parameters = new URLSearchParams(query);
  const isMoved = ["rescheduleUid", "rescheduledBy", "formerTime"].some((name) => parameters.has(name));
  const isUnpaid = (parameters.get("redirect_status") ?? "succeeded") !== "succeeded";
  return isMoved || isUnpaid ? undefined : parameters.getAll("uid").at(-1);
}
