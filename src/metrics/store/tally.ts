/** What one event adds to the figures, and the writes that add it. */
import { DIMENSIONS, PHASES, VITALS, WIRE_PHASES } from "../shared/sample.ts";
import type { StoredSample } from "../shared/sample.ts";
import { bucketField } from "./bucket-fields.ts";
import type { Batch } from "./counted-once.ts";
import type { DimensionValues } from "./counted-values.ts";
import { CLS_SCALE, GIVEN_UP } from "../statistics/figures.ts";
import type { Measure } from "../statistics/figures.ts";
import type { Novelties } from "./first-writes.ts";
import { bucketOf } from "../statistics/histogram.ts";
import { extremesKey, figuresKey, MEASURE_CODES, secondsLeft } from "./metrics-keys.ts";
import type { Scope } from "./metrics-keys.ts";
import type { Period } from "../statistics/periods.ts";
import { measureKey } from "./stored-figures.ts";

export interface Tally {
  /** Counters, and what to raise each by. */
  readonly counts: Readonly<Record<string, number>>;
  /** Whole numbers ≥ 0, each with the bucket that holds it. */
  readonly measures: readonly { measure: Measure; value: number; bucket: number }[];
}

/**
 * What a sample adds over all samples, and to each value that it has. A phase counts only where the
 * calendar got ready; the page's vitals count whatever became of it.
 *
 * @throws {RangeError} for a time that is negative or not finite.
 */
export function tallySample(sample: StoredSample): { all: Tally; value: Tally } {
  const measured = (names: readonly (Exclude<Measure, "booked">)[]) =>
    names.flatMap((name) => {
      const value = sample[name];
      return value === undefined ? [] : [tallied(name, name === "cls" ? value * CLS_SCALE : value)];
    });
  const isReady = sample.outcome === "ready";
  const counts = { [sample.outcome]: 1 };
  return {
    all: { counts: { ...counts, ...(sample.dropped && { [GIVEN_UP]: sample.dropped }) }, measures: [...(isReady ? measured(PHASES) : []), ...measured(VITALS)] },
    value: { counts, measures: isReady ? measured(WIRE_PHASES) : [] },
  };
}

/** One measured value. @throws {RangeError} where it is negative or not finite. */
export function tallied(measure: Measure, value: number): Tally["measures"][number] {
  const whole = Math.round(value);
  return { measure, value: whole, bucket: bucketOf(whole) };
}

/** The value of each dimension that the sample has one for. */
export function dimensionValues(sample: StoredSample): DimensionValues {
  return Object.fromEntries(DIMENSIONS.flatMap((dimension) => {
    const value = sample[dimension];
    return value === undefined ? [] : [[dimension, value]];
  }));
}

/** The scopes of a sample's values. */
export function scopesOf(values: DimensionValues): Scope[] {
  return DIMENSIONS.flatMap((dimension) => {
    const value = values[dimension];
    return value === undefined ? [] : [{ dimension, value }];
  });
}

/** Adds to one scope of one period. Every write is an increment or a comparison: none reads first, none is lost. */
export function addTally(
  tx: Batch,
  novelties: Novelties,
  { counts, measures }: Tally,
  { period, scope, now }: { period: Period; scope: Scope | undefined; now: Date },
): void {
  const keys = new Set<string>();
  const add = (key: string, field: string, by: number) => {
    tx.hincrby(key, field, by);
    keys.add(key);
  };
  for (const [name, by] of Object.entries(counts)) add(figuresKey(period, scope), name, by);
  for (const { measure, value, bucket } of measures) {
    const key = measureKey(measure, period, scope);
    const { field, one } = bucketField(measure, bucket);
    add(key, field, one);
    add(key, `${MEASURE_CODES[measure]}:sum`, value);
  }
  for (const key of keys) novelties.expire(tx, key, secondsLeft(period, now));

  // With its sign turned the smallest is the greatest too, so that one GT serves both ends.
  const [first, ...more] = measures.flatMap(({ measure, value }) => [
    { member: `max:${MEASURE_CODES[measure]}`, score: value },
    { member: `min:${MEASURE_CODES[measure]}`, score: 0 - value },
  ]);
  if (first === undefined) return;
  tx.zadd(extremesKey(period, scope), { gt: true }, first, ...more);
  novelties.expire(tx, extremesKey(period, scope), secondsLeft(period, now));
}
