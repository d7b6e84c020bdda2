import { bookedIn, bookingTimeOf, openingsIn, percentileOf, type BookingSources, type Figures } from "../../statistics/figures.ts";

/** The counters for a row of a table, without the percentiles that `summaryOf` would compute. */
export interface OpeningCounts {
  total: number;
  ready: number;
  /** Openings whose outcome is `times`. */
  times: number;
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
    times: of("times"),
    errors: of("failed") + of("timed-out"),
    bookings: bookedIn(figures, sources),
  };
}

/** How long visitors took to book: the number of bookings of which that is known, and the median in ms. */
export function bookingTimes(figures: Figures, site: BookingSources): { bookingTimeN: number; bookingTimeP50: number | null } {
  const measure = bookingTimeOf(site);
  return { bookingTimeN: figures.measures.get(measure)?.n ?? 0, bookingTimeP50: percentileOf(figures, measure, 0.5) };
}
