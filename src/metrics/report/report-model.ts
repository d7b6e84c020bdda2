/**
 * The report, and the dashboard that adds everything else that the admin page shows. One model for the page and for
 * `/api/cal-metrics`: the types and the schemas in `/api/openapi.json` derive from it. Objects are strict, so that an
 * undocumented field fails a test.
 */
import { z } from "zod";
import { DROP_REASONS } from "../ingest/drops.ts";
import { storedRules } from "../ingest/field-rules.ts";
import {
  DIMENSIONS, nameOf, OPEN_KINDS, OUTCOMES, PHASES, STORED_FIELDS, VALUE_PHASES, VARIANTS, VITALS,
  type BookingCounts, type DimensionName, type PhaseSummary, type StoredSample, type Summary, type VitalSummary,
} from "../shared/sample.ts";
import { COMPARISONS, WINDOWS } from "../statistics/periods.ts";

const count = z.int().min(0);
const ms = count.nullable().describe("In ms; null if nothing was measured.");
const share = z.number().min(0).max(1);
const text = z.string();
const instant = z.iso.datetime();
const percentiles = { p50: ms, p75: ms, p95: ms };
const timesPercentiles = { timesN: count.describe("Openings that have timesTime, of which timesP50 to timesP95 are the percentiles."), timesP50: ms, timesP75: ms, timesP95: ms };
const span = { from: instant, to: instant };

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

