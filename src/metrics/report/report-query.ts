/**
 * The query parameters of `/api/cal-metrics` and `/admin/metrics`. One for each dimension comes from the table of fields, and
 * all of them can be combined.
 * The descriptions are those of `/api/openapi.json`.
 */
import { z } from "zod";
import { ENGLISH, type ReportWords } from "../../host/words/words.ts";
import { FIELDS, INVISIBLE, type Field, type FieldValue } from "../fields.ts";
import { oneOf, text, token, type FieldProblem } from "../ingest/field-rules.ts";
import { DIMENSIONS, nameOf, OUTCOMES, type Dimension, type DimensionName } from "../shared/sample.ts";
import { OTHER } from "../statistics/figures.ts";
import { COMPARISONS, dateAfter, dateAt, previousPeriods, WINDOWS, type Span } from "../statistics/periods.ts";
import type { Filter } from "../store/metrics-store.ts";
import { nearestName } from "./nearest-name.ts";

type DimensionFilters = { [Name in DimensionName]: z.ZodExactOptional<z.ZodType<FieldValue<DimensionOf<Name>>>> };
type DimensionOf<Name extends DimensionName> = { [D in Dimension]: Name extends D | ((typeof FIELDS)[D] extends { readonly alias: infer A } ? A : D) ? D : never }[Dimension];

const LIMITS = { least: 1, most: 1_000 } as const;

type QueryWords = Pick<ReportWords, "query" | "lowerLabel">;

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
  .regex(/^\d{1,4}$/)
  .transform(Number)
  .pipe(z.int().min(LIMITS.least).max(LIMITS.most));

const errorOnly = z
  .stringbool({ truthy: ["true"], falsy: ["false"], case: "sensitive" })
  .default(false)
  .describe("Lists only samples that failed or timed out. Does not change the statistics.");

/** The parameters of `GET /api/cal-metrics`. */
export const reportQuerySchema = z.object({
  ...selection,
  compare: oneOf(COMPARISONS)
    .exactOptional()
    .describe("Adds the summary of earlier hours or days on the same weekdays. previous: 7 days earlier, 28, or 91 for 90d. year: 364 days earlier, of a window that is kept for so long."),
  format: oneOf(["json", "csv"]).default("json").describe("csv returns one table, with one line per row."),
  detail: oneOf(["usual", "full"]).default("usual").describe("full returns the Dashboard: the report and everything else that the admin page shows. For format=json."),
  table: oneOf(TABLES).default("samples").describe("The table to return, as the admin page shows it; samples is the list. For format=csv."),
  limit: limit.default(100).describe("How many samples to list at most, of the last 9 days any, of earlier days the records that are kept."),
  errorOnly,
});

/** The numbers that the page begins with; its chart shows one of them. */
export const CHARTS = ["bookings", "conversion", "openings", "wait"] as const;
export type Chart = (typeof CHARTS)[number];

/** The parameters of `/admin/metrics`. */
export const dashboardQuerySchema = z.object({
  ...selection,
  compare: oneOf(COMPARISONS).default("previous").describe("The earlier time that the numbers are compared with."),
  chart: oneOf(CHARTS).default("bookings").describe("The number that the chart shows."),
  percentile: oneOf(["50", "75", "90", "95", "99"])
    .transform((name) => PERCENTILES[name])
    .default(75)
    .describe("The percentile of the phases."),
  wait: oneOf(["ready", "times"])
    .exactOptional()
    .describe("The wait that charts and breakdowns show: from the click to the ready calendar, or to the free times in the dialog. By default, that of more openings."),
  limit: limit.default(20).describe("How many samples to list at most, of the last 9 days any, of earlier days the records that are kept."),
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
  const misplaced = "query" in parsed ? [...misplacedIn(parsed.query), ...notKept(parsed.query, clock)] : [];
  return misplaced.length > 0 ? { problems: misplaced } : parsed;
}

/**
 * Parses the query of the admin page: the query, or every parameter that is not valid with the reason, in these words. An empty
 * one is a control that was left alone.
 */
export function parseDashboardQuery(parameters: URLSearchParams, clock: QueryClock, words: QueryWords = ENGLISH): { query: DashboardQuery } | { problems: FieldProblem[] } {
  return parse(dashboardQuerySchema, new URLSearchParams([...parameters].filter(([, value]) => value !== "")), clock, words);
}

/** The parameter that filters by a dimension: its values, or "other" where the values of a day are capped. */
function filterBy(dimension: Dimension): z.ZodExactOptional<z.ZodType> {
  const field: Field = FIELDS[dimension];
  const name = ENGLISH.lowerLabel(nameOf(dimension));
  const other = field.cap === undefined ? "" : ` Values beyond the day's cap are counted as "${OTHER}".`;
  return filterRule(field).exactOptional().describe(`Only openings with this ${name}, in the statistics and in the list. ${field.text}${other}`);
}

function filterRule(field: Field): z.ZodType {
  if (field.kind === "choice") return oneOf(field.values);
  if (field.kind === "path") return text(field.max).regex(new RegExp(`^(?:/[^?#]*|${OTHER})$`));
  // "other" may be longer than the names that it replaces.
  if (field.kind === "token") return token(Math.max(field.max, OTHER.length)).min(1);
  if (field.kind === "text" || field.kind === "origin") return text(field.max).min(1);
  throw new TypeError(`A field of the kind ${field.kind} cannot be a dimension.`);
}

/** A date of the Gregorian calendar: not 30 February. */
function date(description: string) {
  return z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/, { abort: true })
    .refine((value) => !Number.isNaN(Date.parse(value)) && dateAfter(value, 0) === value)
    .exactOptional()
    .describe(description);
}

