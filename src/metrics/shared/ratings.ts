/**
 * What is fast enough: the one list of thresholds. The project's aim is a usable calendar 0.8–1.2 s
 * after the click; from 3 s on a load counts as slow.
 */
export const BUDGETS = {
  /** From the click to the usable calendar, in ms. */
  totalDuration: {
    /** Good up to here for three visitors in four, and poor from there. */
    p75: { good: 1_200, poor: 3_000 },
    /** What nineteen visitors in twenty must not wait longer than. */
    p95: 3_000,
  },
  /** Failed and timed-out openings among all, 0–1. */
  errorRate: 0.05,
} as const;
