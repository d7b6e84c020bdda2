/** How the figures of one scope and period are read from their two keys: `metrics-keys.ts`. */
import { WIRE_PHASES } from "../shared/sample.ts";
import { addField } from "./bucket-fields.ts";
import type { Batch } from "./counted-once.ts";
import type { Figures, Measure, MeasureFigures } from "../statistics/figures.ts";
import { Histogram } from "../statistics/histogram.ts";
import { extremesKey, figuresKey, MEASURE_CODES, moreFiguresKey } from "./metrics-keys.ts";
import type { Scope } from "./metrics-keys.ts";
import type { Period } from "../statistics/periods.ts";

/**
 * How much is taken. `main`: the counters, the wire phases and what was booked, which every scope has
 * and every answer to a sample needs. `breakdown`: of these the counters, the total and what was
 * booked. `whole`: all that is kept over all samples, some 3,000 fields on a busy day.
 */
export type Extent = "main" | "breakdown" | "whole";

const MEASURES = Object.keys(MEASURE_CODES) as Measure[];
const MAIN: readonly Measure[] = [...WIRE_PHASES, "booked"];
const MEASURES_OF: Readonly<Record<Extent, readonly Measure[]>> = { main: MAIN, breakdown: ["totalDuration", "booked"], whole: MEASURES };
const MEASURE_BY_CODE: ReadonlyMap<string, Measure> = new Map(MEASURES.map((measure) => [MEASURE_CODES[measure], measure]));

/** How many replies `askFigures` causes. */
export const FIGURE_REPLIES: Readonly<Record<Extent, number>> = { main: 2, breakdown: 2, whole: 3 };

/** The key whose hash holds a measure's buckets. */
export function measureKey(measure: Measure, period: Period, scope: Scope | undefined): string {
  return MAIN.includes(measure) ? figuresKey(period, scope) : moreFiguresKey(period);
}

/** All that there is of a scope. */
export function extentOf(scope: Scope | undefined): Extent {
  return scope === undefined ? "whole" : "main";
}

/** Adds the reads of one scope and period. */
export function askFigures(batch: Batch, period: Period, scope: Scope | undefined, extent: Extent = extentOf(scope)): void {
  batch.hgetall(figuresKey(period, scope));
  batch.zmscore(extremesKey(period, scope), membersOf(MEASURES_OF[extent]));
  if (extent === "whole") batch.hgetall(moreFiguresKey(period));
}

/** Takes their replies. What it does not know is left out. */
export function toFigures([hash, scores, more]: readonly unknown[], extent: Extent): Figures {
  const counts: Record<string, number> = {};
  const buckets = new Map<Measure, Histogram>();
  const sums = new Map<Measure, number>();
  for (const fields of [asRecord(hash), asRecord(more)]) {
    // Not `Object.entries`: that makes a pair of each of some thousand fields.
    for (const field in fields) {
      const value = Number(fields[field]);
      const measure = MEASURE_BY_CODE.get(field.charAt(0));
      if (measure !== undefined && isDigit(field.charCodeAt(1))) addField(bucketsOf(buckets, measure), Number(field.slice(1)), value);
      else if (measure !== undefined && field.slice(1) === ":sum") sums.set(measure, value);
      else counts[field] = value;
    }
  }

  const measures = new Map<Measure, MeasureFigures>();
  for (const [i, measure] of MEASURES_OF[extent].entries()) {
    const histogram = buckets.get(measure);
    const [max, min] = Array.isArray(scores) ? [scores[2 * i], scores[2 * i + 1]] : [];
    // No extreme is made up: a measure that has lost its own is not reported.
    if (histogram === undefined || typeof max !== "number" || typeof min !== "number") continue;
    measures.set(measure, { buckets: histogram, n: histogram.n, sum: sums.get(measure) ?? 0, min: 0 - min, max });
  }
  return { counts, measures };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function isDigit(characterCode: number): boolean {
  return characterCode >= 48 && characterCode <= 57;
}

function bucketsOf(known: Map<Measure, Histogram>, measure: Measure): Histogram {
  const histogram = known.get(measure) ?? new Histogram();
  known.set(measure, histogram);
  return histogram;
}

function membersOf(measures: readonly Measure[]): string[] {
  return measures.flatMap((measure) => [`max:${MEASURE_CODES[measure]}`, `min:${MEASURE_CODES[measure]}`]);
}
