/** Fills a store with a number of samples over the last 28 days: the rollups of the days that are over, and the log of the running hour. */
import type { KvClient } from "../../../src/host/kv/kv.ts";
import { storedSample } from "../../../src/metrics/ingest/stored-sample.ts";
import { DIMENSIONS, VALUE_PHASES, VITALS, type Dimension } from "../../../src/metrics/shared/sample.ts";
import type { Figures, Measure } from "../../../src/metrics/statistics/figures.ts";
import type { Counted, ValueFigures } from "../../../src/metrics/statistics/fold.ts";
import { bucketValue, Histogram } from "../../../src/metrics/statistics/histogram.ts";
import { periodAt, periodsOf } from "../../../src/metrics/statistics/periods.ts";
import { KEPT, logKey, markKey, PARTS, rollupKey, secondsLeft } from "../../../src/metrics/log/keys.ts";
import { partsOf, recordText } from "../../../src/metrics/log/record-text.ts";
import { rollupTexts } from "../../../src/metrics/log/rollup-text.ts";
import { diceOf } from "../openings/dice.ts";
import { fullSample } from "../openings/samples.ts";
import { drawBuckets, FIELD_TIMES, type Measured } from "./field-times.ts";

const MEASURES = Object.keys(FIELD_TIMES) as Measured[];
/** One opening in this many failed. */
const FAILED = 25;
/** How many values each dimension has. */
const VALUES = 8;
const DIFFERENT_RECORDS = 500;
const RECORDS_AT_ONCE = 1_000;

/**
 * Writes the store's own rollups, with the same number of samples every day, and the records of today. The
 * buckets have the counts that log-normal times would give.
 */
export async function seedFigures(client: KvClient, samples: number, { now, random }: { now: Date; random: () => number }): Promise<void> {
  const days = periodsOf("28d", now);
  for (const [i, day] of days.slice(0, -1).entries()) {
    const n = part(samples, days.length, i);
    const texts = rollupTexts(n, countedOf(n, random));
    const tx = client.multi();
    for (const name of PARTS) tx.set(rollupKey(day, name), texts[name], { ex: secondsLeft(day, KEPT.day, now) });
    await tx.exec();
  }
  await seedHour(client, part(samples, days.length, days.length - 1), { now, random });
}

/** Writes records and their idempotency keys into the log of the running hour. */
export async function seedHour(client: KvClient, records: number, { now, random }: { now: Date; random: () => number }): Promise<void> {
  const [hour, dice] = [periodAt("hour", now), diceOf(random)];
  const pool = Array.from({ length: Math.min(records, DIFFERENT_RECORDS) }, (_, i) => {
    const sample = fullSample(random);
    const stored = storedSample({ ...sample, ...(i % FAILED === 0 && { outcome: "failed", error: "embed.js could not be loaded" }) }, {}, now);
    return partsOf(stored, hour.start.getTime());
  });
  for (let done = 0; done < records; done += RECORDS_AT_ONCE) {
    const made = Array.from({ length: Math.min(RECORDS_AT_ONCE, records - done) }, (_, i) => {
      const { fields, ...times } = pool[(done + i) % pool.length] as (typeof pool)[number];
      const sampleId = dice.uuid();
      return { sampleId, text: JSON.stringify(recordText({ kind: "S", token: dice.hex(6), sender: dice.hex(6), ownValues: [], ...times, fields: { ...fields, sampleId } })) };
    });
    const batch = client.pipeline().lpush(logKey(hour), ...made.map(({ text }) => text));
    for (const { sampleId, text } of made) batch.set(markKey("sample", sampleId), text, { ex: KEPT.mark });
    await batch.exec();
  }
  if (records > 0) await client.expire(logKey(hour), secondsLeft(hour, KEPT.log, now));
}

function countedOf(samples: number, random: () => number): Counted {
  const valuesOf = (dimension: Dimension) =>
    new Map(Array.from({ length: VALUES }, (_, i): [string, ValueFigures] => [`${dimension}-${i}`, { ...figuresOf(part(samples, VALUES, i), VALUE_PHASES, random), isOwn: false }]));
  return { whole: figuresOf(samples, MEASURES, random), values: new Map(DIMENSIONS.map((dimension) => [dimension, valuesOf(dimension)])) };
}

function figuresOf(samples: number, measures: readonly Measured[], random: () => number): Figures {
  const failed = Math.floor(samples / FAILED);
  const measured = measures.flatMap((measure) => {
    const buckets = drawBuckets(measure, VITALS.some((vital) => vital === measure) ? samples : samples - failed, random);
    if (buckets.length === 0) return [];
    const times = buckets.map(([bucket, count]) => ({ time: Math.round(bucketValue(bucket)), count }));
    const histogram = Histogram.ofPairs(buckets.flat());
    const sum = times.reduce((total, { time, count }) => total + time * count, 0);
    return [[measure as Measure, { buckets: histogram, n: histogram.n, sum, min: times[0]?.time ?? 0, max: times.at(-1)?.time ?? 0 }] as const];
  });
  return { counts: { ready: samples - failed, ...(failed > 0 && { failed }) }, measures: new Map(measured), senders: [] };
}

/** The i-th of `parts` whole parts, which are as equal as possible and add up to the whole. */
function part(whole: number, parts: number, i: number): number {
  return Math.floor((whole * (i + 1)) / parts) - Math.floor((whole * i) / parts);
}
