import { countInBatches } from "../../../platform/batched-counts.ts";
import type { Kv } from "../../../platform/kv.ts";

/**
 * How many posts were refused, per reason and day (UTC):
 *
 *     readyslot:v2:drops:<day>   hash: reason → count, kept 400 days
 *
 * Failure policy: counting drops is never worth an error. A write that fails loses its counts and
 * nothing else; a process that ends loses what it had not written yet.
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

const KEPT_SECONDS = 400 * 24 * 60 * 60;
const dropsKey = (day: string) => `readyslot:v2:drops:${day}`;
const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/**
 * Counts one refused post. A flood of them costs one write at a time.
 *
 * @returns when the write that carries it has ended, well or not. Never rejects, and `connect` may throw.
 */
export async function countDrop(connect: () => Pick<Kv, "writer">, reason: DropReason, now: Date): Promise<void> {
  try {
    await countInBatches(connect().writer, dropsKey(dayOf(now)), reason, KEPT_SECONDS);
  } catch {
    // No store is set up, or it is down. Whoever has something to keep is told so; these are only counts.
  }
}

/** The drops of the day (UTC) of `now` by reason, 0 for one that did not occur. One command. */
export async function readDrops({ client }: Pick<Kv, "client">, now: Date): Promise<Record<DropReason, number>> {
  const counts = (await client.hgetall<Record<string, unknown>>(dropsKey(dayOf(now)))) ?? {};
  return Object.fromEntries(DROP_REASONS.map((reason) => [reason, Number(counts[reason] ?? 0)])) as Record<DropReason, number>;
}
