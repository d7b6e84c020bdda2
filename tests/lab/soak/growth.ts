/** One look at an amount, so many ms after the start. */
export interface Look {
  ms: number;
  bytes: number;
}

/** Fewer say nothing about a slope. */
export const FEWEST_LOOKS = 8;

/**
 * By how many bytes an amount grew over the second half of the looks: the slope there times its length.
 * The first half is for caches that fill, and for V8, which needs its time to find its size.
 *
 * The slope is the median of those between any two looks (Theil and Sen): a single look that falls into
 * a busy moment does not move it.
 *
 * @throws {RangeError} if there are fewer than 8 looks in that half.
 */
export function growthOf(looks: readonly Look[]): number {
  const half = looks.slice(Math.floor(looks.length / 2));
  const [first, last] = [half.at(0), half.at(-1)];
  if (!first || !last || half.length < FEWEST_LOOKS) throw new RangeError(`A slope takes ${FEWEST_LOOKS} looks or more, and there are ${half.length}.`);
  const slopes = half.flatMap((one, i) => half.slice(i + 1).map((other) => (other.bytes - one.bytes) / (other.ms - one.ms)));
  return medianOf(slopes) * (last.ms - first.ms);
}

function medianOf(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
