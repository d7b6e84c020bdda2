import { getCalApi } from "@calcom/embed-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { BookingDialogElement } from "./booking-intent.ts";
import type { BookingSession } from "./booking-session-types.ts";
import BookingStatus from "./BookingStatus.tsx";

/** The island: the part of the dialog that this visitor's variant brings. The inline script has chosen it. */
export default function CalModal() {
  const dialog = useSyncExternalStore(neverChanges, bookingDialog, () => null);
  if (dialog?.dataset.variant === "baseline") return <CalModalBaseline dialog={dialog} />;
  return CONSENT === "none" ? <CalModalOptimized dialog={dialog} /> : <CalModalAsking dialog={dialog} />;
}

/** Intent has started the session long before React arrives, which only shows how it went. */
function CalModalOptimized({ dialog }: { dialog: BookingDialogElement | null }) {
  return <BookingStatus dialog={dialog} session={dialog?.bookingSession} text={dialog?.dataset.bookingReady} />;
}

/** The same where the site asks for consent: React comes while the notice asks, and the session after it. */
function CalModalAsking({ dialog }: { dialog: BookingDialogElement | null }) {
  const session = useSyncExternalStore(
    onState,
    () => dialog?.bookingSession,
    () => undefined,
  );
  return <BookingStatus dialog={dialog} session={session} text={dialog?.dataset.bookingReady} />;
}

/** The session's first state says that it is there. */
function onState(listener: () => void): () => void {
  const dialog = bookingDialog();
  const observer = new MutationObserver(listener);
  if (dialog) observer.observe(dialog, { attributeFilter: ["data-state", "data-view"] });
  return () => observer.disconnect();
}

/**
 * The embed loaded the usual way: on the click, React first, then Cal's `getCalApi` with embed.js
 * from Cal's own host. The optimized way is compared with it, and can be switched off in favour of it.
 */
function CalModalBaseline({ dialog }: { dialog: BookingDialogElement }) {
  const [session, setSession] = useState<BookingSession>();

  useEffect(() => {
    // React and the booking code come side by side; whichever is the second finds the first.
    const start = () => setSession(dialog.startBooking?.((namespace, embedJsUrl) => getCalApi({ namespace, embedJsUrl })));
    start();
    dialog.addEventListener("booking", start);
    return () => dialog.removeEventListener("booking", start);
  }, [dialog]);

  return <BookingStatus dialog={dialog} session={session} text={dialog.dataset.bookingReady} />;
}

const neverChanges = () => () => {};

/** The dialog that the page came with; it is there before any script. */
function bookingDialog(): BookingDialogElement | null {
  return document.querySelector("dialog[data-booking-dialog]");
}
