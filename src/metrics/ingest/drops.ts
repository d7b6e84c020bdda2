import { createDailyCounts } from "../../host/kv/daily-counts.ts";
import type { Kv } from "../../host/kv/kv.ts";
import { dropsKey } from "../store/keys.ts";

/**
 * The number of refused posts, per reason and day (UTC):
 *
 *     readyslot:v3:drops:<day>   hash: reason → count, kept 400 days
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

const drops = createDailyCounts({ key: dropsKey });

/**
 * Counts one refused post. During a flood there is one write at a time.
 *
 * @returns when the write has ended, whether it succeeded or not. Never rejects, even if `connect` throws.
 */
export async function countDrop(connect: () => Pick<Kv, "writer">, reason: DropReason, now: Date): Promise<void> {
  const count = reason === "rate" ? dueRefusals(connect) : 1;
  await Promise.all(Array.from({ length: count }, () => drops.count(connect, reason, now)));
}

/** Whoever sends too much is refused without asking the store, so these refusals are written together, at most once in this time. */
const WRITTEN_EVERY_MS = 10_000;
const refusals = new WeakMap<object, { waiting: number; due: number }>();

/** How many refusals for their number are to be written now, this one included. */
function dueRefusals(connect: () => Pick<Kv, "writer">): number {
  try {
    const { writer } = connect();
    const { waiting, due } = refusals.get(writer) ?? { waiting: 0, due: -Infinity };
    const isDue = performance.now() >= due;
    refusals.set(writer, isDue ? { waiting: 0, due: performance.now() + WRITTEN_EVERY_MS } : { waiting: waiting + 1, due });
    return isDue ? waiting + 1 : 0;
  } catch {
    return 0;
  }
}

/** The refused posts of the day (UTC) of `now` by reason; 0 for a reason that did not occur. One command. */
export async function readDrops(kv: Pick<Kv, "client">, now: Date): Promise<Record<DropReason, number>> {
  const counts = await drops.read(kv, now);
  return Object.fromEntries(DROP_REASONS.map((reason) => [reason, counts[reason] ?? 0])) as Record<DropReason, number>;
}
