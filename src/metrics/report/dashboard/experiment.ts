/** The experiment: the variants compared with each other, each two that have openings. */
import { ENGLISH, type ReportWords } from "../../../host/words/words.ts";
import { MIN_SENDERS } from "../../shared/ratings.ts";
import type { Variant } from "../../shared/sample.ts";
import { FELL_BACK, NO_FIGURES, percentileOf, type BookingSources, type Breakdowns, type Figures, type MeasureFigures } from "../../statistics/figures.ts";
import type { Comparison, Difference, Experiment, ExperimentArm } from "./comparisons-model.ts";
import { medianDifference, MIN_MEDIAN_N } from "./medians.ts";
import { bookingTimes, openingCounts } from "./opening-counts.ts";
import { proportionDifference, Z_95, Z_THREE, type Estimate, type Proportion } from "./proportions.ts";

/** How many openings an arm needs for a verdict. */
export const MIN_ARM = MIN_MEDIAN_N;

/**
 * The smallest difference that matters. Of medians, in ms: half of the tenth of a
 * second that feels immediate (Nielsen, "Usability Engineering", 1993, chapter 5). Of the shares that
 * are booked: one in a hundred openings.
 */
export const MATTERS = { speedMs: 50, conversion: 0.01 } as const;

/**
 * The openings of `instant` that fell back to Cal's frame have no time from the click to free times in the dialog. They
 * are probably the slow ones, so with a larger share (0–1) the median of the others would flatter the variant.
 */
export const MOST_FELL_BACK = 0.1;

/** The newer way first. */
const PAIRS: readonly (readonly [variant: Variant, to: Variant])[] = [["instant", "optimized"], ["instant", "baseline"], ["optimized", "baseline"]];

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

interface Arm extends ExperimentArm {
  readonly figures: Figures;
}

type Verdicts = ReportWords["verdicts"];

export function experimentOf(values: Breakdowns, { share = 1, hasOneVariant = false, site }: ExperimentView, { verdicts: words }: Pick<ReportWords, "verdicts"> = ENGLISH): Experiment {
  const armNamed = (variant: Variant) => armOf(variant, values.get("variant")?.get(variant) ?? NO_FIGURES, site);
  const arms = { instant: armNamed("instant"), optimized: armNamed("optimized"), baseline: armNamed("baseline") };
  const running = PAIRS.filter((pair) => pair.every((variant) => arms[variant].openings > 0));
  const z = running.length > 1 ? Z_THREE : Z_95;
  return {
    arms: { instant: shownOf(arms.instant), optimized: shownOf(arms.optimized), baseline: shownOf(arms.baseline) },
    comparisons: running.map(([variant, to]) => comparisonOf({ variant, arm: arms[variant] }, { variant: to, arm: arms[to] }, { share, z, words })),
    reason: running.length > 0 ? null : reasonFor(arms, hasOneVariant, words),
  };
}

interface Side {
  readonly variant: Variant;
  readonly arm: Arm;
}

function comparisonOf(one: Side, other: Side, { share, z, words }: { share: number; z: number; words: Verdicts }): Comparison {
  const sides = [one, other];
  const openings = one.arm.openings + other.arm.openings;
  const isComparable = (field: "n" | "openings") => sides.every(({ arm }) => arm[field] * share >= MIN_ARM && arm.senders >= MIN_SENDERS);
  const fellBack = fallbackOf(one.arm);
  const speed = isComparable("n") && fellBack <= MOST_FELL_BACK ? differenceOf(speedAt(timesOf(one.arm, share), timesOf(other.arm, share), z), MATTERS.speedMs, openings) : null;
  const conversion = isComparable("openings") ? differenceOf(conversionAt(one.arm, other.arm, { share, z }), MATTERS.conversion, openings) : null;
  const pair = { variant: one.variant, to: other.variant, isJoint: z > Z_95 };
  const left = fellBack > 0 ? ` ${words.leftOut({ share: fellBack })}` : "";
  return {
    variant: one.variant,
    to: other.variant,
    speed,
    conversion,
    speedVerdict: speed !== null
      ? verdictOf(speed, MATTERS.speedMs, words, {
          matters: words.mattersMs({ ms: MATTERS.speedMs }),
          of: (size) => `${words.speed({ ...pair, ...size })}${left}`,
        })
      : fellBack > MOST_FELL_BACK
        ? words.tooManyFellBack({ variant: one.variant, share: fellBack })
        : notComparable(sides, "n", share, words),
    conversionVerdict: conversion === null
      ? notComparable(sides, "openings", share, words)
      : verdictOf(conversion, MATTERS.conversion, words, {
          matters: words.mattersShare({ share: MATTERS.conversion }),
          of: (size) => words.conversion({ ...pair, ...size }),
        }),
  };
}

