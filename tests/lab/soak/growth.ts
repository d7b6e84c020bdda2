/** A measured amount, and the time since the start in ms. */
export interface Look {
  ms: number;
  bytes: number;
}

/** Fewer are not enough for a slope. */
export const FEWEST_LOOKS = 8;

/**
 * The growth of an amount over the second half of the measurements, in bytes: the slope times the duration. In the
 * first half caches fill, and V8 adapts its heap.
 *
 * The slope is the median of the slopes between any two measurements (Theil and Sen), so that a single outlier
 * does not change it.
 *
 * @throws {RangeError} if the second half has fewer than 8 measurements.
 */
export function growthOf(looks: readonly Look[]): number {
  const half = looks.slice(Math.floor(looks.length / 2));
  const [first, last] = [half.at(0), half.at(-1)];
  if (!first || !last || half.length < FEWEST_LOOKS) throw new RangeError(`A slope needs at least ${FEWEST_LOOKS} measurements, but there are ${half.length}.`);
  const slopes = half.flatMap((one, i) => half.slice(i + 1).map((other) => (other.bytes - one.bytes) / (other.ms - one.ms)));
  return medianOf(slopes) * (last.ms - first.ms);
}

function medianOf(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
