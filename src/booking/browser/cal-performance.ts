import type { LoadTimes } from "./booking-intent.ts";

/**
 * The stopwatch. Every time is the difference of two User Timing marks, so that what we report is
 * what a profiler shows. An end without a start gives nothing: an unmeasured time is never a 0.
 */
type Mark = "click" | "load-start" | "load-end" | "iframe-start" | "iframe-end" | "shown";

/** Notes the click that opens event `id`; `at` is in ms on the page's clock. */
export function startOpening(id: string, at: number = performance.now()): void {
  mark(id, "click", at);
}

/** Asking for embed.js, for a calendar that is not there yet, starts or started at `at` ms on the page's clock. */
export function startCalLoadTimer(id: string, at: number = performance.now()): void {
  for (const later of ["load-end", "iframe-start", "iframe-end"] as const) performance.clearMarks(markName(id, later));
  mark(id, "load-start", at);
}

/** embed.js runs. Returns the time it took in ms, undefined if the start was never marked. */
export function endCalLoadTimer(id: string): number | undefined {
  mark(id, "load-end");
  const duration = between(id, "load-start", "load-end");
  if (import.meta.env.DEV && duration !== undefined) console.info(`[v0] Cal.com API loaded in ${duration}ms`);
  return duration;
}

/** The frame is mounted. */
export function startIframeTimer(id: string): void {
  mark(id, "iframe-start");
}

/** The calendar in the frame can be used. Returns the time since it was mounted in ms. */
export function endIframeTimer(id: string): number | undefined {
  mark(id, "iframe-end");
  const duration = between(id, "iframe-start", "iframe-end");
  if (import.meta.env.DEV && duration !== undefined) console.info(`[v0] iframe rendered in ${duration}ms`);
  return duration;
}

/** The usable calendar is on the screen. Returns the time since the click in ms. */
export function markShown(id: string): number | undefined {
  mark(id, "shown");
  return between(id, "click", "shown");
}

/** The times that were taken of the opening of event `id`, in ms; undefined where none was. */
export function loadTimes(id: string): LoadTimes {
  return {
    calLoadTime: between(id, "load-start", "load-end"),
    iframeLoadTime: between(id, "iframe-start", "iframe-end"),
    totalDuration: between(id, "click", "shown"),
  };
}

function mark(id: string, name: Mark, startTime: number = performance.now()): void {
  performance.clearMarks(markName(id, name));
  performance.mark(markName(id, name), { startTime });
}

function markName(id: string, name: Mark): string {
  return `booking:${id}:${name}`;
}

/** In ms. An end that lies before the start belongs to something earlier, and is none. */
function between(id: string, from: Mark, to: Mark): number | undefined {
  const [start, end] = [from, to].map((name) => performance.getEntriesByName(markName(id, name))[0]?.startTime);
  if (start === undefined || end === undefined || end < start) return undefined;
  return Math.round(end - start);
}
