/**
 * What is lost where only a share p of the openings is sent, each kept one counted 1/p times. The
 * weights go through the product's own figures and histograms.
 *
 * Formulas, with N openings, a share r of them failed, and V = p·E[w²] − 1 for weights of the mean 1/p
 * (V = (1 − p)/p where 1/p is whole). Särndal, Swensson, Wretman, "Model Assisted Survey Sampling",
 * 1992: Poisson sampling 3.5, the ratio 5.6, quantiles 5.11.
 *
 *     standard error of a count, relative     √(V / N)
 *     of the error rate                       √(r(1 − r)·V / N), and r·√((1 − r)·V / N) where failures are all sent
 *     of a percentile, in its rank q          √(q(1 − q)·V / N)
 */
import { percentileOf, summaryOf, type Figures, type Measure, type MeasureFigures } from "../../src/metrics/store/figures.ts";
import { Histogram, RELATIVE_ACCURACY } from "../../src/metrics/store/histogram.ts";
import { tallySample, type Tally } from "../../src/metrics/store/tally.ts";
import type { StoredSample } from "../../src/metrics/shared/sample.ts";
import { createDice, type Dice } from "../../tests/lab/demo-data/dice.ts";
import { check, Z, type Check } from "./check.ts";

/** 0.3 has no whole 1/p: its weights are 3 or 4, by chance. */
export const SHARES = [0.5, 0.3, 0.1, 0.01] as const;
const PERCENTILES = [0.5, 0.75, 0.95] as const;

export interface SamplingError {
  readonly share: number;
  /** Failed and timed-out openings are sent whatever the dice say. */
  readonly keepsFailures: boolean;
  /** Of N openings: relative, measured over the runs, and by the formula. */
  readonly count: Spread;
  /** In the rate itself, 0–1. */
  readonly errorRate: Spread;
  readonly percentiles: readonly { readonly q: number; readonly exact: number; readonly sdMs: number; readonly covered: number }[];
}

interface Spread {
  readonly exact: number;
  readonly mean: number;
  readonly sd: number;
  readonly formula: number;
}

export interface Sampling {
  readonly n: number;
  readonly runs: number;
  readonly errors: readonly SamplingError[];
  /** The worst relative error of a percentile by the histogram alone. */
  readonly histogramError: number;
  readonly checks: readonly Check[];
}

export function measureSampling(openings: readonly StoredSample[], { runs, seed }: { runs: number; seed: number }): Sampling {
  const dice = createDice(seed);
  const tallies = openings.map((opening) => tallySample(opening).value);
  const exact = exactly(tallies);
  const checks: Check[] = [];

  const errors = SHARES.flatMap((share) => [false, true].map((keepsFailures) => {
    const drawn = Array.from({ length: runs }, () => draw(tallies, { share, keepsFailures }, dice));
    const error = errorOf(drawn, exact, { share, keepsFailures });
    checks.push(...checksOf(error, runs));
    return error;
  }));

  const whole = counted(tallies, () => 1);
  const histogramError = Math.max(...PERCENTILES.map((q) => Math.abs((percentileOf(whole, "totalDuration", q) ?? NaN) / exact.percentile(q) - 1)));
  // Reported in whole ms: half of one is the rounding's.
  const rounding = 0.5 / exact.percentile(0.5);
  checks.push(check("histogram: worst error of a percentile, at most 1 % and the rounding", histogramError, 0, RELATIVE_ACCURACY + rounding));
  return { n: openings.length, runs, errors, histogramError, checks };
}

interface Draw {
  readonly total: number;
  readonly rate: number;
  readonly percentiles: readonly number[];
}

interface Exact {
  readonly total: number;
  readonly rate: number;
  percentile(q: number): number;
}

function draw(tallies: readonly Tally[], { share, keepsFailures }: { share: number; keepsFailures: boolean }, dice: Dice): Draw {
  const figures = counted(tallies, (tally) => {
    if (keepsFailures && isFailure(tally)) return 1;
    return dice.chance(share) ? weightOf(share, dice) : 0;
  });
  const { total, errorRate } = summaryOf(figures, "value");
  return { total, rate: errorRate ?? NaN, percentiles: PERCENTILES.map((q) => percentileOf(figures, "totalDuration", q) ?? NaN) };
}

/** A whole number with the mean 1/p, so that what is counted stays whole and true on average. */
function weightOf(share: number, dice: Dice): number {
  const least = Math.floor(1 / share + 1e-9);
  const rest = 1 / share - least;
  return least + (rest > 1e-9 && dice.chance(rest) ? 1 : 0);
}

