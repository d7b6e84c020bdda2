import { DIMENSIONS } from "../../shared/sample.ts";
import { dashboardQuerySchema, type DashboardQuery } from "../report-parameters.ts";

/** What a link changes of what the page shows; undefined takes a parameter away. */
export type DashboardChanges = { readonly [Name in keyof DashboardQuery]?: DashboardQuery[Name] | undefined };

const NAMES = Object.keys(dashboardQuerySchema.shape) as (keyof DashboardQuery)[];
const FILTERS: ReadonlySet<string> = new Set(DIMENSIONS);
const DEFAULTS = dashboardQuerySchema.parse({});

/**
 * The shortest search that asks the page for this query with these changes: the parameters in the order
 * of the schema, defaults left out. A new dimension takes the place of the one before, since figures are
 * kept for one at a time.
 *
 * @returns with its question mark, or nothing, to stand behind a path: a link to nothing at all would
 * keep the search that the page already has.
 */
export function dashboardSearch(query: DashboardQuery, changes: DashboardChanges = {}): string {
  const changed = { ...query, ...changes };
  const hasNewFilter = DIMENSIONS.some((dimension) => changes[dimension] !== undefined);
  const search = new URLSearchParams();
  for (const name of NAMES) {
    const value = hasNewFilter && FILTERS.has(name) ? changes[name] : changed[name];
    if (value !== undefined && value !== DEFAULTS[name]) search.set(name, String(value));
  }
  return search.size === 0 ? "" : `?${search}`;
}
