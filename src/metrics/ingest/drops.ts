import { setTimeout } from "node:timers/promises";
import { createDailyCounts } from "../../host/kv/daily-counts.ts";
import type { Kv } from "../../host/kv/kv.ts";
import { dropsKey } from "../log/keys.ts";

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
  if (reason === "rate") await (nextWrite ??= setTimeout(WRITTEN_EVERY_MS).finally(() => (nextWrite = undefined)));
  await drops.count(connect, reason, now);
}

/** A sender over its limit is refused without a request to the store. These refusals are collected, and written once a second. */
const WRITTEN_EVERY_MS = 1_000;
let nextWrite: Promise<void> | undefined;

/** The refused posts of the day (UTC) of `now` by reason; 0 for a reason that did not occur. One command. */
export async function readDrops(kv: Pick<Kv, "client">, now: Date): Promise<Record<DropReason, number>> {
  const counts = await drops.read(kv, now);
  return Object.fromEntries(DROP_REASONS.map((reason) => [reason, counts[reason] ?? 0])) as Record<DropReason, number>;
}
