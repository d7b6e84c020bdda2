/**
 * The confidence interval of the difference of two medians, from order statistics: they assume no distribution, and load
 * times have a long tail. D. G. Bonett, R. M. Price, "Statistical inference for a linear function of
 * medians", Psychological Methods 7(3), 2002; the variance is their (2001) "Estimating the variance of
 * the sample median", Journal of Statistical Computation and Simulation 68.
 */
import type { MeasureFigures } from "../../statistics/figures.ts";
import { FLOOR_MS, percentile, RELATIVE_ACCURACY } from "../../statistics/histogram.ts";
import { Z_95, type Estimate } from "./proportions.ts";

/** With fewer values, the order statistics behind the variance are too close to the ends. */
export const MIN_MEDIAN_N = 20;

/**
 * The difference a − b of two medians with its 95 % confidence interval, in whole ms.
 *
 * @throws {RangeError} for fewer than `MIN_MEDIAN_N` in either.
 */
export function medianDifference(a: MeasureFigures, b: MeasureFigures, z = Z_95): Estimate {
  const value = medianOf(a) - medianOf(b);
  const half = z * Math.sqrt(varianceOf(a) + varianceOf(b));
  return { value, low: Math.round(value - half), high: Math.round(value + half) };
}

/** Rounded as in every report. */
function medianOf(figures: MeasureFigures): number {
  return Math.round(atRank(figures, Math.ceil(figures.n / 2)));
}

function varianceOf(figures: MeasureFigures): number {
  const { n } = figures;
  if (n < MIN_MEDIAN_N) throw new RangeError(`The median needs at least ${MIN_MEDIAN_N} values; there are ${n}.`);
  const c = Math.round((n + 1) / 2 - Math.sqrt(n));
  const standardError = (atRank(figures, n - c + 1) - atRank(figures, c)) / (2 * rankDeviate(c, n));
  // The histogram adds an error, equally distributed up to this size in both directions.
  const median = medianOf(figures);
  const resolution = median <= FLOOR_MS ? FLOOR_MS : RELATIVE_ACCURACY * median;
  return standardError ** 2 + resolution ** 2 / 3;
}

/** The value with `rank` − 1 values before it, in ms, within the histogram's accuracy. */
function atRank({ buckets, n, min, max }: MeasureFigures, rank: number): number {
  return percentile(buckets, rank / n, { min, max }) ?? 0;
}

/**
 * How many standard deviations the value of rank `c` of `n` lies from the median: the normal deviate
 * of the probability that fewer than `c` of them lie below it, each with the chance of one half.
 */
export function rankDeviate(c: number, n: number): number {
  // For large n the normal distribution, half a value further out, is exact to a thousandth.
  if (n > 1_000) return (n + 1 - 2 * c) / Math.sqrt(n);
  // (n over i) / 2^n for i = c − 1, halved repeatedly to stay in range; then for each smaller i.
  let term = 1;
  let halvings = n;
  for (let i = 1; i < c; i++) {
    term *= (n - c + 1 + i) / i;
    for (; term > 1 && halvings > 0; halvings--) term /= 2;
  }
  term *= 0.5 ** halvings;
  let probability = 0;
  for (let i = c - 1; i >= 0; i--) {
    probability += term;
    term *= i / (n - i + 1);
  }
  return upperDeviate(probability);
}

/** z with the share `p` (0–0.5) of the normal distribution above it, to 0.0005: Abramowitz and Stegun, 26.2.23. */
function upperDeviate(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const numerator = 2.515517 + 0.802853 * t + 0.010328 * t ** 2;
  const denominator = 1 + 1.432788 * t + 0.189269 * t ** 2 + 0.001308 * t ** 3;
  return t - numerator / denominator;
}
