import { knownBookingLink } from "../booking-link.ts";
import type { BookingDialogElement, BookingIntent } from "./booking-intent.ts";
import type { BookingSession } from "./booking-session.ts";

/** How long the pointer has to rest on a booking link before its calendar is mounted, in ms. */
const DWELL = 80;

/**
 * Ties the session to the dialog that the page came with: takes over the intents that the inline
 * directive has collected, and writes the state where styles and tests read it.
 */
export function connectDialog(dialog: BookingDialogElement, session: BookingSession): void {
  const take = ({ kind, link: anchor, at }: BookingIntent) => {
    const link = knownBookingLink(anchor.dataset.bookingLink ?? "");
    if (kind === "open") return session.open(link, at);
    if (kind === "mount") return session.mount(link);
    session.warm(link);
    setTimeout(() => anchor.matches(":hover") && session.mount(link), at + DWELL - performance.now());
  };
  const early = dialog.bookingIntents as BookingIntent[];
  dialog.bookingIntents = { push: take };

  session.subscribe(() => {
    const { state, isOpen, isPainted } = session.getSnapshot();
    const isDecided = state === "ready" || state === "failed";
    // The four states that others rely on.
    dialog.dataset.state = isDecided ? state : isOpen || state === "mounting" ? "loading" : "idle";
    dialog.toggleAttribute("data-painted", isPainted);
    // Behind the frame's own request, while the calendar's server is at work; so it is there when there is something to tell.
    if (isDecided || state === "mounting") setTimeout(() => dialog.begin?.("report"));
    // Its 68 KB come when nobody waits for a calendar, which would share the line with them.
    if (isDecided) dialog.begin?.("island");
  });

  dialog.addEventListener("close", () => session.close());
  dialog.addEventListener("click", ({ target, timeStamp }) => {
    const { link } = session.getSnapshot();
    if (link && (target as Element).closest("[data-booking-retry]")) session.open(link, timeStamp);
  });
  document.addEventListener("visibilitychange", () => session.refresh());
  addEventListener("pageshow", ({ persisted }) => persisted && session.resume());

  early.forEach(take);
  // Closed before anybody heard of it.
  if (!dialog.open) session.close();
}
