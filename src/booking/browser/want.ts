import type { BookingEventExtras } from "../events.ts";
import type { BookingIntent } from "./booking-intent.ts";
import { isGiven } from "./consent.ts";
import { begin, dataset, dialog, emit, opener, turnTo } from "./page-dialog.ts";

/** How long the pointer has to rest on a booking link before its calendar is mounted, in ms. */
const DWELL = 80;

/** How long the free times and their list have the line for themselves after a click without warning, in ms. */
const LEAD = 300;

/**
 * Starts what a visitor wants of a booking link, at `at` ms on the page's clock; `cause` is there if the dialog opens for
 * it. The baseline starts nothing before that.
 */
export function want(kind: BookingIntent["kind"], link: HTMLAnchorElement, at: number, cause?: BookingEventExtras["open"]["cause"]): void {
  if (!opener) {
    turnTo(link, at);
    emit("intent");
  }
  if (cause) {
    turnTo(link, at);
    emit("open", { cause });
  }
  if (isBaseline() && !cause) return;
  if (kind === "warm" && isFrugal()) return begin("hints", "[rel=preconnect]");
  const hasTimes = askForTimes(link);
  if (hasTimes && cause) dataset.view ||= "times";
  // A calendar that waits for consent begins with the consent, whatever the visitor came near before.
  if (CONSENT !== "none" && !hasTimes && !isGiven("calendar")) return;
  dialog.bookingIntents?.push({ kind, link, at });
  // A click without warning: the dialog is painted first, which takes a frame of 16 ms from the calendar.
  if (kind !== "warm") return void requestAnimationFrame(() => setTimeout(beginHints, hasTimes ? LEAD : 0));
  beginHints();
  setTimeout(() => link.matches(":hover") && dialog.bookingIntents?.push({ kind: "mount", link, at }), DWELL);
}

/** The visitor pays by the byte, or the line is so slow that guessing wrong would cost more than it saves. */
export function isFrugal(): boolean {
  const { connection } = navigator as { connection?: { saveData: boolean; effectiveType: string } };
  return connection?.saveData || /2g/.test(connection?.effectiveType as string);
}

/**
 * Asks for the event's free times once, together with the code of their list.
 *
 * @param later calls what can wait until a dialog that is about to open has been painted.
 * @returns whether the visitor gets them.
 */
export function askForTimes({ dataset: { bookingLink: path = "" } }: HTMLAnchorElement, later = (work: () => void) => work()): boolean {
  // Pages of Cal's that have none.
  if (dataset.variant !== "instant" || /^(forms|reschedule)\//.test(path)) return false;
  const asked = (dialog.freeTimes ??= {});
  // The key stays when the answer was read.
  if (!(path in asked)) {
    asked[path] = fetch("/api/slots?event=" + encodeURIComponent(path)).catch(() => {});
    begin("instant");
    // The first use takes 20 to 60 ms in Chromium, which are free while the answer is on its way. Timers have to wait for a touch.
    later(Intl.DateTimeFormat);
  }
  return true;
}

function isBaseline(): boolean {
  return dataset.variant === "baseline";
}

function beginHints(): void {
  begin("hints", isBaseline() ? "script" : undefined);
  if (isBaseline()) begin("island");
}
