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

const NO_COUNTS = new Float64Array(0);

/**
 * Counts by bucket. Dense, so that reading, merging and asking cost the same whether it counted a
 * hundred times or ten million; iterating gives `[index, count]` of the buckets that hold any, in
 * ascending order. One that is made from pairs keeps these, some hundred bytes instead of 4 kB, until
 * something is added to it.
 */
export class Histogram implements Iterable<readonly [index: number, count: number]> {
  /** Of every bucket; undefined where `#pairs` have it all. */
  #counts: Float64Array | undefined;
  /** Empty where `#counts` has it all. */
  #pairs: readonly number[] = [];

  /** Takes over the counts of the buckets, `BUCKET_COUNT` of them, where they are known. */
  constructor(counts = new Float64Array(BUCKET_COUNT)) {
    this.#counts = counts;
  }

  /** Takes over the index and the count of each bucket that holds any, in ascending order: `[3, 1, 7, 12]`. */
  static ofPairs(pairs: readonly number[]): Histogram {
    const histogram = new Histogram(NO_COUNTS);
    histogram.#counts = undefined;
    histogram.#pairs = pairs;
    return histogram;
  }

  /** The histogram of times in ms. @throws {RangeError} as `bucketOf` does. */
  static of(times: Iterable<number>): Histogram {
    const histogram = new Histogram();
    for (const ms of times) histogram.add(bucketOf(ms));
    return histogram;
  }

  /** Counts `count` more in a bucket. */
  add(index: number, count = 1): void {
    const counts = this.#dense();
    if (counts[index] === undefined) throw new RangeError(`${index} is not a bucket: expected 0 to ${LAST}.`);
    counts[index] += count;
  }

  /** Counts what another one counted. Exact, in whatever order or grouping. */
  addAll(other: Histogram): void {
    const [to, from] = [this.#dense(), other.#counts];
    if (from === undefined) addPairs(to, other.#pairs);
    else for (let index = 0; index < BUCKET_COUNT; index++) to[index] = (to[index] ?? 0) + (from[index] ?? 0);
  }

  /** How many times are in a bucket. */
  get(index: number): number {
    if (this.#counts !== undefined) return this.#counts[index] ?? 0;
    for (let i = 0; i < this.#pairs.length; i += 2) if (this.#pairs[i] === index) return this.#pairs[i + 1] ?? 0;
    return 0;
  }

  /** How many times were counted. */
  get n(): number {
    let n = 0;
    for (let i = 1; i < this.#pairs.length; i += 2) n += this.#pairs[i] ?? 0;
    for (const count of this.#counts ?? []) n += count;
    return n;
  }

  *[Symbol.iterator](): Generator<readonly [index: number, count: number]> {
    for (let i = 0; i < this.#pairs.length; i += 2) yield [this.#pairs[i] ?? 0, this.#pairs[i + 1] ?? 0];
    for (const [index, count] of this.#counts?.entries() ?? []) if (count > 0) yield [index, count];
  }

  #dense(): Float64Array {
    if (this.#counts !== undefined) return this.#counts;
    const counts = new Float64Array(BUCKET_COUNT);
    addPairs(counts, this.#pairs);
    this.#pairs = [];
    return (this.#counts = counts);
  }
}

function addPairs(counts: Float64Array, pairs: readonly number[]): void {
  for (let i = 0; i < pairs.length; i += 2) {
    const index = pairs[i] ?? 0;
    counts[index] = (counts[index] ?? 0) + (pairs[i + 1] ?? 0);
  }
}

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

/** The longest time in ms that a bucket holds: its value lies the relative accuracy below. */
export function bucketEnd(index: number): number {
  return bucketValue(index) / (1 - RELATIVE_ACCURACY);
}

/**
 * The time in ms below or at which the share `q` (0–1) of the counted times lies, by the
 * nearest-rank definition: the smallest value with at least q·n values up to it. The first and
 * the last rank are the exact `min` and `max`, and nothing is reported beyond them. What shares the
 * first bucket is closer together than anyone can tell; `min` stands for it, which keeps 0 at 0.
 *
 * @returns null where nothing was counted.
 */
export function percentile(buckets: Histogram, q: number, { min, max, n = buckets.n }: { min: number; max: number; n?: number }): number | null {
  if (n === 0) return null;
  // q·n can come out a hair above a whole number (0.07 · 100), which would take the next rank.
  const rank = Math.max(1, Math.ceil(q * n - n * Number.EPSILON));
  if (rank === 1) return min;
  if (rank >= n) return max;

  let seen = 0;
  for (let index = 0; index < BUCKET_COUNT; index++) {
    seen += buckets.get(index);
    if (seen >= rank) return index === 0 ? min : Math.min(Math.max(bucketValue(index), min), max);
  }
  return max;
}

/** One histogram over what all of them counted, which stay as they are. */
export function merge(...histograms: readonly Histogram[]): Histogram {
  const merged = new Histogram();
  for (const histogram of histograms) merged.addAll(histogram);
  return merged;
}
