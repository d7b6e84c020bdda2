import { getCalApi } from "@calcom/embed-react";
import { useEffect, useState } from "react";
import type { BookingDialogElement } from "./booking-intent.ts";
import type { BookingSession } from "./booking-session.ts";
import BookingStatus from "./BookingStatus.tsx";

/**
 * The embed loaded the usual way: on the click, React first, then Cal's `getCalApi` with embed.js
 * from Cal's own host. What the optimized way is compared with, and what it can be switched off for.
 */
export default function CalModalBaseline({ dialog }: { dialog: BookingDialogElement }) {
  const [session, setSession] = useState<BookingSession>();

  useEffect(() => {
    // React and the booking code come side by side; whichever is the second finds the first.
    const start = () => setSession(dialog.startBooking?.((namespace, embedJsUrl) => getCalApi({ namespace, embedJsUrl })));
    start();
    dialog.addEventListener("booking", start);
    return () => dialog.removeEventListener("booking", start);
  }, [dialog]);

  return <BookingStatus session={session} text={dialog.dataset.bookingReady} />;
}
