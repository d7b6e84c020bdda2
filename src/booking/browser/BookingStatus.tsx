import { useSyncExternalStore } from "react";
import type { BookingSession } from "./booking-session.ts";

/** What the dialog says about itself: how long the calendar took. */
export default function BookingStatus({ session }: { session: BookingSession | undefined }) {
  const readyAfter = useSyncExternalStore(
    session?.subscribe ?? neverChanges,
    () => session?.getSnapshot().readyAfter,
    () => undefined,
  );
  return (
    <p className="booking-stopwatch" role="status">
      {readyAfter !== undefined && `Ready ${readyAfter} ms after your click`}
    </p>
  );
}

const neverChanges = () => () => {};
