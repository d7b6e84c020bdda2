/** The openings of a window by the values of each dimension, and by outcome. */
import { DIMENSIONS, nameOf, OUTCOMES, type Dimension, type Outcome } from "../../shared/sample.ts";
import { BOOKED_TIMES, bookedTimes, CONFIRMED_TIMES, NO_FIGURES, percentileOf, type BookingSources, type Breakdowns, type Figures, type Measure } from "../../statistics/figures.ts";
import type { Basis, BrokenDown, Filter, Statistics } from "../../store/metrics-store.ts";
import { basisOf, estimateOf } from "../estimate.ts";
import type { Breakdown, BreakdownRow } from "./dashboard-model.ts";
import { mergedOf } from "../report.ts";
import { openingCounts, type OpeningCounts } from "./opening-counts.ts";

/** The breakdowns of a window. */
export interface MergedBreakdowns {
  readonly values: Breakdowns;
  /** The standard error of the number of openings with each value; empty if the breakdowns are exact. */
  readonly standardErrors: ReadonlyMap<Dimension, ReadonlyMap<string, number>>;
  readonly basis: Basis;
}

export interface BreakdownView {
  readonly filter?: Filter;
  readonly site: BookingSources;
}

/** One breakdown over all of the periods. */
export function mergeBreakdowns(periods: readonly BrokenDown[]): MergedBreakdowns {
  const parts = new Map<Dimension, Map<string, Statistics[]>>();
  for (const { values: ofPeriod, basis } of periods) {
    for (const [dimension, values] of ofPeriod) {
      const known = parts.get(dimension) ?? new Map<string, Statistics[]>();
      parts.set(dimension, known);
      for (const [value, figures] of values) {
        const list = known.get(value);
        if (list === undefined) known.set(value, [{ figures, basis }]);
        else list.push({ figures, basis });
      }
    }
  }
  const each = <T>(of: (statistics: readonly Statistics[]) => T) => new Map([...parts].map(([dimension, values]) => [dimension, new Map([...values].map(([value, list]) => [value, of(list)]))]));
  const basis = basisOf(periods);
  return { values: each(mergedOf), standardErrors: basis.kept < basis.of ? each((list) => estimateOf(list, { hasWebhook: false })?.standardErrors.total ?? 0) : new Map(), basis };
}

/**
 * @param whole the statistics of all openings of the view.
 * @param view with the filter of both. An estimate of all openings comes from the same records as its rows, so that their
 *   difference is the number of openings without a value and not an error of the estimate.
 */
export function breakdownsOf(whole: Figures, { values, standardErrors }: MergedBreakdowns, { filter = {}, site }: BreakdownView): Breakdown[] {
  const filtered = DIMENSIONS.find((dimension) => filter[dimension] !== undefined);
  const all = openingCounts(filtered === undefined ? whole : (values.get(filtered)?.get(filter[filtered] ?? "") ?? whole), site);
  return [
    ...DIMENSIONS.map((dimension) => ({
      dimension: nameOf(dimension),
      rows: dimensionRows(values.get(dimension) ?? new Map(), { all, site, standardErrors: standardErrors.get(dimension) ?? new Map() }),
    })),
    { dimension: "outcome", rows: outcomeRows(whole, site) },
  ];
}

function dimensionRows(values: ReadonlyMap<string, Figures>, { all, site, standardErrors }: { all: OpeningCounts; site: BookingSources; standardErrors: ReadonlyMap<string, number> }): BreakdownRow[] {
  const rows = [...values].map(([value, figures]) => {
    const standardError = standardErrors.get(value);
    return { ...rowOf(value, { ...openingCounts(figures, site), figures }, all), ...(standardError !== undefined && { standardError }) };
  });
  const counted = (field: keyof OpeningCounts) => rows.reduce((sum, row) => sum + row[field], 0);
  // The two are read a moment apart, so the difference can be below 0.
  const rest = (field: keyof OpeningCounts) => Math.max(0, all[field] - counted(field));
  if (rest("total") > 0) {
    const counts = { total: rest("total"), ready: rest("ready"), times: rest("times"), errors: rest("errors"), bookings: rest("bookings") };
    rows.push(rowOf(null, { ...counts, figures: NO_FIGURES }, all));
  }
  return sorted(rows);
}

/** A booking needs free times, in the dialog or in a ready calendar, or a page of Cal's without free times, whose openings have no time. */
function outcomeRows(whole: Figures, site: BookingSources): BreakdownRow[] {
  const all = openingCounts(whole, site);
  const times = Math.min(all.bookings, Math.max(0, whole.counts[site.hasWebhook ? CONFIRMED_TIMES : BOOKED_TIMES] ?? 0));
  const inFrame = all.bookings - times;
  const withoutTimes = (whole.counts["opened"] ?? 0) > 0 ? Math.max(0, inFrame - (bookedTimes(whole, site)?.n ?? 0)) : 0;
  const bookings: Partial<Record<Outcome, number>> = { ready: inFrame - withoutTimes, opened: withoutTimes, times };
  const rows = OUTCOMES.map((outcome) => {
    const total = whole.counts[outcome] ?? 0;
    const only = (...names: Outcome[]) => (names.includes(outcome) ? total : 0);
    const counts = { total, ready: only("ready"), times: only("times"), errors: only("failed", "timed-out"), bookings: bookings[outcome] ?? 0 };
    return rowOf(outcome, { ...counts, figures: outcome === "ready" || outcome === "times" ? onlyOf(whole, outcome === "ready" ? "totalDuration" : "timesTime") : NO_FIGURES }, all);
  });
  return sorted(rows);
}

/** The figures with one measure only. */
function onlyOf(figures: Figures, name: Measure): Figures {
  return { ...figures, measures: new Map([...figures.measures].filter(([measure]) => measure === name)) };
}

function rowOf(value: string | null, { figures, ...counts }: OpeningCounts & { figures: Figures }, all: OpeningCounts): BreakdownRow {
  const { total, ready, times, errors, bookings } = counts;
  const share = (q: number, measure: Measure = "totalDuration") => percentileOf(figures, measure, q);
  return {
    value,
    total,
    share: all.total === 0 ? 0 : Math.min(1, total / all.total),
    n: figures.measures.get("totalDuration")?.n ?? 0,
    ready,
    times,
    errors,
    p50: share(0.5),
    p75: share(0.75),
    p95: share(0.95),
    timesN: figures.measures.get("timesTime")?.n ?? 0,
    timesP50: share(0.5, "timesTime"),
    timesP75: share(0.75, "timesTime"),
    timesP95: share(0.95, "timesTime"),
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
