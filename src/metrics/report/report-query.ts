/**
 * The query parameters of `/api/cal-metrics` and `/admin/metrics`. One for each dimension comes from the table of fields, and
 * all of them can be combined.
 * The descriptions are those of `/api/openapi.json`.
 */
import { z } from "zod";
import { FIELDS, INVISIBLE, type Field, type FieldValue } from "../fields.ts";
import { oneOf, text, token, type FieldProblem } from "../ingest/field-rules.ts";
import { DIMENSIONS, nameOf, OUTCOMES, type Dimension, type DimensionName } from "../shared/sample.ts";
import { OTHER } from "../statistics/figures.ts";
import { dateAfter, dateAt, WINDOWS, type Span } from "../statistics/periods.ts";
import type { Filter } from "../store/metrics-store.ts";
import { nearestName } from "./nearest-name.ts";

type DimensionFilters = { [Name in DimensionName]: z.ZodExactOptional<z.ZodType<FieldValue<DimensionOf<Name>>>> };
type DimensionOf<Name extends DimensionName> = { [D in Dimension]: Name extends D | ((typeof FIELDS)[D] extends { readonly alias: infer A } ? A : D) ? D : never }[Dimension];

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
    .describe("The time to report on: the hours (24h) or the site's days (7d, 28d, 90d) up to and including the current one. Cannot be combined with from and to."),
  from: date("The first day to report on, in the site's time zone: one of the last 400."),
  to: date("The last day to report on, in the site's time zone. Needs from; without it, today."),
  outcome: oneOf(OUTCOMES)
    .exactOptional()
    .describe("Lists only samples with this outcome. Does not change the statistics."),
  ...(Object.fromEntries(DIMENSIONS.map((dimension) => [nameOf(dimension), filterBy(dimension)])) as DimensionFilters),
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
  limit: limit.default(100).describe("How many samples to list at most, of the last 9 days any, of earlier days the records that are kept."),
  errorOnly,
});

/** The parameters of `/admin/metrics`. */
export const dashboardQuerySchema = z.object({
  ...selection,
  percentile: oneOf(["50", "75", "90", "95", "99"])
    .transform((name) => PERCENTILES[name])
    .default(75)
    .describe("The percentile of the phases."),
  wait: oneOf(["ready", "times"])
    .exactOptional()
    .describe("The wait that charts and breakdowns show: from the click to the ready calendar, or to the free times in the dialog. By default, that of more openings."),
  limit: limit.default(50).describe("How many samples to list at most, of the last 9 days any, of earlier days the records that are kept."),
  errorOnly,
});

export type ReportQuery = z.infer<typeof reportQuerySchema>;
export type DashboardQuery = z.infer<typeof dashboardQuerySchema>;

/** How many of the site's days can be asked for: as many as rollups are kept. */
export const MOST_DAYS = 400;

/** When a query is read, and the zone of its dates. */
export interface QueryClock {
  readonly now: Date;
  readonly zone: string;
}

/** The values that the statistics are filtered by. */
export function filterOf(query: Readonly<Partial<Record<DimensionName, string>>>): Filter {
  return Object.fromEntries(DIMENSIONS.flatMap((dimension) => {
    const value = query[nameOf(dimension)];
    return value === undefined ? [] : [[dimension, value]];
  }));
}

/** The time that the query asks for. */
export function spanOf({ window, from, to }: Pick<ReportQuery, "window" | "from" | "to">): Span {
  return from === undefined ? window : { from, to };
}

/** Parses the query of a report: the query, or every parameter that is not valid with the reason. */
export function parseReportQuery(parameters: URLSearchParams, clock: QueryClock): { query: ReportQuery } | { problems: FieldProblem[] } {
  const parsed = parse(reportQuerySchema, parameters, clock);
  const misplaced = "query" in parsed ? misplacedIn(parsed.query) : [];
  return misplaced.length > 0 ? { problems: misplaced } : parsed;
}

