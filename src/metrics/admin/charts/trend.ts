/**
 * The geometry of the trend. x is in percent of the chart's width and y in px, so that the chart can have any
 * width without stretching its text: the lines are in a nested <svg> that is stretched, everything else
 * is placed by its percentage.
 */
import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import type { SeriesPoint } from "../../report/report-model.ts";
import { rounded } from "./rounded.ts";

/** In px. */
export const TREND_HEIGHT = 240;
export const VOLUME_HEIGHT = 44;
/** The smallest distance between names and ticks, in px. */
const NAME_GAP = 15;

/** A point with fewer measured openings is drawn hollow. */
export const FIRM = 10;

const LINES = ["p50", "p75", "p95"] as const;
type Line = (typeof LINES)[number];

export interface Trend {
  lines: { name: Line; path: string; dots: { x: number; y: number; isFirm: boolean }[] }[];
  budgetY: number;
  /** The names at the ends of the lines and of the budget. */
  names: { name: Line | "budget"; y: number }[];
  /** Without ticks that would overlap the budget's. */
  yTicks: { ms: number; y: number }[];
  /** The column of each point: its start, width and middle. */
  columns: { x: number; width: number; middle: number }[];
  /** The new releases: position, row above the plot, and whether the name is hidden on a narrow screen. */
  markers: { x: number; names: string; row: number; isExtra: boolean }[];
  /** The points with a label on the axis; every other label is hidden on a narrow screen. */
  xTicks: { index: number; isExtra: boolean }[];
  volume: { height: number; errorHeight: number }[];
  mostOpenings: number;
}

/**
 * @param budget for p75, in ms.
 * @param releases the new releases, by the start of the point in which they were first seen.
 */
export function trendOf(series: readonly SeriesPoint[], budget: number, releases: ReadonlyMap<string, readonly string[]> = new Map()): Trend {
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
      // On a line, only points with few openings are marked.
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
    // Counted back from the newest, which always has a label.
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

/** The largest width of a name, in percent of the chart on a wide and on a narrow screen. */
const NAME_WIDTH = { wide: 9, narrow: 28 } as const;

/** The names of neighbours are in two rows. A narrow screen shows the newest of them. */
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

/** From the lowest to the highest, each moved up as far as necessary. */
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
