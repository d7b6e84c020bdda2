import { BUDGETS } from "../../shared/ratings.ts";
import { bookedTimes, type BookingSources, type Figures } from "../../statistics/figures.ts";
import { bucketValue, type Histogram } from "../../statistics/histogram.ts";
import type { LoadTimeBand } from "./comparisons-model.ts";
import { wilson } from "./proportions.ts";

const { good, poor } = BUDGETS.totalDuration.p75;

/**
 * In ms: immediate (a tenth of a second; Nielsen, "Usability Engineering", 1993, chapter 5), hardly a
 * wait, within the budget, over the budget, poor. Two bands are far below the budget because that is where
 * the openings are that intent has warmed.
 */
const EDGES = [0, 100, 300, good, poor] as const;

/**
 * Ready openings by load time, and how many of each band led to a booking. A bucket belongs to the band of its value.
 *
 * @param share how much of the records the figures come from, 0–1: an interval is that of the records that were kept.
 */
export function loadTimeBands(figures: Figures, site: BookingSources, share = 1): LoadTimeBand[] {
  const [ready, booked] = [figures.measures.get("totalDuration")?.buckets, bookedTimes(figures, site)?.buckets];
  return EDGES.map((from, i) => {
    const to = EDGES[i + 1] ?? null;
    const openings = countBetween(ready, from, to);
    const bookings = countBetween(booked, from, to);
    // A booking counts when it is made, so its opening can be before the window.
    const conversion = openings === 0 ? null : wilson({ count: Math.min(bookings, openings) * share, of: openings * share });
    return { from, to, openings, bookings, conversion };
  });
}

/** How many took more than `from` and up to `to` ms; 0 ms is in the first band. */
function countBetween(buckets: Histogram | undefined, from: number, to: number | null): number {
  let count = 0;
  for (const [index, inBucket] of buckets ?? []) {
    const ms = bucketValue(index);
    if (ms > from && (to === null || ms <= to)) count += inBucket;
  }
  // An estimate counts each record as several.
  return Math.round(count);
}
