import { createDailyCounts } from "../../host/kv/daily-counts.ts";
import type { Kv } from "../../host/kv/kv.ts";

/**
 * How many posts were refused, per reason and day (UTC):
 *
 *     readyslot:v2:drops:<day>   hash: reason → count, kept 400 days
 */
export const DROP_REASONS = [
  "method",
  "content-type",
  "too-large",
  "broken-body",
  "foreign-origin",
  "bot",
  "rate",
  "not-json",
  "schema",
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

const drops = createDailyCounts({ key: (day) => `readyslot:v2:drops:${day}` });

/**
 * Counts one refused post; a flood costs one write at a time.
 *
 * @returns when the write that carries it has ended, well or not. Never rejects, and `connect` may throw.
 */
export async function countDrop(connect: () => Pick<Kv, "writer">, reason: DropReason, now: Date): Promise<void> {
  await drops.count(connect, reason, now);
}

/** The drops of the day (UTC) of `now` by reason, 0 for one that did not occur. One command. */
export async function readDrops(kv: Pick<Kv, "client">, now: Date): Promise<Record<DropReason, number>> {
  const counts = await drops.read(kv, now);
  return Object.fromEntries(DROP_REASONS.map((reason) => [reason, counts[reason] ?? 0])) as Record<DropReason, number>;
}
