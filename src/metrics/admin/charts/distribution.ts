/** The geometry of the histogram: bars on a logarithmic scale, because a reopened calendar takes 30 ms and a cold one can take 3 s. */
import { scaleLog } from "d3-scale";
import type { HistogramBar } from "../../report/report-model.ts";
import { bucketEnd, bucketOf } from "../../statistics/histogram.ts";
import type { Thresholds } from "../../shared/ratings.ts";
import { rounded } from "./rounded.ts";

/** In px. */
export const DISTRIBUTION_HEIGHT = 200;
/** This many neighbouring buckets of 2 % are drawn as one bar of 17 %. */
const DRAWN_TOGETHER = 8;
const TICKS = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000] as const;

export interface Distribution {
  /** x and width in percent, height in px; `from` and `to` in ms. */
  bars: { from: number; to: number; count: number; x: number; width: number; height: number }[];
  ticks: { ms: number; x: number }[];
  budgets: { ms: number; x: number }[];
  n: number;
  /** The share within the first budget, as precise as the bars, 0–1; null without openings. */
  within: number | null;
}

export function distributionOf(histogram: readonly HistogramBar[], { good, poor }: Thresholds): Distribution {
  const grouped = group(histogram);
  const most = Math.max(1, ...grouped.map(({ count }) => count));
  const low = Math.min(30, ...grouped.map(({ from }) => Math.max(from, 10)));
  const high = Math.max(poor * 1.5, ...grouped.map(({ to }) => to));
  const x = scaleLog([low, high], [0, 100]);
  const at = (ms: number) => rounded(x(Math.max(ms, low)));
  const n = histogram.reduce((sum, { count }) => sum + count, 0);
  const inside = histogram.reduce((sum, { to, count }) => sum + (to <= good * 1.01 ? count : 0), 0);
  return {
    bars: grouped.map(({ from, to, count }) => ({
      from,
      to,
      count,
      x: at(from),
      width: rounded(Math.max(at(to) - at(from), 0.3)),
      height: rounded(Math.max((count / most) * DISTRIBUTION_HEIGHT, 1)),
    })),
    ticks: TICKS.filter((ms) => ms >= low && ms <= high).map((ms) => ({ ms, x: at(ms) })),
    budgets: [good, poor].map((ms) => ({ ms, x: at(ms) })),
    n,
    within: n === 0 ? null : inside / n,
  };
}

/** Bars of the same width on the scale, each with all its buckets, empty or not. */
function group(histogram: readonly HistogramBar[]): HistogramBar[] {
  const counts = new Map<number, number>();
  for (const { from, to, count } of histogram) {
    const bar = Math.floor(bucketOf((from + to) / 2) / DRAWN_TOGETHER);
    counts.set(bar, (counts.get(bar) ?? 0) + count);
  }
  return [...counts].map(([bar, count]) => ({
    from: bar === 0 ? 0 : bucketEnd(bar * DRAWN_TOGETHER - 1),
    to: bucketEnd((bar + 1) * DRAWN_TOGETHER - 1),
    count,
  }));
}
