/**
 * The free times of an event, as `GET /api/slots` answers them, without DOM. All instants are whole minutes since the
 * epoch, unless they are named otherwise.
 */
export interface FreeTimes {
  /** Sorted, distinct, and in the future when they were read. */
  readonly starts: readonly number[];
  /** When Cal has answered, in seconds since the epoch; of several answers the oldest. */
  readonly at: number;
  /** Up to here times are known; NaN if there is nothing behind. */
  readonly end: number;
}

export const MINUTE = 60_000;

/** An answer has at most 600 times, none more than a year from now. What exceeds that is not ours. */
const [MOST, YEAR] = [600, 366 * 24 * 60];

/**
 * Reads an answer, whatever came: what is not a valid time after `now` is left out, and with it all behind it.
 *
 * @param now in minutes.
 * @returns undefined for what is not an answer.
 */
export function readTimes(answer: unknown, now: number): FreeTimes | undefined {
  const { starts, at, until } = (answer ?? {}) as Record<string, unknown>;
  if (!Array.isArray(starts) || !Number.isFinite(at)) return;
  // The first is absolute, the others are the difference to the one before.
  let start = 0;
  const all = starts.slice(0, MOST).map((step) => (start += Number.isInteger(step) && step > 0 ? step : NaN));
  return { at: at as number, end: typeof until == "string" ? Date.parse(until) / MINUTE : NaN, starts: all.filter((one) => one > now && one < now + YEAR) };
}

/** The known times with those of a newer answer in place of all from `from` to the answer's end, but for those that `isKept` names. */
export function joinTimes(known: FreeTimes | undefined, newer: FreeTimes, from: number, isKept: (start: number) => boolean): FreeTimes {
  const others = known?.starts.filter((one) => one < from || one >= newer.end || isKept(one)) ?? [];
  const starts = new Set([...others, ...newer.starts.filter((one) => one >= from && !(one >= newer.end))]);
  return {
    starts: [...starts].toSorted((a, b) => a - b),
    at: from && known ? Math.min(known.at, newer.at) : newer.at,
    end: known && known.end > newer.end ? known.end : newer.end,
  };
}

/** The midnight, in this browser's time zone, that a time's day begins with, in ms; the first moment of a day that has none. */
export const dayOf = (start: number) => new Date(start * MINUTE).setHours(0, 0, 0, 0);

/** The days with their times. */
export function daysOf(starts: readonly number[]): Map<number, number[]> {
  const days = new Map<number, number[]>();
  for (const start of starts) {
    const day = dayOf(start);
    if (!days.get(day)?.push(start)) days.set(day, [start]);
  }
  return days;
}
