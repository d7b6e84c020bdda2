import { useEffect, useSyncExternalStore } from "react";
import type { BookingSession } from "./booking-session.ts";
import { followColourScheme } from "./cal-theme.ts";

interface Props {
  session: BookingSession | undefined;
  /** What it says; the time goes where "{ms}" stands. */
  text: string | undefined;
}

/** What the dialog says about itself: how long the calendar took. */
export default function BookingStatus({ session, text }: Props) {
  const readyAfter = useSyncExternalStore(
    session?.subscribe ?? neverChanges,
    () => session?.getSnapshot().readyAfter,
    () => undefined,
  );
  useEffect(() => followColourScheme(() => session?.getSnapshot().link?.event), [session]);
  return (
    <p className="booking-stopwatch" role="status">
      {readyAfter !== undefined && text?.replace("{ms}", String(readyAfter))}
    </p>
  );
}

const neverChanges = () => () => {};
