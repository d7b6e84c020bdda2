/**
 * What a reader gets to know: the figures of a window, as a whole and over time, and the newest
 * samples in it. Each period's figures are read once; the whole is their sum. Nothing in a report
 * depends on the moment of asking but the periods it is over, so that an unchanged store gives an
 * unchanged report.
 */
import type { Kv } from "../../host/kv/kv.ts";
import { DIMENSIONS, type StoredSample, type Summary } from "../shared/sample.ts";
import { readDrops, type DropReason } from "../ingest/drops.ts";
import { mergeFigures, NO_FIGURES, summaryOf, type Figures } from "../store/figures.ts";
import { bucketEnd } from "../store/histogram.ts";
import type { MetricsStore, Scope } from "../store/metrics-store.ts";
import { periodsOf, previousPeriods, type Period, type PeriodUnit, type Window } from "../store/periods.ts";
import { scopeOf, type ReportQuery } from "./report-query.ts";

export interface Report {
  /** `to` is the end of the running hour or day. Both ISO 8601. */
  window: { name: Window; from: string; to: string; step: PeriodUnit; timeZone: "UTC" };
  /** What the figures are over; null for everything. */
  filter: Scope | null;
  summary: Summary;
  /** Of totalDuration: how many lie above `from` and up to `to`, in ms. Where none do, there is no entry. */
  histogram: HistogramBar[];
  /** One point per hour or day, the oldest first. */
  series: SeriesPoint[];
  /** The newest samples that match, newest first. */
  metrics: StoredSample[];
  /** What the gatekeeper has refused today (UTC), by reason; whatever the filter. */
  refusedToday: Record<DropReason, number>;
  /** The periods that the window is compared with. */
  previous?: { from: string; to: string; summary: Summary };
}

export interface HistogramBar {
  from: number;
  to: number;
  count: number;
}

/** `n` and the percentiles are those of totalDuration, in ms; null where nothing was measured. */
export interface SeriesPoint extends Pick<Summary, "total" | "errors" | "errorRate"> {
  /** ISO 8601. */
  start: string;
  n: number;
  p50: number | null;
  p75: number | null;
  p95: number | null;
  bookings: number;
  /** Bookings that wait for their payment. */
  pending: number;
}

export interface ReportSources {
  store: Pick<MetricsStore, "figures" | "newest">;
  kv: Pick<Kv, "client">;
}

/** What a report is over, however it is handed out. */
export type ReportQuestion = Omit<ReportQuery, "format" | "detail" | "table">;

/** What a report is made from: one figures for each period, the oldest first. */
export interface ReportReadings {
  readonly periods: readonly Period[];
  readonly figures: readonly Figures[];
  /** The counterparts of the periods, where the report compares with them. */
  readonly previous?: { readonly periods: readonly Period[]; readonly figures: readonly Figures[] } | undefined;
  readonly metrics: StoredSample[];
  readonly refusedToday: Report["refusedToday"];
}

/** Reads the report that is asked for. What the store throws reaches the caller. */
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

/** The report of what was read. */
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

/** The newest samples of the window that match all that is asked for, newest first. */
export function readListed(store: Pick<MetricsStore, "newest">, query: ReportQuestion, now: Date): Promise<StoredSample[]> {
  const { window, outcome, limit } = query;
  const filters = [...DIMENSIONS, "outcome"] as const;
  return store.newest({
    limit,
    // The list of errors reaches further back than that of everything.
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

/** Of a bucket, in ms, to two decimals. */
function upperEdge(index: number): number {
  return Math.round(bucketEnd(index) * 100) / 100;
}

/** From the first period's start to the last one's end, ISO 8601. @throws {RangeError} without any. */
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
