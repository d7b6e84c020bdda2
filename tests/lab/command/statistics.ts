/** What some measurements say together. */
export interface Summary {
  n: number;
  median: number;
  min: number;
  max: number;
  /** First and third quartile. */
  q1: number;
  q3: number;
}

/** @returns undefined for no measurements: no data is not 0. */
export function summarize(values: readonly number[]): Summary | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  return {
    n: sorted.length,
    median: quantile(sorted, 0.5),
    min: quantile(sorted, 0),
    max: quantile(sorted, 1),
    q1: quantile(sorted, 0.25),
    q3: quantile(sorted, 0.75),
  };
}

/** Between two measurements it is read off the line between them (type 7 of Hyndman and Fan, 1996). */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(position)] ?? NaN, sorted[Math.ceil(position)] ?? NaN];
  return below + (above - below) * (position - Math.floor(position));
}

/** The smallest value with at least this share of all values up to it; `sorted` is in ascending order. */
export function nearestRank(sorted: readonly number[], share: number): number {
  // 0.95 × 20 is slightly above 19 in floating point.
  return sorted[Math.max(Math.ceil(sorted.length * share - 1e-9), 1) - 1] ?? NaN;
}

/** Rounds to a tenth, and numbers below 20 to a thousandth: no measurement here is more precise. */
export function rounded<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === "number" ? roundedNumber(one) : one))) as T;
}

function roundedNumber(number: number): number {
  const steps = Math.abs(number) < 20 ? 1000 : 10;
  return Math.round(number * steps) / steps;
}