/** V of the formulas above. */
export function varianceOf(share: number): number {
  const least = Math.floor(1 / share + 1e-9);
  const rest = Math.max(0, 1 / share - least);
  return share * ((1 / share) ** 2 + rest * (1 - rest)) - 1;
}

/** The product's figures of openings that count so many times each. */
function counted(tallies: readonly Tally[], weight: (tally: Tally) => number): Figures {
  const counts: Record<string, number> = {};
  const buckets = new Histogram();
  let [n, sum, min, max] = [0, 0, Infinity, -Infinity];
  for (const tally of tallies) {
    const times = weight(tally);
    if (times === 0) continue;
    for (const [name, by] of Object.entries(tally.counts)) counts[name] = (counts[name] ?? 0) + by * times;
    for (const { measure, value, bucket } of tally.measures) {
      if (measure !== "totalDuration") continue;
      buckets.add(bucket, times);
      n += times;
      sum += value * times;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  return { counts, measures: new Map<Measure, MeasureFigures>(n === 0 ? [] : [["totalDuration", { buckets, n, sum, min, max }]]) };
}

function exactly(tallies: readonly Tally[]): Exact {
  const times = tallies.flatMap(({ measures }) => measures.flatMap(({ measure, value }) => (measure === "totalDuration" ? [value] : []))).toSorted((a, b) => a - b);
  return {
    total: tallies.length,
    rate: tallies.filter(isFailure).length / tallies.length,
    percentile: (q) => times[Math.max(0, Math.ceil(q * times.length) - 1)] ?? NaN,
  };
}

function isFailure({ counts }: Tally): boolean {
  return "failed" in counts || "timed-out" in counts;
}

function errorOf(drawn: readonly Draw[], exact: Exact, { share, keepsFailures }: { share: number; keepsFailures: boolean }): SamplingError {
  const { total: n, rate: r } = exact;
  const drawnAtRandom = keepsFailures ? n * (1 - r) : n;
  const variance = varianceOf(share);
  return {
    share,
    keepsFailures,
    count: { exact: n, ...spreadOf(drawn.map(({ total }) => total)), formula: Math.sqrt(variance * drawnAtRandom) },
    errorRate: {
      exact: r,
      ...spreadOf(drawn.map(({ rate }) => rate)),
      formula: keepsFailures ? r * Math.sqrt(((1 - r) * variance) / n) : Math.sqrt((r * (1 - r) * variance) / n),
    },
    percentiles: PERCENTILES.map((q, i) => {
      const values = drawn.map(({ percentiles }) => percentiles[i] ?? NaN);
      const rankError = 1.96 * Math.sqrt((q * (1 - q) * variance) / (n * (1 - r)));
      const [low, high] = [exact.percentile(Math.max(0, q - rankError)) * (1 - RELATIVE_ACCURACY) - 1, exact.percentile(Math.min(1, q + rankError)) * (1 + RELATIVE_ACCURACY) + 1];
      return { q, exact: exact.percentile(q), sdMs: spreadOf(values).sd, covered: values.filter((value) => value >= low && value <= high).length / values.length };
    }),
  };
}

function checksOf({ share, keepsFailures, count, errorRate, percentiles }: SamplingError, runs: number): Check[] {
  const who = `p = ${share}${keepsFailures ? ", failures all sent" : ""}`;
  // A standard deviation over R runs has itself a standard error of 1/√(2R); the ratio's formula is the first term of a series.
  const ofSd = Z / Math.sqrt(2 * runs) + 0.02;
  return [
    check(`${who}: the count is true on average`, count.mean, count.exact, (Z * count.formula) / Math.sqrt(runs)),
    check(`${who}: the count's standard error, measured over formula`, count.sd / count.formula, 1, ofSd),
    check(`${who}: the error rate is true on average`, errorRate.mean, errorRate.exact, (Z * errorRate.formula) / Math.sqrt(runs) + errorRate.exact * varianceOf(share) / count.exact),
    check(`${who}: the error rate's standard error, measured over formula`, errorRate.sd / errorRate.formula, 1, ofSd),
    ...percentiles.map(({ q, covered }) => {
      const least = 0.95 - Z * Math.sqrt((0.95 * 0.05) / runs);
      return check(`${who}: p${q * 100} lies in its 95 % interval and the histogram's 1 %, at least`, covered, 1, 1 - least);
    }),
  ];
}

function spreadOf(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)) };
}
