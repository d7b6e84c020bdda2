import { OUTCOMES } from "../../shared/sample.ts";
import type { Figures } from "../../statistics/figures.ts";

/** The counters for a row of a table, without the percentiles that `summaryOf` would compute. */
export interface OpeningCounts {
  total: number;
  ready: number;
  /** Openings whose outcome is `times`. */
  times: number;
  /** Failed and timed-out openings. */
  errors: number;
  /** Bookings that the browser saw being made in an opening. */
  bookings: number;
}

export function openingCounts({ counts }: Figures): OpeningCounts {
  const of = (name: string) => counts[name] ?? 0;
  return {
    total: OUTCOMES.reduce((sum, outcome) => sum + of(outcome), 0),
    ready: of("ready"),
    times: of("times"),
    errors: of("failed") + of("timed-out"),
    bookings: Math.max(0, of("booked:browser") - of("booked:elsewhere")),
  };
}
