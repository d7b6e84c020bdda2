import type { BookingSession } from "./booking-session.ts";
import BookingStatus from "./BookingStatus.tsx";

/** Intent has started the session long before React arrives, which only tells how it went. */
export default function CalModalOptimized({ session }: { session: BookingSession | undefined }) {
  return <BookingStatus session={session} />;
}
