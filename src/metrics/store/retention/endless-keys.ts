import type { Kv } from "../../../host/kv/kv.ts";
import { CAPPED } from "../counted-values.ts";
import { extremesKey, figuresKey, moreFiguresKey, packKey, secondsLeft, valuesKey, valuesPackKey } from "../metrics-keys.ts";
import { periodAt, type Period } from "../../statistics/periods.ts";

const HOUR_MS = 3_600_000;
/** What TTL answers of a key that stays for good. */
const NO_EXPIRY = -1;

/**
 * Looks whether yesterday's keys have their time, and gives it to those that have none. They were written with
 * it, so one without is an error somewhere, and would stay for good.
 *
 * By their names, of the whole and of the hours in it. Not all keys there are: nearly all are marks (97 % after the
 * soak's hour), and behind a million openings that would be a million commands a night.
 */
export async function limitEndlessKeys({ client }: Pick<Kv, "client">, now: Date): Promise<{ looked: number; endless: number }> {
  const day = periodAt("day", new Date(now.getTime() - 24 * HOUR_MS));
  const hours = Array.from({ length: 24 }, (_, hour) => periodAt("hour", new Date(day.start.getTime() + hour * HOUR_MS)));
  const keys = [
    ...CAPPED.map((dimension) => ({ key: valuesKey(dimension, day), period: day })),
    ...[day, ...hours].flatMap((period) => keysOf(period).map((key) => ({ key, period }))),
  ];
  const asking = client.pipeline();
  for (const { key } of keys) asking.ttl(key);
  const times = await asking.exec<unknown[]>();

  const endless = keys.filter((_, i) => times[i] === NO_EXPIRY);
  if (endless.length > 0) {
    const limiting = client.pipeline();
    for (const { key, period } of endless) limiting.expire(key, secondsLeft(period, now));
    await limiting.exec();
  }
  return { looked: times.filter((time) => typeof time === "number" && time >= NO_EXPIRY).length, endless: endless.length };
}

function keysOf(period: Period): string[] {
  return [figuresKey(period), moreFiguresKey(period), extremesKey(period), packKey(period), valuesPackKey(period)];
}
