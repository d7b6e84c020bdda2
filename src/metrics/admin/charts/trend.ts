/**
 * The trend's geometry. Across it counts in percent of the chart's width, whatever that is, and down in
 * px, so that a chart is as wide as its place and its text stays text: lines lie in a nested <svg> that
 * is stretched, everything else names its percentage.
 */
import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import type { SeriesPoint } from "../../report/report-model.ts";
import { BUDGETS } from "../../shared/ratings.ts";
import { rounded } from "../format.ts";

/** In px. */
export const TREND_HEIGHT = 240;
export const VOLUME_HEIGHT = 44;
/** Names and ticks are kept this far apart, in px. */
const NAME_GAP = 15;

/** With fewer ready openings than this a point is drawn hollow. */
export const FIRM = 10;

const LINES = ["p50", "p75", "p95"] as const;
type Line = (typeof LINES)[number];

export interface Trend {
  lines: { name: Line; path: string; dots: { x: number; y: number; isFirm: boolean }[] }[];
  budgetY: number;
  /** Beside the end of each line that has one, and of the budget's. */
  names: { name: Line | "budget"; y: number }[];
  /** Without those that would write over the budget's. */
  yTicks: { ms: number; y: number }[];
  /** The column of each point: where it begins, its width and its middle. */
  columns: { x: number; width: number; middle: number }[];
  /** The new releases: where, in which row above the plot, and whether its name stands back on a narrow screen. */
  markers: { x: number; names: string; row: number; isExtra: boolean }[];
  /** Which points are named on the axis; every other one stands back on a narrow screen. */
  xTicks: { index: number; isExtra: boolean }[];
  volume: { height: number; errorHeight: number }[];
  mostOpenings: number;
}

/** @param releases the new ones, by the start of the point that they were first seen in. */
export function trendOf(series: readonly SeriesPoint[], releases: ReadonlyMap<string, readonly string[]> = new Map()): Trend {
  const budget = BUDGETS.totalDuration.p75.good;
  const times = series.flatMap((point) => LINES.map((name) => point[name] ?? 0));
  const y = scaleLinear([0, Math.max(budget * 1.25, ...times)], [TREND_HEIGHT, 0]).nice(4);
  const width = 100 / Math.max(series.length, 1);
  const x = (index: number) => rounded((index + 0.5) * width);
  const mostOpenings = Math.max(0, ...series.map(({ total }) => total));
  const volumeOf = (n: number) => rounded(mostOpenings === 0 ? 0 : (n / mostOpenings) * VOLUME_HEIGHT);

  const lines = LINES.map((name) => {
    const path = line<SeriesPoint>()
      .defined((point) => point[name] !== null)
      .x((_, i) => x(i))
      .y((point) => rounded(y(point[name] ?? 0)))(series);
    const isAlone = (i: number) => (series[i - 1]?.[name] ?? null) === null && (series[i + 1]?.[name] ?? null) === null;
    const dots = series.flatMap((point, i) => {
      const time = point[name];
      const isFirm = point.n >= FIRM;
      // On a line only what is not to be taken at its word is marked.
      return time === null || (isFirm && !isAlone(i)) ? [] : [{ x: x(i), y: rounded(y(time)), isFirm }];
    });
    return { name, path: path ?? "", dots };
  });

  const every = Math.ceil(series.length / 8);
  return {
    lines,
    budgetY: rounded(y(budget)),
    names: spread([{ name: "budget", y: y(budget) }, ...LINES.flatMap((name) => {
      const last = series.findLast((point) => point[name] !== null)?.[name] ?? null;
      return last === null ? [] : [{ name, y: y(last) }];
    })]),
    yTicks: y.ticks(4).map((ms) => ({ ms, y: rounded(y(ms)) })).filter((tick) => Math.abs(tick.y - y(budget)) >= NAME_GAP),
    columns: series.map((_, i) => ({ x: rounded(i * width), width: rounded(width), middle: x(i) })),
    // From the newest one back: that is the one that everybody looks for.
    xTicks: series.flatMap((_, i) => {
      const back = series.length - 1 - i;
      return back % every === 0 ? [{ index: i, isExtra: (back / every) % 2 === 1 }] : [];
    }),
    markers: markersOf(series.flatMap(({ start }, i) => {
      const names = releases.get(start)?.join(", ");
      return names === undefined ? [] : [{ x: rounded(i * width), names }];
    })),
    volume: series.map(({ total, errors }) => ({ height: volumeOf(total), errorHeight: volumeOf(errors) })),
    mostOpenings,
  };
}

/** A name takes at most so much of the width of a wide screen, and of a narrow one. */
const NAME_WIDTH = { wide: 9, narrow: 28 } as const;

/** Names of neighbours stand in two rows. On a narrow screen the newest of them have room. */
function markersOf(found: readonly { x: number; names: string }[]): Trend["markers"] {
  let shown = 100 + NAME_WIDTH.narrow / 2;
  const extras = new Set(
    found.toReversed().filter(({ x }) => {
      if (shown - x < NAME_WIDTH.narrow) return true;
      shown = x;
      return false;
    }),
  );
  let row = 0;
  return found.map((one, i) => {
    row = one.x - (found[i - 1]?.x ?? -100) < NAME_WIDTH.wide ? 1 - row : 0;
    return { ...one, row, isExtra: extras.has(one) };
  });
}

/** From the lowest to the highest, each moved up as far as the one below it needs. */
function spread(names: Trend["names"]): Trend["names"] {
  let free = TREND_HEIGHT;
  return names
    .toSorted((a, b) => b.y - a.y)
    .map(({ name, y }) => {
      const moved = Math.min(y, free);
      free = moved - NAME_GAP;
      return { name, y: rounded(moved) };
    });
}
