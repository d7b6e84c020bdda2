import type { z } from "zod";
import { DIMENSIONS, type Dimension } from "../shared/sample.ts";
import type { FieldProblem } from "../ingest/field-rules.ts";
import type { Scope } from "../store/metrics-keys.ts";
import { nearestName } from "./nearest-name.ts";
import { dashboardQuerySchema, reportQuerySchema, type DashboardQuery, type ReportQuery } from "./report-parameters.ts";

export { dashboardQuerySchema, reportQuerySchema, type DashboardQuery, type ReportQuery };
export { dashboardSearch, type DashboardChanges } from "./dashboard/dashboard-search.ts";

/** What the figures are over; undefined for everything. */
export function scopeOf(query: Readonly<Partial<Record<Dimension, string>>>): Scope | undefined {
  for (const dimension of DIMENSIONS) {
    const value = query[dimension];
    if (value !== undefined) return { dimension, value };
  }
  return undefined;
}

/** Reads the query of a report, or names each parameter that is wrong with its reason. */
export function parseReportQuery(parameters: URLSearchParams): { query: ReportQuery } | { problems: FieldProblem[] } {
  const parsed = parse(reportQuerySchema, parameters);
  const misplaced = "query" in parsed ? misplacedIn(parsed.query) : [];
  return misplaced.length > 0 ? { problems: misplaced } : parsed;
}

/** Reads the query of the admin's page, or names each parameter that is wrong with its reason. */
export function parseDashboardQuery(parameters: URLSearchParams): { query: DashboardQuery } | { problems: FieldProblem[] } {
  return parse(dashboardQuerySchema, parameters);
}

function parse<T extends z.ZodRawShape>(schema: z.ZodObject<T>, parameters: URLSearchParams): { query: z.infer<z.ZodObject<T>> } | { problems: FieldProblem[] } {
  const names = Object.keys(schema.shape);
  const problems = [...new Set(parameters.keys())].flatMap((name) => {
    if (!names.includes(name)) return [{ field: shown(name), reason: `is no parameter: possible are ${names.join(", ")}${suggestion(name, names)}` }];
    const times = parameters.getAll(name).length;
    return times === 1 ? [] : [{ field: name, reason: `is given ${times} times: give it once` }];
  });
  const result = schema.safeParse(Object.fromEntries(parameters));
  if (!result.success) problems.push(...result.error.issues.map((issue) => problemOf(issue, parameters)));
  problems.push(...excessFilters(parameters));
  if (problems.length > 0 || !result.success) return { problems };
  return { query: result.data };
}

/** What would change nothing in the answer was meant to change something. */
function misplacedIn({ format, detail, table }: ReportQuery): FieldProblem[] {
  if (format === "json") return table === "samples" ? [] : [{ field: "table", reason: `is for format=csv: add it for the table ${JSON.stringify(table)}` }];
  return detail === "usual" ? [] : [{ field: "detail", reason: "is for format=json: a table as CSV is always whole" }];
}

function problemOf(issue: z.core.$ZodIssue, parameters: URLSearchParams): FieldProblem {
  const field = String(issue.path[0]);
  const found = parameters.get(field) ?? "";
  const possible = issue.code === "invalid_value" ? issue.values.map(String) : [];
  return { field, reason: `${issue.message}; found ${JSON.stringify(shown(found))}${suggestion(found, possible)}` };
}

/** Figures are kept for one value at a time; those of two together nobody knows. */
function excessFilters(parameters: URLSearchParams): FieldProblem[] {
  const filters = DIMENSIONS.filter((dimension) => parameters.has(dimension));
  if (filters.length < 2) return [];
  return filters.map((field) => {
    const others = filters.filter((other) => other !== field).join(" and ");
    return { field, reason: `cannot be asked for together with ${others}: figures are kept for one of ${DIMENSIONS.join(", ")} at a time` };
  });
}

function suggestion(typed: string, names: readonly string[]): string {
  const nearest = nearestName(typed, names);
  return nearest === undefined ? "" : `. Did you mean ${JSON.stringify(nearest)}?`;
}

/** Enough of a text to recognise it by. */
function shown(typed: string): string {
  return typed.length <= 50 ? typed : `${typed.slice(0, 50)}…`;
}
