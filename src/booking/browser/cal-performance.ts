import { BOUNDS, type CalSample } from "../../metrics/shared/sample.ts";
import { deliver } from "../../metrics/browser/delivery.ts";

/**
 * The stopwatch. Every time is the difference of two User Timing marks, so that what we report is
 * what a profiler shows. An end without a start gives nothing: an unmeasured time is never a 0.
 */
type Mark = "click" | "load-start" | "load-end" | "iframe-start" | "iframe-end";

const errors = new Map<string, string>();

/** Notes the click that opens event `id`; `at` is in ms on the page's clock. */
export function startOpening(id: string, at: number = performance.now()): void {
  errors.delete(id);
  performance.clearMarks(markName(id, "iframe-end"));
  setMark(id, "click", at);
}

/** Asking for embed.js starts. */
export function startCalLoadTimer(id: string): void {
  performance.clearMarks(markName(id, "load-end"));
  setMark(id, "load-start");
}

/** embed.js runs. Returns the time it took in ms, undefined if the start was never marked. */
export function endCalLoadTimer(id: string): number | undefined {
  setMark(id, "load-end");
  const duration = between(id, "load-start", "load-end");
  if (duration !== undefined) log(`Cal.com API loaded in ${duration}ms`);
  return duration;
}

/** The frame is mounted. */
export function startIframeTimer(id: string): void {
  performance.clearMarks(markName(id, "iframe-end"));
  setMark(id, "iframe-start");
}

/** The calendar in the frame can be used. Returns the time since it was mounted in ms. */
export function endIframeTimer(id: string): number | undefined {
  setMark(id, "iframe-end");
  const duration = between(id, "iframe-start", "iframe-end");
  if (duration !== undefined) log(`iframe rendered in ${duration}ms`);
  return duration;
}

/** Notes why event `id` did not open. Logged in production too. */
export function recordCalError(error: unknown, id: string): void {
  const message = error instanceof Error ? error.message : String(error);
  errors.set(id, message.slice(0, BOUNDS.errorLength));
  console.error(`[v0] Cal.com error: ${message}`);
}

/**
 * From the click to the usable calendar in ms; without a click, from asking for embed.js. Undefined
 * while the calendar is not ready.
 */
export function totalDuration(id: string): number | undefined {
  return between(id, "click", "iframe-end") ?? between(id, "load-start", "iframe-end");
}

/** Sends what was measured of this opening, and returns it. */
export function reportPerformanceMetric(id: string): CalSample {
  const error = errors.get(id);
  const sample: CalSample = {
    id,
    timestamp: new Date().toISOString(),
    ...defined("calLoadTime", between(id, "load-start", "load-end")),
    ...defined("iframeLoadTime", between(id, "iframe-start", "iframe-end")),
    ...defined("totalDuration", totalDuration(id)),
    ...(error !== undefined && { error }),
  };
  deliver(sample);
  return sample;
}

function markName(id: string, mark: Mark): string {
  return `booking:${id}:${mark}`;
}

function setMark(id: string, mark: Mark, startTime: number = performance.now()): void {
  const name = markName(id, mark);
  performance.clearMarks(name);
  performance.mark(name, { startTime });
}

function between(id: string, from: Mark, to: Mark): number | undefined {
  const start = performance.getEntriesByName(markName(id, from), "mark").at(-1);
  const end = performance.getEntriesByName(markName(id, to), "mark").at(-1);
  if (!start || !end) return undefined;
  // What was ready before the click cost the visitor nothing.
  return Math.min(Math.max(0, Math.round(end.startTime - start.startTime)), BOUNDS.timeMs);
}

function defined<K extends string>(key: K, value: number | undefined): { [key in K]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: number });
}

function log(message: string): void {
  if (import.meta.env.DEV) console.info(`[v0] ${message}`);
}
