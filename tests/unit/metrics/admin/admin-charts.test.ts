import { describe, expect, it } from "vitest";
import type { HistogramBar, SeriesPoint } from "../../../../src/metrics/report/report-model.ts";
import { mergeFigures, summaryOf, type Figures, type Measure } from "../../../../src/metrics/statistics/figures.ts";
import { bucketOf, bucketValue, Histogram, RELATIVE_ACCURACY } from "../../../../src/metrics/statistics/histogram.ts";
import { DISTRIBUTION_HEIGHT, distributionOf } from "../../../../src/metrics/admin/charts/distribution.ts";
import { TREND_HEIGHT, trendOf, VOLUME_HEIGHT } from "../../../../src/metrics/admin/charts/trend.ts";
import { BUDGETS } from "../../../../src/metrics/shared/ratings.ts";
import { waterfallOf } from "../../../../src/metrics/admin/charts/waterfall.ts";

const day = (i: number) => new Date(Date.UTC(2026, 10, 1 + i)).toISOString();
const point = (i: number, fields: Partial<SeriesPoint> = {}): SeriesPoint => ({
  start: day(i), total: 100, errors: 0, errorRate: 0, n: 100, p50: 500, p75: 1_000, p95: 2_000, bookings: 0, pending: 0, timesN: 0, timesP50: null, timesP75: null, timesP95: null, ...fields,
});
/** Of a ready calendar, for p75. */
const BUDGET = BUDGETS.totalDuration.p75.good;
const nothing = { total: 0, errorRate: null, n: 0, p50: null, p75: null, p95: null } as const;

describe("the trend", () => {
  it("starts at 0, contains the budget, and is as high as its highest point", () => {
    const { lines, budgetY, yTicks } = trendOf([point(0), point(1, { p95: 4_000 })], BUDGET);
    // The budget has the place of 1,000 ms.
    expect(yTicks.map(({ ms, y }) => [ms, y])).toEqual([[0, 240], [2_000, 120], [3_000, 60], [4_000, 0]]);
    expect(budgetY).toBe(168);
    expect(lines.map(({ path }) => path)).toEqual(["M25,210L75,210", "M25,180L75,180", "M25,120L75,0"]);
  });

  it("shows the budget if everything is far below it", () => {
    const { budgetY } = trendOf([point(0, { p50: 20, p75: 25, p95: 30 })], BUDGET);
    expect(budgetY).toBeGreaterThan(0);
    expect(budgetY).toBeLessThan(TREND_HEIGHT / 2);
  });

  it("interrupts a line without measurements, and shows a single value as a point", () => {
    const { lines } = trendOf([point(0), point(1, nothing), point(2), point(3)], BUDGET);
    expect(lines[1]?.path.match(/M/g)).toHaveLength(2);
    expect(lines[1]?.dots).toEqual([{ x: 12.5, y: expect.any(Number), isFirm: true }]);
  });

  it("marks points with few openings", () => {
    const { lines } = trendOf([point(0), point(1, { n: 9 }), point(2, { n: 10 })], BUDGET);
    expect(lines[1]?.dots.map(({ x, isFirm }) => [x, isFirm])).toEqual([[50, false]]);
  });

  it("separates the names of lines that end together, and leaves out those of empty lines", () => {
    const { names } = trendOf([point(0, { p50: 1_190, p75: 1_200, p95: 1_205 })], BUDGET);
    expect(names.map(({ name }) => name)).toEqual(["p50", "budget", "p75", "p95"]);
    for (const [i, { y }] of names.slice(0, -1).entries()) expect(y - (names[i + 1]?.y ?? NaN)).toBeGreaterThanOrEqual(15);
    expect(trendOf([point(0, nothing)], BUDGET)).toMatchObject({ names: [{ name: "budget" }], lines: [{ path: "" }, { path: "" }, { path: "" }] });
  });

  it("shows all openings below, and the errors among them", () => {
    const { volume, mostOpenings } = trendOf([point(0, { total: 50, errors: 25 }), point(1, { total: 100 }), point(2, nothing)], BUDGET);
    expect(volume).toEqual([{ height: VOLUME_HEIGHT / 2, errorHeight: VOLUME_HEIGHT / 4 }, { height: VOLUME_HEIGHT, errorHeight: 0 }, { height: 0, errorHeight: 0 }]);
    expect(mostOpenings).toBe(100);
  });

  it.each([24, 7, 28, 90])("names at most eight of %s points, the newest of them first", (length) => {
    const { xTicks } = trendOf(Array.from({ length }, (_, i) => point(i)), BUDGET);
    expect(xTicks.length).toBeLessThanOrEqual(8);
    expect(xTicks.at(-1)).toEqual({ index: length - 1, isExtra: false });
  });

  it("marks where a release was first seen; the names of neighbours are in two rows", () => {
    const series = Array.from({ length: 50 }, (_, i) => point(i));
    const { markers } = trendOf(series, BUDGET, new Map([[day(10), ["aaaaaaa"]], [day(12), ["bbbbbbb", "ccccccc"]], [day(40), ["ddddddd"]]]));
    expect(markers).toEqual([
      { x: 20, names: "aaaaaaa", row: 0, isExtra: true },
      { x: 24, names: "bbbbbbb, ccccccc", row: 1, isExtra: false },
      { x: 80, names: "ddddddd", row: 0, isExtra: false },
    ]);
  });

  it("can be drawn without any point", () => {
    const { lines, columns, mostOpenings } = trendOf([], BUDGET);
    expect([lines.every(({ path }) => path === ""), columns, mostOpenings]).toEqual([true, [], 0]);
  });
});

