/**
 * The report, and its parts. One model for `/api/cal-metrics` and the admin page: the types and the schemas in
 * `/api/openapi.json` derive from it. Objects are strict, so that an undocumented field fails a test. What the page shows
 * besides is in `dashboard/dashboard-model.ts`.
 */
import { z } from "zod";
import { DROP_REASONS } from "../ingest/drops.ts";
import { storedRules } from "../ingest/field-rules.ts";
import { DIMENSIONS, nameOf, OUTCOMES, PHASES, STORED_FIELDS, VALUE_PHASES, VITALS, type BookingCounts, type DimensionName, type PhaseSummary, type StoredSample, type Summary, type VitalSummary } from "../shared/sample.ts";
import { WINDOWS } from "../statistics/periods.ts";
import { count, ms, share, text, instant, percentiles, timesPercentiles, span } from "./model-values.ts";

export const storedSampleSchema = z.strictObject(storedRules(STORED_FIELDS)) as unknown as z.ZodType<StoredSample>;

const phaseSummaryFields = {
  n: count.describe("How many openings were measured."),
  avgLoadTime: ms, minLoadTime: ms, maxLoadTime: ms, p50LoadTime: ms, p75LoadTime: ms, p90LoadTime: ms, p95LoadTime: ms, p99LoadTime: ms,
};
export const phaseSummarySchema: z.ZodType<PhaseSummary> = z.strictObject(phaseSummaryFields);

export const vitalSummarySchema: z.ZodType<VitalSummary> = z
  .strictObject({ n: count, p75: z.number().min(0).nullable() })
  .describe("In whole ms; cls without a unit, with three decimals.");

export const bookingCountsSchema: z.ZodType<BookingCounts> = z
  .strictObject({
    total: count.describe("On a site that receives Cal's webhook (CAL_WEBHOOK_SECRET), those that it reported."),
    browser: count,
    webhook: count,
    both: count,
    elsewhere: count.describe("Reported by the browser, but not made in a known opening."),
    counted: count.describe("The number that every card, chart, table, alert and digest calls bookings: made in a known opening, and on a site that receives Cal's webhook confirmed by it. Conversion is counted / openings."),
    pending: count.describe("Not part of the total: the visitor still has to pay."),
    confirmed: count
      .exactOptional()
      .describe("Reported by both, and made in a known opening: these are counted."),
    unconfirmed: count
      .exactOptional()
      .describe("Not part of the total: only a browser has reported them, and anybody can send such a report. Only on a site that receives Cal's webhook."),
    rescheduled: count,
    cancelled: count,
  })
  .describe("How many bookings were made, by who reported them: browser + webhook − both = total, or total + unconfirmed on a site that receives Cal's webhook.");

const isInValues = (phase: string) => VALUE_PHASES.some((one) => one === phase);
const phasesSchema = z.strictObject(
  Object.fromEntries(PHASES.map((phase) => [phase, isInValues(phase) ? phaseSummarySchema : phaseSummarySchema.exactOptional()])),
) as unknown as z.ZodType<Summary["phases"]>;

export const summarySchema: z.ZodType<Summary> = z
  .strictObject({
    total: count.describe("All openings, whatever their outcome."),
    errors: count.describe("Openings that failed or timed out. opened is not an error."),
    errorRate: share.nullable().describe("errors / total; null without openings."),
    outcomes: z.record(z.enum(OUTCOMES), count),
    timesSeen: count.describe("Openings in which the dialog showed free times: those whose outcome is times, and those that failed afterwards."),
    picked: count.describe("Those of timesSeen in which the visitor picked one of them. A pick in Cal's frame is not known."),
    fellBack: count.describe("Openings of the variant instant that got Cal's frame instead of free times in the dialog."),
    bookings: bookingCountsSchema,
    bookingTime: phaseSummarySchema.describe("From the click until Cal reported the booking to the page, over the bookings that are counted and whose browser reported the time. Up to an hour; to a tenth of a second."),
    phases: phasesSchema.describe(`timesTime and formTime: of the free times in the dialog. The others: of openings whose outcome is ready. With a filter: ${VALUE_PHASES.join(", ")}.`),
    givenUp: count.exactOptional().describe("How many samples browsers could not deliver and gave up, as they reported; without a filter only."),
    vitals: z.record(z.enum(VITALS), vitalSummarySchema).exactOptional().describe("The pages' own vitals; without a filter only."),
    ...phaseSummaryFields,
  })
  .describe("Percentiles are within 1 % of the exact value. The times on the top level are those of calLoadTime.");

const histogramBarSchema = z.strictObject({ from: z.number(), to: z.number(), count: z.int().min(1) });
export type HistogramBar = z.infer<typeof histogramBarSchema>;

export const seriesPointSchema = z.strictObject({
  start: instant,
  total: count,
  errors: count,
  errorRate: share.nullable(),
  n: count,
  ...percentiles,
  bookings: count.describe("bookings.counted of this hour or day."),
  pending: count.describe("Bookings whose payment is pending."),
  ...timesPercentiles,
});
export type SeriesPoint = z.infer<typeof seriesPointSchema>;

export const estimateSchema = z
  .strictObject({
    kept: count.describe("How many records the statistics were computed from."),
    of: count.describe("How many records there were."),
    standardErrors: z
      .strictObject({ total: count, ready: count, times: count, errors: count, bookings: count })
      .describe("Of the summary's numbers. The true number is within twice its standard error with a probability of 95 %."),
  })
  .describe("How precise the statistics are if some days keep only a random sample of their records (1,000 or more).");
export type Estimate = z.infer<typeof estimateSchema>;

export const dimensionNames = DIMENSIONS.map((dimension) => nameOf(dimension));
const filterSchema = z.strictObject(Object.fromEntries(dimensionNames.map((name) => [name, text.exactOptional()]))) as unknown as z.ZodType<Partial<Record<DimensionName, string>>>;

export const reportFields = {
  window: z
    .strictObject({
      name: z.enum([...WINDOWS, "custom"]).describe("custom: the days from and to."),
      ...span,
      step: z.enum(["hour", "day"]),
      timeZone: text.describe("The site's time zone (IANA), in which its days begin, at the nearest full hour of UTC."),
    })
    .describe("The end of the current hour or day, or of the last day that was asked for, is to."),
  filter: filterSchema.describe("The values that all statistics and lists are filtered by; empty without a filter."),
  estimate: estimateSchema.nullable().describe("null: every statistic of the report is exact. Otherwise, summary, histograms, series, funnel and bands are estimates."),
  summary: summarySchema,
  histogram: z.array(histogramBarSchema).describe("Of totalDuration: how many openings took more than from and up to to, in ms. Empty bars are left out."),
  timesHistogram: z.array(histogramBarSchema).describe("The same of timesTime."),
  series: z.array(seriesPointSchema).describe("One point per hour or day, oldest first; n and the percentiles are those of totalDuration."),
  metrics: z.array(storedSampleSchema).describe("The newest samples that match, newest first."),
  refusedToday: z.record(z.enum(DROP_REASONS), count).describe("How many posts were refused today (UTC), by reason; whatever the filter."),
  previous: z.strictObject({ ...span, summary: summarySchema }).exactOptional().describe("The hours or days that the window is compared with."),
};
export const reportSchema = z.strictObject(reportFields);
export type Report = z.infer<typeof reportSchema>;
