/** The addresses of views: the page's own, and of the same as data. */
import { dashboardSearch, type DashboardChanges, type DashboardQuery } from "../report/report-query.ts";

/** The page's address for this view with some of it changed; undefined takes a filter away. */
export function viewAddress(query: DashboardQuery, changes: DashboardChanges = {}): string {
  return `/admin/metrics${dashboardSearch(query, changes)}`;
}

/** The API's address for exactly this view: all of it as JSON, or one of its tables as CSV. */
export function apiAddress(query: DashboardQuery, as: Readonly<Record<string, string>> = { detail: "full", compare: "previous" }): string {
  const parameters = new URLSearchParams(dashboardSearch(query, { percentile: 75 }));
  // The API lists more samples than the page where it is not told.
  parameters.set("limit", String(query.limit));
  for (const [name, value] of Object.entries(as)) parameters.set(name, value);
  return `/api/cal-metrics?${parameters}`;
}
