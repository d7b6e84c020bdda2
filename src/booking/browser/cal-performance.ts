import type { Mark } from "../events.ts";

/**
 * The stopwatch: all it does is to set the User Timing marks of ../events.ts, so that a profiler shows the times that we report.
 *
 * Sets a mark of event `id`, at `at` ms on the page's clock; `detail` goes with it. An error goes as its message, which
 * starts with its class; whatever fails without a network is of the class "offline".
 */
export function mark(id: string, name: Mark, at: number = performance.now(), detail?: unknown): void {
  if (detail instanceof Error) detail = navigator.onLine ? detail.message : `offline: ${detail.message}`;
  performance.mark(`booking:${id}:${name}`, { startTime: at, detail });
  if (!import.meta.env.DEV) return;
  if (name === "load-end") console.info(`[v0] Cal.com API loaded in ${sinceLast(id, "load-start")}ms`);
  if (name === "iframe-end") console.info(`[v0] iframe rendered in ${sinceLast(id, "iframe-start")}ms`);
}

/** In whole ms. */
function sinceLast(id: string, name: Mark): number {
  const start = performance.getEntriesByName(`booking:${id}:${name}`).at(-1)?.startTime ?? NaN;
  return Math.round(performance.now() - start);
}
