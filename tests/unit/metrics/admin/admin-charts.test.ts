import { describe, expect, it } from "vitest";
import type { HistogramBar, SeriesPoint } from "../../../../src/metrics/report/report-model.ts";
import { mergeFigures, summaryOf, type Figures, type Measure } from "../../../../src/metrics/statistics/figures.ts";
import { bucketOf, bucketValue, Histogram, RELATIVE_ACCURACY } from "../../../../src/metrics/statistics/histogram.ts";
import { DISTRIBUTION_HEIGHT, distributionOf } from "../../../../src/metrics/admin/charts/distribution.ts";
import { chartValue, CHART_HEIGHT, markersOf, numberChart, type ChartReadings } from "../../../../src/metrics/admin/charts/number-chart.ts";
import { BUDGETS } from "../../../../src/metrics/shared/ratings.ts";
import { waterfallOf } from "../../../../src/metrics/admin/charts/waterfall.ts";

const day = (i: number) => new Date(Date.UTC(2026, 10, 1 + i)).toISOString();
const point = (i: number, fields: Partial<SeriesPoint> = {}): SeriesPoint => ({
  start: day(i), total: 100, errors: 0, errorRate: 0, n: 100, p50: 500, p75: 1_000, p95: 2_000, bookings: 0, pending: 0, timesN: 0, timesP50: null, timesP75: null, timesP95: null, ...fields,
});
const nothing = { total: 0, errorRate: null, n: 0, p50: null, p75: null, p95: null } as const;

const read = (series: readonly SeriesPoint[], more: Partial<ChartReadings> = {}): ChartReadings => ({ series, before: [], isRunning: false, wait: "ready", budget: 1_200, ...more });

describe("the value of an hour or day", () => {
  it.each([
    ["bookings", { bookings: 7 }, "ready", { value: 7, n: 100 }],
    ["openings", {}, "ready", { value: 100, n: 100 }],
    ["conversion", { bookings: 7 }, "ready", { value: 0.07, n: 100 }],
    // A booking counts when it is made, so on the day after a busy one there may be more of them than openings.
    ["conversion", { bookings: 120 }, "ready", { value: 1, n: 100 }],
    ["conversion", { ...nothing, bookings: 1 }, "ready", { value: null, n: 0 }],
    ["wait", {}, "ready", { value: 500, n: 100 }],
    ["wait", { timesN: 40, timesP50: 90 }, "times", { value: 90, n: 40 }],
    ["wait", nothing, "ready", { value: null, n: 0 }],
  ] as const)("of %s with %j", (chart, fields, wait, expected) => expect(chartValue(chart, point(0, fields), wait)).toEqual(expected));
});

describe("the chart of counts", () => {
  it("has bars from 0 up, as high as the chart for the most", () => {
    const { isLine, columns, path, yTicks } = numberChart("bookings", read([point(0, { bookings: 4 }), point(1, { bookings: 2 }), point(2)]));
    expect([isLine, path]).toEqual([false, ""]);
    expect(columns.map(({ y }) => y)).toEqual([0, CHART_HEIGHT / 2, CHART_HEIGHT]);
    expect(yTicks.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4]);
  });

  it("has no fractions on the axis, and something to see without any booking", () => {
    expect(numberChart("bookings", read([point(0, { bookings: 1 })])).yTicks.map(({ value }) => value)).toEqual([0, 1]);
    expect(numberChart("bookings", read([point(0)])).columns[0]).toMatchObject({ value: 0, y: CHART_HEIGHT });
  });

  it("shows failed openings at the foot of a bar, in the chart of openings only", () => {
    const series = [point(0, { total: 100, errors: 25 })];
    expect(numberChart("openings", read(series)).columns[0]?.errorHeight).toBe(CHART_HEIGHT / 4);
    expect(numberChart("bookings", read(series)).columns[0]?.errorHeight).toBe(0);
  });

  it("has the days before at the places of their counterparts", () => {
    const { columns } = numberChart("openings", read([point(0), point(1)], { before: [point(0, { total: 50 })] }));
    expect(columns.map(({ before, beforeY }) => [before, beforeY])).toEqual([[50, CHART_HEIGHT / 2], [null, null]]);
  });
});

describe("the chart of a share or a time", () => {
  it("joins nothing to the running day, which is a loose point", () => {
    const series = [point(0), point(1), point(2, { p50: 10 })];
    const [over, running] = [numberChart("wait", read(series)), numberChart("wait", read(series, { isRunning: true }))];
    expect([over.path.match(/L/g)?.length, running.path.match(/L/g)?.length]).toEqual([2, 1]);
    expect(running.columns.map(({ isRunning }) => isRunning)).toEqual([false, false, true]);
    expect(running.columns[2]?.y).toBeGreaterThan(CHART_HEIGHT / 2);
  });

  it("interrupts the line where nothing was measured, and never draws a 0 for it", () => {
    const { path, columns } = numberChart("wait", read([point(0), point(1, nothing), point(2), point(3)]));
    expect(path.match(/M/g)).toHaveLength(2);
    expect(columns[1]).toMatchObject({ value: null, y: null });
    expect(numberChart("conversion", read([point(0, { bookings: 5 }), point(1, nothing)])).columns[1]).toMatchObject({ value: null, y: null });
  });

  it("is hollow for few openings", () => {
    const { columns } = numberChart("conversion", read([point(0), point(1, { total: 9 }), point(2, { total: 10 })]));
    expect(columns.map(({ isFew }) => isFew)).toEqual([false, true, false]);
    expect(numberChart("bookings", read([point(0, { total: 1 })])).columns[0]?.isFew).toBe(false);
  });

  it("of the wait shows the budget, whatever the times are", () => {
    for (const p50 of [20, 90_000]) {
      const { budgetY } = numberChart("wait", read([point(0, { p50 })]));
      expect(budgetY).toBeGreaterThan(0);
      expect(budgetY).toBeLessThan(CHART_HEIGHT);
    }
    expect(numberChart("conversion", read([point(0)])).budgetY).toBeNull();
  });
});

describe("every chart", () => {
  it.each([24, 7, 28, 90])("names at most eight of %s points, the newest of them first", (length) => {
    const { xTicks } = numberChart("bookings", read(Array.from({ length }, (_, i) => point(i))));
    expect(xTicks.length).toBeLessThanOrEqual(8);
    expect(xTicks.at(-1)).toEqual({ index: length - 1, isExtra: false });
  });

  it("can be drawn without any point", () => {
    for (const chart of ["bookings", "conversion", "openings", "wait"] as const) expect(numberChart(chart, read([]))).toMatchObject({ columns: [], path: "", beforePath: "", xTicks: [] });
  });

  it("marks releases and notes; the names of neighbours are in two rows, and a long one is cut", () => {
    const { columns } = numberChart("bookings", read(Array.from({ length: 50 }, (_, i) => point(i))));
    const names = columns.map((_, i) => ({ 10: ["aaaaaaa"], 13: ["Spring campaign started", "bbbbbbb"], 40: ["Cal outage"] })[i] ?? []);
    expect(markersOf(columns, names)).toEqual([
      { x: 21, name: "aaaaaaa", row: 0, isExtra: true },
      { x: 27, name: "Spring campaign s… +1", row: 1, isExtra: false },
      { x: 81, name: "Cal outage", row: 0, isExtra: false },
    ]);
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
