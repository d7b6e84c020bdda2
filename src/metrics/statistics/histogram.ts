/**
 * Histograms with logarithmic buckets: counts that any number of writers can increment and that
 * merge by addition, from which percentiles come out within 1 % of the exact ones.
 *
 * The mapping is DDSketch's: Masson, Rim, Lee, "DDSketch: A Fast and Fully-Mergeable Quantile
 * Sketch with Relative-Error Guarantees", VLDB 2019, section 2. With γ = (1 + α) / (1 − α), bucket
 * i covers (γ^(i−1), γ^i], and its value 2γ^i / (γ + 1) is within α of everything in it. Here the
 * scale starts at 10 ms, so bucket i covers (10γ^(i−1), 10γ^i] ms and bucket 0 all up to 10 ms.
 */

import { readText, toText } from "./number-text.ts";

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

/**
 * Counts by bucket. Iterating gives `[index, count]` of the buckets that hold any, in ascending order. What has been
 * stored stays the text that it was read as, and what was made from pairs keeps these: some hundred bytes instead of 4 kB.
 * Only what something is added to counts every bucket.
 */
export class Histogram implements Iterable<readonly [index: number, count: number]> {
  #text: string | undefined;
  /** Index and count of each bucket that holds any. */
  #pairs: readonly number[] | undefined;
  /** Of every bucket; the two others are then out of date. */
  #counts: Float64Array | undefined;

  /** Takes over the index and the count of each bucket that holds any, in ascending order: `[3, 1, 7, 12]`. */
  static ofPairs(pairs: readonly number[]): Histogram {
    const histogram = new Histogram();
    histogram.#pairs = pairs;
    return histogram;
  }

  /** Takes the index and the count of some buckets, in any order. */
  static ofEntries(entries: Iterable<readonly [index: number, count: number]>): Histogram {
    for (const [index, count] of entries) SORTED[index] = count;
    const pairs: number[] = [];
    for (let index = 0; index < BUCKET_COUNT; index++) {
      const count = SORTED[index] ?? 0;
      if (count === 0) continue;
      pairs.push(index, count);
      SORTED[index] = 0;
    }
    return Histogram.ofPairs(pairs);
  }

  /** What `toText` returned. */
  static ofText(text: string): Histogram {
    const histogram = new Histogram();
    histogram.#text = text;
    return histogram;
  }

  /** The histogram of times in ms. @throws {RangeError} as `bucketOf` does. */
  static of(times: Iterable<number>): Histogram {
    const histogram = new Histogram();
    for (const ms of times) histogram.add(bucketOf(ms));
    return histogram;
  }

  /** Whole counts as short text: each bucket that holds any by its distance from the one before, and its count. */
  toText(): string {
    if (this.#text !== undefined) return this.#text;
    let [text, last] = ["", 0];
    for (const [index, count] of this) {
      text += toText(index - last) + toText(count);
      last = index;
    }
    return text;
  }

  /** Counts `count` more in a bucket. */
  add(index: number, count = 1): void {
    const counts = this.#dense();
    if (counts[index] === undefined) throw new RangeError(`${index} is not a bucket: expected 0 to ${LAST}.`);
    counts[index] += count;
  }

  /** Counts what another one counted. Exact, in whatever order or grouping. */
  addAll(other: Histogram): void {
    const to = this.#dense();
    if (other.#counts !== undefined) for (let index = 0; index < BUCKET_COUNT; index++) to[index] = (to[index] ?? 0) + (other.#counts[index] ?? 0);
    else other.#addTo(to);
  }

  /** How many times were counted. */
  get n(): number {
    let n = 0;
    for (const [, count] of this) n += count;
    return n;
  }

  /** The bucket of the time with this rank, from 1 on; undefined for one that is above the number of times. */
  bucketAt(rank: number): number | undefined {
    let seen = 0;
    // Without the iterator, which makes a list for each bucket.
    const counts = this.#counts;
    if (counts !== undefined) {
      for (let index = 0; index < BUCKET_COUNT; index++) if ((seen += counts[index] ?? 0) >= rank) return index;
      return undefined;
    }
    const pairs = this.#known();
    for (let i = 0; i < pairs.length; i += 2) if ((seen += pairs[i + 1] ?? 0) >= rank) return pairs[i];
    return undefined;
  }

  *[Symbol.iterator](): Generator<readonly [index: number, count: number]> {
    if (this.#counts !== undefined) {
      for (let index = 0; index < BUCKET_COUNT; index++) {
        const count = this.#counts[index] ?? 0;
        if (count > 0) yield [index, count];
      }
      return;
    }
    const pairs = this.#known();
    for (let i = 0; i < pairs.length; i += 2) yield [pairs[i] ?? 0, pairs[i + 1] ?? 0];
  }

  #known(): readonly number[] {
    return (this.#pairs ??= pairsOf(this.#text ?? ""));
  }

  #dense(): Float64Array {
    if (this.#counts !== undefined) return this.#counts;
    const counts = new Float64Array(BUCKET_COUNT);
    this.#addTo(counts);
    this.#text = this.#pairs = undefined;
    return (this.#counts = counts);
  }

  /** Of a histogram that does not count every bucket. */
  #addTo(counts: Float64Array): void {
    const pairs = this.#pairs;
    if (pairs !== undefined) {
      for (let i = 0; i < pairs.length; i += 2) addOne(counts, pairs[i] ?? 0, pairs[i + 1] ?? 0);
    } else if (this.#text !== undefined) {
      const length = readText(this.#text, NUMBERS);
      for (let [i, index] = [0, 0]; i < length; i += 2) addOne(counts, (index += NUMBERS[i] ?? 0), NUMBERS[i + 1] ?? 0);
    }
  }
}

/** For the counts of one list at a time: cheaper than to sort it. All 0 in between. */
const SORTED = new Float64Array(BUCKET_COUNT);
/** For the numbers of one text at a time. A foreign text may be longer: what is beyond is ignored. */
const NUMBERS = new Float64Array(2 * BUCKET_COUNT);

function pairsOf(text: string): number[] {
  const length = readText(text, NUMBERS);
  const pairs = [...NUMBERS.subarray(0, length)];
  for (let i = 2; i < pairs.length; i += 2) pairs[i] = (pairs[i] ?? 0) + (pairs[i - 2] ?? 0);
  return pairs;
}

function addOne(counts: Float64Array, index: number, count: number): void {
  counts[index] = (counts[index] ?? 0) + count;
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

  const index = buckets.bucketAt(rank);
  if (index === undefined) return max;
  return index === 0 ? min : Math.min(Math.max(bucketValue(index), min), max);
}

/** One histogram over what all of them counted, which stay as they are. */
export function merge(...histograms: readonly Histogram[]): Histogram {
  const merged = new Histogram();
  for (const histogram of histograms) merged.addAll(histogram);
  return merged;
}
