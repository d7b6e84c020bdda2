/** The experiment: openings of the optimized variant compared with the baseline. */
import { MIN_SENDERS } from "../../shared/ratings.ts";
import { VARIANTS, type Variant } from "../../shared/sample.ts";
import { NO_FIGURES, percentileOf, type BookingSources, type Breakdowns, type Figures, type MeasureFigures } from "../../statistics/figures.ts";
import type { Difference, Experiment, ExperimentArm } from "../report-model.ts";
import { medianDifference, MIN_MEDIAN_N } from "./medians.ts";
import { openingCounts } from "./opening-counts.ts";
import { proportionDifference, type Estimate, type Proportion } from "./proportions.ts";

/** How many openings an arm needs for a verdict. */
export const MIN_ARM = MIN_MEDIAN_N;

/**
 * The smallest difference that matters. Of medians, in ms: half of the tenth of a
 * second that feels immediate (Nielsen, "Usability Engineering", 1993, chapter 5). Of the shares that
 * are booked: one in a hundred openings.
 */
export const MATTERS = { speedMs: 50, conversion: 0.01 } as const;

/** The estimate with this many times the openings, if the others were like the measured ones. */
type EstimateAt = (times: number) => Estimate;

/** Above this, the number of openings only means "never". */
const MOST_TIMES = 1e6;

export interface ExperimentView {
  /** How much of the records the figures come from, 0–1: an interval is that of the records that were kept. */
  readonly share?: number;
  /** The view is filtered by a variant. */
  readonly hasOneVariant?: boolean;
  readonly site: BookingSources;
}

export function experimentOf(values: Breakdowns, { share = 1, hasOneVariant = false, site }: ExperimentView): Experiment {
  const variants = values.get("variant") ?? new Map<string, Figures>();
  const [optimized, baseline] = [variants.get("optimized") ?? NO_FIGURES, variants.get("baseline") ?? NO_FIGURES];
  const arms = { optimized: armOf(optimized, site), baseline: armOf(baseline, site) };
  const openings = arms.optimized.openings + arms.baseline.openings;

  const isComparable = (field: "n" | "openings") => VARIANTS.every((variant) => arms[variant][field] * share >= MIN_ARM && arms[variant].senders >= MIN_SENDERS);
  const speed = isComparable("n") ? differenceOf(speedAt(timesOf(optimized, share), timesOf(baseline, share)), MATTERS.speedMs, openings) : null;
  const conversion = isComparable("openings") ? differenceOf(conversionAt(arms, share), MATTERS.conversion, openings) : null;

  const reasonFor = (field: "n" | "openings", what: string) => (hasOneVariant ? "Remove the filter by variant to compare." : notComparable(arms, field, what, share));

  return {
    arms,
    speed,
    conversion,
    speedVerdict: speed === null
      ? reasonFor("n", "ready openings")
      : verdictOf(speed, MATTERS.speedMs, {
          matters: `${MATTERS.speedMs} ms`,
          of: ({ value, low, high }) => `Optimized is ${ms(Math.abs(value))} ms ${value > 0 ? "faster" : "slower"} at the median (95 % confidence interval: ${ms(low)} to ${ms(high)} ms).`,
        }),
    conversionVerdict: conversion === null
      ? reasonFor("openings", "openings")
      : verdictOf(conversion, MATTERS.conversion, {
          matters: `${MATTERS.conversion * 100} percentage point`,
          of: ({ value, low, high }) =>
            `Conversion is ${points(Math.abs(value))} percentage points ${value > 0 ? "higher" : "lower"} with optimized (95 % confidence interval: ${points(low)} to ${points(high)}).`,
        }),
  };
}

function armOf(figures: Figures, site: BookingSources): ExperimentArm {
  const { total: openings, bookings } = openingCounts(figures, site);
  return {
    openings,
    senders: figures.senders.length,
    n: figures.measures.get("totalDuration")?.n ?? 0,
    p50: percentileOf(figures, "totalDuration", 0.5),
    bookings,
    conversion: openings === 0 ? null : Math.min(1, bookings / openings),
  };
}

