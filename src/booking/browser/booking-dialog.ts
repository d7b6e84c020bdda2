import { knownBookingLink } from "../booking-link.ts";
import type { BookingDialogElement, FrameIntent } from "./booking-intent.ts";
import type { BookingSession } from "./booking-session-types.ts";

/** How long the list of free times, which is asked for before this code, is waited for, in ms. Without it there is the calendar. */
const LIST_LIMIT = 2_000;

/**
 * The consent has been withdrawn since this code has come. (Not from consent.ts, which the list of free times would share: a
 * file of its own, a round trip further away.)
 */
const isWithdrawn = () => !document.documentElement.dataset.consent?.includes("calendar");

/**
 * Ties the session to the dialog that the page came with: takes over the intents that the inline
 * directive has collected, or leaves them to the list of free times, and writes the state where styles
 * and tests read it.
 */
export function connectDialog(dialog: BookingDialogElement, session: BookingSession, { frame, heading }: Record<"frame" | "heading", HTMLElement>): void {
  const { dataset } = dialog;
  const give = ({ kind, link, at, slot }: FrameIntent) =>
    CONSENT !== "none" && isWithdrawn() ? undefined : session[kind]({ ...knownBookingLink(link.dataset.bookingLink + link.search), ...(slot && { slot }) }, at);
  const giveAtOnce = (intent: FrameIntent) => {
    delete dataset.view;
    give(intent);
  };

  function takeOver(): void {
    const early = dialog.bookingIntents;
    if (!Array.isArray(early)) return;
    dialog.bookingIntents = { push: giveAtOnce };
    early.forEach(giveAtOnce);
    // Closed before anybody heard of it.
    if (!dialog.open) session.close();
  }

  const showState = (dialog.showState = () => {
    const { state, isOpen, isPainted } = session.getSnapshot();
    const isDecided = state === "ready" || state === "failed";
    const isHidden = dataset.view === "times";
    // The four states that others rely on.
    if (!isHidden) dataset.state = isDecided ? state : isOpen || state === "mounting" ? "loading" : "idle";
    dialog.toggleAttribute("data-painted", isPainted && !isHidden);
    // A frame that was mounted before the click has the name of the event before it.
    for (const iframe of frame.querySelectorAll("iframe")) iframe.title = heading.textContent;
    // A transparent frame takes neither clicks nor the keyboard focus.
    frame.inert = isHidden || !isPainted || state === "failed";
    // Behind the frame's own request, while the calendar's server is at work: so the listeners are there before the calendar.
    if (isDecided || state === "mounting") setTimeout(() => dialog.begin?.("report"));
    // Its 68 KB would take bandwidth from a calendar that the visitor is waiting for.
    if (isDecided) dialog.begin?.("island");
  });
  session.subscribe(showState);

  dialog.addEventListener("close", () => {
    session.close();
    // Behind the other listeners, which look at the session.
    setTimeout(() => dialog.open || session.release());
  });
  addEventListener("pageshow", ({ persisted }) => (CONSENT !== "none" && isWithdrawn()) || (persisted && session.resume()));
  if (CONSENT !== "none") {
    // What the visitor looks at stays until the dialog is closed.
    const end = () => {
      if (!dialog.open && isWithdrawn()) session.end?.();
    };
    document.addEventListener("readyslot:consent", end);
    dialog.addEventListener("close", end);
  }

  const early = dialog.frameIntents as FrameIntent[] | undefined;
  dialog.frameIntents = { push: give };
  early?.forEach(give);
  if (early && !dialog.open) session.close();
  if (dialog.freeTimes) setTimeout(takeOver, LIST_LIMIT);
  else takeOver();
}
