/** What the dashboard compares: variants, the versions of a page's top, the steps of the funnel, and load times. */
import { z } from "zod";
import { VARIANTS } from "../../shared/sample.ts";
import { count, ms, share, text } from "../model-values.ts";

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
