/**
 * The alert rules: the one list from which the evaluation, the notices and the table in the docs derive. The notices' words are
 * in src/host/words. A rule looks at the
 * current hour and the one before. A rule without enough samples, or with those of fewer than `MIN_SENDERS` senders, does not fire, and its alert ends: one that
 * stayed on without data would hide the next.
 */
import { BUDGETS, MIN_SENDERS } from "../shared/ratings.ts";
import type { PhaseSummary, Summary } from "../shared/sample.ts";
import { periodAt, type Period } from "../statistics/periods.ts";

export type AlertName = "error-rate" | "no-times" | "fell-back" | "p95" | "times-p95" | "regression" | "times-regression" | "error-spike" | "silence" | "forms";
export type AlertUnit = "share" | "ms" | "errors" | "openings" | "minutes";

export interface AlertRule {
  readonly name: AlertName;
  /** Of the value, the threshold and the usual value. A share is 0–1. */
  readonly unit: AlertUnit;
  /** When it fires with its default limit, for the docs. */
  readonly condition: string;
  /** The number that an admin can change. */
  readonly limit: LimitRange;
  /** Measures the value, given whether the alert is on; null if there are too few samples. */
  readonly measure: (statistics: ComparedStatistics, wasFiring: boolean, limit?: number) => Measurement | null;
}

/** `share` and `points`: 0–1. `factor`: how many times as long as usual. */
export type LimitUnit = "share" | "points" | "ms" | "factor" | "errors" | "openings" | "minutes";

export interface LimitRange {
  readonly unit: LimitUnit;
  readonly byDefault: number;
  readonly least: number;
  readonly most: number;
}

export interface Measurement {
  readonly value: number;
  /** The number of openings behind the value; for the error spike the number of errors. */
  readonly n: number;
  /** How many distinct senders these openings come from; `MOST_SENDERS` means that many or more. */
  readonly senders?: number;
  /** The value must not be above it; with `isFloor` it must not be below it. */
  readonly threshold: number;
  readonly isFloor?: true;
  /**
   * What the threshold was computed from, unless it is fixed: the value in the same hours of the last 7 days, for errors
   * on average per day; for silence the number of openings on the day with the fewest.
   */
  readonly usual?: number;
}

export interface ComparedStatistics {
  readonly recent: Summary;
  /** How many distinct senders the openings of the two hours come from, and those of them that failed or timed out; at most `MOST_SENDERS`. The latter are only counted where too many did. */
  readonly senders: { readonly all: number; readonly failed: number };
  /** The same two hours of each of the last 7 days, merged. */
  readonly usual: Summary;
  /** Errors in the same hours: today, and on average on one of the last 7 days. */
  readonly errors: { readonly recent: number; readonly usual: number };
  /** The messages of forms that no receiver has accepted, and for how many minutes the oldest waits; undefined without a receiver. */
  readonly forms?: { readonly n: number; readonly minutes: number } | undefined;
  /** Openings in the last full hour, on that one of the last 7 days which had the fewest. */
  readonly fewestOpenings: number;
}

/** With fewer openings, one visitor's slow connection is 5 % of the measurement or more. */
export const MIN_OPENINGS = 20;
/** Enough to keep an alert on. Fewer than to start one, so that a new hour does not end it and start it again. */
const MIN_OPENINGS_ON = 10;
export const MIN_USUAL_OPENINGS = 50;

const REGRESSION_FACTOR = 1.5;
/**
 * A tenth of a second feels immediate (Nielsen, "Usability Engineering", 1993, chapter 5). A calendar that
 * intent has warmed is ready within a frame or two, and 30 ms instead of 16 is not a regression.
 */
const NOTICEABLE_MS = 100;

/**
 * How much the share of openings without free times must rise (0–1), and by how many standard errors: on a site
 * with calendars and routing forms the share swings with the links that its visitors choose. The same for those that fell back.
 */
const SHARE_RISES = { more: 0.2, standardErrors: 3 } as const;

/** More than one visitor's faulty extension or one bad minute causes: a page view reports five errors at most. */
export const MIN_ERRORS = 20;
const SPIKE_FACTOR = 3;

/**
 * The openings that the same hour must have had on each of the last 7 days before an hour without any is an alert. If
 * visitors come independently of each other, and λ of them per hour on average, then no visitor comes with the
 * probability e^-λ (Poisson; Ross, "Introduction to Probability Models", chapter 5): for 12 that is 6 in a
 * million, or 0.65 times in the 105,120 evaluations of a year at one every five minutes. λ is the number of the day with the
 * fewest, not the average: a Sunday is among the seven, and a quiet Sunday is not an alert.
 */
