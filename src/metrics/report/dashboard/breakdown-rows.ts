/** The openings of a window by the values of each dimension, and by outcome. */
import { DIMENSIONS, OUTCOMES, type Dimension, type Outcome } from "../../shared/sample.ts";
import { mergeFigures, NO_FIGURES, percentileOf, type Figures } from "../../statistics/figures.ts";
import type { Breakdowns } from "../../store/metrics-store.ts";
import type { Breakdown, BreakdownRow } from "../report-model.ts";
import { openingCounts, type OpeningCounts } from "./opening-counts.ts";

/** One breakdown over all of the periods. */
export function mergeBreakdowns(periods: readonly Breakdowns[]): Breakdowns {
  const parts = new Map<Dimension, Map<string, Figures[]>>();
  for (const [dimension, values] of periods.flatMap((one) => [...one])) {
    const known = parts.get(dimension) ?? new Map<string, Figures[]>();
    parts.set(dimension, known);
    for (const [value, figures] of values) {
      const list = known.get(value) ?? [];
      known.set(value, list);
      list.push(figures);
    }
  }
  return new Map([...parts].map(([dimension, values]) => [dimension, new Map([...values].map(([value, list]) => [value, mergeFigures(...list)]))]));
}

/** `whole` has the statistics of all openings that `values` breaks down. */
export function breakdownsOf(whole: Figures, values: Breakdowns): Breakdown[] {
  const all = openingCounts(whole);
  return [
    ...DIMENSIONS.map((dimension) => ({ dimension, rows: dimensionRows(values.get(dimension) ?? new Map(), all) })),
    { dimension: "outcome", rows: outcomeRows(whole, all) },
  ];
}

function dimensionRows(values: ReadonlyMap<string, Figures>, all: OpeningCounts): BreakdownRow[] {
  const rows = [...values].map(([value, figures]) => rowOf(value, { ...openingCounts(figures), figures }, all));
  const counted = (field: "total" | "ready" | "errors" | "bookings") => rows.reduce((sum, row) => sum + row[field], 0);
  // The two are read a moment apart, so the difference can be below 0.
  const rest = (field: "total" | "ready" | "errors" | "bookings") => Math.max(0, all[field] - counted(field));
  if (rest("total") > 0) {
    rows.push(rowOf(null, { total: rest("total"), ready: rest("ready"), errors: rest("errors"), bookings: rest("bookings"), figures: NO_FIGURES }, all));
  }
  return sorted(rows);
}

/** A booking needs a ready calendar, or a page of Cal's without free times, whose openings have no time. */
function outcomeRows(whole: Figures, all: OpeningCounts): BreakdownRow[] {
  const withoutTimes = (whole.counts["opened"] ?? 0) > 0 ? Math.max(0, all.bookings - (whole.measures.get("booked")?.n ?? 0)) : 0;
  const bookings: Partial<Record<Outcome, number>> = { ready: all.bookings - withoutTimes, opened: withoutTimes };
  const rows = OUTCOMES.map((outcome) => {
    const total = whole.counts[outcome] ?? 0;
    const isReady = outcome === "ready";
    const errors = outcome === "failed" || outcome === "timed-out" ? total : 0;
    const counts = { total, ready: isReady ? total : 0, errors, bookings: bookings[outcome] ?? 0 };
    return rowOf(outcome, { ...counts, figures: isReady ? whole : NO_FIGURES }, all);
  });
  return sorted(rows);
}

function rowOf(value: string | null, { figures, ...counts }: OpeningCounts & { figures: Figures }, all: OpeningCounts): BreakdownRow {
  const { total, ready, errors, bookings } = counts;
  const share = (q: number) => percentileOf(figures, "totalDuration", q);
  return {
    value,
    total,
    share: all.total === 0 ? 0 : Math.min(1, total / all.total),
    n: figures.measures.get("totalDuration")?.n ?? 0,
    ready,
    errors,
    p50: share(0.5),
    p75: share(0.75),
    p95: share(0.95),
    bookings,
  };
}

/** Without values that only intents or booking changes were counted for. Among equals, the openings without a value are last. */
function sorted(rows: readonly BreakdownRow[]): BreakdownRow[] {
  return rows
    .filter(({ total, bookings }) => total > 0 || bookings > 0)
    .toSorted((a, b) => b.total - a.total || (isBefore(a.value, b.value) ? -1 : 1));
}

function isBefore(a: string | null, b: string | null): boolean {
  return b === null || (a !== null && a < b);
}
