/**
 * The figures of one period as one value: its counters, and for each measure the sum, the extremes
 * and the counts of its buckets. Every bucket is in it, counted or not, in as few characters as its
 * count needs, so that a pack of ten million samples is hardly longer than one of ten.
 */
import type { Figures, Measure, MeasureFigures } from "../statistics/figures.ts";
import { BUCKET_COUNT, Histogram } from "../statistics/histogram.ts";
import { MEASURE_CODES } from "./metrics-keys.ts";
import { readText, toText } from "./number-text.ts";

/** What is stored, as JSON. */
export interface Pack {
  counts: Readonly<Record<string, number>>;
  /** By the measure's code: sum, min, max, and the buckets as `packCounts` writes them. */
  measures: Readonly<Record<string, readonly [sum: number, min: number, max: number, counts: string]>>;
}

export function packFigures({ counts, measures }: Figures): Pack {
  return {
    counts,
    measures: Object.fromEntries([...measures].map(([measure, { buckets, sum, min, max }]) =>
      [MEASURE_CODES[measure], [sum, min, max, packCounts(buckets)]])),
  };
}

/** The figures that were packed; undefined for what is no pack, which is as good as none. */
export function unpackFigures(stored: unknown): Figures | undefined {
  if (!isPack(stored)) return undefined;
  const measures = new Map<Measure, MeasureFigures>();
  for (const [measure, code] of CODES) {
    const packed = stored.measures[code];
    if (packed === undefined) continue;
    const [sum, min, max, counts] = packed;
    const buckets = unpackCounts(counts);
    measures.set(measure, { buckets, n: buckets.n, sum, min, max });
  }
  return { counts: stored.counts, measures };
}

const CODES = Object.entries(MEASURE_CODES) as [Measure, string][];

function packCounts(buckets: Histogram): string {
  let text = "";
  for (let index = 0; index < BUCKET_COUNT; index++) text += toText(buckets.get(index));
  return text;
}

function unpackCounts(text: string): Histogram {
  const counts = new Float64Array(BUCKET_COUNT);
  readText(text, counts);
  return new Histogram(counts);
}

function isPack(stored: unknown): stored is Pack {
  return typeof stored === "object" && stored !== null && "counts" in stored && "measures" in stored;
}
