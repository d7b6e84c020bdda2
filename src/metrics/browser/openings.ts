import type { Mark } from "../../booking/events.ts";
import { MAX_ERROR_LENGTH, MAX_TIME_MS } from "../fields.ts";
import type { BookingEvent, CalSample } from "../shared/sample.ts";
import { oneLine } from "./visit-origin.ts";

/**
 * Reads the stopwatch's marks and reports how each opening ended: one sample for every click that
 * opened the dialog, whichever way it ends, and one event for every booking. An end without a start
 * gives nothing: an unmeasured time is never a 0.
 *
 *     click ──shown▶ ready        click ──closed, page left▶ abandoned
 *       ├─────opened▶ opened
 *       └─────failed▶ failed, or timed-out
 */
export interface OpeningReader {
  /** Takes the marks that have been set since the last time. */
  read(marks: readonly Pick<PerformanceMark, "name" | "startTime" | "detail">[]): void;
  /** The page is left: what is not decided by now is abandoned. */
  leave(): void;
}

export interface OpeningReaderOptions {
  /** The opening's facts that no mark holds: the page, the variant and so on. */
  facts: () => Partial<CalSample>;
  newId: () => string;
  /** The `sampleId` of an opening that has been reported already, by the time of its click in ms on the page's clock. */
  reportedId?: (click: number) => string | undefined;
  onSample: (sample: CalSample) => void;
  onBooking: (event: BookingEvent) => void;
}

/**
 * With less lead than this a calendar counts as cold, in ms: what it got is the press that was to
 * become the click, which takes about 100 ms with a finger and somewhat less with a mouse.
 */
const PRESS = 200;

/** A calendar on its way, or there: when it came to each mark, in ms on the page's clock. */
type Calendar = Partial<Record<Mark, number>>;

/** A click, and all that is known of it until it is decided. */
interface Opening {
  readonly click: number;
  readonly isReopening: boolean;
  /** The beginning of its sample. */
  readonly sample: CalSample & { sampleId: string };
}

export function createOpeningReader({ facts, newId, reportedId, onSample, onBooking }: OpeningReaderOptions): OpeningReader {
  const calendars = new Map<string, Calendar>();
  /** The newest: there is one dialog. A booking belongs to it. */
  let opening: Opening | undefined;
  let isDecided = true;

  function decide(outcome: Partial<CalSample>): void {
    if (!opening || isDecided) return;
    isDecided = true;
    const { click, isReopening, sample } = opening;
    const calendar = calendars.get(sample.id) ?? {};
    const lead = Math.max(click - (calendar["load-start"] ?? click), 0);
    onSample({
      ...sample,
      timestamp: new Date().toISOString(),
      openKind: isReopening ? "reopened" : lead < PRESS ? "cold" : "warmed",
      ...measured({
        ...(!isReopening && {
          leadTime: lead,
          calLoadTime: between(calendar["load-start"], calendar["load-end"]),
          frameTime: between(calendar["iframe-start"], calendar.painted),
          slotsTime: between(calendar.painted, calendar["iframe-end"]),
          iframeLoadTime: between(calendar["iframe-start"], calendar["iframe-end"]),
        }),
        totalDuration: outcome.outcome === "ready" ? between(click, calendar.shown) : undefined,
      }),
      ...outcome,
    });
  }

  function readMark(id: string, mark: Mark, at: number, detail: unknown): void {
    if (mark === "load-start") calendars.set(id, {});
    const calendar = calendars.get(id);
    if (mark === "click") {
      decide(ABANDONED);
      const reported = reportedId?.(at);
      isDecided = reported !== undefined;
      const placement = typeof detail === "string" && detail ? { placement: detail } : {};
      opening = { click: at, isReopening: (calendar?.shown ?? calendar?.opened) !== undefined, sample: { ...facts(), ...placement, id, sampleId: reported ?? newId() } };
      return;
    }
    if (calendar) calendar[mark] = at;
    if (mark === "shown") decide({ outcome: "ready" });
    if (mark === "opened") decide({ outcome: "opened" });
    if (mark === "closed") decide(ABANDONED);
    if (mark === "failed") decide(failure(oneLine(String(detail), MAX_ERROR_LENGTH)));
    if ((mark === "booked" || mark === "unpaid") && opening?.sample.id === id && typeof detail === "string") {
      onBooking({ id, sampleId: opening.sample.sampleId, bookingUid: detail, ...(mark === "unpaid" && { paymentPending: true }) });
    }
  }

  return {
    read(marks) {
      // A click is marked at its event's time, which may lie before marks that were set earlier.
      for (const { name, startTime, detail } of marks.toSorted((a, b) => a.startTime - b.startTime)) {
        const [, id, mark] = /^booking:(.+):(.+)$/.exec(name) ?? [];
        if (id && mark) readMark(id, mark as Mark, startTime, detail);
      }
    },
    leave: () => decide(ABANDONED),
  };
}

const ABANDONED = { outcome: "abandoned" } as const;

/** "script-timeout: 8000 ms": the class is the part before the colon. */
function failure(error: string): Partial<CalSample> {
  const errorClass = error.replace(/:.*/, "");
  return { outcome: /timeout|silent/.test(errorClass) ? "timed-out" : "failed", errorClass, error };
}

/** In ms. An end that lies before the start belongs to something earlier, and is none. */
function between(start = NaN, end = NaN): number | undefined {
  return end >= start ? end - start : undefined;
}

/** The times that were taken, in whole ms, none longer than the wire allows. */
function measured(times: Record<string, number | undefined>): Partial<CalSample> {
  const taken = Object.entries(times).flatMap(([name, time]) => (time === undefined ? [] : [[name, Math.min(Math.round(time), MAX_TIME_MS)]]));
  return Object.fromEntries(taken) as Partial<CalSample>;
}
