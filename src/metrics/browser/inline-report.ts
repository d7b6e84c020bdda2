import type { BookingEventExtras, Opening } from "../../booking/events.ts";
import { MAX_PAGE_LENGTH } from "../fields.ts";
import type { CalSample, IntentEvent } from "../shared/sample.ts";
import { attempt, LAST_OPENING, mayKeep, mayMeasure, UNSENT, VISIT_ORIGIN } from "../shared/unsent.ts";
import type { MeasuredDialog } from "./opening-report.ts";
import type { VisitOrigin } from "./visit-origin.ts";

/** The details of the events that this listens to. */
type Heard = Opening & Partial<BookingEventExtras["open"]> & Partial<BookingEventExtras["times"]>;

/** An opening or an intent, with what becomes of it if nothing else comes. */
type Known = Opening & Partial<BookingEventExtras["open"]> & { [Name in "outcome" | "timesTime"]?: CalSample[Name] | undefined };

// Safe: this script is part of BookingDialog.astro.
const dialog = document.querySelector("dialog[data-booking-dialog]") as MeasuredDialog;
const { dataset } = dialog;

/**
 * The metrics' part of the inline script: reports what happens before the reporting code has come, or instead of it. It
 * comes before the booking's part, so that its `pagehide` listener finds the dialog as the visitor leaves it.
 */
function reportEarly(): void {
  /** By the time of the click. */
  const reported: Record<number, string | undefined> = (dialog.reported = {});
  /** The newest opening; before the first one, the intent. */
  let last: Known | undefined;

  /** Sends what is known of an opening or an intent, once; an opening is kept as well, for a later try. */
  function send({ path, at, cause: _cause, ...facts }: Known, intent?: Partial<IntentEvent>): void {
    if (reported[at]) return;
    const sampleId = (reported[at] = crypto.randomUUID?.() ?? "" + Math.random());
    const timestamp = intent ? undefined : new Date();
    const message = JSON.stringify({
      id: path.replace(/.*\//, ""),
      sampleId,
      timestamp,
      page: location.pathname.slice(0, MAX_PAGE_LENGTH),
      release: dataset.release,
      hero: dataset.hero,
      ...facts,
      // Known if the reporting code has run in this tab.
      ...attempt(() => JSON.parse(sessionStorage[VISIT_ORIGIN]) as VisitOrigin),
      ...intent,
    });
    // Without storage the beacon is all there is.
    if (timestamp && (CONSENT === "none" || mayKeep())) attempt(() => (sessionStorage[LAST_OPENING] = localStorage[UNSENT + sampleId] = message));
    navigator.sendBeacon("/api/cal-metrics", message);
  }

  for (const type of ["intent", "open", "times", "failed", "close"] as const) {
    dialog.addEventListener(`readyslot:${type}`, ({ detail }: CustomEvent<Heard>) => {
      // Where the site asks for it, nothing is known of what came before the visitor agreed.
      if (CONSENT === "all" && !(mayMeasure() && (last || type === "intent" || (type === "open" && detail.cause !== "online")))) return;
      // No second opening: the click that has failed gets what it was made for.
      if (detail.cause === "online") reported[detail.at] = reported[(last as Known).at];
      if (type === "times") last = { ...(last as Known), outcome: type, timesTime: detail.duration };
      // An intent or an opening, by the alphabet: the shortest way to say it.
      else if (type > "g") last = { ...detail, outcome: detail.cause && "abandoned" };
      // With a session the reporting code reads the marks.
      else if (!dialog.bookingSession) send(type === "close" ? (last as Known) : detail);
    });
  }

  addEventListener("pagehide", () => {
    if (!last || (CONSENT === "all" && !mayMeasure())) return;
    if (!last.cause) send(last, { intent: true });
    else if (!dialog.isReported && (dataset.state === "loading" || last.timesTime)) send(last);
  });

  // What an earlier page view could not send goes out when this one has loaded.
  addEventListener("load", () => attempt(() => JSON.stringify(localStorage).includes(UNSENT) && dialog.begin?.("report")));
}

// A synthetic page sends nothing.
if (!("synthetic" in dataset)) reportEarly();