/** From the click until the visitor has something to use. The two measures are never in one percentile. */
function armOf(variant: Variant, figures: Figures, site: BookingSources): Arm {
  const { total: openings, bookings } = openingCounts(figures, site);
  const measure = variant === "instant" ? "timesTime" : "totalDuration";
  return {
    figures,
    openings,
    senders: figures.senders.length,
    measure,
    n: figures.measures.get(measure)?.n ?? 0,
    p50: percentileOf(figures, measure, 0.5),
    fellBack: variant === "instant" ? (figures.counts[FELL_BACK] ?? 0) : null,
    bookings,
    conversion: openings === 0 ? null : Math.min(1, bookings / openings),
    ...bookingTimes(figures, site),
  };
}

function shownOf(arm: Arm): ExperimentArm {
  const { figures: _, ...shown } = arm;
  return shown;
}

/** The share (0–1) of the usable openings that got Cal's frame instead of free times in the dialog. */
function fallbackOf({ n, fellBack }: Arm): number {
  return fellBack === null || fellBack === 0 ? 0 : fellBack / (n + fellBack);
}

/** A median's interval shrinks with the square root of the openings. */
function speedAt(one: MeasureFigures, other: MeasureFigures, z: number): EstimateAt {
  const { value, low, high } = medianDifference(other, one, z);
  return (times) => ({ value, low: value - (value - low) / Math.sqrt(times), high: value + (high - value) / Math.sqrt(times) });
}

function conversionAt(one: Arm, other: Arm, { share, z }: { share: number; z: number }): EstimateAt {
  return (times) => proportionDifference(bookedOf(one, times * share), bookedOf(other, times * share), z);
}

/** With the number of records behind it. @throws {RangeError} if nothing was measured. */
function timesOf({ figures, measure }: Arm, share: number): MeasureFigures {
  const times = figures.measures.get(measure);
  if (times === undefined) throw new RangeError("An arm without times has no median.");
  return { ...times, n: Math.round(times.n * share) };
}

/** A booking counts when it is made, so its opening can be before the window. */
function bookedOf({ bookings, openings }: ExperimentArm, times: number): Proportion {
  return { count: Math.min(bookings, openings) * times, of: openings * times };
}

/** The experiment is decided when the interval excludes 0, or every difference that matters. */
export function differenceOf(estimateAt: EstimateAt, matters: number, openings: number): Difference {
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

function verdictOf(difference: Difference, matters: number, words: Verdicts, said: { matters: string; of: (size: Estimate) => string }): string {
  const { value, low, high, openingsNeeded } = difference;
  if (isWithin(difference, matters)) return words.notRelevant({ matters: said.matters });
  if (openingsNeeded > 0) return words.notYet({ n: openingsNeeded });
  const [near, far] = low > 0 ? [low, high] : [-high, -low];
  return said.of({ value, low: near, high: far });
}

/** Why there is no comparison at all. */
function reasonFor(arms: Readonly<Record<Variant, ExperimentArm>>, hasOneVariant: boolean, words: Verdicts): string {
  if (hasOneVariant) return words.filtered;
  const only = (Object.keys(arms) as Variant[]).find((variant) => arms[variant].openings > 0);
  return only === undefined ? words.none : words.oneVariant({ variant: only });
}

/** Why these two cannot be compared yet. */
function notComparable(sides: readonly Side[], field: "n" | "openings", share: number, words: Verdicts): string {
  const short = sides.filter(({ arm }) => arm[field] * share < MIN_ARM).map(({ variant, arm }) => ({ variant, n: Math.floor(arm[field] * share) }));
  if (short.length > 0) return words.tooFew({ sides: short, least: MIN_ARM, isMeasured: field === "n" });
  const few = sides.filter(({ arm }) => arm.senders < MIN_SENDERS).map(({ variant, arm }) => ({ variant, n: arm.senders }));
  return words.tooFewSenders({ sides: few, least: MIN_SENDERS });
}
