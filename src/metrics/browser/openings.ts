import type { Mark } from "../../booking/events.ts";
import { MAX_ERROR_LENGTH, MAX_TIME_MS } from "../fields.ts";
import type { BookingEvent, CalSample } from "../shared/sample.ts";
import { oneLine } from "./visit-origin.ts";

/**
 * Reads the stopwatch's marks and reports how each opening ended: one sample for every click that
 * opened the dialog, whichever way it ends, and one event for every booking. An end without a start
 * gives nothing: an unmeasured time is never a 0.
 *
 *     click ──times▶ times        click ──closed, page left▶ abandoned
 *       ├─────shown▶ ready
 *       ├─────opened▶ opened
 *       └─────failed▶ failed, or timed-out
 *
 * An opening that showed free times is not over with them: a pick, and Cal's form or a failure after it, are added to its sample.
 */
export interface OpeningReader {
  /** Takes the marks that have been set since the last time. */
  read(marks: readonly Pick<PerformanceMark, "name" | "startTime" | "detail">[]): void;
  /** The page is left: what is not decided by now is abandoned. */
  leave(): unknown;
}

export interface OpeningReaderOptions {
  /** The opening's facts that no mark holds: the page, the variant and so on. */
  facts: () => Partial<CalSample>;
  newId: () => string;
  /** The `sampleId` of an opening that has been reported already, by the time of its click in ms on the page's clock. */
  reportedId?: (click: number) => string | undefined;
  /** Takes the sample, and again when more is known; `isOver` if nothing will be added. */
  onSample: (sample: CalSample, isOver: boolean) => void;
  onBooking: (event: BookingEvent) => void;
}

/**
 * With less lead than this a calendar counts as cold, in ms: what it got is the press that was to
 * become the click, which takes about 100 ms with a finger and somewhat less with a mouse.
 */
const PRESS = 200;

/** The marks of the free times in the dialog and of the form for one of them. */
const OF_TIMES = /^(times|pick|form|ask)/;

/** A calendar on its way, or there: when it came to each mark, in ms on the page's clock. */
type Calendar = { [Name in Mark]?: number | undefined };

/** A click, and all that is known of it until it is over. */
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
  let isOver = true;
  /** The dialog has shown free times in it. */
  let hasTimes = false;

  /** Reports the opening as it is now. */
  function report(went: Partial<CalSample>, isLast = true): void {
    if (!opening || isOver) return;
    isOver = isLast;
    const { click, isReopening, sample } = opening;
    const calendar = calendars.get(sample.id) ?? {};
    const lead = Math.max(click - (calendar["load-start"] ?? click), click - (calendar["times-start"] ?? click), 0);
    onSample(
      {
        ...sample,
        openKind: isReopening ? "reopened" : lead < PRESS ? "cold" : "warmed",
        ...measured({
          ...(!isReopening && {
            leadTime: lead,
            calLoadTime: between(calendar["load-start"], calendar["load-end"]),
            frameTime: between(calendar["iframe-start"], calendar.painted),
            slotsTime: between(calendar.painted, calendar["iframe-end"]),
            iframeLoadTime: between(calendar["iframe-start"], calendar["iframe-end"]),
          }),
          timesTime: between(click, calendar.times),
          formTime: between(calendar.pick, calendar.form),
          // The frame's wait begins when the visitor asks for it.
          totalDuration: went.outcome === "ready" ? between(calendar.ask ?? click, calendar.shown) : undefined,
        }),
        ...(calendar.pick !== undefined && { picked: true }),
        ...went,
        ...(hasTimes && !went.error && { outcome: "times" }),
      },
      isLast,
    );
  }

  function readMark(id: string, mark: Mark, at: number, detail: unknown): void {
    const calendar = calendars.get(id) ?? {};
    calendars.set(id, calendar);
    if (mark === "click") {
      report(ABANDONED);
      const reported = reportedId?.(at);
      isOver = reported !== undefined;
      hasTimes = false;
      calendar.pick = calendar.form = calendar.ask = undefined;
      const isReopening = (calendar.shown ?? calendar.opened ?? calendar.times) !== undefined;
      opening = { click: at, isReopening, sample: { ...facts(), ...(detail ? { placement: detail as string } : {}), id, sampleId: reported ?? newId(), timestamp: new Date(Date.now() + at - performance.now()).toISOString() } };
      return;
    }
    // Another frame begins. The free times are not the frame's.
    if (mark === "load-start") for (const name in calendar) if (!OF_TIMES.test(name)) delete calendar[name as Mark];
    // The first request of a page view: later ones are for more days.
    calendar[mark] = mark === "times-start" ? (calendar[mark] ?? at) : at;
    if (/^(times|pick|form)$/.test(mark)) {
      hasTimes = true;
      report({}, mark === "form");
    }
    if (mark === "closed") report(ABANDONED);
    // The visitor has free times: what a frame in the background does changes nothing, until she asks for it.
    if (mark === "shown" && !hasTimes) report({ outcome: "ready" });
    if (mark === "opened" && !hasTimes) report({ outcome: "opened" });
    if (mark === "failed" && (!hasTimes || (calendar.pick ?? calendar.ask))) report(failure(oneLine(String(detail), MAX_ERROR_LENGTH)));
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
    // What is known of an opening with free times has been reported.
    leave: () => hasTimes || report(ABANDONED),
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
