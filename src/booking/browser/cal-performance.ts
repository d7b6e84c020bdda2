/**
 * The stopwatch. All it does is to set User Timing marks, `booking:<event>:<mark>`, so that what we
 * report is what a profiler shows; `openings.ts` reads them and makes the samples, later and elsewhere.
 */
const PREFIX = "booking:";

/** From asking for the booking code until it runs, a measure. */
export const CODE_MEASURE = "booking-code";

export type Mark =
  | "click"
  | "load-start"
  | "load-end"
  | "iframe-start"
  | "painted"
  | "iframe-end"
  | "shown"
  | "opened"
  | "failed"
  | "closed"
  | "booked"
  | "unpaid";

/** Sets a mark of event `id`, at `at` ms on the page's clock; `detail` goes with it. */
export function mark(id: string, name: Mark, at: number = performance.now(), detail?: unknown): void {
  performance.mark(`${PREFIX}${id}:${name}`, { startTime: at, detail });
}

/** Asking for embed.js, for a calendar that is not there yet, starts or started at `at` ms on the page's clock. */
export function startCalLoadTimer(id: string, at?: number): void {
  mark(id, "load-start", at);
}

/** embed.js runs. */
export function endCalLoadTimer(id: string): void {
  mark(id, "load-end");
  if (import.meta.env.DEV) console.info(`[v0] Cal.com API loaded in ${sinceLast(id, "load-start")}ms`);
}

/** The frame is mounted. */
export function startIframeTimer(id: string): void {
  mark(id, "iframe-start");
}

/** The calendar in the frame can be used. */
export function endIframeTimer(id: string): void {
  mark(id, "iframe-end");
  if (import.meta.env.DEV) console.info(`[v0] iframe rendered in ${sinceLast(id, "iframe-start")}ms`);
}

/**
 * The calendar did not come, or not in time. The message starts with the error's class; whatever fails
 * without a network is of the class "offline".
 */
export function recordCalError(id: string, error: Error): void {
  mark(id, "failed", undefined, navigator.onLine ? error.message : `offline: ${error.message}`);
}

/** In whole ms. */
function sinceLast(id: string, name: Mark): number {
  const start = performance.getEntriesByName(`${PREFIX}${id}:${name}`).at(-1)?.startTime ?? NaN;
  return Math.round(performance.now() - start);
}
