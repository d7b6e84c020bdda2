/** The sentences of a report: in the language of the page, and in English in the API's JSON. */
import { formats } from "./formats.ts";

const { count, fixedDecimal, milliseconds, minute, percent, plural } = formats;

/** "30 with times, 17 ready, 1 opened without times, 2 failed, 1 timed out" */
function counted({ times, ready, opened, failed, timedOut }: OutcomeCounts): string {
  const parts = [[times, "with times"], [ready, "ready"], [opened, "opened without times"], [failed, "failed"], [timedOut, "timed out"]] as const;
  return parts.filter(([n, name]) => n > 0 || (name === "ready" && times === 0)).map(([n, name]) => `${count(n)} ${name}`).join(", ");
}

export interface OutcomeCounts {
  readonly times: number;
  readonly ready: number;
  readonly opened: number;
  readonly failed: number;
  readonly timedOut: number;
}

/** The p75 of one kind of waits, in ms, over `n` openings. */
export interface RatedWait {
  readonly wait: "ready" | "times";
  readonly p75: number;
  readonly n: number;
  readonly good: number;
}

const waitText = ({ wait, p75, n }: RatedWait) => `p75 ${milliseconds(p75)} over ${count(n)} ${wait === "ready" ? "load times" : "waits for free times"}`;
const LOOK = "open the site, click a booking button and check that the calendar shows times.";
const seen = ({ n, outcomes }: { n: number; outcomes: OutcomeCounts }) => `The newest openings of ${count(n)} senders: ${counted(outcomes)}`;

export const status = {
  noneYet: "No opening has been counted yet.",
  noneRecently: ({ at, isAbandoned }: { at: string; isAbandoned: boolean }) =>
    `In the last 24 hours no opening got ready or failed; the newest one was on ${minute(at, "UTC").replace(" ", ", ")} UTC${isAbandoned ? " and was closed before it was ready or had failed" : ""}.`,
  howTo: "Open the site and click a booking button; the opening is counted within seconds.",
  tooFew: ({ n, outcomes, least }: { n: number; outcomes: OutcomeCounts; least: number }) =>
    `The openings of the last 24 hours come from ${count(n)} ${plural(n, { one: "sender", other: "senders" })} (newest: ${counted(outcomes)}). A status needs ${least}, so that no sender can decide it alone.`,
  failedInARow: ({ n }: { n: number }) => `The newest opening of each of the last ${count(n)} senders failed or timed out.`,
  failedAmong: ({ n, failed, isBadLuck }: { n: number; failed: number; isBadLuck: boolean }) =>
    `Of the newest openings of ${count(n)} senders, ${count(failed)} failed or timed out${isBadLuck ? ", which may be bad luck" : ""}.`,
  errorRate: (of: { n: number; outcomes: OutcomeCounts; share: number; budget: number }) =>
    `${seen(of)}; the error rate of ${Math.round(of.share * 100)} % is above the budget of ${percent(of.budget)}.`,
  timesMissing: ({ inARow, share }: { inARow: number; share: number }) =>
    `Cal's page was on the screen in the newest openings of ${count(inARow)} senders, but Cal reported no free times; in the last 7 days it reported them in ${share} % of the openings. ` +
    `O${LOOK.slice(1)}`,
  openedOnly: (of: { n: number; outcomes: OutcomeCounts }) =>
    `${seen(of)}. Cal's page was on the screen, but Cal reported no free times: normal for a routing form, a profile, a dynamic group or a Cal older than ` +
    `November 2025. For any other event, ${LOOK}`,
  unrated: (of: { n: number; outcomes: OutcomeCounts; times: number; least: number }) =>
    `${seen(of)}; too few load times to rate the speed (${count(of.times)} of ${of.least}).`,
  slow: (of: { n: number; outcomes: OutcomeCounts; wait: RatedWait; poor: number }) => `${seen(of)}; ${waitText(of.wait)} is slower than ${milliseconds(of.poor)}.`,
  rated: (of: { n: number; outcomes: OutcomeCounts; waits: readonly RatedWait[] }) =>
    `${seen(of)}, ${of.waits.map((wait) => `${waitText(wait)} (${wait.p75 > wait.good ? "above the budget of" : "budget"} ${milliseconds(wait.good)})`).join(", ")}.`,
};

/** An interval: of medians in ms, of shares 0–1. The value may be negative, its ends are nearest to 0 first. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

interface Pair {
  readonly variant: string;
  readonly to: string;
  readonly isJoint: boolean;
}

const interval = (isJoint: boolean) => (isJoint ? "simultaneous 95 % confidence interval" : "95 % confidence interval");
/** A share, 0–1, as percentage points. */
const points = (share: number) => fixedDecimal(share * 100);

