import { DDSketch } from "@datadog/sketches-js";
import { describe, expect, it } from "vitest";
import { intentCount, mergeFigures, NO_FIGURES, percentileOf, summaryOf } from "../../../../src/metrics/statistics/figures.ts";
import type { Figures } from "../../../../src/metrics/statistics/figures.ts";
import { Histogram } from "../../../../src/metrics/statistics/histogram.ts";

const PERIODS = 24;
const SIZES = [1, 10, 100, 1_000, 20_000];
const SHARES = { p50LoadTime: 50, p75LoadTime: 75, p90LoadTime: 90, p95LoadTime: 95, p99LoadTime: 99 } as const;

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

/** Each gives times in ms, before they are brought into the bounds of a time. */
const DISTRIBUTIONS: Record<string, (random: () => number, i: number) => number> = {
  uniform: (random) => 10 + random() * 119_990,
  normal: (random) => 2_000 + 400 * normal(random),
  "log-normal": (random) => Math.exp(6.5 + 0.8 * normal(random)),
  exponential: (random) => 10 - 900 * Math.log(1 - random()),
  bimodal: (random) => (random() < 0.7 ? 25 + 5 * random() : 1_600 + 800 * random()),
  constant: () => 777,
  Pareto: (random) => 20 / (1 - random()) ** 0.8,
  "one outlier": (_random, i) => (i === 0 ? 119_999 : 24),
  steps: (random) => 100 * 2 ** Math.floor(random() * 8),
  "near the bounds": (random) => (random() < 0.5 ? 10 + 3 * random() : 120_000 - 3 * random()),
};

function timesOf(distribution: string, size: number): number[] {
  const random = generator(size);
  const next = DISTRIBUTIONS[distribution] ?? (() => Number.NaN);
  return Array.from({ length: size }, (_, i) => Math.round(Math.min(Math.max(next(random, i), 10), 120_000)));
}

function figuresOf(times: readonly number[]): Figures {
  if (times.length === 0) return NO_FIGURES;
  const [min, max] = times.reduce(([low, high], ms) => [Math.min(low, ms), Math.max(high, ms)], [Infinity, -Infinity]);
  const measured = { buckets: Histogram.of(times), n: times.length, sum: times.reduce((a, b) => a + b, 0), min, max };
  return { counts: { ready: times.length }, measures: new Map([["calLoadTime", measured]]), senders: [] };
}

const shuffled = <T>(list: readonly T[], random: () => number) =>
  list.map((entry) => ({ entry, at: random() })).toSorted((a, b) => a.at - b.at).map(({ entry }) => entry);

/** Merges neighbours until one is left: another grouping than one after the other. */
function mergedInPairs(list: readonly Figures[]): Figures {
  if (list.length <= 1) return list[0] ?? NO_FIGURES;
  const middle = Math.ceil(list.length / 2);
  return mergeFigures(mergedInPairs(list.slice(0, middle)), mergedInPairs(list.slice(middle)));
}

const relativeError = (found: number | null, exact: number) => (found === null ? Infinity : Math.abs(found - exact) / exact);

