import { describe, expect, it } from "vitest";
import {
  BUCKET_COUNT,
  bucketOf,
  bucketValue,
  CEILING_MS,
  FLOOR_MS,
  Histogram,
  merge,
  percentile,
  RELATIVE_ACCURACY,
} from "../../../../src/metrics/statistics/histogram.ts";

/** For the last bit of a logarithm at the border between two buckets. */
const ROUNDING = 1e-9;
const PERCENTS = [0, 1, 5, 25, 50, 75, 90, 95, 99, 99.9, 100];
const SIZES = [1, 2, 3, 10, 100, 1_000, 20_000];

/** mulberry32: a small generator that gives the same numbers on every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Each gives times in ms, before they are brought into the histogram's range. */
const DISTRIBUTIONS: Record<string, (random: () => number, i: number) => number> = {
  constant: () => 777,
  uniform: (random) => FLOOR_MS + random() * (CEILING_MS - FLOOR_MS),
  "the fast end": (random) => FLOOR_MS + random() * 30,
  "the slow end": (random) => CEILING_MS - random() * 5_000,
  normal: (random) => 2_000 + 400 * normal(random),
  "log-normal": (random) => Math.exp(6.5 + 0.8 * normal(random)),
  exponential: (random) => 10 - 900 * Math.log(1 - random()),
  "heavy tail": (random) => 20 / (1 - random()) ** 1.2,
  "warm and cold": (random) => (random() < 0.7 ? 25 + 5 * random() : 1_600 + 800 * random()),
  "mostly one value": (random) => (random() < 0.98 ? 24 : 90_000),
  geometric: (_random, i) => FLOOR_MS * 1.013 ** (i % 700),
};

function sampleOf(distribution: string, size: number, seed = size): number[] {
  const random = generator(seed);
  const next = DISTRIBUTIONS[distribution] ?? (() => Number.NaN);
  return Array.from({ length: size }, (_, i) => Math.round(Math.min(Math.max(next(random, i), FLOOR_MS), CEILING_MS)));
}

const boundsOf = (times: readonly number[]) => ({
  min: times.reduce((a, b) => Math.min(a, b), Infinity),
  max: times.reduce((a, b) => Math.max(a, b), -Infinity),
});

/** Nearest rank in whole numbers, per mille, so that no rounding can pick the neighbour. */
function exactPercentile(ascending: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((Math.round(percent * 10) * ascending.length) / 1_000));
  return ascending[rank - 1] ?? Number.NaN;
}

function relativeError(found: number | null, exact: number): number {
  return found === null ? Infinity : Math.abs(found - exact) / exact;
}

const counted = (entries: readonly (readonly [index: number, count: number])[]) => {
  const histogram = new Histogram();
  for (const [index, count] of entries) histogram.add(index, count);
  return histogram;
};

describe("a histogram", () => {
  it.each(Object.keys(DISTRIBUTIONS))("is within 1 %% of every exact percentile: %s", (name) => {
    for (const size of SIZES) {
      const times = sampleOf(name, size);
      const [buckets, bounds] = [Histogram.of(times), boundsOf(times)];
      const ascending = times.toSorted((a, b) => a - b);
      for (const percent of PERCENTS) {
        const exact = exactPercentile(ascending, percent);
        const found = percentile(buckets, percent / 100, bounds);
        expect(relativeError(found, exact), `p${percent} of ${size}: ${found} for ${exact}`)
          .toBeLessThanOrEqual(RELATIVE_ACCURACY + ROUNDING);
      }
    }
  });

  it("stands for every whole millisecond of its range within 1 %", () => {
    let worst = 0;
    for (let ms = FLOOR_MS; ms <= CEILING_MS; ms++) worst = Math.max(worst, relativeError(bucketValue(bucketOf(ms)), ms));
    expect(worst).toBeLessThanOrEqual(RELATIVE_ACCURACY + ROUNDING);
    expect(worst).toBeGreaterThan(0.009); // the buckets are as wide as they may be
  });

  it("needs at most 512 buckets, numbered without a gap and in the order of the times", () => {
    expect(BUCKET_COUNT).toBe(471);
    expect(BUCKET_COUNT).toBeLessThanOrEqual(512);
    let last = bucketOf(FLOOR_MS);
    const used = new Set([last]);
    for (let ms = FLOOR_MS; ms <= CEILING_MS; ms *= 1.001) {
      const index = bucketOf(ms);
      expect(index).toBeGreaterThanOrEqual(last);
      last = index;
      used.add(index);
    }
    used.add(bucketOf(CEILING_MS));
    expect([...used]).toEqual(Array.from({ length: BUCKET_COUNT }, (_, i) => i));
  });

  it("keeps what is below its range in the first bucket and what is above in the last", () => {
    expect([0, 0.3, 9.99, 10].map((ms) => bucketOf(ms))).toEqual([0, 0, 0, 0]);
    expect([CEILING_MS, CEILING_MS + 1, 1e9, Number.MAX_VALUE].map((ms) => bucketOf(ms))).toEqual(Array(4).fill(BUCKET_COUNT - 1));
  });

  it.each([-1, Number.NaN, Infinity])("refuses %d as a time", (ms) => {
    expect(() => bucketOf(ms)).toThrow(`${ms} is not a time in ms: expected 0 or more.`);
  });

  it("merges in any order and grouping into the histogram of everything", () => {
    const random = generator(7);
    for (const name of Object.keys(DISTRIBUTIONS)) {
      const times = sampleOf(name, 5_000);
      const parts: number[][] = Array.from({ length: 24 }, () => []);
      for (const ms of times) parts[Math.floor(random() * 24)]?.push(ms);
      const hours = parts.map((part) => Histogram.of(part));
      const whole = [...Histogram.of(times)];
      const shuffled = hours.map((hour) => ({ hour, at: random() })).toSorted((a, b) => a.at - b.at).map(({ hour }) => hour);
      expect([...merge(...hours)]).toEqual(whole);
      expect([...merge(...shuffled)]).toEqual(whole);
      expect([...merge(merge(...hours.slice(9)), merge(...hours.slice(0, 9)))]).toEqual(whole);
    }
  });

  it("leaves what it merges as it was", () => {
    const one = counted([[3, 1]]);
    expect([...merge(one, counted([[3, 2], [1, 1]]))]).toEqual([[1, 1], [3, 3]]);
    expect([...one]).toEqual([[3, 1]]);
    expect(merge().n).toBe(0);
  });

  it("has the number of times and the bucket of each rank, and refuses a bucket that does not exist", () => {
    const histogram = counted([[0, 2], [470, 2 ** 40]]);
    expect([histogram.n, ...[1, 2, 3, 2 + 2 ** 40].map((rank) => histogram.bucketAt(rank))]).toEqual([2 + 2 ** 40, 0, 0, 470, 470]);
    expect(histogram.bucketAt(3 + 2 ** 40)).toBeUndefined();
    for (const index of [-1, 471, 1.5, Number.NaN]) expect(() => histogram.add(index)).toThrow(`${index} is not a bucket`);
  });
});

