import type { CalTimes } from "./cal-answer.ts";
import { dayOf, type Days } from "./windows.ts";

export interface Check {
  /** The event, as a key. */
  readonly event: string;
  /** The start of the time, in ms since 1970. */
  readonly at: number;
  /** @throws {CalApiError} */
  ask(days: Days): Promise<CalTimes>;
}

/**
 * Asks Cal whether a time is still free. Simultaneous checks of times on one day share a request; nothing is kept.
 *
 * @returns a function that rejects with a CalApiError.
 */
export function createTimeCheck(): (check: Check) => Promise<boolean> {
  const running = new Map<string, Promise<CalTimes>>();

  return async ({ event, at, ask }) => {
    const day = dayOf(at);
    const key = `${day} ${event}`;
    const times = running.get(key) ?? ask({ from: day, until: day + 1 }).finally(() => running.delete(key));
    running.set(key, times);
    return (await times).starts.includes(at / 60_000);
  };
}
