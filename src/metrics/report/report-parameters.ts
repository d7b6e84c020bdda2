/**
 * What can be asked for: of `/api/cal-metrics`, and of the admin's page in its address. The
 * descriptions are those of `/api/openapi.json`.
 */
import { z } from "zod";
import { BOUNDS, CONNECTIONS, DEVICES, OPEN_KINDS, OUTCOMES, VARIANTS } from "../shared/sample.ts";
import { oneOf, text, token } from "../ingest/field-rules.ts";
import { OTHER } from "../store/counted-values.ts";
import { WINDOWS } from "../store/periods.ts";

const capped = `Figures of values beyond the day's cap are kept under "${OTHER}".`;
const LIMIT = "must be a whole number from 1 to 1000";

/** The tables that there are as CSV, under the names that they have on the page. */
export const TABLES = ["samples", "series", "breakdowns", "errors", "histogram", "phases"] as const;
export type Table = (typeof TABLES)[number];

/** The percentiles that a summary has, by the text that asks for each. */
const PERCENTILES = { 50: 50, 75: 75, 90: 90, 95: 95, 99: 99 } as const;

/** Which openings: the same wherever it is asked. */
const selection = {
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
};

const limit = z
  .string()
  .regex(/^\d{1,4}$/, LIMIT)
  .transform(Number)
  .pipe(z.int(LIMIT).min(1, LIMIT).max(1_000, LIMIT));

const errorOnly = z
  .stringbool({ truthy: ["true"], falsy: ["false"], case: "sensitive", error: "must be one of true, false" })
  .default(false)
  .describe("Only failed and timed-out samples. Filters the list and not the figures.");

/** What a reader of the API may ask for. */
export const reportQuerySchema = z.object({
  ...selection,
  compare: oneOf(["previous"])
    .exactOptional()
    .describe("Adds the summary of as many hours or days before, aligned by weekday: 7 days earlier, 28, or 91 for 90d."),
  format: oneOf(["json", "csv"]).default("json").describe("csv gives one table, one line for each of its rows."),
  detail: oneOf(["usual", "full"])
    .default("usual")
    .describe("full gives the Dashboard: with the report all that the admin's page shows. For format=json."),
  table: oneOf(TABLES)
    .default("samples")
    .describe("Which table, as the admin's page shows it; samples are those of the list. For format=csv."),
  limit: limit.default(100).describe("How many samples to list, of the newest 10,000."),
  errorOnly,
});

/** What the admin's page may be asked for in its address. */
export const dashboardQuerySchema = z.object({
  ...selection,
  percentile: oneOf(["50", "75", "90", "95", "99"])
    .transform((name) => PERCENTILES[name])
    .default(75)
    .describe("Which percentile stands in front."),
  limit: limit.default(50).describe("How many samples to list, of the newest 10,000."),
  errorOnly,
});

export type ReportQuery = z.infer<typeof reportQuerySchema>;
export type DashboardQuery = z.infer<typeof dashboardQuerySchema>;
