import { knownBookingLink } from "../booking-link.ts";
import type { BookingDialogElement, BookingIntent } from "./booking-intent.ts";
import type { BookingSession } from "./booking-session-types.ts";

/**
 * Ties the session to the dialog that the page came with: takes over the intents that the inline
 * directive has collected, and writes the state where styles and tests read it.
 */
export function connectDialog(dialog: BookingDialogElement, session: BookingSession, frame: HTMLElement): void {
  const take = ({ kind, link, at }: BookingIntent) => session[kind](knownBookingLink(link.dataset.bookingLink + link.search), at);
  const early = dialog.bookingIntents as BookingIntent[];
  dialog.bookingIntents = { push: take };

  session.subscribe(() => {
    const { state, isOpen, isPainted } = session.getSnapshot();
    const isDecided = state === "ready" || state === "failed";
    // The four states that others rely on.
    dialog.dataset.state = isDecided ? state : isOpen || state === "mounting" ? "loading" : "idle";
    dialog.toggleAttribute("data-painted", isPainted);
    // A transparent frame takes neither clicks nor the keyboard focus.
    frame.inert = !isPainted || state === "failed";
    // Behind the frame's own request, while the calendar's server is at work: so the listeners are there before the calendar.
    if (isDecided || state === "mounting") setTimeout(() => dialog.begin?.("report"));
    // Its 68 KB would take bandwidth from a calendar that the visitor is waiting for.
    if (isDecided) dialog.begin?.("island");
  });

  dialog.addEventListener("close", session.close);
  addEventListener("pageshow", ({ persisted }) => persisted && session.resume());

  early.forEach(take);
  // Closed before anybody heard of it.
  if (!dialog.open) session.close();
}