const PAIRS = [0, 2, 170, 40, 171, 1, 470, 2 ** 40];
const dense = () => counted([[0, 2], [170, 40], [171, 1], [470, 2 ** 40]]);
const answers = (histogram: Histogram) => ({
  entries: [...histogram],
  n: histogram.n,
  text: histogram.toText(),
  ranks: [1, 2, 3, 42, 43, 44, 45].map((rank) => histogram.bucketAt(rank)),
  percentiles: [0, 0.25, 0.5, 1].map((q) => percentile(histogram, q, { min: 7, max: 119_000 })),
});

describe.each([
  ["pairs", () => Histogram.ofPairs(PAIRS), Histogram.ofPairs([])],
  ["entries in any order", () => Histogram.ofEntries(new Map([[470, 2 ** 40], [0, 2], [171, 1], [170, 40]])), Histogram.ofEntries([])],
  ["text", () => Histogram.ofText(dense().toText()), Histogram.ofText("")],
] as const)("a histogram made from %s", (_, made, empty) => {
  it("answers as the one that counted them", () => {
    expect(answers(made())).toEqual(answers(dense()));
    expect(answers(empty)).toEqual(answers(new Histogram()));
  });

  it("counts on, merges and is merged, whether it was read before or not", () => {
    const read = made();
    expect([...read]).toEqual([...dense()]);
    for (const histogram of [made(), read, dense()]) {
      histogram.add(170, 2);
      histogram.add(300);
      expect([...histogram]).toEqual([[0, 2], [170, 42], [171, 1], [300, 1], [470, 2 ** 40]]);
      expect([...Histogram.ofText(histogram.toText())]).toEqual([...histogram]);
    }
    expect([...merge(made(), dense(), Histogram.ofPairs([171, 5]))]).toEqual([[0, 4], [170, 80], [171, 7], [470, 2 ** 41]]);
    const into = made();
    into.addAll(made());
    expect([...into]).toEqual([...merge(dense(), dense())]);
    expect(() => made().add(471)).toThrow("471 is not a bucket");
    expect(PAIRS).toEqual([0, 2, 170, 40, 171, 1, 470, 2 ** 40]);
  });
});

it("a text that ends within a number is an error, and one that names more buckets than there are counts those that exist", () => {
  expect(() => Histogram.ofText("g").n).toThrow("The text ends within a number.");
  const into = new Histogram();
  into.addAll(Histogram.ofText("DB".repeat(1_000)));
  expect(into.n).toBe(156);
});

describe("a percentile", () => {
  it("of nothing is null, not 0", () => {
    expect(percentile(new Histogram(), 0.5, { min: 0, max: 0 })).toBeNull();
    expect(percentile(counted([[5, 0]]), 0.5, { min: 0, max: 0 })).toBeNull();
  });

  it("never lies beyond the exact minimum and maximum", () => {
    const times = [3, 4, 4, 5, 200_000, 200_000, 300_000];
    const found = [0, 0.3, 0.5, 0.8, 1].map((q) => percentile(Histogram.of(times), q, boundsOf(times)));
    for (const ms of found) {
      expect(ms).toBeGreaterThanOrEqual(3);
      expect(ms).toBeLessThanOrEqual(300_000);
    }
    expect(found[0]).toBe(3);
    expect(found[4]).toBe(300_000);
    expect(percentile(Histogram.of([1_000, 1_000, 1_000]), 0.5, { min: 1_000, max: 1_000 })).toBe(1_000);
  });

  it("of what shares the first bucket is the exact minimum, so that 0 stays 0", () => {
    expect(percentile(Histogram.of([0, 0, 0, 0, 500]), 0.75, { min: 0, max: 500 })).toBe(0);
    expect(percentile(Histogram.of([10, 10, 10, 500]), 0.5, { min: 10, max: 500 })).toBe(10);
  });

  it("takes the rank it is asked for, though 0.07 · 100 is more than 7 in floating point", () => {
    const times = Array.from({ length: 100 }, (_, i) => 100 * (i + 1));
    expect(relativeError(percentile(Histogram.of(times), 0.07, boundsOf(times)), 700)).toBeLessThanOrEqual(0.01 + ROUNDING);
    expect(relativeError(percentile(Histogram.of(times), 0.0701, boundsOf(times)), 800)).toBeLessThanOrEqual(0.01 + ROUNDING);
  });
});
