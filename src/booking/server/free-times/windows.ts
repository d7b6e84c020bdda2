/**
 * The windows in which Cal is asked: 14 days each, counted from today. Whatever visitors ask for, there is one request
 * per event and window. Days are UTC dates, as whole days since 1970-01-01.
 */
export interface Days {
  readonly from: number;
  /** The first day after it. */
  readonly until: number;
}

export const WINDOW_DAYS = 14;
/** 364 days: Cal answers for a year at most. */
export const MOST_WINDOWS = 26;
export const DAY = 24 * 60 * 60_000;

export function dayOf(ms: number): number {
  return Math.floor(ms / DAY);
}

/** "2026-11-29" */
export function dateOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** The window that a day lies in; undefined before today and after the last window. */
export function windowOf(day: number, now: number): Days | undefined {
  const today = dayOf(now);
  const index = Math.floor((day - today) / WINDOW_DAYS);
  if (index < 0 || index >= MOST_WINDOWS) return undefined;
  const from = today + index * WINDOW_DAYS;
  return { from, until: from + WINDOW_DAYS };
}
