import { parseBookingLink } from "../booking-link.ts";
import type { BookingDialogElement, BookingIntent } from "./booking-intent.ts";
import type { BookingSession, BookingSnapshot } from "./booking-session.ts";

/**
 * Ties the session to the dialog that the page came with: takes over the intents that the inline
 * directive has collected, and writes the state where styles and tests read it.
 *
 * @returns what undoes it.
 */
export function connectDialog(dialog: BookingDialogElement, session: BookingSession): () => void {
  const take = (intent: BookingIntent) => {
    const link = parseBookingLink(intent.link);
    if (intent.kind === "open") session.open(link, intent.at);
    else session.warm(link);
  };
  const early = Array.isArray(dialog.bookingIntents) ? (dialog.bookingIntents as BookingIntent[]) : [];
  dialog.bookingIntents = { push: take };

  const show = () => {
    const snapshot = session.getSnapshot();
    dialog.dataset.state = dialogState(snapshot);
    dialog.toggleAttribute("data-painted", snapshot.isPainted);
  };
  const unsubscribe = session.subscribe(show);

  const onClose = () => session.close();
  dialog.addEventListener("close", onClose);
  // `closedby="any"` closes on a click beside the dialog; Safari does not know it yet.
  const closesItself = "closedBy" in HTMLDialogElement.prototype;
  const onBackdrop = (event: MouseEvent) => {
    if (event.target === dialog && !closesItself) dialog.close();
  };
  dialog.addEventListener("click", onBackdrop);

  for (const intent of early) take(intent);

  return () => {
    unsubscribe();
    dialog.removeEventListener("close", onClose);
    dialog.removeEventListener("click", onBackdrop);
  };
}

/** The four states that others rely on: `idle`, `loading`, `ready`, `failed`. */
function dialogState({ state, isOpen }: BookingSnapshot): "idle" | "loading" | "ready" | "failed" {
  if (state === "ready" || state === "failed") return state;
  return isOpen || state === "mounting" ? "loading" : "idle";
}