const seriesPointSchema = z.strictObject({
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

const dimensionNames = DIMENSIONS.map((dimension) => nameOf(dimension));
const filterSchema = z.strictObject(Object.fromEntries(dimensionNames.map((name) => [name, text.exactOptional()]))) as unknown as z.ZodType<Partial<Record<DimensionName, string>>>;

const reportFields = {
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

export const statusSchema = z
  .strictObject({
    state: z.enum(["working", "slow", "degraded", "failing", "no-data"]).describe("slow: works, and p75 is above its budget. degraded: more errors than the budget, no free times, or p75 is poor."),
    slow: z.array(z.enum(["ready", "times"])).min(1).exactOptional().describe("The waits above their budgets, if the state is slow."),
    reason: text.describe("One sentence: the evidence, and the budget it is compared with."),
    senders: count.describe("How many openings were looked at: the newest of each sender. Abandoned ones are left out."),
    newest: z
      .strictObject({
        receivedAt: instant,
        outcome: z.enum(OUTCOMES),
        openKind: z.enum(OPEN_KINDS).exactOptional(),
        totalDuration: count.exactOptional(),
        timesTime: count.exactOptional(),
      })
      .nullable()
      .describe("The newest opening of all, however old."),
  })
  .describe("Whether booking works now: from the newest openings of the last 24 hours, one of each sender and at most 50, whatever the window and filter. With fewer than 3 senders there is no status.");
export type Status = z.infer<typeof statusSchema>;

const comparedSideSchema = z.strictObject({ ...span, summary: summarySchema });
export type ComparedSide = z.infer<typeof comparedSideSchema>;

const judgement = z
  .enum(["better", "worse", "chance", "too-few", "no-past"])
  .describe("better or worse: the interval excludes no change. chance: it does not. too-few: too few periods, openings or senders. no-past: nothing was counted before.");

const keyNumberFields = {
  value: z.number().min(0).nullable().describe("Of the whole window, with its running hour or day; null with too few openings."),
  now: z.number().min(0).nullable().describe("Of the periods that are compared."),
  before: z.number().min(0).nullable(),
  change: z
    .strictObject({ value: z.number().nullable(), low: z.number(), high: z.number().nullable() })
    .nullable()
    .describe("From before to now, with an interval; the intervals of all four numbers hold together in 95 of 100 cases. Of counts relative (0.2: 20 % more; null: nothing before), of conversion a difference of shares, of wait in ms."),
  judgement,
};
const keyNumberSchema = z.strictObject(keyNumberFields);
export type KeyNumber = z.infer<typeof keyNumberSchema>;

export const keyNumbersSchema = z
  .strictObject({
    bookings: keyNumberSchema.describe("Bookings that were made in an opening; on a site that receives Cal's webhook, those that it confirmed."),
    conversion: keyNumberSchema.describe("bookings / openings."),
    openings: keyNumberSchema,
    wait: z
      .strictObject({ ...keyNumberFields, phase: z.enum(["timesTime", "totalDuration"]), n: count.describe("Openings of the window that have it.") })
      .describe("The median time from the click to something usable, in ms: free times in the dialog (timesTime) or the calendar (totalDuration), whichever more openings have."),
  })
  .describe("The four numbers that the page begins with.");
export type KeyNumbers = z.infer<typeof keyNumbersSchema>;

export const noteSchema = z.strictObject({
  id: text,
  day: z.iso.date().describe("In the site's time zone."),
  time: z.string().nullable().describe("\"14:30\", in the site's time zone; null for the whole day."),
  text,
  by: text.exactOptional().describe("Who wrote it, if admins have names."),
});
export type Note = z.infer<typeof noteSchema>;

const releaseChangeSchema = z.strictObject({ release: text, start: instant });
export type ReleaseChange = z.infer<typeof releaseChangeSchema>;

export const breakdownRowSchema = z
  .strictObject({
    value: text.nullable().describe("null: the openings without a value."),
    total: count,
    standardError: count.exactOptional().describe("Of total, if the breakdowns are an estimate."),
    share: share.describe("Of all openings of this view."),
    n: count,
    ready: count,
    times: count,
    errors: count,
    ...percentiles,
    ...timesPercentiles,
    bookings: count.describe("Made in these openings, as the browser reported; on a site that receives Cal's webhook, those that it confirmed."),
  })
  .describe("p50 to p95 are the percentiles of totalDuration, over n openings; ready and times are the openings with this outcome.");
export type BreakdownRow = z.infer<typeof breakdownRowSchema>;

const breakdownSchema = z.strictObject({
  dimension: z.enum([...dimensionNames, "outcome"]),
  rows: z.array(breakdownRowSchema).describe("Most openings first."),
});
export type Breakdown = z.infer<typeof breakdownSchema>;

export const differenceSchema = z
  .strictObject({
    value: z.number(),
    low: z.number(),
    high: z.number(),
    openingsNeeded: count.describe("About how many more openings, of both arms together, would decide it; 0 if it is decided."),
  })
  .describe("With its 95 % confidence interval.");
export type Difference = z.infer<typeof differenceSchema>;

const bookingTimeFields = {
  bookingTimeN: count.describe("Bookings of which it is known how long the visitor took, from the click until Cal reported the booking."),
  bookingTimeP50: ms.describe("The median of these times, in ms; null if there are none."),
};

const experimentArmSchema = z.strictObject({
  openings: count,
  senders: count.describe("How many distinct senders the openings come from; 16 means 16 or more. A verdict needs 3 in each arm."),
  measure: z.enum(["timesTime", "totalDuration"]).describe("From the click until the visitor has something to use: timesTime for instant, totalDuration for the others."),
  n: count.describe("Openings that have it, of which p50 is the median."),
  p50: ms,
  fellBack: count.nullable().describe("Openings that got Cal's frame instead of free times in the dialog. They are in openings and conversion, and not in n and p50. null for other variants than instant."),
  bookings: count,
  conversion: share.nullable().describe("bookings / openings; null without openings."),
  ...bookingTimeFields,
});
export type ExperimentArm = z.infer<typeof experimentArmSchema>;

const comparisonSchema = z.strictObject({
  variant: z.enum(VARIANTS),
  to: z.enum(VARIANTS).describe("The variant that it is compared with."),
  speed: differenceSchema.nullable().describe("Of the medians, in ms: to − variant, so above 0 variant is faster. null: too few openings, or too many that fell back."),
  conversion: differenceSchema.nullable().describe("Of the shares of openings that were booked: variant − to. null: too few openings."),
  speedVerdict: text,
  conversionVerdict: text,
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const experimentSchema = z.strictObject({
  arms: z.record(z.enum(VARIANTS), experimentArmSchema),
  comparisons: z.array(comparisonSchema).describe("Of each two variants that have openings. With three, the intervals are wider, so that all of them hold together in 95 of 100 cases."),
  reason: text.nullable().describe("Why there is no comparison; null if there is one."),
});
export type Experiment = z.infer<typeof experimentSchema>;

const heroArmSchema = z.strictObject({
  visitors: count.nullable().describe("Browsers that showed this version, each counted once a day. null: not known for this view."),
  openings: count,
  bookings: count,
  opened: share.nullable().describe("openings / visitors, at most 1."),
  booked: share.nullable().describe("bookings / visitors."),
  ...bookingTimeFields,
});
export type HeroArm = z.infer<typeof heroArmSchema>;

const heroDifferenceSchema = z
  .strictObject({
    value: z.number(),
    low: z.number(),
    high: z.number(),
    visitorsNeeded: count.describe("How many more visitors a verdict needs, if they are like the others; 0 if there is one."),
  })
  .describe("b − a with its 95 % confidence interval.");
export type HeroDifference = z.infer<typeof heroDifferenceSchema>;

export const heroTestSchema = z.strictObject({
  name: text,
  arms: z.strictObject({ a: heroArmSchema, b: heroArmSchema }),
  opened: heroDifferenceSchema.nullable().describe("Of the shares of visitors who open the calendar. null: too few visitors."),
  booked: heroDifferenceSchema.nullable().describe("Of the shares of visitors who book. null: too few visitors."),
  openedVerdict: text,
  bookedVerdict: text,
});
export type HeroTest = z.infer<typeof heroTestSchema>;

export const funnelStepSchema = z.strictObject({
  step: z
    .enum(["intent", "opened", "times", "picked", "booked"])
    .describe("times: the visitor saw free times, in the dialog or in Cal's frame. picked: one of those in the dialog."),
  count,
  share: share
    .nullable()
    .describe("Of the step before; null for the first step and after a step of 0. For picked: of timesSeen. For booked: of the openings that showed free times or a page of Cal's."),
});
export type FunnelStep = z.infer<typeof funnelStepSchema>;

export const loadTimeBandSchema = z.strictObject({
  from: count,
  to: count.nullable().describe("null: no upper end."),
  openings: count,
  bookings: count,
  conversion: z
    .strictObject({ value: share, low: share, high: share })
    .nullable()
    .describe("bookings / openings with its 95 % confidence interval; null without openings."),
});
export type LoadTimeBand = z.infer<typeof loadTimeBandSchema>;

export const errorGroupSchema = z.strictObject({
  errorClass: text,
  outcome: z.enum(OUTCOMES),
  count: z.int().min(1),
  firstSeen: instant,
  lastSeen: instant,
  message: text.nullable().describe("The newest error's message."),
});
export type ErrorGroup = z.infer<typeof errorGroupSchema>;

const errorGroupsSchema = z.strictObject({
  groups: z.array(errorGroupSchema).describe("Most frequent first."),
  looked: count.describe("How many of the newest errors were grouped."),
  isCut: z.boolean().describe("Whether there are more in the window."),
});
export type ErrorGroups = z.infer<typeof errorGroupsSchema>;

export const dashboardSchema = z
  .strictObject({
    ...reportFields,
    status: statusSchema,
    demoDataSince: instant.nullable().describe("When this store was filled with made-up openings; null for a real store."),
    keyNumbers: keyNumbersSchema,
    compared: z
      .strictObject({
        with: z.enum(COMPARISONS),
        periods: count.describe("How many hours or days are compared."),
        now: comparedSideSchema,
        before: comparedSideSchema,
        series: z.array(seriesPointSchema).describe("The hours or days before, each at the place of its counterpart in series; empty if series has other periods."),
      })
      .describe("The complete hours or days of the window and as many before, aligned by weekday. The current one is left out, and so are days that are not kept any more."),
    notes: z.array(noteSchema).describe("What admins wrote down about days of the window, oldest first."),
    releases: z.array(releaseChangeSchema).describe("When a release was first seen inside the window, by the start of the hour or day, oldest first."),
    breakdowns: z.array(breakdownSchema).describe("Over the openings that match the filter."),
    breakdownsEstimate: estimateSchema
      .omit({ standardErrors: true })
      .nullable()
      .describe("null: the breakdowns and the experiment are exact. Otherwise, how many of their records were kept; each row has its own standard error."),
    experiment: experimentSchema.describe("Over the openings that match the filter. The intervals of an estimate are those of the records that were kept."),
    heroTests: z.array(heroTestSchema).describe("The tests of pages' heroes that have openings in this view."),
    funnel: z
      .array(funnelStepSchema)
      .describe("Without the step intent if the filter has a dimension that only an opening has, such as openKind; without the step picked if no dialog showed free times."),
    bands: z.array(loadTimeBandSchema).describe("Ready openings that took more than from and up to to, in ms, and how many of them led to a booking."),
    errorGroups: errorGroupsSchema.describe("Of the openings that match the filter."),
  })
  .describe("The report, and everything else that the admin page shows.");
export type Dashboard = z.infer<typeof dashboardSchema>;
