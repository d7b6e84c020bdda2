import { z } from "zod";
import { BOUNDS, CONNECTIONS, DEVICES, DIMENSIONS, OPEN_KINDS, OUTCOMES, VARIANTS } from "../../shared/sample.ts";
import { OTHER } from "../store/counted-values.ts";
import { text, token, type FieldProblem } from "../ingest/field-rules.ts";
import type { Scope } from "../store/metrics-keys.ts";
import { nearestName } from "./nearest-name.ts";
import { WINDOWS } from "../store/periods.ts";

const oneOf = <const T extends readonly string[]>(values: T) => z.enum(values, { error: `must be one of ${values.join(", ")}` });
const capped = `Figures of values beyond the day's cap are kept under "${OTHER}".`;
const LIMIT = "must be a whole number from 1 to 1000";

/** What a reader may ask for. The descriptions are those of `/api/openapi.json`. */
export const reportQuerySchema = z.object({
  window: oneOf(WINDOWS)
    .default("28d")
    .describe("The hours (24h) or days (7d, 28d, 90d) of UTC that end with the running one."),
  outcome: oneOf(OUTCOMES)
    .exactOptional()
    .describe("Only samples that ended so. Filters the list and not the figures: only ready openings have times."),
  openKind: oneOf(OPEN_KINDS).exactOptional().describe("Only openings of this kind, in the figures and in the list."),
  variant: oneOf(VARIANTS).exactOptional().describe("Only openings of this variant, in the figures and in the list."),
  page: text(BOUNDS.pageLength)
    .regex(new RegExp(`^(?:/[^?#]*|${OTHER})$`), `must be a path such as "/services", or "${OTHER}"`)
    .exactOptional()
    .describe(`Only openings on this page, in the figures and in the list. ${capped}`),
  placement: token(BOUNDS.placementLength)
    .min(1, "must name a placement")
    .exactOptional()
    .describe(`Only openings by the booking links of this placement, in the figures and in the list. ${capped}`),
  device: oneOf(DEVICES).exactOptional().describe("Only openings on devices of this class, in the figures and in the list."),
  connection: oneOf(CONNECTIONS).exactOptional().describe("Only openings over connections of this class, in the figures and in the list."),
  release: token(BOUNDS.releaseLength)
    .min(1, "must name a release")
    .exactOptional()
    .describe(`Only openings on pages of this release, in the figures and in the list. ${capped}`),
  compare: oneOf(["previous"])
    .exactOptional()
    .describe("Adds the summary of as many hours or days before, aligned by weekday: 7 days earlier, 28, or 91 for 90d."),
  format: oneOf(["json", "csv"]).default("json").describe("csv gives the listed samples only, one line each."),
  limit: z
    .string()
    .regex(/^\d{1,4}$/, LIMIT)
    .transform(Number)
    .pipe(z.int(LIMIT).min(1, LIMIT).max(1_000, LIMIT))
    .default(100)
    .describe("How many samples to list, of the newest 10,000."),
  errorOnly: z
    .stringbool({ truthy: ["true"], falsy: ["false"], case: "sensitive", error: "must be one of true, false" })
    .default(false)
    .describe("Only failed and timed-out samples. Filters the list and not the figures."),
});

export type ReportQuery = z.infer<typeof reportQuerySchema>;

const NAMES = Object.keys(reportQuerySchema.shape);

/** Reads the query of a report, or names each parameter that is wrong with its reason. */
export function parseReportQuery(parameters: URLSearchParams): { query: ReportQuery } | { problems: FieldProblem[] } {
  const problems = [...new Set(parameters.keys())].flatMap((name) => {
    if (!NAMES.includes(name)) return [{ field: shown(name), reason: `is no parameter: possible are ${NAMES.join(", ")}${suggestion(name, NAMES)}` }];
    const times = parameters.getAll(name).length;
    return times === 1 ? [] : [{ field: name, reason: `is given ${times} times: give it once` }];
  });
  const result = reportQuerySchema.safeParse(Object.fromEntries(parameters));
  if (!result.success) problems.push(...result.error.issues.map((issue) => problemOf(issue, parameters)));
  problems.push(...excessFilters(parameters));
  if (problems.length > 0 || !result.success) return { problems };
  return { query: result.data };
}

/** What the figures are over; undefined for everything. */
export function scopeOf(query: ReportQuery): Scope | undefined {
  for (const dimension of DIMENSIONS) {
    const value = query[dimension];
    if (value !== undefined) return { dimension, value };
  }
  return undefined;
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
