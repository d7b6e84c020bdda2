import { readDashboard, type DashboardSources } from "./dashboard/dashboard.ts";
import { breakdownsCsv, errorsCsv, histogramCsv, phasesCsv, samplesCsv, seriesCsv } from "./report-csv.ts";
import type { ReportQuery } from "./report-query.ts";
import { readListed, readReport } from "./report.ts";

/** Reads the table that is asked for, as CSV: its rows are those of the model that the page shows. */
export async function readTable(sources: DashboardSources, query: ReportQuery, now: Date): Promise<string> {
  switch (query.table) {
    case "samples":
      return samplesCsv(await readListed(sources.store, query, now));
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