export const MIN_EXPECTED_OPENINGS = 12;

/** After three attempts. */
const MOST_FORM_MINUTES = 10;

/** An alert ends only when the value is this far below the threshold, so that a value at the threshold does not flap. */
const CLEAR_FACTOR = 0.8;

/** The two waits, which are never judged together: for Cal's frame, and for the free times in the dialog. */
const WAITS = {
  totalDuration: { to: "the usable calendar", openings: "ready openings" },
  timesTime: { to: "the first free time in the dialog", openings: "openings with free times in the dialog" },
} as const;
type Wait = keyof typeof WAITS;

const minimum = (wasFiring: boolean) => (wasFiring ? MIN_OPENINGS_ON : MIN_OPENINGS);
/** How far the share (0–1) may be above the usual one. */
const mostShare = (usual: number, n: number, more: number) => usual + Math.max(more, SHARE_RISES.standardErrors * Math.sqrt((usual * (1 - usual)) / n));
const SHARE_CONDITION =
  `is more than ${SHARE_RISES.more * 100} percentage points (or ${SHARE_RISES.standardErrors} standard errors, if that is more) above ` +
  `that of the same hours of the last 7 days, with at least ${MIN_OPENINGS} openings now and ${MIN_USUAL_OPENINGS} then.`;
const SHARE_LIMIT: LimitRange = { unit: "points", byDefault: SHARE_RISES.more, least: 0.05, most: 0.9 };
const usualMinimum = (wasFiring: boolean) => (wasFiring ? MIN_USUAL_OPENINGS / 2 : MIN_USUAL_OPENINGS);

function p95Rule(name: AlertName, wait: Wait): AlertRule {
  const [{ openings }, { p95: byDefault }] = [WAITS[wait], BUDGETS[wait]];
  return {
    name,
    unit: "ms",
    condition: `5 % of at least ${MIN_OPENINGS} ${openings} took more than ${byDefault.toLocaleString("en")} ms from the click.`,
    limit: { unit: "ms", byDefault, least: 100, most: 60_000 },
    measure({ recent, senders }, wasFiring, threshold = byDefault) {
      const { n, p95LoadTime }: PhaseSummary = recent.phases[wait];
      if (p95LoadTime === null || n < minimum(wasFiring) || senders.all < MIN_SENDERS) return null;
      return { value: p95LoadTime, n, senders: senders.all, threshold };
    },
  };
}

function regressionRule(name: AlertName, wait: Wait): AlertRule {
  const { to, openings } = WAITS[wait];
  return {
    name,
    unit: "ms",
    condition:
      `The median from the click to ${to} is more than ${REGRESSION_FACTOR} times that of the same hours of the last 7 days, and more than ${NOTICEABLE_MS} ms above it, ` +
      `with at least ${MIN_OPENINGS} ${openings} now and ${MIN_USUAL_OPENINGS} then.`,
    limit: { unit: "factor", byDefault: REGRESSION_FACTOR, least: 1.1, most: 10 },
    measure({ recent, usual, senders }, wasFiring, factor = REGRESSION_FACTOR) {
      const { n, p50LoadTime }: PhaseSummary = recent.phases[wait];
      const before: PhaseSummary = usual.phases[wait];
      if (p50LoadTime === null || n < minimum(wasFiring) || senders.all < MIN_SENDERS) return null;
      if (before.p50LoadTime === null || before.n < usualMinimum(wasFiring)) return null;
      const threshold = Math.max(before.p50LoadTime * factor, before.p50LoadTime + NOTICEABLE_MS);
      return { value: p50LoadTime, n, senders: senders.all, threshold: Math.round(threshold), usual: before.p50LoadTime };
    },
  };
}

