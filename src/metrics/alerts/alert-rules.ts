/**
 * When the field measurements and the errors are worth waking somebody: rules over the figures of the
 * last full hour and the running one. A rule that has too little to go by
 * says nothing, and an alert that is on is over then: one that stayed on would hide the next.
 */
import { BUDGETS } from "../shared/ratings.ts";
import type { Summary } from "../shared/sample.ts";
import { periodAt, type Period } from "../store/periods.ts";

/**
 * `p95`: the slowest of twenty openings. `regression`, `no-times` (openings that show Cal's page without
 * free times) and `error-spike` (of errors): against the same hours of the last 7 days. `silence`: no
 * opening at all, where there always were some.
 */
export const ALERT_RULES = ["error-rate", "no-times", "p95", "regression", "error-spike", "silence"] as const;
export type AlertRule = (typeof ALERT_RULES)[number];

export interface Measurement {
  /** A share (0–1) for the error rate and for openings without free times, errors for the error spike, openings for silence, else ms. */
  readonly value: number;
  /** Openings that the value stands on; for the error spike the errors themselves. */
  readonly n: number;
  /** What the value must not exceed, in the value's unit; with `isFloor` what it must reach. */
  readonly threshold: number;
  readonly isFloor?: true;
  /**
   * What the threshold was made from, where it is not fixed: the median of the days before, in ms, their share of
   * openings without free times, or their errors per day; for silence the openings of the one that had the fewest.
   */
  readonly usual?: number;
}

export interface ComparedFigures {
  readonly recent: Summary;
  /** The same two hours of each of the last 7 days, merged. */
  readonly usual: Summary;
  /** In the same hours: those of today, and of one of the last 7 days on average. */
  readonly errors: { readonly recent: number; readonly usual: number };
  /** Openings in the last full hour of that one of the last 7 days which had the fewest. */
  readonly fewestOpenings: number;
}

/** With fewer openings than this, one visitor's bad line is 5 % of the measurement or more. */
export const MIN_OPENINGS = 20;
/** Enough to go on with an alert that is on. Fewer than to begin one, so that the turn of an hour does not end it and begin it again. */
const MIN_OPENINGS_ON = 10;
export const MIN_USUAL_OPENINGS = 50;

const REGRESSION_FACTOR = 1.5;
/**
 * A tenth of a second feels like at once (Nielsen, "Usability Engineering", 1993, chapter 5). What
 * intent has warmed is there within a frame or two, and 30 ms instead of 16 is no regression.
 */
const NOTICEABLE_MS = 100;

/**
 * So much more of all openings than usual, 0–1, have to lack free times, and so many standard errors: a site
 * whose pages lead to calendars and to routing forms has a share that swings with what its visitors choose.
 */
const NO_TIMES = { more: 0.2, standardErrors: 3 } as const;

/** More than one visitor's bad extension or one bad minute makes: each page view reports five at most. */
export const MIN_ERRORS = 20;
const SPIKE_FACTOR = 3;

/**
 * So many openings in the same hour of each of the last 7 days make an hour without any worth telling. Where
 * visitors come independently of one another, and λ of them in an hour on average, none comes with the
 * probability e^-λ (Poisson; Ross, "Introduction to Probability Models", chapter 5): with 12 that is 6 in a
 * million, and in the 105,120 evaluations that a year of five minutes has it happens 0.65 times. The day with the
 * fewest is taken for λ, not the average: Sundays are among the seven, and it is no alert that one is quiet.
 */
export const MIN_EXPECTED_OPENINGS = 12;

/** Over only when it is this clear of the threshold, so that a value on the line does not flap. */
const CLEAR_FACTOR = 0.8;

/** What each rule measures, given whether its alert is on; null where there is too little to go by. */
export function measure(rule: AlertRule, { recent, usual, errors, fewestOpenings }: ComparedFigures, wasFiring = false): Measurement | null {
  const enough = wasFiring ? MIN_OPENINGS_ON : MIN_OPENINGS;
  const enoughBefore = wasFiring ? MIN_USUAL_OPENINGS / 2 : MIN_USUAL_OPENINGS;
  if (rule === "silence") {
    // The first opening ends it and nothing else, whatever is usual at this hour.
    if (recent.total === 0 && fewestOpenings < MIN_EXPECTED_OPENINGS && !wasFiring) return null;
    return { value: recent.total, n: recent.total, threshold: 1, isFloor: true, usual: fewestOpenings };
  }
  if (rule === "error-spike") {
    const threshold = Math.max(Math.round(errors.usual * SPIKE_FACTOR), MIN_ERRORS);
    return { value: errors.recent, n: errors.recent, threshold, usual: errors.usual };
  }
  if (rule === "error-rate") {
    if (recent.errorRate === null || recent.total < enough) return null;
    return { value: recent.errorRate, n: recent.total, threshold: BUDGETS.errorRate };
  }
  if (rule === "no-times") {
    if (recent.total < enough || usual.total < enoughBefore) return null;
    const share = usual.outcomes.opened / usual.total;
    const swing = NO_TIMES.standardErrors * Math.sqrt((share * (1 - share)) / recent.total);
    return { value: recent.outcomes.opened / recent.total, n: recent.total, threshold: share + Math.max(NO_TIMES.more, swing), usual: share };
  }
  const { n, p50LoadTime, p95LoadTime } = recent.phases.totalDuration;
  if (p50LoadTime === null || p95LoadTime === null || n < enough) return null;
  if (rule === "p95") return { value: p95LoadTime, n, threshold: BUDGETS.totalDuration.p95 };

  const before = usual.phases.totalDuration;
  if (before.p50LoadTime === null || before.n < enoughBefore) return null;
  const threshold = Math.max(before.p50LoadTime * REGRESSION_FACTOR, before.p50LoadTime + NOTICEABLE_MS);
  return { value: p50LoadTime, n, threshold: Math.round(threshold), usual: before.p50LoadTime };
}

/** Whether the alert is on, given whether it was. */
export function isFiring(wasFiring: boolean, { value, threshold, isFloor }: Measurement): boolean {
  if (isFloor) return value < threshold;
  return wasFiring ? value >= threshold * CLEAR_FACTOR : value > threshold;
}

/** The hours to look at, and the same ones of the last 7 days. */
export function alertPeriods(now: Date): { recent: Period[]; usual: Period[] } {
  const hoursBack = (hours: number) => periodAt("hour", new Date(now.getTime() - hours * 3_600_000));
  const bothHours = (daysBack: number) => [hoursBack(24 * daysBack + 1), hoursBack(24 * daysBack)];
  return { recent: bothHours(0), usual: [1, 2, 3, 4, 5, 6, 7].flatMap(bothHours) };
}
