/**
 * The report: the statistics of a window, in total and over time, and its newest samples. The statistics of
 * each period are read once; the total is their sum. Apart from its periods, nothing in a report
 * depends on the current time, so an unchanged store gives an unchanged report.
 */
import type { Kv } from "../../host/kv/kv.ts";
import { DIMENSIONS, nameOf, type Phase, type StoredSample, type Summary } from "../shared/sample.ts";
import { readDrops } from "../ingest/drops.ts";
import { mergeFigures, NO_FIGURES, percentileOf, summaryOf, type BookingSources, type Figures } from "../statistics/figures.ts";
import { bucketEnd } from "../statistics/histogram.ts";
import type { Filter, MetricsStore, NewestQuery, Statistics } from "../store/metrics-store.ts";
import { periodAt, periodsOf, previousPeriods, type Period } from "../statistics/periods.ts";
import { siteZone } from "../statistics/time-zone.ts";
import { openingCounts } from "./dashboard/opening-counts.ts";
import { estimateOf } from "./estimate.ts";
import type { HistogramBar, Report, SeriesPoint } from "./report-model.ts";
import { filterOf, spanOf, type ReportQuery } from "./report-query.ts";

/** The settings that decide what the statistics mean. */
export interface ReportSite extends BookingSources {
  /** In which the days begin. */
  readonly zone: string;
}

export interface ReportSources {
  store: Pick<MetricsStore, "figures" | "newest">;
  kv: Pick<Kv, "client">;
  site: ReportSite;
}

/** The parameters that decide what is in a report, whatever its format. */
export type ReportQuestion = Omit<ReportQuery, "format" | "detail" | "table">;

/** The data for a report: the statistics of each period, oldest first. */
export interface ReportReadings {
  readonly periods: readonly Period[];
  readonly statistics: readonly Statistics[];
  /** All of these together, if that is known. */
  readonly whole?: Figures;
  /** The earlier periods to compare with, if the report compares. */
  readonly previous?: { readonly periods: readonly Period[]; readonly statistics: readonly Statistics[] } | undefined;
  readonly metrics: StoredSample[];
  readonly refusedToday: Report["refusedToday"];
}

export function reportSite(env: { readonly TIME_ZONE?: string | undefined; readonly CAL_WEBHOOK_SECRET?: string | undefined }): ReportSite {
  return { zone: siteZone(env), hasWebhook: env.CAL_WEBHOOK_SECRET !== undefined };
}

/** Reads the requested report. An error of the store reaches the caller. */
export async function readReport({ store, kv, site }: ReportSources, query: ReportQuestion, now: Date): Promise<Report> {
  const periods = periodsOf(spanOf(query), now, site.zone);
  const earlier = query.compare === undefined ? [] : previousPeriods(spanOf(query), now, site.zone, query.compare);
  const [statistics, metrics, refusedToday] = await Promise.all([
    store.figures([...earlier, ...periods], filterOf(query)),
    store.newest(listedQuery(query, periods)),
    readDrops(kv, now),
  ]);
  const previous = earlier.length === 0 ? undefined : { periods: earlier, statistics: statistics.slice(0, earlier.length) };
  return reportOf(query, site, { periods, statistics: statistics.slice(earlier.length), previous, metrics, refusedToday });
}

/** Builds the report from the data that was read. */
export function reportOf(query: ReportQuestion, site: ReportSite, { periods, statistics, whole = mergedOf(statistics), previous, metrics, refusedToday }: ReportReadings): Report {
  const filter = filterOf(query);
  return {
    window: { name: query.from === undefined ? query.window : "custom", ...(query.from === undefined ? boundsOf(periods) : daysBounds(periods, site.zone)), step: endsOf(periods).first.unit, timeZone: site.zone },
    filter: Object.fromEntries(DIMENSIONS.flatMap((dimension) => (filter[dimension] === undefined ? [] : [[nameOf(dimension), filter[dimension]]]))),
    estimate: estimateOf(statistics, site),
    summary: summaryFor(whole, filter, site),
    histogram: histogramOf(whole, "totalDuration"),
    timesHistogram: histogramOf(whole, "timesTime"),
    series: periods.map((period, i) => seriesPoint(period, statistics[i]?.figures ?? NO_FIGURES, site)),
    metrics,
    refusedToday,
    ...(previous && { previous: { ...boundsOf(previous.periods), summary: summaryFor(mergedOf(previous.statistics), filter, site) } }),
  };
}

