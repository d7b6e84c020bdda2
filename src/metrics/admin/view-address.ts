/** The addresses of views: on the admin page, and of the same view as data. */
import { dashboardQuerySchema, type DashboardQuery } from "../report/report-query.ts";

/** The parameters that a link changes; undefined removes one. */
export type DashboardChanges = { readonly [Name in keyof DashboardQuery]?: DashboardQuery[Name] | undefined };

const NAMES = Object.keys(dashboardQuerySchema.shape) as (keyof DashboardQuery)[];
const DEFAULTS = dashboardQuerySchema.parse({});

/** The admin page's address for this view with these changes. */
export function viewAddress(query: DashboardQuery, changes: DashboardChanges = {}): string {
  return `/admin/metrics${dashboardSearch(query, changes)}`;
}

/** The API's address for exactly this view: everything as JSON, or one of its tables as CSV. */
export function apiAddress(query: DashboardQuery, as: Readonly<Record<string, string>> = { detail: "full" }): string {
  const parameters = new URLSearchParams(dashboardSearch(query, { percentile: 75, wait: undefined, chart: undefined }));
  // The API's own default is higher than the page's.
  parameters.set("limit", String(query.limit));
  for (const [name, value] of Object.entries(as)) parameters.set(name, value);
  return `/api/cal-metrics?${parameters}`;
}

/**
 * The shortest query string for this view with these changes: the parameters in the order of the schema, without defaults. A
 * window replaces dates, and dates a window.
 *
 * @returns the query string with its question mark, to be appended to a path, or an empty text.
 */
export function dashboardSearch(query: DashboardQuery, changes: DashboardChanges = {}): string {
  const replaced = { ...(changes.window !== undefined && { from: undefined, to: undefined }), ...(changes.from !== undefined && { window: undefined, to: undefined }) };
  const changed = { ...query, ...replaced, ...changes };
  const search = new URLSearchParams();
  for (const name of NAMES) {
    const value = changed[name];
    if (value !== undefined && value !== DEFAULTS[name]) search.set(name, String(value));
  }
  return search.size === 0 ? "" : `?${search}`;
}
