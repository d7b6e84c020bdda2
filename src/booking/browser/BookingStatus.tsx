import { useCallback, useEffect, useSyncExternalStore } from "react";
import type { BookingDialogElement } from "./booking-intent.ts";
import type { BookingSession } from "./booking-session-types.ts";
import { secondsText } from "../seconds-text.ts";

interface Props {
  dialog: BookingDialogElement | null;
  session: BookingSession | undefined;
  /** The line's text; the time replaces "{ms}". */
  text: string | undefined;
}

/** The line in the dialog that says how long the free times took, the dialog's own or the calendar's. */
export default function BookingStatus({ dialog, session, text }: Props) {
  const subscribe = useCallback(
    (listener: () => void) => {
      const leave = session?.subscribe(listener);
      for (const event of OWN_TIMES) dialog?.addEventListener(event, listener);
      return () => {
        leave?.();
        for (const event of OWN_TIMES) dialog?.removeEventListener(event, listener);
      };
    },
    [dialog, session],
  );
  const readyAfter = useSyncExternalStore(
    subscribe,
    () => (dialog?.dataset.view === "times" ? dialog.timesAfter : session?.getSnapshot().readyAfter),
    () => undefined,
  );
  useEffect(() => {
    if (readyAfter !== undefined) showOwnTime(readyAfter);
  }, [readyAfter]);
  useEffect(() => followColourScheme(() => session?.getSnapshot().link?.event), [session]);
  return (
    <p className="booking-stopwatch" role="status">
      {readyAfter !== undefined && text?.replace("{ms}", String(readyAfter))}
    </p>
  );
}

/** Writes the time of the visitor's own click, in ms, where the page keeps it: `data-booking-own="Yours: {time}"`. */
function showOwnTime(ms: number): void {
  const text = secondsText(ms, document.documentElement.lang);
  for (const line of document.querySelectorAll<HTMLElement>("[data-booking-own]")) {
    line.textContent = (line.dataset.bookingOwn ?? "").replace("{time}", text);
    line.dataset.bookingTimed = "";
  }
}

/** Around these, the time that the dialog's own list took has changed. */
const OWN_TIMES = ["readyslot:open", "readyslot:times"];

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