describe("figures merged from 24 periods", () => {
  it.each(Object.keys(DISTRIBUTIONS).flatMap((name) => SIZES.map((size) => [name, size] as const)))(
    "are within 1 %% of every exact percentile, and n, sum and extremes are exact: %s, %i samples",
    (name, size) => {
      const times = timesOf(name, size);
      const random = generator(size + 1);
      const parts: number[][] = Array.from({ length: PERIODS }, () => []);
      for (const ms of times) parts[Math.floor(random() * PERIODS)]?.push(ms);
      const periods = parts.map((part) => figuresOf(part));

      const merged = mergeFigures(...periods);
      const summary = summaryOf(merged, "all");
      const ascending = times.toSorted((a, b) => a - b);
      for (const [field, percent] of Object.entries(SHARES) as [keyof typeof SHARES, number][]) {
        // Nearest rank in whole numbers, so that no rounding can pick the neighbour.
        const exact = ascending[Math.max(1, Math.ceil((percent * size) / 100)) - 1] ?? Number.NaN;
        // What is reported is rounded to whole ms, which adds at most half of one.
        expect(relativeError(summary[field], exact), `${field}: ${summary[field]} for ${exact}`).toBeLessThanOrEqual(0.01 + 0.5 / exact + 1e-9);
      }

      const sum = times.reduce((a, b) => a + b, 0);
      expect(merged.measures.get("calLoadTime")).toMatchObject({ n: size, sum, min: ascending[0], max: ascending.at(-1) });
      expect(summary).toMatchObject({
        total: size, n: size, avgLoadTime: Math.round(sum / size), minLoadTime: ascending[0], maxLoadTime: ascending.at(-1),
      });
      for (const other of [mergeFigures(...shuffled(periods, random)), mergedInPairs(periods), mergedInPairs(shuffled(periods, random)), figuresOf(times)]) {
        expect(summaryOf(other, "all")).toEqual(summary);
        expect([...(other.measures.get("calLoadTime")?.buckets ?? [])]).toEqual([...(merged.measures.get("calLoadTime")?.buckets ?? [])]);
      }
    },
  );

  it.each(Object.keys(DISTRIBUTIONS))("agree with DataDog's sketch of the same accuracy: %s", (name) => {
    const times = timesOf(name, 20_000);
    const sketch = new DDSketch({ relativeAccuracy: 0.01 });
    for (const ms of times) sketch.accept(ms);
    const figures = figuresOf(times);
    // Its rank is ⌊q·(n−1)⌋ from zero and ours ⌈q·n⌉ from one: the same here, but where a step lies between.
    for (const q of [0.5, 0.75, 0.9, 0.95, 0.99]) {
      const [ours, theirs] = [percentileOf(figures, "calLoadTime", q), sketch.getValueAtQuantile(q)];
      expect(relativeError(ours, theirs), `q ${q}: ${ours} and ${theirs}`).toBeLessThanOrEqual(0.021 + 0.5 / theirs);
    }
    expect(figures.measures.get("calLoadTime")).toMatchObject({ n: sketch.count, min: sketch.min, max: sketch.max });
  });

  it("leave what they were merged from as it was", () => {
    const one = figuresOf([100, 200]);
    mergeFigures(one, figuresOf([300]));
    expect(summaryOf(one, "all")).toMatchObject({ total: 2, n: 2, maxLoadTime: 200 });
    expect(mergeFigures()).toEqual(NO_FIGURES);
  });

  it("add up counts by name, also those that one side lacks", () => {
    const merged = mergeFigures({ counts: { ready: 1, failed: 2 }, measures: new Map(), senders: [] }, { counts: { ready: 3, booked: 1 }, measures: new Map(), senders: [] });
    expect(merged.counts).toEqual({ ready: 4, failed: 2, booked: 1 });
  });
});

describe("a summary", () => {
  it("of nothing has no rate and no times: null, never 0", () => {
    const summary = summaryOf(NO_FIGURES, "all");
    expect(summary).toMatchObject({ total: 0, errors: 0, errorRate: null, n: 0, avgLoadTime: null, p99LoadTime: null });
    expect(summary.vitals?.cls).toEqual({ n: 0, p75: null });
    expect(summary).toMatchObject({ timesSeen: 0, picked: 0, fellBack: 0 });
    expect(Object.keys(summary.phases)).toHaveLength(9);
  });

  it("counts failed and timed-out openings as errors, and all others in the total only", () => {
    const counts = { ready: 3, opened: 5, failed: 1, "timed-out": 2, abandoned: 1, times: 3 };
    expect(summaryOf({ counts, measures: new Map(), senders: [] }, "all")).toMatchObject({ total: 15, errors: 3, errorRate: 0.2, outcomes: counts });
  });

  it("tells bookings and who saw them", () => {
    const counts = { booked: 3, "booked:browser": 2, "booked:webhook": 2, "booked:both": 1, "booked:elsewhere": 1, pending: 6, rescheduled: 4, cancelled: 5 };
    const summary = summaryOf({ counts, measures: new Map(), senders: [] }, "value");
    expect(summary.bookings).toEqual({ total: 3, browser: 2, webhook: 2, both: 1, elsewhere: 1, counted: 1, pending: 6, rescheduled: 4, cancelled: 5 });
    expect(summary.total).toBe(0);
  });

  it("has no part in page views with intent only, which have a count of their own", () => {
    const figures = mergeFigures({ counts: { ready: 1, intent: 3 }, measures: new Map(), senders: [] }, { counts: { intent: 2 }, measures: new Map(), senders: [] });
    expect(summaryOf(figures, "all")).toMatchObject({ total: 1, outcomes: { ready: 1, failed: 0, "timed-out": 0, abandoned: 0 } });
    expect([intentCount(figures), intentCount(NO_FIGURES)]).toEqual([5, 0]);
  });

  it("of one value has the phases of values and no vitals", () => {
    const summary = summaryOf(figuresOf([500]), "value");
    expect(Object.keys(summary.phases)).toEqual(["calLoadTime", "iframeLoadTime", "totalDuration", "timesTime", "formTime"]);
    expect("vitals" in summary).toBe(false);
  });

  it("gives a layout shift as the score that it is, to three decimals", () => {
    const cls = { buckets: Histogram.of([42, 42, 250]), n: 3, sum: 334, min: 42, max: 250 };
    const figures: Figures = { counts: {}, measures: new Map([["cls", cls]]), senders: [] };
    expect(summaryOf(figures, "all").vitals?.cls).toEqual({ n: 3, p75: 0.25 });
    expect(percentileOf(figures, "cls", 0.1)).toBe(0.042);
    expect(percentileOf(figures, "lcp", 0.75)).toBeNull();
  });
});
