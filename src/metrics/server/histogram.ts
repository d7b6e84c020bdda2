/**
 * Histograms with logarithmic buckets: counts that any number of writers can increment and that
 * merge by addition, from which percentiles come out within 1 % of the exact ones.
 *
 * The mapping is DDSketch's: Masson, Rim, Lee, "DDSketch: A Fast and Fully-Mergeable Quantile
 * Sketch with Relative-Error Guarantees", VLDB 2019, section 2. With γ = (1 + α) / (1 − α), bucket
 * i covers (γ^(i−1), γ^i], and its value 2γ^i / (γ + 1) is within α of everything in it. Here the
 * scale starts at 10 ms, so bucket i covers (10γ^(i−1), 10γ^i] ms and bucket 0 all up to 10 ms.
 */

/** α: the largest relative error of a percentile between `FLOOR_MS` and `CEILING_MS`. */
export const RELATIVE_ACCURACY = 0.01;
/** Faster than anyone can tell; what is below shares the first bucket. */
export const FLOOR_MS = 10;
/** The bound on a time in a sample; what is above shares the last bucket. */
export const CEILING_MS = 120_000;

const GAMMA = (1 + RELATIVE_ACCURACY) / (1 - RELATIVE_ACCURACY);
const LOG_GAMMA = Math.log(GAMMA);
const LAST = Math.ceil(Math.log(CEILING_MS / FLOOR_MS) / LOG_GAMMA);

/** 471. Redis keeps a hash of up to 512 fields in its compact form (hash-max-listpack-entries). */
export const BUCKET_COUNT = LAST + 1;

/** Count by bucket index. Empty buckets need no entry. */
export type Histogram = ReadonlyMap<number, number>;

/**
 * The index, 0 to `BUCKET_COUNT` − 1, of the bucket that holds a time in ms.
 *
 * @throws {RangeError} for a time that is negative or not finite.
 */
export function bucketOf(ms: number): number {
  if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`${ms} is not a time in ms: expected 0 or more.`);
  if (ms <= FLOOR_MS) return 0;
  return Math.min(Math.ceil(Math.log(ms / FLOOR_MS) / LOG_GAMMA), LAST);
}

/** The time in ms that stands for a bucket: the one whose relative error is the same at both ends. */
export function bucketValue(index: number): number {
  return (FLOOR_MS * GAMMA ** index * 2) / (GAMMA + 1);
}

/**
 * The time in ms below or at which the share `q` (0–1) of the counted times lies, by the
 * nearest-rank definition: the smallest value with at least q·n values up to it. The first and
 * the last rank are the exact `min` and `max`, and nothing is reported beyond them.
 *
 * @returns null where nothing was counted.
 */
export function percentile(buckets: Histogram, q: number, { min, max }: { min: number; max: number }): number | null {
  const n = sizeOf(buckets);
  if (n === 0) return null;
  // q·n can come out a hair above a whole number (0.07 · 100), which would take the next rank.
  const rank = Math.max(1, Math.ceil(q * n - n * Number.EPSILON));
  if (rank === 1) return min;
  if (rank >= n) return max;

  let seen = 0;
  for (const [index, count] of [...buckets].toSorted(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= rank) return Math.min(Math.max(bucketValue(index), min), max);
  }
  return max;
}

/** One histogram over what all of them counted. Exact, in whatever order or grouping. */
export function merge(...histograms: readonly Histogram[]): Map<number, number> {
  const merged = new Map<number, number>();
  for (const histogram of histograms) {
    for (const [index, count] of histogram) merged.set(index, (merged.get(index) ?? 0) + count);
  }
  return merged;
}

/** How many times were counted. */
export function sizeOf(buckets: Histogram): number {
  let n = 0;
  for (const count of buckets.values()) n += count;
  return n;
}