/** A median's interval shrinks with the square root of the openings. */
function speedAt(optimized: MeasureFigures, baseline: MeasureFigures): EstimateAt {
  const { value, low, high } = medianDifference(baseline, optimized);
  return (times) => ({ value, low: value - (value - low) / Math.sqrt(times), high: value + (high - value) / Math.sqrt(times) });
}

function conversionAt({ optimized, baseline }: Record<Variant, ExperimentArm>, share: number): EstimateAt {
  return (times) => proportionDifference(bookedOf(optimized, times * share), bookedOf(baseline, times * share));
}

/** With the number of records behind it. @throws {RangeError} if nothing was measured. */
function timesOf(figures: Figures, share: number): MeasureFigures {
  const times = figures.measures.get("totalDuration");
  if (times === undefined) throw new RangeError("An arm without times has no median.");
  return { ...times, n: Math.round(times.n * share) };
}

/** A booking counts when it is made, so its opening can be before the window. */
function bookedOf({ bookings, openings }: ExperimentArm, times: number): Proportion {
  return { count: Math.min(bookings, openings) * times, of: openings * times };
}

/** The experiment is decided when the interval excludes 0, or every difference that matters. */
function differenceOf(estimateAt: EstimateAt, matters: number, openings: number): Difference {
  const { value, low, high } = estimateAt(1);
  const isDecidedAt = (times: number) => {
    const estimate = estimateAt(times);
    return estimate.low > 0 || estimate.high < 0 || isWithin(estimate, matters);
  };
  if (isDecidedAt(1)) return { value, low, high, openingsNeeded: 0 };
  let [tooFew, enough] = [1, 2];
  while (!isDecidedAt(enough) && enough < MOST_TIMES) [tooFew, enough] = [enough, enough * 2];
  while (enough / tooFew > 1.001) {
    const middle = Math.sqrt(tooFew * enough);
    if (isDecidedAt(middle)) enough = middle;
    else tooFew = middle;
  }
  // An estimate with two significant digits is precise enough.
  return { value, low, high, openingsNeeded: Math.max(1, Number((openings * (enough - 1)).toPrecision(2))) };
}

function isWithin({ low, high }: Estimate, matters: number): boolean {
  return low >= -matters && high <= matters;
}

function verdictOf(difference: Difference, matters: number, words: { matters: string; of: (size: Estimate) => string }): string {
  const { value, low, high, openingsNeeded } = difference;
  if (isWithin(difference, matters)) return `No relevant difference: it is below ${words.matters} in either direction.`;
  if (openingsNeeded > 0) return `No verdict yet: about ${openingsNeeded.toLocaleString("en")} more opening${openingsNeeded === 1 ? "" : "s"} needed.`;
  const [near, far] = low > 0 ? [low, high] : [-high, -low];
  return words.of({ value, low: near, high: far });
}

/** Why there is no comparison yet. */
function notComparable(arms: Record<Variant, ExperimentArm>, field: "n" | "openings", what: string, share: number): string {
  if (arms.optimized.openings + arms.baseline.openings === 0) return "There are no openings to compare yet.";
  if (arms.baseline.openings === 0) return "No experiment is running: every opening was optimized. Set PUBLIC_CAL_ROLLOUT below 100 to compare.";
  if (arms.optimized.openings === 0) return "No experiment is running: every opening was baseline. Set PUBLIC_CAL_ROLLOUT above 0 to compare.";
  const short = VARIANTS.filter((variant) => arms[variant][field] * share < MIN_ARM).map((variant) => `${variant} has ${Math.floor(arms[variant][field] * share)}`);
  if (short.length > 0) return `No verdict yet: ${short.join(" and ")} of the ${MIN_ARM} ${what} needed.`;
  const few = VARIANTS.filter((variant) => arms[variant].senders < MIN_SENDERS).map((variant) => `those of ${variant} come from ${arms[variant].senders}`);
  return `No verdict yet: the openings have to come from at least ${MIN_SENDERS} senders; ${few.join(" and ")}.`;
}

function ms(time: number): string {
  return time.toLocaleString("en");
}

/** A share, 0–1, as percentage points. */
function points(share: number): string {
  return (share * 100).toFixed(1);
}
