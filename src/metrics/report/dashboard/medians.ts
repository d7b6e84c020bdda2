/**
 * How far a median of openings can be trusted, from order statistics: no shape is assumed, and load
 * times have a long tail. D. G. Bonett, R. M. Price, "Statistical inference for a linear function of
 * medians", Psychological Methods 7(3), 2002; the variance is their (2001) "Estimating the variance of
 * the sample median", Journal of Statistical Computation and Simulation 68.
 */
import type { MeasureFigures } from "../../store/figures.ts";
import { FLOOR_MS, percentile, RELATIVE_ACCURACY } from "../../store/histogram.ts";
import { Z_95, type Estimate } from "./proportions.ts";
import { rankDeviate } from "./rank-deviate.ts";

/** Below, the order statistics that the variance is told from lie near the ends. */
export const MIN_MEDIAN_N = 20;

/**
 * The difference a − b of two medians with its 95 % confidence interval, in whole ms.
 *
 * @throws {RangeError} for fewer than `MIN_MEDIAN_N` in either.
 */
export function medianDifference(a: MeasureFigures, b: MeasureFigures): Estimate {
  const value = medianOf(a) - medianOf(b);
  const half = Z_95 * Math.sqrt(varianceOf(a) + varianceOf(b));
  return { value, low: Math.round(value - half), high: Math.round(value + half) };
}

/** As it is reported everywhere. */
function medianOf(figures: MeasureFigures): number {
  return Math.round(atRank(figures, Math.ceil(figures.n / 2)));
}

function varianceOf(figures: MeasureFigures): number {
  const { n } = figures;
  if (n < MIN_MEDIAN_N) throw new RangeError(`A median of ${n} says too little: expected ${MIN_MEDIAN_N} or more.`);
  const c = Math.round((n + 1) / 2 - Math.sqrt(n));
  const standardError = (atRank(figures, n - c + 1) - atRank(figures, c)) / (2 * rankDeviate(c, n));
  // The histogram adds an error of its own, of up to so much either way, and any of it as likely.
  const median = medianOf(figures);
  const resolution = median <= FLOOR_MS ? FLOOR_MS : RELATIVE_ACCURACY * median;
  return standardError ** 2 + resolution ** 2 / 3;
}

/** The value with `rank` − 1 values before it, in ms, within the histogram's accuracy. */
function atRank({ buckets, n, min, max }: MeasureFigures, rank: number): number {
  return percentile(buckets, rank / n, { min, max }) ?? 0;
}
