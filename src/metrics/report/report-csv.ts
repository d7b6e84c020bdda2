import { stringify } from "csv-stringify/sync";
import { PHASES, type PhaseSummary, type StoredSample } from "../shared/sample.ts";
import type { Breakdown, BreakdownRow, ErrorGroup, ErrorGroups } from "./dashboard/dashboard-types.ts";
import type { HistogramBar, Report, SeriesPoint } from "./report.ts";

/** Every field that a sample can have, in the order of the columns, which does not depend on the samples. */
const SAMPLE_COLUMNS: Record<keyof StoredSample, string> = {
  receivedAt: "receivedAt",
  timestamp: "timestamp",
  id: "id",
  sampleId: "sampleId",
  outcome: "outcome",
  openKind: "openKind",
  variant: "variant",
  leadTime: "leadTime",
  codeTime: "codeTime",
  calLoadTime: "calLoadTime",
  frameTime: "frameTime",
  slotsTime: "slotsTime",
  iframeLoadTime: "iframeLoadTime",
  totalDuration: "totalDuration",
  lcp: "lcp",
  inp: "inp",
  ttfb: "ttfb",
  cls: "cls",
  page: "page",
  placement: "placement",
  release: "release",
  device: "device",
  browser: "browser",
  system: "system",
  connection: "connection",
  viewportWidth: "viewportWidth",
  viewportHeight: "viewportHeight",
  errorClass: "errorClass",
  error: "error",
  dropped: "dropped",
};

const PHASE_COLUMNS = [
  "n", "avgLoadTime", "minLoadTime", "maxLoadTime", "p50LoadTime", "p75LoadTime", "p90LoadTime", "p95LoadTime", "p99LoadTime",
] as const satisfies readonly (keyof PhaseSummary)[];
const ROW_COLUMNS = ["n", "ready", "errors", "p50", "p75", "p95", "bookings"] as const satisfies readonly (keyof BreakdownRow)[];
const SERIES_COLUMNS = ["start", "total", "errors", "errorRate", "n", "p50", "p75", "p95", "bookings", "pending"] as const satisfies readonly (keyof SeriesPoint)[];
const ERROR_COLUMNS = ["errorClass", "outcome", "count", "firstSeen", "lastSeen", "message"] as const satisfies readonly (keyof ErrorGroup)[];
const BAR_COLUMNS = ["from", "to", "count"] as const satisfies readonly (keyof HistogramBar)[];

/** The columns are the same whatever there is to list, and without anything. */
export function samplesCsv(samples: readonly StoredSample[]): string {
  return toCsv(samples, Object.keys(SAMPLE_COLUMNS));
}

export function seriesCsv({ series }: Pick<Report, "series">): string {
  return toCsv(series, SERIES_COLUMNS);
}

export function histogramCsv({ histogram }: Pick<Report, "histogram">): string {
  return toCsv(histogram, BAR_COLUMNS);
}

/** In the order in which the phases pass; with a filter there are three. */
export function phasesCsv({ summary }: Pick<Report, "summary">): string {
  const measured = PHASES.flatMap((phase) => {
    const figures = summary.phases[phase];
    return figures === undefined ? [] : [{ phase, ...figures }];
  });
  return toCsv(measured, ["phase", ...PHASE_COLUMNS]);
}

/** One line for each value of each dimension; the empty value is that of openings that did not say. */
export function breakdownsCsv(breakdowns: readonly Breakdown[]): string {
  const rows = breakdowns.flatMap(({ dimension, rows: ofDimension }) => ofDimension.map((row) => ({ dimension, ...row })));
  return toCsv(rows, ["dimension", "value", "total", "share", ...ROW_COLUMNS]);
}

export function errorsCsv({ groups }: ErrorGroups): string {
  return toCsv(groups, ERROR_COLUMNS);
}

/**
 * CSV (RFC 4180) with a header. A text that a spreadsheet would take for a formula is given an
 * apostrophe in front: https://owasp.org/www-community/attacks/CSV_Injection
 */
function toCsv(rows: readonly object[], columns: readonly string[]): string {
  return stringify([...rows], {
    header: true,
    columns: [...columns],
    record_delimiter: "windows",
    // Without it a lone line feed in a text would end the line for most readers.
    quote_record_delimiter: true,
    escape_formulas: true,
  });
}
