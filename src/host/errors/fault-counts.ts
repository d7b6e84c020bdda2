import { createDailyCounts } from "../kv/daily-counts.ts";
import type { Kv } from "../kv/kv.ts";

/**
 * How many faults came in, those of browsers and the server's own:
 *
 *     readyslot:v2:faults:<day>   hash: hour (UTC, "00" to "23") → count, kept 9 days
 */
const keyOf = (day: string) => `readyslot:v2:faults:${day}`;
const dayOf = (at: Date) => at.toISOString().slice(0, 10);
const hourOf = (at: Date) => at.toISOString().slice(11, 13);

const faults = createDailyCounts({ key: keyOf, keptDays: 9 });

/** Counts one fault in the hour of `now`; a flood costs one write at a time. Never rejects, and `connect` may throw. */
export async function countFault(connect: () => Pick<Kv, "writer">, now: Date): Promise<void> {
  await faults.count(connect, hourOf(now), now);
}

/** The faults in the hour of each instant, 0 where there were none. One round trip, and a command for each day among them. */
export async function readFaultCounts({ client }: Pick<Kv, "client">, hours: readonly Date[]): Promise<number[]> {
  if (hours.length === 0) return [];
  const ofDays = Map.groupBy(hours, (hour) => keyOf(dayOf(hour)));
  const commands = client.pipeline();
  for (const [key, ofDay] of ofDays) commands.hmget(key, ...ofDay.map(hourOf));
  const answers = await commands.exec<(Record<string, unknown> | null)[]>();
  const counts = new Map([...ofDays.keys()].map((key, i) => [key, answers[i]]));
  return hours.map((hour) => Number(counts.get(keyOf(dayOf(hour)))?.[hourOf(hour)] ?? 0));
}