const edge = (bucket: number) => Math.round((bucketValue(bucket) / (1 - RELATIVE_ACCURACY)) * 100) / 100;
/** What the report says of these times. */
function barsOf(times: readonly number[]): HistogramBar[] {
  return [...Histogram.of(times)].map(([bucket, count]) => ({ from: bucket === 0 ? 0 : edge(bucket - 1), to: edge(bucket), count }));
}

describe("the histogram", () => {
  it("contains every opening, and its highest bar is as high as the chart", () => {
    const times = [5, 20, 30, 31, 900, 950, 1_000, 1_000, 1_000, 40_000, 119_000];
    const { bars, n } = distributionOf(barsOf(times), BUDGETS.totalDuration.p75);
    expect(n).toBe(times.length);
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(times.length);
    expect(Math.max(...bars.map(({ height }) => height))).toBe(DISTRIBUTION_HEIGHT);
    for (const { x, width } of bars) expect(x >= 0 && x + width <= 100.5).toBe(true);
  });

  it("has every time in the right bar", () => {
    for (const ms of [7, 25, 333, 1_234, 98_765]) {
      const { bars } = distributionOf(barsOf([ms]), BUDGETS.totalDuration.p75);
      expect(bars).toEqual([expect.objectContaining({ count: 1 })]);
      const [{ from, to } = { from: NaN, to: NaN }] = bars;
      expect(from).toBeLessThan(ms);
      expect(to).toBeGreaterThanOrEqual(ms);
      expect(to).toBeLessThan(Math.max(ms * 1.2, 12));
    }
  });

  it("draws neighbouring bars without a gap and without overlap", () => {
    const { bars } = distributionOf(barsOf(Array.from({ length: 3_000 }, (_, i) => i + 1)), BUDGETS.totalDuration.p75);
    for (const [i, { to, x, width }] of bars.slice(0, -1).entries()) {
      expect(bars[i + 1]?.from).toBeCloseTo(to, 6);
      expect(bars[i + 1]?.x).toBeCloseTo(x + width, 1);
    }
  });

  it("has the share within the budget", () => {
    const fast = Array.from({ length: 3 }, () => 1_000);
    expect(distributionOf(barsOf([...fast, 1_500]), BUDGETS.totalDuration.p75).within).toBe(0.75);
    expect(distributionOf([], BUDGETS.totalDuration.p75).within).toBeNull();
  });

  it("always shows both budgets, wherever the times are", () => {
    for (const times of [[20], [100_000], []]) {
      for (const { x } of distributionOf(barsOf(times), BUDGETS.totalDuration.p75).budgets) expect(x > 0 && x < 100).toBe(true);
    }
  });
});