/** The figures of all periods together. */
export function mergedOf(statistics: readonly Statistics[]): Figures {
  return mergeFigures(...statistics.map(({ figures }) => figures));
}

/** With a filter it has the phases of values only. */
export function summaryFor(figures: Figures, filter: Filter, site: BookingSources): Summary {
  return summaryOf(figures, isEmpty(filter) ? "all" : "value", site);
}

export function isEmpty(filter: Filter): boolean {
  return Object.keys(filter).length === 0;
}

/** The newest samples of the periods that match every filter, newest first. */
export function listedQuery(query: ReportQuestion, periods: readonly Period[]): NewestQuery {
  const { outcome, limit } = query;
  const isInside = matcherOf(filterOf(query), periods);
  return {
    limit,
    // The list of errors goes further back than the list of all samples.
    errorOnly: query.errorOnly || outcome === "failed" || outcome === "timed-out",
    since: endsOf(periods).first.start,
    matches: (sample) => isInside(sample) && (outcome === undefined || sample.outcome === outcome),
  };
}

/** Whether a sample was received in these periods and has the filter's values. */
export function matcherOf(filter: Filter, periods: readonly Period[]): (sample: StoredSample) => boolean {
  const filtered = DIMENSIONS.filter((dimension) => filter[dimension] !== undefined);
  const end = endsOf(periods).last.end.toISOString();
  return (sample) => sample.receivedAt < end && filtered.every((dimension) => sample[dimension] === filter[dimension]);
}

/** Without the other percentiles that a summary has. */
export function seriesPoint(period: Period, figures: Figures, site: BookingSources): SeriesPoint {
  const { total, errors, bookings } = openingCounts(figures, site);
  const nOf = (phase: Phase) => figures.measures.get(phase)?.n ?? 0;
  const sharesOf = (phase: Phase) => [0.5, 0.75, 0.95].map((share) => percentileOf(figures, phase, share));
  const [p50 = null, p75 = null, p95 = null] = sharesOf("totalDuration");
  const [timesP50 = null, timesP75 = null, timesP95 = null] = sharesOf("timesTime");
  return {
    start: period.start.toISOString(), total, errors, errorRate: total === 0 ? null : errors / total, n: nOf("totalDuration"), p50, p75, p95, bookings, pending: Math.max(0, figures.counts["pending"] ?? 0),
    timesN: nOf("timesTime"), timesP50, timesP75, timesP95,
  };
}

function histogramOf(figures: Figures, phase: Phase): HistogramBar[] {
  const buckets = figures.measures.get(phase)?.buckets ?? [];
  // An estimate counts each record as several.
  return [...buckets].map(([index, count]) => ({ from: index === 0 ? 0 : upperEdge(index - 1), to: upperEdge(index), count: Math.max(1, Math.round(count)) }));
}

/** The upper edge of a bucket, in ms, with two decimals. */
function upperEdge(index: number): number {
  return Math.round(bucketEnd(index) * 100) / 100;
}

/** From the start of the first period to the end of the last, ISO 8601. @throws {RangeError} without periods. */
export function boundsOf(periods: readonly Period[]): { from: string; to: string } {
  const { first, last } = endsOf(periods);
  return { from: first.start.toISOString(), to: last.end.toISOString() };
}

/** Of a single day, whose hours so far may be its periods, the whole day. */
function daysBounds(periods: readonly Period[], zone: string): { from: string; to: string } {
  const { first, last } = endsOf(periods);
  return boundsOf([periodAt("day", first.start, zone), periodAt("day", last.start, zone)]);
}

function endsOf(periods: readonly Period[]): { first: Period; last: Period } {
  const first = periods.at(0);
  const last = periods.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("A window has at least one period.");
  return { first, last };
}
