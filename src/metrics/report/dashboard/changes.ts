/**
 * Whether a count or a share has changed by more than chance, from the hours or days of two spans. Openings are not independent: a
 * newsletter sends many at once, so the counts of days differ more than those of independent events. How much more is estimated
 * from the days themselves: quasi-likelihood (P. McCullagh, J. A. Nelder, "Generalized Linear Models", 2nd edition, 1989, section 4.5).
 */
import { proportionDifference, wilson, type Estimate, type Proportion } from "./proportions.ts";

/**
 * For four intervals that all hold together in 95 of 100 cases: each has a quarter of the error (Bonferroni; Dunn, "Multiple
 * comparisons among means", Journal of the American Statistical Association 56, 1961).
 */
export const Z_FOUR = 2.497705;

/** How many periods have to be compared: fewer do not show how much one differs from the next by itself. */
export const MIN_PERIODS = 4;

/** A change in relation to the value before: 0.2 is 20 % more. `value` and `high` are null if nothing was counted before. */
export interface RelativeChange {
  readonly value: number | null;
  readonly low: number;
  readonly high: number | null;
}

/** The same hour or day of both spans. */
export interface CountPair {
  readonly now: number;
  readonly before: number;
}

/**
 * The relative change of a count with its confidence interval. Given how many were counted in both spans together, the number in one
 * of them is binomial (J. Przyborowski, H. Wilenski, Biometrika 31, 1940), so the ratio follows from the interval of a share.
 *
 * @param scale by how much more the records of `now` stand for than those of `before`, if they are samples.
 * @returns null with fewer than `MIN_PERIODS` pairs, or if nothing was counted.
 */
export function relativeChange(pairs: readonly CountPair[], { z = Z_FOUR, scale = 1 } = {}): RelativeChange | null {
  const count = pairs.reduce((sum, { now }) => sum + now, 0);
  const of = pairs.reduce((sum, { now, before }) => sum + now + before, 0);
  if (pairs.length < MIN_PERIODS || of === 0) return null;
  const { low, high } = wilson({ count, of }, deviateFor(z, [pairs.map(({ now, before }) => ({ count: now, of: now + before }))]));
  const ratioOf = (share: number) => (share >= 1 ? null : (share / (1 - share)) * scale - 1);
  return { value: of === count ? null : (count / (of - count)) * scale - 1, low: ratioOf(low) ?? 0, high: ratioOf(high) };
}

/**
 * The difference of two shares with its confidence interval, now − before.
 *
 * @param now and `before`: the parts of each hour or day. A part can be larger than its whole: a booking counts when it is made.
 * @returns null with fewer than `MIN_PERIODS` periods, or fewer than `least` in either span.
 */
export function shareChange(now: readonly Proportion[], before: readonly Proportion[], { z = Z_FOUR, least = 20 } = {}): Estimate | null {
  const [a, b] = [sumOf(now), sumOf(before)];
  if (Math.min(now.length, before.length) < MIN_PERIODS || Math.min(a.of, b.of) < least) return null;
  return proportionDifference(a, b, deviateFor(z, [now, before]));
}

function sumOf(parts: readonly Proportion[]): Proportion {
  const of = parts.reduce((sum, part) => sum + part.of, 0);
  return { count: Math.min(of, parts.reduce((sum, part) => sum + part.count, 0)), of };
}

/**
 * The deviate that stands for `z` if the parts of each group differ more than chance explains: that of the t distribution, times the
 * square root of Pearson's X² per degree of freedom. Never smaller than `z`: events are not spread more evenly than chance.
 */
function deviateFor(z: number, groups: readonly (readonly Proportion[])[]): number {
  let [pearson, freedom] = [0, 0];
  for (const parts of groups) {
    const known = parts.filter(({ of }) => of > 0);
    const { count, of } = sumOf(known);
    const p = count / of;
    if (known.length < 2 || p <= 0 || p >= 1) continue;
    pearson += known.reduce((sum, part) => sum + (part.count - part.of * p) ** 2 / (part.of * p * (1 - p)), 0);
    freedom += known.length - 1;
  }
  return freedom === 0 ? z : Math.max(z, studentDeviate(z, freedom) * Math.sqrt(pearson / freedom));
}

/** The deviate of the t distribution that has the same probability beyond it as `z` of the normal one: Abramowitz and Stegun, 26.7.5. */
export function studentDeviate(z: number, freedom: number): number {
  const terms = [
    z,
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
  ];
  return terms.reduce((sum, term, i) => sum + term / freedom ** i, 0);
}
