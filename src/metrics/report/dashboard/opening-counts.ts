import { bookedIn, openingsIn, type BookingSources, type Figures } from "../../statistics/figures.ts";

/** The counters for a row of a table, without the percentiles that `summaryOf` would compute. */
export interface OpeningCounts {
  total: number;
  ready: number;
  /** Failed and timed-out openings. */
  errors: number;
  /** Bookings that were made in an opening: see `bookedIn`. */
  bookings: number;
}

export function openingCounts(figures: Figures, sources: BookingSources): OpeningCounts {
  const of = (name: string) => figures.counts[name] ?? 0;
  return {
    total: openingsIn(figures),
    ready: of("ready"),
    errors: of("failed") + of("timed-out"),
    bookings: bookedIn(figures, sources),
  };
}
