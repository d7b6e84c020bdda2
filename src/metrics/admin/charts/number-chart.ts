/**
 * The geometry of the chart of one of the four numbers. x is in percent of the chart's width and y in px, so that the chart can have any
 * width without stretching its text: lines are in a nested <svg> that is stretched, everything else is placed by its percentage.
 *
 * The running hour or day is never joined to what is over. A point of few openings is hollow, and one that nothing was measured in is not there.
 */
import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import type { Chart } from "../../report/report-query.ts";
import type { SeriesPoint } from "../../report/report-model.ts";
import { rounded } from "./rounded.ts";

/** In px. */
export const CHART_HEIGHT = 220;
/** A share or a median of fewer openings is drawn hollow. */
export const FIRM = 10;
/** The smallest distance between ticks, in px. */
const GAP = 15;

export interface ChartValue {
  /** null: not known. */
  readonly value: number | null;
  /** Openings behind it. */
  readonly n: number;
}

export interface ChartColumn extends ChartValue {
  /** In percent of the width: the column's start, width and middle. */
  readonly x: number;
  readonly width: number;
  readonly middle: number;
  /** In px from the top; null without a value. */
  readonly y: number | null;
  readonly isRunning: boolean;
  readonly isFew: boolean;
  readonly before: number | null;
  readonly beforeY: number | null;
  /** The height of the failed openings at the foot of a bar, in px. */
  readonly errorHeight: number;
}

export interface NumberChart {
  readonly isLine: boolean;
  readonly columns: readonly ChartColumn[];
  /** Of what is over; empty for bars. */
  readonly path: string;
  readonly beforePath: string;
  readonly yTicks: readonly { readonly value: number; readonly y: number }[];
  readonly budgetY: number | null;
  /** The columns with a label on the axis; every other label is hidden on a narrow screen. */
  readonly xTicks: readonly { readonly index: number; readonly isExtra: boolean }[];
}

export interface ChartReadings {
  readonly series: readonly SeriesPoint[];
  /** The hours or days before, at the places of their counterparts. */
  readonly before: readonly SeriesPoint[];
  /** The last one is not over. */
  readonly isRunning: boolean;
  readonly wait: "ready" | "times";
  /** Of the median wait, in ms. */
  readonly budget: number;
}

export function chartValue(chart: Chart, point: SeriesPoint, wait: "ready" | "times"): ChartValue {
  if (chart === "bookings") return { value: point.bookings, n: point.total };
  if (chart === "openings") return { value: point.total, n: point.total };
  if (chart === "conversion") return { value: point.total === 0 ? null : Math.min(1, point.bookings / point.total), n: point.total };
  return wait === "times" ? { value: point.timesP50, n: point.timesN } : { value: point.p50, n: point.n };
}

export function numberChart(chart: Chart, { series, before, isRunning, wait, budget }: ChartReadings): NumberChart {
  const isLine = chart === "conversion" || chart === "wait";
  const values = series.map((point) => chartValue(chart, point, wait));
  const earlier = before.map((point) => chartValue(chart, point, wait));
  const all = [...values, ...earlier].map(({ value }) => value ?? 0);
  const most = Math.max(chart === "conversion" ? 0.01 : chart === "wait" ? budget * 1.2 : 1, ...all);
  const y = scaleLinear([0, most], [CHART_HEIGHT, 0]).nice(4);
  const width = 100 / Math.max(series.length, 1);
  const yOf = (value: number | null | undefined) => (value === null || value === undefined ? null : rounded(y(value)));
  const columns = values.map(({ value, n }, i): ChartColumn => ({
    value, n,
    x: rounded(i * width), width: rounded(width), middle: rounded((i + 0.5) * width),
    y: yOf(value),
    isRunning: isRunning && i === series.length - 1,
    isFew: isLine && n < FIRM,
    before: earlier[i]?.value ?? null,
    beforeY: yOf(earlier[i]?.value),
    errorHeight: chart === "openings" ? rounded(CHART_HEIGHT - y(series[i]?.errors ?? 0)) : 0,
  }));
  const pathOf = (at: (column: ChartColumn) => number | null) =>
    isLine ? (line<ChartColumn>().defined((column) => at(column) !== null).x(({ middle }) => middle).y((column) => at(column) ?? 0)(columns) ?? "") : "";
  const every = Math.ceil(series.length / 8);
  const budgetY = chart === "wait" ? yOf(budget) : null;
  return {
    isLine,
    columns,
    path: pathOf((column) => (column.isRunning ? null : column.y)),
    beforePath: pathOf(({ beforeY }) => beforeY),
    // Counts have no fractions.
    yTicks: y.ticks(4).filter((value) => isLine || Number.isInteger(value)).map((value) => ({ value, y: rounded(y(value)) }))
      .filter((tick) => budgetY === null || Math.abs(tick.y - budgetY) >= GAP),
    budgetY,
    // Counted back from the newest, which always has a label.
    xTicks: series.flatMap((_, i) => {
      const back = series.length - 1 - i;
      return back % every === 0 ? [{ index: i, isExtra: (back / every) % 2 === 1 }] : [];
    }),
  };
}

/** A vertical line at an hour or a day: the releases that begin there, and notes. */
export interface Marker {
  readonly x: number;
  readonly name: string;
  /** The names of neighbours are in two rows. */
  readonly row: 0 | 1;
  /** Hidden on a narrow screen, which shows the newest of neighbours. */
  readonly isExtra: boolean;
}

/** The largest width of a name, in percent of the chart on a wide and on a narrow screen. */
const NAME_WIDTH = { wide: 12, narrow: 34 } as const;
/** In characters. */
const NAME_LENGTH = 18;

/** @param names of the markers of each column, in its order; most columns have none. */
export function markersOf(columns: readonly Pick<ChartColumn, "middle">[], names: readonly (readonly string[])[]): Marker[] {
  const found = columns.flatMap(({ middle }, i) => {
    const [first, ...more] = names[i] ?? [];
    return first === undefined ? [] : [{ x: middle, name: `${shortened(first)}${more.length > 0 ? ` +${more.length}` : ""}` }];
  });
  let shown = 100 + NAME_WIDTH.narrow / 2;
  const extras = new Set(
    found.toReversed().filter(({ x }) => {
      if (shown - x < NAME_WIDTH.narrow) return true;
      shown = x;
      return false;
    }),
  );
  let row: 0 | 1 = 0;
  return found.map((one, i) => {
    row = one.x - (found[i - 1]?.x ?? -100) < NAME_WIDTH.wide ? (row === 0 ? 1 : 0) : 0;
    return { ...one, row, isExtra: extras.has(one) };
  });
}

function shortened(name: string): string {
  const characters = [...name];
  return characters.length <= NAME_LENGTH ? name : `${characters.slice(0, NAME_LENGTH - 1).join("").trimEnd()}…`;
}
