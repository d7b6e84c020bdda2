/**
 * The query parameters of `/api/cal-metrics` and `/admin/metrics`. One for each dimension comes from the table of fields.
 * The descriptions are those of `/api/openapi.json`.
 */
import { z } from "zod";
import { FIELDS, type Field, type FieldValue } from "../fields.ts";
import { oneOf, text, token, type FieldProblem } from "../ingest/field-rules.ts";
import { DIMENSIONS, OUTCOMES, type Dimension } from "../shared/sample.ts";
import { OTHER } from "../store/counted-values.ts";
import type { Scope } from "../store/metrics-keys.ts";
import { WINDOWS } from "../statistics/periods.ts";
import { nearestName } from "./nearest-name.ts";

type DimensionFilters = { [Name in Dimension]: z.ZodExactOptional<z.ZodType<FieldValue<Name>>> };

const LIMIT = "must be a whole number from 1 to 1000";

/** The tables that can be downloaded as CSV, under the names that they have on the page. */
export const TABLES = ["samples", "series", "breakdowns", "errors", "histogram", "phases"] as const;
export type Table = (typeof TABLES)[number];

/** The percentiles that a summary has, by the text of the parameter. */
const PERCENTILES = { 50: 50, 75: 75, 90: 90, 95: 95, 99: 99 } as const;

/** The parameters that both have: which openings the statistics and the list are about. */
const selection = {
  window: oneOf(WINDOWS)
    .default("28d")
    .describe("The time to report on: the hours (24h) or days (7d, 28d, 90d) in UTC up to and including the current one."),
  outcome: oneOf(OUTCOMES)
    .exactOptional()
    .describe("Lists only samples with this outcome. Does not change the statistics: only ready openings have times."),
  ...(Object.fromEntries(DIMENSIONS.map((name) => [name, filterBy(name)])) as DimensionFilters),
};

const limit = z
  .string()
  .regex(/^\d{1,4}$/, LIMIT)
  .transform(Number)
  .pipe(z.int(LIMIT).min(1, LIMIT).max(1_000, LIMIT));

const errorOnly = z
  .stringbool({ truthy: ["true"], falsy: ["false"], case: "sensitive", error: "must be one of true, false" })
  .default(false)
  .describe("Lists only samples that failed or timed out. Does not change the statistics.");

/** The parameters of `GET /api/cal-metrics`. */
export const reportQuerySchema = z.object({
  ...selection,
  compare: oneOf(["previous"])
    .exactOptional()
    .describe("Adds the summary of the hours or days before, aligned by weekday: those 7 days earlier, 28, or 91 for 90d."),
  format: oneOf(["json", "csv"]).default("json").describe("csv returns one table, with one line per row."),
  detail: oneOf(["usual", "full"]).default("usual").describe("full returns the Dashboard: the report and everything else that the admin page shows. For format=json."),
  table: oneOf(TABLES).default("samples").describe("The table to return, as the admin page shows it; samples is the list. For format=csv."),
  limit: limit.default(100).describe("How many samples to list at most, out of the newest 10,000."),
  errorOnly,
});

/** The parameters of `/admin/metrics`. */
export const dashboardQuerySchema = z.object({
  ...selection,
  percentile: oneOf(["50", "75", "90", "95", "99"])
    .transform((name) => PERCENTILES[name])
    .default(75)
    .describe("The percentile of the phases."),
  limit: limit.default(50).describe("How many samples to list at most, out of the newest 10,000."),
  errorOnly,
});

export type ReportQuery = z.infer<typeof reportQuerySchema>;
export type DashboardQuery = z.infer<typeof dashboardQuerySchema>;

/** The dimension and value that the statistics are filtered by; undefined without a filter. */
export function scopeOf(query: Readonly<Partial<Record<Dimension, string>>>): Scope | undefined {
  for (const dimension of DIMENSIONS) {
    const value = query[dimension];
    if (value !== undefined) return { dimension, value };
  }
  return undefined;
}

