/** Durations in the field as log-normal distributions, which is their usual shape. */
import type { Phase, Vital } from "../../../src/metrics/shared/sample.ts";
import { BUCKET_COUNT, bucketOf, CEILING_MS } from "../../../src/metrics/statistics/histogram.ts";

export type Measured = Phase | Vital;

/** The median in ms (`cls` in thousandths), and the standard deviation of the logarithm. */
export const FIELD_TIMES: Readonly<Record<Measured, { median: number; sigma: number }>> = {
  leadTime: { median: 450, sigma: 0.9 },
  codeTime: { median: 40, sigma: 0.6 },
  calLoadTime: { median: 320, sigma: 0.7 },
  frameTime: { median: 900, sigma: 0.5 },
  slotsTime: { median: 500, sigma: 0.6 },
  iframeLoadTime: { median: 1_450, sigma: 0.5 },
  totalDuration: { median: 1_100, sigma: 0.8 },
  timesTime: { median: 180, sigma: 0.6 },
  formTime: { median: 600, sigma: 0.7 },
  lcp: { median: 1_300, sigma: 0.6 },
  inp: { median: 80, sigma: 0.8 },
  ttfb: { median: 180, sigma: 0.8 },
  cls: { median: 30, sigma: 1 },
};

/**
 * The number of values in each bucket, for `n` values. They are drawn together (systematic sampling: each n-th
 * of the distribution gives one value), so ten million cost as little as ten, and a bucket in the tail is empty
 * as often as with single draws.
 */
export function drawBuckets(measure: Measured, n: number, random: () => number): [bucket: number, count: number][] {
  const offset = random();
  const drawn: [number, number][] = [];
  let below = 0;
  for (const [bucket, last] of LAST_WHOLE.entries()) {
    const upTo = Math.floor(n * shareUpTo(measure, last) + offset);
    if (upTo > below) drawn.push([bucket, upTo - below]);
    below = Math.max(below, upTo);
  }
  return drawn;
}

/** The largest whole number in each bucket. The narrowest buckets contain none and get that of the bucket before. */
const LAST_WHOLE = lastWholeNumbers();

function lastWholeNumbers(): number[] {
  const last: number[] = [];
  for (let value = 0; value <= CEILING_MS; value++) last[bucketOf(value)] = value;
  for (let bucket = 1; bucket < BUCKET_COUNT; bucket++) last[bucket] ??= last[bucket - 1] ?? 0;
  return last;
}

/** The share of values that are rounded to `whole` or less. */
function shareUpTo(measure: Measured, whole: number): number {
  if (whole >= CEILING_MS) return 1;
  const { median, sigma } = FIELD_TIMES[measure];
  return normalShare(Math.log((whole + 0.5) / median) / sigma);
}

/** The normal distribution's share up to z, to 7.5e-8: Abramowitz and Stegun, formula 26.2.17. */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const above = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z < 0 ? above : 1 - above;
}
