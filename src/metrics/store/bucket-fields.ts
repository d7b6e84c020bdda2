/**
 * How the buckets of a histogram lie in the fields of a hash: two neighbours share one, the lower
 * one in its low 26 bits. Reading a busy period is reading its fields, some hundred a measure, so
 * half of them is half the bytes and half the time.
 *
 * A bucket holds up to 67,108,863 samples (2^26 − 1) of its period, which is 777 a second all day in
 * one bucket alone; both together stay below 2^53, up to which a JavaScript number is exact.
 */
import type { Measure } from "../statistics/figures.ts";
import { BUCKET_COUNT, type Histogram } from "../statistics/histogram.ts";
import { MEASURE_CODES } from "./metrics-keys.ts";

/** How many bits of its field a bucket has. */
export const BUCKET_BITS = 26;

const UPPER = 2 ** BUCKET_BITS;

/** The field of a bucket, and what to increment it by for each sample. */
export function bucketField(measure: Measure, bucket: number): { field: string; one: number } {
  return { field: `${MEASURE_CODES[measure]}${bucket >> 1}`, one: bucket % 2 === 0 ? 1 : UPPER };
}

/** Counts what the field with this number (what follows the measure's code) holds. */
export function addField(histogram: Histogram, number: number, value: number): void {
  histogram.add(number * 2, value % UPPER);
  // The last bucket has no neighbour.
  if (number * 2 + 1 < BUCKET_COUNT) histogram.add(number * 2 + 1, Math.floor(value / UPPER));
}