/** Parses the query of the admin page: the query, or every parameter that is not valid with the reason. An empty one is a control that was left alone. */
export function parseDashboardQuery(parameters: URLSearchParams, clock: QueryClock): { query: DashboardQuery } | { problems: FieldProblem[] } {
  return parse(dashboardQuerySchema, new URLSearchParams([...parameters].filter(([, value]) => value !== "")), clock);
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
  if (field.kind === "token") return tokenOrOther(field.max, name);
  if (field.kind === "text" || field.kind === "origin") return text(field.max).min(1, empty(name));
  throw new TypeError(`A field of the kind ${field.kind} cannot be a dimension.`);
}

function empty(name: string): string {
  return `must not be empty: name a ${name}`;
}

/** "other" may be longer than the names that it replaces. */
function tokenOrOther(max: number, name: string): z.ZodType {
  return token(Math.max(max, OTHER.length)).min(1, empty(name));
}

/** A date of the Gregorian calendar: not 30 February. */
function date(description: string) {
  const reason = 'must be a date such as "2026-03-09"';
  return z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/, { error: reason, abort: true })
    .refine((value) => !Number.isNaN(Date.parse(value)) && dateAfter(value, 0) === value, reason)
    .exactOptional()
    .describe(description);
}

function parse<T extends z.ZodRawShape>(schema: z.ZodObject<T>, parameters: URLSearchParams, clock: QueryClock): { query: z.infer<z.ZodObject<T>> } | { problems: FieldProblem[] } {
  const names = Object.keys(schema.shape);
  const problems = [...new Set(parameters.keys())].flatMap((name) => {
    if (!names.includes(name)) return [{ field: quoted(name).slice(1, -1), reason: `is an unknown parameter${suggestion(name, names) || "."} The parameters are ${names.join(", ")}.` }];
    const times = parameters.getAll(name).length;
    return times === 1 ? [] : [{ field: name, reason: `is given ${times} times; give it once` }];
  });
  const result = schema.safeParse(Object.fromEntries(parameters));
  if (!result.success) problems.push(...result.error.issues.map((issue) => problemOf(issue, parameters)));
  else problems.push(...dateProblems(parameters, clock));
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
  return { field, reason: `${issue.message}; found ${quoted(found)}${suggestion(found, possible)}` };
}

/** Of dates that are valid on their own. */
function dateProblems(parameters: URLSearchParams, { now, zone }: QueryClock): FieldProblem[] {
  const [from, to] = [parameters.get("from"), parameters.get("to")];
  if (from === null) return to === null ? [] : [{ field: "to", reason: "needs from: add the first day" }];
  if (parameters.has("window")) return [{ field: "window", reason: "cannot be combined with from and to: give either a window or dates" }];
  const today = dateAt(now, zone);
  const earliest = dateAfter(today, 1 - MOST_DAYS);
  const future = ([["from", from], ["to", to]] as const).filter(([, day]) => day !== null && day > today);
  if (future.length > 0) return future.map(([field, day]) => ({ field, reason: `must not be in the future: ${day} is after today, ${today} (${zone})` }));
  if (from < earliest) return [{ field: "from", reason: `must be one of the last ${MOST_DAYS} days, ${earliest} or later; statistics are not kept longer. Found ${from}` }];
  return to !== null && to < from ? [{ field: "to", reason: `must not be before from: ${to} is before ${from}` }] : [];
}

function suggestion(typed: string, names: readonly string[]): string {
  const nearest = nearestName(typed, names);
  return nearest === undefined ? "" : `. Did you mean ${JSON.stringify(nearest)}?`;
}

/** The beginning of a text in quotes, long enough to recognise it. Invisible characters, and those that turn the text around them, are escaped. */
function quoted(typed: string): string {
  const start = typed.length <= 50 ? typed : `${typed.slice(0, 50)}…`;
  return JSON.stringify(start).replace(new RegExp(INVISIBLE, "gu"), escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");
}
