import { useEffect, useSyncExternalStore } from "react";
import type { BookingSession } from "./booking-session-types.ts";

interface Props {
  session: BookingSession | undefined;
  /** The line's text; the time replaces "{ms}". */
  text: string | undefined;
}

/** The line in the dialog that says how long the calendar took. */
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

/** Cal's queue function, once it was asked for, and its queue for each namespace. */
interface WithCal {
  Cal?: { ns: Record<string, (instruction: "ui", options: { theme: string; colorScheme: string }) => void> };
}

/**
 * Passes changes between light and dark on to the mounted calendar. Its frame is given the theme once, in its address;
 * with another colour scheme than the page's it gets an opaque background. This is not in `cal-embed.ts`, which is
 * fetched before every calendar.
 *
 * @param namespace of the calendar that is mounted at the moment, if any.
 * @returns a function that ends it.
 */
function followColourScheme(namespace: () => string | undefined): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    const theme = dark.matches ? "dark" : "light";
    (window as unknown as WithCal).Cal?.ns[namespace() ?? ""]?.("ui", { theme, colorScheme: theme });
  };
  dark.addEventListener("change", follow);
  return () => dark.removeEventListener("change", follow);
}
