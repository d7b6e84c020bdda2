/**
 * The thresholds for what is fast enough. The project's goal is a usable calendar 0.8–1.2 s
 * after the click; a load of more than 3 s is slow.
 */
import type { Vital } from "./sample.ts";

/** Good up to and including `good`, poor above `poor`, in the unit of the value. */
export interface Thresholds {
  readonly good: number;
  readonly poor: number;
}

export const BUDGETS = {
  /** From the click to the usable calendar, in ms. */
  totalDuration: {
    /** For three visitors in four. The median has the same thresholds. */
    p75: { good: 1_200, poor: 3_000 },
    /** For nineteen visitors in twenty. */
    p95: 3_000,
  },
  /**
   * From the click to the first free time in the dialog, in ms. 400 ms: two round trips on a mobile line and what the page needs
   * (and the threshold of W. Doherty, A. Thadani, "The Economic Value of Rapid Response Time", IBM, 1982). After 1,200 ms the calendar itself should be there.
   */
  timesTime: { p75: { good: 400, poor: 1_200 }, p95: 1_200 },
  /** The share of openings that failed or timed out, 0–1. */
  errorRate: 0.05,
} as const;

/** From how many distinct senders openings have to come before the status, an alert or the experiment judges them, so that no one sender decides it. */
export const MIN_SENDERS = 3;

/** The thresholds of web.dev for p75: https://web.dev/articles/vitals and https://web.dev/articles/ttfb. In ms; `cls` has no unit. */
export const VITAL_THRESHOLDS: Readonly<Record<Vital, Thresholds>> = {
  lcp: { good: 2_500, poor: 4_000 },
  inp: { good: 200, poor: 500 },
  ttfb: { good: 800, poor: 1_800 },
  cls: { good: 0.1, poor: 0.25 },
};

export type Rating = "good" | "needs improvement" | "poor";

/** Rates a value; lower is better. */
export function rate(value: number, { good, poor }: Thresholds): Rating {
  if (value <= good) return "good";
  return value <= poor ? "needs improvement" : "poor";
}
