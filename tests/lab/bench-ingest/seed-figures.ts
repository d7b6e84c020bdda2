/** Fills a store with the statistics of a number of samples over the last 28 days, without recording each. */
import { bucketField } from "../../../src/metrics/store/bucket-fields.ts";
import { CAPPED } from "../../../src/metrics/store/counted-values.ts";
import { bucketValue } from "../../../src/metrics/statistics/histogram.ts";
import { extremesKey, figuresKey, MEASURE_CODES, packKey, valuesKey } from "../../../src/metrics/store/metrics-keys.ts";
import { periodsOf, type Period } from "../../../src/metrics/statistics/periods.ts";
import { measureKey } from "../../../src/metrics/store/stored-figures.ts";
import { VITALS } from "../../../src/metrics/shared/sample.ts";
import type { KvClient } from "../../../src/host/kv/kv.ts";
import { drawBuckets, FIELD_TIMES, type Measured } from "./field-times.ts";

const MEASURES = Object.keys(FIELD_TIMES) as Measured[];
/** One opening in this many failed. */
const FAILED = 25;

/**
 * Writes the store's own hashes, with the same number of samples every day, and those of the last 24 hours. The
 * buckets have the counts that log-normal times would give.
 */
export async function seedFigures(client: KvClient, samples: number, { now, random }: { now: Date; random: () => number }): Promise<void> {
  const days = periodsOf("28d", now);
  for (const [i, day] of days.entries()) {
    await seedPeriod(client, day, part(samples, days.length, i), random);
    for (const dimension of CAPPED) await client.sadd(valuesKey(dimension, day), "=seeded");
  }
  const hours = periodsOf("24h", now);
  for (const [i, hour] of hours.entries()) await seedPeriod(client, hour, part(part(samples, days.length, 0), hours.length, i), random);
}

/** Removes the packs of past days. */
export async function dropPacks(client: KvClient, now: Date): Promise<void> {
  await client.del(...periodsOf("28d", now).slice(0, -1).map((day) => packKey(day)));
}

async function seedPeriod(client: KvClient, period: Period, samples: number, random: () => number): Promise<void> {
  if (samples === 0) return;
  const failed = Math.floor(samples / FAILED);
  const hashes: Record<string, Record<string, number>> = { [figuresKey(period)]: { ready: samples - failed, ...(failed > 0 && { failed }) } };
  const extremes: { member: string; score: number }[] = [];
  for (const measure of MEASURES) {
    const code = MEASURE_CODES[measure];
    const fields = (hashes[measureKey(measure, period, undefined)] ??= {});
    const buckets = drawBuckets(measure, VITALS.some((vital) => vital === measure) ? samples : samples - failed, random);
    const values = buckets.map(([bucket]) => Math.round(bucketValue(bucket)));
    for (const [bucket, count] of buckets) {
      const { field, one } = bucketField(measure, bucket);
      fields[field] = (fields[field] ?? 0) + one * count;
    }
    fields[`${code}:sum`] = buckets.reduce((sum, [, count], i) => sum + count * (values[i] ?? 0), 0);
    extremes.push({ member: `max:${code}`, score: values.at(-1) ?? 0 }, { member: `min:${code}`, score: -(values[0] ?? 0) });
  }
  const [first, ...more] = extremes;
  const tx = client.multi();
  for (const [key, fields] of Object.entries(hashes)) tx.hset(key, fields);
  if (first) tx.zadd(extremesKey(period), first, ...more);
  await tx.exec();
}

/** The i-th of `parts` whole parts, which are as equal as possible and add up to the whole. */
function part(whole: number, parts: number, i: number): number {
  return Math.floor((whole * (i + 1)) / parts) - Math.floor((whole * i) / parts);
}