export const verdicts = {
  speed: ({ variant, to, isJoint, value, low, high }: Pair & Interval) =>
    `${variant.charAt(0).toUpperCase()}${variant.slice(1)} is ${milliseconds(Math.abs(value))} ${value > 0 ? "faster" : "slower"} than ${to} at the median (${interval(isJoint)}: ${count(low)} to ${count(high)} ms).`,
  leftOut: ({ share }: { share: number }) => `${fixedDecimal(share * 100)} % of its openings fell back to the calendar and are not in its median.`,
  tooManyFellBack: ({ variant, share }: { variant: string; share: number }) =>
    `No verdict: ${fixedDecimal(share * 100)} % of the openings of ${variant} fell back to the calendar, and the median of the others would not describe it.`,
  conversion: ({ variant, to, isJoint, value, low, high }: Pair & Interval) =>
    `Conversion is ${points(Math.abs(value))} percentage points ${value > 0 ? "higher" : "lower"} with ${variant} than with ${to} (${interval(isJoint)}: ${points(low)} to ${points(high)}).`,
  mattersMs: ({ ms }: { ms: number }) => milliseconds(ms),
  mattersShare: ({ share }: { share: number }) => `${count(share * 100)} percentage point`,
  notRelevant: ({ matters }: { matters: string }) => `No relevant difference: it is below ${matters} in either direction.`,
  notYet: ({ n }: { n: number }) => `No verdict yet: about ${count(n)} more ${plural(n, { one: "opening", other: "openings" })} needed.`,
  tooFew: ({ sides, least, isMeasured }: { sides: readonly { variant: string; n: number }[]; least: number; isMeasured: boolean }) =>
    `No verdict yet: ${sides.map(({ variant, n }) => `${variant} has ${count(n)}`).join(" and ")} of the ${least} ${isMeasured ? "measured openings" : "openings"} needed.`,
  tooFewSenders: ({ sides, least }: { sides: readonly { variant: string; n: number }[]; least: number }) =>
    `No verdict yet: the openings have to come from at least ${least} senders; ${sides.map(({ variant, n }) => `those of ${variant} come from ${count(n)}`).join(" and ")}.`,
  filtered: "Remove the filter by variant to compare.",
  none: "There are no openings to compare yet.",
  oneVariant: ({ variant }: { variant: string }) =>
    `No experiment is running: every opening was ${variant}. Set PUBLIC_CAL_VARIANTS to compare, for example to "instant=80 baseline=20".`,
};

/** What is wrong with a parameter, after its name. */
export const query = {
  oneOf: ({ values }: { values: readonly string[] }) => `must be one of ${values.join(", ")}`,
  wholeNumber: ({ least, most }: { least: number; most: number }) => `must be a whole number from ${least} to ${most}`,
  date: 'must be a date such as "2026-03-09"',
  path: ({ other }: { other: string }) => `must be a path such as "/services", or "${other}"`,
  token: "must consist of letters, digits and . _ : / + - only",
  empty: ({ name }: { name: string }) => `must not be empty: name a ${name}`,
  tooLong: ({ most }: { most: number }) => `must be at most ${most} characters long`,
  brokenText: "must not contain broken text: half of a surrogate pair",
  invisible: "must not contain control or format characters, such as those that change the direction of writing",
  found: ({ reason, found }: { reason: string; found: string }) => `${reason}; found ${found}`,
  didYouMean: ({ name }: { name: string }) => `. Did you mean ${name}?`,
  unknown: ({ names, suggestion }: { names: readonly string[]; suggestion: string }) => `is an unknown parameter${suggestion || "."} The parameters are ${names.join(", ")}.`,
  repeated: ({ times }: { times: number }) => `is given ${times} times; give it once`,
  needsFrom: "needs from: add the first day",
  windowAndDates: "cannot be combined with from and to: give either a window or dates",
  future: ({ day, today, zone }: { day: string; today: string; zone: string }) => `must not be in the future: ${day} is after today, ${today} (${zone})`,
  tooEarly: ({ days, earliest, found }: { days: number; earliest: string; found: string }) =>
    `must be one of the last ${days} days, ${earliest} or later; statistics are not kept longer. Found ${found}`,
  beforeFrom: ({ from, to }: { from: string; to: string }) => `must not be before from: ${to} is before ${from}`,
};