function summary(times: Partial<Record<Measure, number>>, kind: "all" | "value" = "all") {
  const measures = Object.entries(times).map(([name, ms]): [Measure, Figures["measures"] extends ReadonlyMap<Measure, infer M> ? M : never] => {
    const buckets = new Histogram();
    buckets.add(bucketOf(ms), 20);
    return [name as Measure, { buckets, n: 20, sum: 20 * ms, min: ms, max: ms }];
  });
  return summaryOf(mergeFigures({ counts: { ready: 20 }, measures: new Map(measures), senders: [] }), kind);
}

describe("the waterfall", () => {
  const times = { leadTime: 500, codeTime: 100, calLoadTime: 300, frameTime: 600, slotsTime: 100, iframeLoadTime: 700, totalDuration: 500 };

  it("draws the phases one after the other, the total after the click", () => {
    const { rows, clickX } = waterfallOf(summary(times), 75);
    expect(rows.map(({ phase, ms, n, bar }) => [phase, ms, n, bar])).toEqual([
      ["leadTime", 500, 20, { x: 0, width: 50 }],
      ["codeTime", 100, 20, { x: 0, width: 10 }],
      ["calLoadTime", 300, 20, { x: 0, width: 30 }],
      ["frameTime", 600, 20, { x: 30, width: 60 }],
      ["slotsTime", 100, 20, { x: 90, width: 10 }],
      ["totalDuration", 500, 20, { x: 50, width: 50 }],
    ]);
    expect(clickX).toBe(50);
  });

  it("has three phases under a filter", () => {
    const { rows, clickX } = waterfallOf(summary(times, "value"), 75);
    expect(rows.map(({ phase, bar }) => [phase, bar])).toEqual([
      ["calLoadTime", { x: 0, width: 30 }],
      ["iframeLoadTime", { x: 30, width: 70 }],
      ["totalDuration", { x: 0, width: 50 }],
    ]);
    expect(clickX).toBeNull();
  });

  it("has the free times in the dialog as rows of their own, only if there are some", () => {
    const { rows } = waterfallOf(summary({ ...times, timesTime: 150, formTime: 350 }), 75);
    expect(rows.slice(0, 2).map(({ phase, ms, n, bar }) => [phase, ms, n, bar])).toEqual([
      ["timesTime", 150, 20, { x: 50, width: 15 }],
      ["formTime", 350, 20, { x: 65, width: 35 }],
    ]);
    expect(rows.slice(2)).toEqual(waterfallOf(summary(times), 75).rows);
    expect(waterfallOf(summary({ ...times, timesTime: 150 }), 75).rows[1]).toMatchObject({ phase: "formTime", ms: null, bar: null, n: 0 });
  });

  it("draws no bar for an unmeasured phase", () => {
    const { rows, clickX } = waterfallOf(summary({ totalDuration: 30 }), 50);
    expect(rows.map(({ ms, bar }) => [ms, bar === null])).toEqual([[null, true], [null, true], [null, true], [null, true], [null, true], [30, false]]);
    expect(clickX).toBeNull();
  });

  it("shows the chosen percentile", () => {
    const buckets = Histogram.of([...Array.from({ length: 90 }, () => 100), ...Array.from({ length: 10 }, () => 5_000)]);
    const mixed = summaryOf({ counts: {}, measures: new Map([["totalDuration", { buckets, n: 100, sum: 0, min: 100, max: 5_000 }]]), senders: [] }, "all");
    expect([50, 95].map((q) => waterfallOf(mixed, q as 50 | 95).rows.at(-1)?.ms)).toEqual([100, 5_000].map((ms) => Math.round(bucketValue(bucketOf(ms)))));
  });
});
