/**
 * The breakdowns of one period as one value. A day has some dozens of values, most of which were
 * counted a few times, so unlike `packs.ts` it names the counted buckets only, each by its distance
 * from the one before.
 */
import { DIMENSIONS } from "../shared/sample.ts";
import type { Dimension } from "../shared/sample.ts";
import type { Breakdowns, Figures, Measure, MeasureFigures } from "../statistics/figures.ts";
import { Histogram } from "../statistics/histogram.ts";
import { MEASURE_CODES } from "./metrics-keys.ts";
import { readText, toText } from "./number-text.ts";

/** What is stored, as JSON. Values stand in lists and not as keys, of which some mean more than themselves (`__proto__`). */
export interface ValuesPack {
  values: Readonly<Partial<Record<Dimension, readonly PackedValue[]>>>;
}
type PackedValue = readonly [value: string, counts: Figures["counts"], ...measures: readonly PackedMeasure[]];
type PackedMeasure = readonly [code: string, sum: number, min: number, max: number, buckets: string];

export function packBreakdowns(breakdowns: Breakdowns): ValuesPack {
  return {
    values: Object.fromEntries([...breakdowns].map(([dimension, values]) => [
      dimension,
      [...values].map(([value, { counts, measures }]): PackedValue => [value, counts, ...[...measures].map(packMeasure)]),
    ])),
  };
}

/** The breakdowns that were packed; undefined for what is no pack, which is as good as none. */
export function unpackBreakdowns(stored: unknown): Breakdowns | undefined {
  if (!isValuesPack(stored)) return undefined;
  const breakdowns = new Map<Dimension, ReadonlyMap<string, Figures>>();
  for (const dimension of DIMENSIONS) {
    const values = stored.values[dimension];
    if (values === undefined) continue;
    breakdowns.set(dimension, new Map(values.map(([value, counts, ...measures]) => [value, { counts, measures: new Map(measures.map(unpackMeasure)) }])));
  }
  return breakdowns;
}

function packMeasure([measure, { buckets, sum, min, max }]: readonly [Measure, MeasureFigures]): PackedMeasure {
  let [text, last] = ["", 0];
  for (const [index, count] of buckets) {
    text += toText(index - last) + toText(count);
    last = index;
  }
  return [MEASURE_CODES[measure], sum, min, max, text];
}

function unpackMeasure([code, sum, min, max, text]: PackedMeasure): [Measure, MeasureFigures] {
  const pairs: number[] = [];
  readText(text, pairs);
  for (let i = 2; i < pairs.length; i += 2) pairs[i] = (pairs[i] ?? 0) + (pairs[i - 2] ?? 0);
  const buckets = Histogram.ofPairs(pairs);
  return [code === MEASURE_CODES.booked ? "booked" : "totalDuration", { buckets, n: buckets.n, sum, min, max }];
}

function isValuesPack(stored: unknown): stored is ValuesPack {
  return typeof stored === "object" && stored !== null && "values" in stored;
}
