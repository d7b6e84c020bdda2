import { OUTCOMES } from "../../shared/sample.ts";
import type { Figures } from "../store/figures.ts";

/** The counters behind a table's line; `summaryOf` would compute the percentiles of every phase with them. */
export interface OpeningCounts {
  total: number;
  ready: number;
  /** Failed and timed-out ones. */
  errors: number;
  /** Bookings that the browser saw: those whose opening is known. */
  bookings: number;
}

export function openingCounts({ counts }: Figures): OpeningCounts {
  const of = (name: string) => counts[name] ?? 0;
  return {
    total: OUTCOMES.reduce((sum, outcome) => sum + of(outcome), 0),
    ready: of("ready"),
    errors: of("failed") + of("timed-out"),
    bookings: of("booked:browser"),
  };
}
