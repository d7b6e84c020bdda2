import type { BookingEventExtras } from "../events.ts";
import type { BookingIntent } from "./booking-intent.ts";
import { isGiven } from "./consent.ts";
import { begin, dataset, dialog, emit, opener, turnTo } from "./page-dialog.ts";

/** How long the pointer has to rest on a booking link before its calendar is mounted, in ms. */
const DWELL = 80;

/** How long the free times and their list have the line and the processor for themselves, in ms. They end it by being on the screen. */
const LEAD = 300;

/**
 * Links whose times are not simply those of the event: pages of Cal's that have none, and parameters for a certain time, a booking,
 * the answer to a routing form or another zone. Cal's own page reads them.
 */
const OTHER_TIMES = /^(forms|reschedule)\/|[?&](cal\.|(resch\w+|slot|date|month)=)/;

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
  const times = askForTimes(link);
  // A calendar that waits for consent begins with the consent, whatever the visitor came near before.
  if (CONSENT !== "none" && !times && !isGiven("calendar")) return;
  dialog.bookingIntents?.push({ kind, link, at, times });
  // Behind the list. After a click without warning the dialog is painted first, which takes a frame of 16 ms from the calendar.
  if (times || kind !== "warm") requestAnimationFrame(() => setTimeout(beginHints, times ? LEAD : 0));
  else beginHints();
  if (kind === "warm") setTimeout(() => link.matches(":hover") && dialog.bookingIntents?.push({ kind: "mount", link, at, times }), DWELL);
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
 * @returns the event as `/api/slots` takes it, with the duration that the link asks for: "studio/30min&duration=60"; undefined
 *   if the visitor gets no times.
 */
export function askForTimes({ search, dataset: { bookingLink = "" } }: HTMLAnchorElement, later = (work: () => void) => work()): string | undefined {
  if (dataset.variant !== "instant" || OTHER_TIMES.test(bookingLink + search)) return;
  const times = `${bookingLink}${/&duration=\d+\b/.exec(search.replace("?", "&")) ?? ""}`;
  const asked = (dialog.freeTimes ??= {});
  // The key stays when the answer was read.
  if (!(times in asked)) {
    asked[times] = fetch("/api/slots?event=" + times).then((answer) => answer.ok && answer.json()).catch(() => {});
    begin("instant");
    // The first use takes 20 to 60 ms in Chromium, which are free while the answer is on its way. Timers have to wait for a touch.
    later(Intl.DateTimeFormat);
  }
  return times;
}

function isBaseline(): boolean {
  return dataset.variant === "baseline";
}

function beginHints(): void {
  begin("hints", isBaseline() ? "script" : undefined);
  if (isBaseline()) begin("island");
}
