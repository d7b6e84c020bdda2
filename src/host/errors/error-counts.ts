import { createDailyCounts } from "../kv/daily-counts.ts";
import type { Kv } from "../kv/kv.ts";

/**
 * The number of errors per hour, from browsers and from the server together:
 *
 *     readyslot:v3:errors:<day>   hash: hour (UTC, "00" to "23") → count, kept 9 days
 */
const keyOf = (day: string) => `readyslot:v3:errors:${day}`;
const dayOf = (at: Date) => at.toISOString().slice(0, 10);
const hourOf = (at: Date) => at.toISOString().slice(11, 13);

const errors = createDailyCounts({ key: keyOf, keptDays: 9 });

/** Counts one error in the hour of `now`. During a flood, only one write is in flight at a time. Never rejects; `connect` may throw. */
export async function countError(connect: () => Pick<Kv, "writer">, now: Date): Promise<void> {
  await errors.count(connect, hourOf(now), now);
}

/** The number of errors in the hour of each given instant, 0 where there were none. One round trip, with one command per day. */
export async function readErrorCounts({ client }: Pick<Kv, "client">, hours: readonly Date[]): Promise<number[]> {
  if (hours.length === 0) return [];
  const ofDays = Map.groupBy(hours, (hour) => keyOf(dayOf(hour)));
  const commands = client.pipeline();
  for (const [key, ofDay] of ofDays) commands.hmget(key, ...ofDay.map(hourOf));
  const answers = await commands.exec<(Record<string, unknown> | null)[]>();
  const counts = new Map([...ofDays.keys()].map((key, i) => [key, answers[i]]));
  return hours.map((hour) => Number(counts.get(keyOf(dayOf(hour)))?.[hourOf(hour)] ?? 0));
}
