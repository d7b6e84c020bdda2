/** Confidence intervals of shares (0–1) that are valid near 0 and 1 and for small samples. */

/** 95 % of a normal distribution are within this many standard deviations of the mean. */
export const Z_95 = 1.959964;

/**
 * The same for three intervals that all hold together in 95 of 100 cases: each has a third of the error (Bonferroni; Dunn,
 * "Multiple comparisons among means", Journal of the American Statistical Association 56, 1961).
 */
export const Z_THREE = 2.39398;

export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** `count` of `of`, 0 to `of`. */
export interface Proportion {
  readonly count: number;
  readonly of: number;
}

/**
 * A share with its 95 % confidence interval, by Wilson's score: E. B. Wilson, "Probable inference, the
 * law of succession, and statistical inference", Journal of the American Statistical Association 22, 1927.
 *
 * @throws {RangeError} if `of` is 0, or `count` is not between 0 and `of`.
 */
export function wilson({ count, of }: Proportion, z = Z_95): Estimate {
  if (!(of > 0 && count >= 0 && count <= of)) throw new RangeError(`${count} of ${of} is not a share.`);
  const value = count / of;
  const weight = 1 + z ** 2 / of;
  const middle = (value + z ** 2 / (2 * of)) / weight;
  const half = (z * Math.sqrt((value * (1 - value)) / of + z ** 2 / (4 * of ** 2))) / weight;
  // Rounding errors can put the end slightly beyond the value.
  return { value, low: Math.max(0, Math.min(value, middle - half)), high: Math.min(1, Math.max(value, middle + half)) };
}

/**
 * The difference a − b of two independent shares with its 95 % confidence interval: R. G. Newcombe,
 * "Interval estimation for the difference between independent proportions: comparison of eleven
 * methods", Statistics in Medicine 17, 1998, method 10.
 */
export function proportionDifference(a: Proportion, b: Proportion, z = Z_95): Estimate {
  const [first, second] = [wilson(a, z), wilson(b, z)];
  const value = first.value - second.value;
  return {
    value,
    low: value - Math.hypot(first.value - first.low, second.high - second.value),
    high: value + Math.hypot(first.high - first.value, second.value - second.low),
  };
}
