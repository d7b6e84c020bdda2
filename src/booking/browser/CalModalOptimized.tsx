import type { BookingDialogElement } from "./booking-intent.ts";
import BookingStatus from "./BookingStatus.tsx";

/** Intent has started the session long before React arrives, which only tells how it went. */
export default function CalModalOptimized({ dialog }: { dialog: BookingDialogElement | null }) {
  return <BookingStatus session={dialog?.bookingSession} text={dialog?.dataset.bookingReady} />;
}