function parse<T extends z.ZodRawShape>(schema: z.ZodObject<T>, parameters: URLSearchParams, clock: QueryClock, words: QueryWords = ENGLISH): { query: z.infer<z.ZodObject<T>> } | { problems: FieldProblem[] } {
  const names = Object.keys(schema.shape);
  const problems = [...new Set(parameters.keys())].flatMap((name) => {
    if (!names.includes(name)) return [{ field: quoted(name).slice(1, -1), reason: words.query.unknown({ names, suggestion: suggestion(name, names, words) }) }];
    const times = parameters.getAll(name).length;
    return times === 1 ? [] : [{ field: name, reason: words.query.repeated({ times }) }];
  });
  const result = schema.safeParse(Object.fromEntries(parameters));
  if (!result.success) problems.push(...result.error.issues.map((issue) => problemOf(issue, parameters, words)));
  else problems.push(...dateProblems(parameters, clock, words.query));
  if (problems.length > 0 || !result.success) return { problems };
  return { query: result.data };
}

/** Parameters that would have no effect in this format: an error, because they were meant to have one. */
function misplacedIn({ format, detail, table }: ReportQuery): FieldProblem[] {
  if (format === "json") return table === "samples" ? [] : [{ field: "table", reason: `needs format=csv: add it to get the table ${JSON.stringify(table)}` }];
  return detail === "usual" ? [] : [{ field: "detail", reason: "needs format=json: a table as CSV is always complete" }];
}

/** A comparison with days that are not kept any more would be one with a part of them. */
function notKept(query: ReportQuery, { now, zone }: QueryClock): FieldProblem[] {
  const [first] = query.compare === "year" ? previousPeriods(spanOf(query), now, zone, "year") : [];
  const earliest = dateAfter(dateAt(now, zone), 1 - MOST_DAYS);
  if (first === undefined || (first.unit === "day" && dateAt(first.start, zone) >= earliest)) return [];
  const reason = first.unit === "hour" ? "cannot be combined with window=24h: hours are kept for 9 days" : `needs days that are kept for a year: statistics begin on ${earliest}, and the days to compare with on ${dateAt(first.start, zone)}`;
  return [{ field: "compare", reason }];
}

function problemOf(issue: z.core.$ZodIssue, parameters: URLSearchParams, words: QueryWords): FieldProblem {
  const field = String(issue.path[0]);
  const found = parameters.get(field) ?? "";
  const possible = issue.code === "invalid_value" ? issue.values.map(String) : [];
  return { field, reason: words.query.found({ reason: reasonOf(issue, field, words), found: quoted(found) }) + suggestion(found, possible, words) };
}

/** In words of the issue's own: those in the schema are English, for the senders of samples. */
function reasonOf(issue: z.core.$ZodIssue, field: string, { query: words, lowerLabel }: QueryWords): string {
  const dimension = DIMENSIONS.find((one) => nameOf(one) === field);
  if (field === "limit") return words.wholeNumber(LIMITS);
  if (field === "from" || field === "to") return words.date;
  if (issue.code === "invalid_value") return words.oneOf({ values: issue.values.map(String) });
  if (issue.code === "too_big") return words.tooLong({ most: Number(issue.maximum) });
  if (issue.code === "too_small" && dimension !== undefined) return words.empty({ name: lowerLabel(nameOf(dimension)) });
  if (issue.code === "invalid_format") return dimension !== undefined && FIELDS[dimension].kind === "path" ? words.path({ other: OTHER }) : words.token;
  return issue.code === "custom" && issue.params?.["rule"] === "well-formed" ? words.brokenText : words.invisible;
}

/** Of dates that are valid on their own. */
function dateProblems(parameters: URLSearchParams, { now, zone }: QueryClock, words: ReportWords["query"]): FieldProblem[] {
  const [from, to] = [parameters.get("from"), parameters.get("to")];
  if (from === null) return to === null ? [] : [{ field: "to", reason: words.needsFrom }];
  if (parameters.has("window")) return [{ field: "window", reason: words.windowAndDates }];
  const today = dateAt(now, zone);
  const earliest = dateAfter(today, 1 - MOST_DAYS);
  const future = ([["from", from], ["to", to]] as const).filter(([, day]) => day !== null && day > today);
  if (future.length > 0) return future.map(([field, day]) => ({ field, reason: words.future({ day: day ?? "", today, zone }) }));
  if (from < earliest) return [{ field: "from", reason: words.tooEarly({ days: MOST_DAYS, earliest, found: from }) }];
  return to !== null && to < from ? [{ field: "to", reason: words.beforeFrom({ from, to }) }] : [];
}

function suggestion(typed: string, names: readonly string[], { query: words }: QueryWords): string {
  const nearest = nearestName(typed, names);
  return nearest === undefined ? "" : words.didYouMean({ name: JSON.stringify(nearest) });
}

/** The beginning of a text in quotes, long enough to recognise it. Invisible characters, and those that turn the text around them, are escaped. */
function quoted(typed: string): string {
  const start = typed.length <= 50 ? typed : `${typed.slice(0, 50)}…`;
  return JSON.stringify(start).replace(new RegExp(INVISIBLE, "gu"), escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");
}
