/**
 * The report: the statistics of a window, in total and over time, and its newest samples. The statistics of
 * each period are read once; the total is their sum. Apart from its periods, nothing in a report
 * depends on the current time, so an unchanged store gives an unchanged report.
 */
import type { Kv } from "../../host/kv/kv.ts";
import { DIMENSIONS, type StoredSample } from "../shared/sample.ts";
import { readDrops } from "../ingest/drops.ts";
import { mergeFigures, NO_FIGURES, summaryOf, type Figures } from "../statistics/figures.ts";
import { bucketEnd } from "../statistics/histogram.ts";
import type { MetricsStore } from "../store/metrics-store.ts";
import { periodsOf, previousPeriods, type Period } from "../statistics/periods.ts";
import type { HistogramBar, Report, SeriesPoint } from "./report-model.ts";
import { scopeOf, type ReportQuery } from "./report-query.ts";

export interface ReportSources {
  store: Pick<MetricsStore, "figures" | "newest">;
  kv: Pick<Kv, "client">;
}

/** The parameters that decide what is in a report, whatever its format. */
export type ReportQuestion = Omit<ReportQuery, "format" | "detail" | "table">;

/** The data for a report: the statistics of each period, oldest first. */
export interface ReportReadings {
  readonly periods: readonly Period[];
  readonly figures: readonly Figures[];
  /** The earlier periods to compare with, if the report compares. */
  readonly previous?: { readonly periods: readonly Period[]; readonly figures: readonly Figures[] } | undefined;
  readonly metrics: StoredSample[];
  readonly refusedToday: Report["refusedToday"];
}

/** Reads the requested report. An error of the store reaches the caller. */
export async function readReport({ store, kv }: ReportSources, query: ReportQuestion, now: Date): Promise<Report> {
  const periods = periodsOf(query.window, now);
  const earlier = query.compare === undefined ? [] : previousPeriods(query.window, now);
  const [figures, metrics, refusedToday] = await Promise.all([
    store.figures([...earlier, ...periods], scopeOf(query)),
    readListed(store, query, now),
    readDrops(kv, now),
  ]);
  const previous = earlier.length === 0 ? undefined : { periods: earlier, figures: figures.slice(0, earlier.length) };
  return reportOf(query, { periods, figures: figures.slice(earlier.length), previous, metrics, refusedToday });
}

/** Builds the report from the data that was read. */
export function reportOf(query: ReportQuestion, { periods, figures, previous, metrics, refusedToday }: ReportReadings): Report {
  const scope = scopeOf(query);
  const whole = mergeFigures(...figures);
  const kind = scope === undefined ? "all" : "value";
  return {
    window: { name: query.window, ...spanOf(periods), step: endsOf(periods).first.unit, timeZone: "UTC" },
    filter: scope ?? null,
    summary: summaryOf(whole, kind),
    histogram: histogramOf(whole),
    series: periods.map((period, i) => seriesPoint(period, figures[i] ?? NO_FIGURES)),
    metrics,
    refusedToday,
    ...(previous && { previous: { ...spanOf(previous.periods), summary: summaryOf(mergeFigures(...previous.figures), kind) } }),
  };
}

/** The newest samples of the window that match every filter, newest first. */
export function readListed(store: Pick<MetricsStore, "newest">, query: ReportQuestion, now: Date): Promise<StoredSample[]> {
  const { window, outcome, limit } = query;
  const filters = [...DIMENSIONS, "outcome"] as const;
  return store.newest({
    limit,
    // The list of errors goes further back than the list of all samples.
    errorOnly: query.errorOnly || outcome === "failed" || outcome === "timed-out",
    since: endsOf(periodsOf(window, now)).first.start,
    matches: (sample) => filters.every((name) => query[name] === undefined || sample[name] === query[name]),
  });
}

function seriesPoint(period: Period, figures: Figures): SeriesPoint {
  const { total, errors, errorRate, phases, bookings } = summaryOf(figures, "value");
  const { n, p50LoadTime: p50, p75LoadTime: p75, p95LoadTime: p95 } = phases.totalDuration;
  return { start: period.start.toISOString(), total, errors, errorRate, n, p50, p75, p95, bookings: bookings.total, pending: bookings.pending };
}

function histogramOf(figures: Figures): HistogramBar[] {
  const buckets = figures.measures.get("totalDuration")?.buckets ?? [];
  return [...buckets].map(([index, count]) => ({ from: index === 0 ? 0 : upperEdge(index - 1), to: upperEdge(index), count }));
}

/** The upper edge of a bucket, in ms, with two decimals. */
function upperEdge(index: number): number {
  return Math.round(bucketEnd(index) * 100) / 100;
}

/** From the start of the first period to the end of the last, ISO 8601. @throws {RangeError} without periods. */
export function spanOf(periods: readonly Period[]): { from: string; to: string } {
  const { first, last } = endsOf(periods);
  return { from: first.start.toISOString(), to: last.end.toISOString() };
}

function endsOf(periods: readonly Period[]): { first: Period; last: Period } {
  const first = periods.at(0);
  const last = periods.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("A window has at least one period.");
  return { first, last };
}
