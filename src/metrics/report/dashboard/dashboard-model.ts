/** The dashboard: the report, and everything else that the admin page shows. */
import { z } from "zod";
import { OPEN_KINDS, OUTCOMES } from "../../shared/sample.ts";
import { COMPARISONS } from "../../statistics/periods.ts";
import { count, share, text, instant, percentiles, timesPercentiles, span } from "../model-values.ts";
import { reportFields, seriesPointSchema, dimensionNames, summarySchema, estimateSchema } from "../report-model.ts";
import { experimentSchema, heroTestSchema, funnelStepSchema, loadTimeBandSchema } from "./comparisons-model.ts";

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