export const ALERT_RULES: readonly AlertRule[] = [
  {
    name: "error-rate",
    unit: "share",
    condition: `More than ${BUDGETS.errorRate * 100} % of at least ${MIN_OPENINGS} openings failed or timed out.`,
    limit: { unit: "share", byDefault: BUDGETS.errorRate, least: 0.01, most: 0.9 },
    measure({ recent, senders }, wasFiring, threshold = BUDGETS.errorRate) {
      if (recent.errorRate === null || recent.total < minimum(wasFiring) || senders.all < MIN_SENDERS) return null;
      if (!wasFiring && recent.errorRate > threshold && senders.failed < MIN_SENDERS) return null;
      return { value: recent.errorRate, n: recent.total, senders: senders.all, threshold };
    },
  },
  {
    name: "no-times",
    unit: "share",
    condition: `The share of openings without free times ${SHARE_CONDITION}`,
    limit: SHARE_LIMIT,
    measure({ recent, usual, senders }, wasFiring, more = SHARE_RISES.more) {
      if (recent.total < minimum(wasFiring) || senders.all < MIN_SENDERS || usual.total < usualMinimum(wasFiring)) return null;
      const share = usual.outcomes.opened / usual.total;
      return { value: recent.outcomes.opened / recent.total, n: recent.total, senders: senders.all, threshold: mostShare(share, recent.total, more), usual: share };
    },
  },
  {
    name: "fell-back",
    unit: "share",
    condition: `Of the openings of the variant instant that showed something, the share that fell back to Cal's frame ${SHARE_CONDITION}`,
    limit: SHARE_LIMIT,
    measure({ recent, usual, senders }, wasFiring, more = SHARE_RISES.more) {
      const [n, before] = [recent.timesSeen + recent.fellBack, usual.timesSeen + usual.fellBack];
      if (n < minimum(wasFiring) || senders.all < MIN_SENDERS || before < usualMinimum(wasFiring)) return null;
      const share = usual.fellBack / before;
      return { value: recent.fellBack / n, n, senders: senders.all, threshold: mostShare(share, n, more), usual: share };
    },
  },
  p95Rule("p95", "totalDuration"),
  p95Rule("times-p95", "timesTime"),
  regressionRule("regression", "totalDuration"),
  regressionRule("times-regression", "timesTime"),
  {
    name: "error-spike",
    unit: "errors",
    condition: `More than ${MIN_ERRORS} errors were reported, and more than ${SPIKE_FACTOR} times as many as in the same hours of the last 7 days on average.`,
    limit: { unit: "errors", byDefault: MIN_ERRORS, least: 1, most: 10_000 },
    measure({ errors }, _wasFiring, least = MIN_ERRORS) {
      const threshold = Math.max(Math.round(errors.usual * SPIKE_FACTOR), least);
      return { value: errors.recent, n: errors.recent, threshold, usual: errors.usual };
    },
  },
  {
    name: "silence",
    unit: "openings",
    condition: `No calendar was opened, and in the earlier of the two hours there were at least ${MIN_EXPECTED_OPENINGS} openings on each of the last 7 days.`,
    limit: { unit: "openings", byDefault: MIN_EXPECTED_OPENINGS, least: 3, most: 1_000 },
    measure({ recent, fewestOpenings }, wasFiring, expected = MIN_EXPECTED_OPENINGS) {
      // Only an opening ends it, whatever is usual at this hour.
      if (recent.total === 0 && fewestOpenings < expected && !wasFiring) return null;
      return { value: recent.total, n: recent.total, threshold: 1, isFloor: true, usual: fewestOpenings };
    },
  },
  {
    name: "forms",
    unit: "minutes",
    condition: `A message of a form has waited for more than ${MOST_FORM_MINUTES} minutes, because no receiver accepts it.`,
    limit: { unit: "minutes", byDefault: MOST_FORM_MINUTES, least: 1, most: 1_440 },
    measure({ forms }, wasFiring, threshold = MOST_FORM_MINUTES) {
      // Without a receiver, nothing waits for one any more.
      if (!forms && !wasFiring) return null;
      return { value: forms?.minutes ?? 0, n: forms?.n ?? 0, threshold };
    },
  },
];

/** The rule of this name. @throws {RangeError} for an unknown name. */
export function ruleNamed(name: AlertName): AlertRule {
  const rule = ALERT_RULES.find((one) => one.name === name);
  if (rule === undefined) throw new RangeError(`There is no alert rule named ${JSON.stringify(name)}.`);
  return rule;
}

/** Whether the alert is on, given whether it was. */
export function isFiring(wasFiring: boolean, { value, threshold, isFloor }: Measurement): boolean {
  if (isFloor) return value < threshold;
  return wasFiring ? value >= threshold * CLEAR_FACTOR : value > threshold;
}

/** The hours that the rules look at, and the same hours of the last 7 days. */
export function alertPeriods(now: Date): { recent: Period[]; usual: Period[] } {
  const hoursBack = (hours: number) => periodAt("hour", new Date(now.getTime() - hours * 3_600_000));
  const bothHours = (daysBack: number) => [hoursBack(24 * daysBack + 1), hoursBack(24 * daysBack)];
  return { recent: bothHours(0), usual: [1, 2, 3, 4, 5, 6, 7].flatMap(bothHours) };
}
