/**
 * Which values of a dimension have figures of their own. Pages, placements and releases are what
 * the outside says they are, so each has a cap on the distinct values of a day; what comes after it
 * is counted as "other". The next day starts anew.
 *
 * Writers that meet new values at the same moment do not see each other's: the cap may be passed by
 * as many values as there are writers.
 */
import { fieldEntries } from "../fields.ts";
import type { FieldsWith } from "../fields.ts";
import type { Dimension } from "../shared/sample.ts";
import type { Batch } from "./counted-once.ts";
import type { Novelties } from "./first-writes.ts";
import { secondsLeft, valuesKey } from "./metrics-keys.ts";
import type { Period } from "../statistics/periods.ts";

/** The value of each dimension that a sample has one for. */
export type DimensionValues = Readonly<Partial<Record<Dimension, string>>>;

/** Distinct values a day. The other dimensions are closed lists. */
export const VALUE_CAPS = Object.fromEntries(fieldEntries().flatMap(([name, { cap }]) => (cap === undefined ? [] : [[name, cap]]))) as Readonly<Record<Capped, number>>;
type Capped = FieldsWith<{ cap: number }>;
/** The dimensions that have a cap. */
export const CAPPED = Object.keys(VALUE_CAPS) as Capped[];

export const OTHER = "other";

export interface CountedValues {
  /** The dimensions whose stored values must be looked at before these can be counted. */
  unknown(values: DimensionValues, day: Period): readonly Capped[];
  /** Adds one read for each; `learn` takes the answers. */
  ask(batch: Batch, dimensions: readonly Capped[], day: Period): void;
  learn(answers: readonly unknown[], dimensions: readonly Capped[], day: Period): void;
  /** The values to count under, each the sample's own or "other"; registers the new ones. */
  admit(tx: Batch, novelties: Novelties, values: DimensionValues, at: { day: Period; now: Date }): DimensionValues;
}

/** A few days' sets: samples of the last day may still come in while the next has begun. */
const REMEMBERED_SETS = 3 * CAPPED.length;

export function createCountedValues(): CountedValues {
  const known = new Map<string, Set<string>>();

  const knownOf = (dimension: Capped, day: Period): Set<string> => {
    const key = valuesKey(dimension, day);
    const set = known.get(key) ?? new Set();
    if (!known.has(key)) {
      if (known.size >= REMEMBERED_SETS) known.clear();
      known.set(key, set);
    }
    return set;
  };

  return {
    unknown: (values, day) =>
      CAPPED.filter((dimension) => {
        const value = values[dimension];
        const set = knownOf(dimension, day);
        // A full set stays as it is, so a flood of made-up values costs no reads.
        return value !== undefined && !set.has(value) && set.size < VALUE_CAPS[dimension];
      }),

    ask(batch, dimensions, day) {
      for (const dimension of dimensions) batch.smembers(valuesKey(dimension, day));
    },

    learn(answers, dimensions, day) {
      for (const [i, dimension] of dimensions.entries()) {
        for (const value of valuesOf(answers[i])) knownOf(dimension, day).add(value);
      }
    },

    admit(tx, novelties, values, { day, now }) {
      const admitted: Partial<Record<Dimension, string>> = { ...values };
      for (const dimension of CAPPED) {
        const value = values[dimension];
        const set = knownOf(dimension, day);
        if (value === undefined || set.has(value)) continue;
        if (set.size >= VALUE_CAPS[dimension]) {
          admitted[dimension] = OTHER;
          continue;
        }
        const key = valuesKey(dimension, day);
        tx.sadd(key, toMember(value));
        novelties.expire(tx, key, secondsLeft(day, now));
        novelties.whenKept(() => void set.add(value));
      }
      return admitted;
    },
  };
}

/** The values of a dimension that a day may have counted under, in the order of their names, told from its set's members. */
export function countedUnder(dimension: Capped, members: unknown): string[] {
  const values = new Set(valuesOf(members));
  if (values.size >= VALUE_CAPS[dimension]) values.add(OTHER);
  return [...values].toSorted();
}

function valuesOf(members: unknown): string[] {
  return Array.isArray(members) ? members.map((member) => fromMember(String(member))) : [];
}

// The client parses what looks like JSON; a release such as 7e3 would come back as a number.
const toMember = (value: string) => `=${value}`;
const fromMember = (member: string) => member.slice(1);
