import type { Breakdowns } from "../statistics/figures.ts";

/** What an instance remembers of periods that have ended, by the period's key. They never change. */
export interface EndedBreakdowns {
  get(period: string): Breakdowns | undefined;
  set(period: string, breakdowns: Breakdowns): void;
}

/**
 * Values in periods: 90 days with 25 values each, and room for some hours beside them. Measured, that
 * is 4 MB where each was counted 60 times, 11 MB at 1,000. Where there are more values than that, 90
 * days are read from their packs every time.
 */
export const REMEMBERED = 3_000;

/** Forgets those first that have not been asked for longest. */
export function createEndedBreakdowns(): EndedBreakdowns {
  const known = new Map<string, Breakdowns>();
  let size = 0;
  const forget = (period: string) => {
    size -= sizeOf(known.get(period));
    known.delete(period);
  };
  return {
    get(period) {
      const breakdowns = known.get(period);
      if (breakdowns !== undefined) {
        // A map keeps the order in which its entries were made.
        known.delete(period);
        known.set(period, breakdowns);
      }
      return breakdowns;
    },
    set(period, breakdowns) {
      forget(period);
      known.set(period, breakdowns);
      size += sizeOf(breakdowns);
      for (const oldest of known.keys()) {
        if (size <= REMEMBERED) break;
        forget(oldest);
      }
    },
  };
}

/** An empty period takes the room of one value, so that there is an end to them as well. */
function sizeOf(breakdowns: Breakdowns | undefined): number {
  if (breakdowns === undefined) return 0;
  return [...breakdowns.values()].reduce((sum, values) => sum + values.size, 1);
}
