import { countInBatches } from "./batched-counts.ts";
import type { Kv } from "./kv.ts";

/**
 * How many faults came in, those of browsers and the server's own:
 *
 *     readyslot:v2:faults:<day>   hash: hour (UTC, "00" to "23") → count, kept 9 days
 *
 * Failure policy: as of drops. A write that fails loses its counts and nothing else.
 */
const KEPT_SECONDS = 9 * 24 * 60 * 60;

/** A count's key and field: "2026-11-22T15" in two. */
function placeOf(at: Date): { key: string; field: string } {
  const name = at.toISOString();
  return { key: `readyslot:v2:faults:${name.slice(0, 10)}`, field: name.slice(11, 13) };
}

/** Counts one fault in the hour of `now`. A flood of them costs one write at a time. Never rejects, and `connect` may throw. */
export async function countFault(connect: () => Pick<Kv, "writer">, now: Date): Promise<void> {
  try {
    const { key, field } = placeOf(now);
    await countInBatches(connect().writer, key, field, KEPT_SECONDS);
  } catch {
    // The store that is down may be the fault itself, and the log has it.
  }
}

/** The faults in the hour of each instant, 0 where there were none. One round trip. */
export async function readFaultCounts({ client }: Pick<Kv, "client">, hours: readonly Date[]): Promise<number[]> {
  if (hours.length === 0) return [];
  const tx = client.pipeline();
  for (const { key, field } of hours.map(placeOf)) tx.hget(key, field);
  return (await tx.exec<unknown[]>()).map((count) => Number(count ?? 0));
}