/** Parses the query of a report: the query, or every parameter that is not valid with the reason. */
export function parseReportQuery(parameters: URLSearchParams): { query: ReportQuery } | { problems: FieldProblem[] } {
  const parsed = parse(reportQuerySchema, parameters);
  const misplaced = "query" in parsed ? misplacedIn(parsed.query) : [];
  return misplaced.length > 0 ? { problems: misplaced } : parsed;
}

/** Parses the query of the admin page: the query, or every parameter that is not valid with the reason. */
export function parseDashboardQuery(parameters: URLSearchParams): { query: DashboardQuery } | { problems: FieldProblem[] } {
  return parse(dashboardQuerySchema, parameters);
}

/** The parameter that filters by a dimension: its values, or "other" where the values of a day are capped. */
function filterBy(dimension: Dimension): z.ZodExactOptional<z.ZodType> {
  const field: Field = FIELDS[dimension];
  const name = field.label.toLowerCase();
  const other = field.cap === undefined ? "" : ` Values beyond the day's cap are counted as "${OTHER}".`;
  return filterRule(field, name).exactOptional().describe(`Only openings with this ${name}, in the statistics and in the list. ${field.text}${other}`);
}

function filterRule(field: Field, name: string): z.ZodType {
  if (field.kind === "choice") return oneOf(field.values);
  if (field.kind === "path") return text(field.max).regex(new RegExp(`^(?:/[^?#]*|${OTHER})$`), `must be a path such as "/services", or "${OTHER}"`);
  if (field.kind === "token") return token(field.max).min(1, `must not be empty: name a ${name}`);
  throw new TypeError(`A field of the kind ${field.kind} cannot be a dimension.`);
}

function parse<T extends z.ZodRawShape>(schema: z.ZodObject<T>, parameters: URLSearchParams): { query: z.infer<z.ZodObject<T>> } | { problems: FieldProblem[] } {
  const names = Object.keys(schema.shape);
  const problems = [...new Set(parameters.keys())].flatMap((name) => {
    if (!names.includes(name)) return [{ field: shown(name), reason: `is an unknown parameter${suggestion(name, names) || "."} The parameters are ${names.join(", ")}.` }];
    const times = parameters.getAll(name).length;
    return times === 1 ? [] : [{ field: name, reason: `is given ${times} times; give it once` }];
  });
  const result = schema.safeParse(Object.fromEntries(parameters));
  if (!result.success) problems.push(...result.error.issues.map((issue) => problemOf(issue, parameters)));
  problems.push(...excessFilters(parameters));
  if (problems.length > 0 || !result.success) return { problems };
  return { query: result.data };
}

/** Parameters that would have no effect in this format: an error, because they were meant to have one. */
function misplacedIn({ format, detail, table }: ReportQuery): FieldProblem[] {
  if (format === "json") return table === "samples" ? [] : [{ field: "table", reason: `needs format=csv: add it to get the table ${JSON.stringify(table)}` }];
  return detail === "usual" ? [] : [{ field: "detail", reason: "needs format=json: a table as CSV is always complete" }];
}

function problemOf(issue: z.core.$ZodIssue, parameters: URLSearchParams): FieldProblem {
  const field = String(issue.path[0]);
  const found = parameters.get(field) ?? "";
  const possible = issue.code === "invalid_value" ? issue.values.map(String) : [];
  return { field, reason: `${issue.message}; found ${JSON.stringify(shown(found))}${suggestion(found, possible)}` };
}

/** Statistics are stored by one dimension at a time, so two filters cannot be combined. */
function excessFilters(parameters: URLSearchParams): FieldProblem[] {
  const filters = DIMENSIONS.filter((dimension) => parameters.has(dimension));
  if (filters.length < 2) return [];
  return filters.map((field) => {
    const others = filters.filter((other) => other !== field).join(" and ");
    return { field, reason: `cannot be combined with ${others}: statistics are stored by one dimension at a time (${DIMENSIONS.join(", ")})` };
  });
}

function suggestion(typed: string, names: readonly string[]): string {
  const nearest = nearestName(typed, names);
  return nearest === undefined ? "" : `. Did you mean ${JSON.stringify(nearest)}?`;
}

/** The beginning of a text, long enough to recognise it. */
function shown(typed: string): string {
  return typed.length <= 50 ? typed : `${typed.slice(0, 50)}…`;
}
