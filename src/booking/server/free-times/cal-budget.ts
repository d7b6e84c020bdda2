/**
 * How often a process asks Cal, in each minute: 90 requests, of the 120 that Cal allows for an address or a key. The first
 * window of an event, later ones and single times have a part each, so that none of them uses up another's.
 */
export type Purpose = "first" | "later" | "check";

export interface CalBudget {
  /** Whether one more request may be sent now. */
  allows(purpose: Purpose, now: number): boolean;
  /** Counts a request. */
  spend(purpose: Purpose, now: number): void;
  /** Cal takes no request before then. In ms since 1970. */
  pauseUntil(at: number): void;
  /** When the next request may be sent, at the latest. */
  nextAt(now: number): number;
}

export const PER_MINUTE: Readonly<Record<Purpose, number>> = { first: 30, later: 30, check: 30 };
const MINUTE = 60_000;

export function createCalBudget(): CalBudget {
  let minute = Number.NaN;
  let spent: Record<Purpose, number> = { first: 0, later: 0, check: 0 };
  let pausedUntil = 0;

  function inMinuteOf(now: number): Record<Purpose, number> {
    const current = Math.floor(now / MINUTE);
    if (current !== minute) spent = { first: 0, later: 0, check: 0 };
    minute = current;
    return spent;
  }

  return {
    allows: (purpose, now) => now >= pausedUntil && inMinuteOf(now)[purpose] < PER_MINUTE[purpose],
    spend(purpose, now) {
      inMinuteOf(now)[purpose] += 1;
    },
    pauseUntil(at) {
      pausedUntil = Math.max(pausedUntil, at);
    },
    nextAt: (now) => Math.max(pausedUntil, (Math.floor(now / MINUTE) + 1) * MINUTE),
  };
}
