import { stringify } from "csv-stringify/sync";
import { PHASES, STORED_FIELDS, type PhaseSummary, type StoredSample } from "../shared/sample.ts";
import { readDashboard, type DashboardSources } from "./dashboard/dashboard.ts";
import type { HistogramBar, Report, SeriesPoint } from "./report-model.ts";
import type { Breakdown, BreakdownRow, ErrorGroup, ErrorGroups } from "./dashboard/dashboard-model.ts";
import { spanOf, type ReportQuery } from "./report-query.ts";
import { listedQuery, readReport } from "./report.ts";
import { periodsOf } from "../statistics/periods.ts";

const PHASE_COLUMNS = [
  "n", "avgLoadTime", "minLoadTime", "maxLoadTime", "p50LoadTime", "p75LoadTime", "p90LoadTime", "p95LoadTime", "p99LoadTime",
] as const satisfies readonly (keyof PhaseSummary)[];
const ROW_COLUMNS = ["n", "ready", "errors", "p50", "p75", "p95", "bookings", "times", "timesN", "timesP50", "timesP75", "timesP95"] as const satisfies readonly (keyof BreakdownRow)[];
const SERIES_COLUMNS = ["start", "total", "errors", "errorRate", "n", "p50", "p75", "p95", "bookings", "pending", "timesN", "timesP50", "timesP75", "timesP95"] as const satisfies readonly (keyof SeriesPoint)[];
const ERROR_COLUMNS = ["errorClass", "outcome", "count", "firstSeen", "lastSeen", "message"] as const satisfies readonly (keyof ErrorGroup)[];
const BAR_COLUMNS = ["from", "to", "count"] as const satisfies readonly (keyof HistogramBar)[];

/** Reads the requested table as CSV. Its rows are those of the model that the admin page shows. */
export async function readTable(sources: DashboardSources, query: ReportQuery, now: Date): Promise<string> {
  switch (query.table) {
    case "samples":
      return samplesCsv(await sources.store.newest(listedQuery(query, periodsOf(spanOf(query), now, sources.site.zone))));
    case "series":
      return seriesCsv(await readReport(sources, query, now));
    case "histogram":
      return histogramCsv(await readReport(sources, query, now));
    case "phases":
      return phasesCsv(await readReport(sources, query, now));
    case "breakdowns":
      return breakdownsCsv((await readDashboard(sources, query, now)).breakdowns);
    case "errors":
      return errorsCsv((await readDashboard(sources, query, now)).errorGroups);
  }
}

/** Every field that is stored has a column, whatever the samples have. */
export function samplesCsv(samples: readonly StoredSample[]): string {
  return toCsv(samples, STORED_FIELDS);
}

/** The starts have the zone's offset, so that their dates are the site's days. */
export function seriesCsv({ series, window: { timeZone } }: Pick<Report, "series" | "window">): string {
  return toCsv(series.map((point) => ({ ...point, start: withOffset(point.start, timeZone) })), SERIES_COLUMNS);
}

/** "2026-03-09T00:00:00+01:00"; in UTC as it is. */
function withOffset(iso: string, zone: string): string {
  if (zone === "UTC") return iso;
  // Swedish times are written as ISO 8601 has them.
  const local = new Date(iso).toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T");
  const minutes = (Date.parse(`${local}Z`) - Date.parse(iso)) / 60_000;
  const [hour, minute] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) => String(part).padStart(2, "0"));
  return `${local}${minutes < 0 ? "-" : "+"}${hour}:${minute}`;
}

/** One line for each bar of each phase. */
export function histogramCsv({ histogram, timesHistogram }: Pick<Report, "histogram" | "timesHistogram">): string {
  const bars = [...histogram.map((bar) => ({ ...bar, phase: "totalDuration" })), ...timesHistogram.map((bar) => ({ ...bar, phase: "timesTime" }))];
  return toCsv(bars, [...BAR_COLUMNS, "phase"]);
}

/** In the order of the table of fields, with a filter those of values only; and how long visitors took to book. */
export function phasesCsv({ summary }: Pick<Report, "summary">): string {
  const measured = PHASES.flatMap((phase) => {
    const statistics = summary.phases[phase];
    return statistics === undefined ? [] : [{ phase, ...statistics }];
  });
  return toCsv([...measured, { phase: "bookingTime", ...summary.bookingTime }], ["phase", ...PHASE_COLUMNS]);
}

/** One line for each value of each dimension; an empty value for the openings without one; a standard error if the total is an estimate. */
export function breakdownsCsv(breakdowns: readonly Breakdown[]): string {
  const rows = breakdowns.flatMap(({ dimension, rows: ofDimension }) => ofDimension.map((row) => ({ dimension, ...row })));
  return toCsv(rows, ["dimension", "value", "total", "standardError", "share", ...ROW_COLUMNS]);
}

export function errorsCsv({ groups }: ErrorGroups): string {
  return toCsv(groups, ERROR_COLUMNS);
}

/**
 * CSV (RFC 4180) with a header. A text that a spreadsheet would run as a formula gets an
 * apostrophe in front: https://owasp.org/www-community/attacks/CSV_Injection
 */
function toCsv(rows: readonly object[], columns: readonly string[]): string {
  return stringify([...rows], {
    header: true,
    columns: [...columns],
    record_delimiter: "windows",
    // Without this a line feed in a text would end the line for most readers.
    quote_record_delimiter: true,
    escape_formulas: true,
    // As in JSON; by default true is 1.
    cast: { boolean: String },
  });
}
