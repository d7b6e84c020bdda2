/**
 * Statistics that are computed from some of the records of a day. The store keeps a simple random sample of a finished day
 * (those with the smallest random tokens), and each kept record stands for `of` / `kept` records.
 */
import type { Basis, Statistics } from "../store/metrics-store.ts";
import { openingsIn, type BookingSources, type Figures } from "../statistics/figures.ts";
import type { Estimate } from "./report-model.ts";

/**
 * The variance of a count that was estimated from a simple random sample, without replacement: W. G. Cochran, "Sampling
 * Techniques", 3rd edition, 1977, section 3.2, formula 3.8, for N · p instead of p. With n of N records kept and the share
 * p of them counted it is N² · (1 − n/N) · p(1 − p) / (n − 1); 0 if all are kept.
 */
export function varianceOf(count: number, { kept, of }: Basis): number {
  if (kept >= of) return 0;
  // A single record says nothing about how much they differ, so the largest possible p(1 − p) is taken.
  if (kept < 2) return of ** 2 / 4;
  const p = Math.min(1, Math.max(0, count / of));
  return (of ** 2 * (1 - kept / of) * p * (1 - p)) / (kept - 1);
}

/** How much of all records was kept, 0–1; 1 if there is none. */
export function shareKept({ kept, of }: Basis): number {
  return of === 0 ? 1 : kept / of;
}

export function basisOf(parts: readonly { readonly basis: Basis }[]): Basis {
  return { kept: parts.reduce((sum, { basis }) => sum + basis.kept, 0), of: parts.reduce((sum, { basis }) => sum + basis.of, 0) };
}

/** How precise the sums over these periods are; null if they are exact. The periods' samples are independent, so their variances add up. */
export function estimateOf(periods: readonly Statistics[], { hasWebhook }: BookingSources): Estimate | null {
  const { kept, of } = basisOf(periods);
  if (kept >= of) return null;
  const errorOf = (countOf: (figures: Figures) => number) => Math.round(Math.sqrt(periods.reduce((sum, { figures, basis }) => sum + varianceOf(countOf(figures), basis), 0)));
  return {
    kept,
    of,
    standardErrors: {
      total: errorOf((figures) => openingsIn(figures)),
      ready: errorOf(({ counts }) => counts["ready"] ?? 0),
      errors: errorOf(({ counts }) => (counts["failed"] ?? 0) + (counts["timed-out"] ?? 0)),
      bookings: errorOf(({ counts }) => counts[hasWebhook ? "booked:webhook" : "booked"] ?? 0),
    },
  };
}
