import type { Kv, KvClient } from "../../../platform/kv.ts";

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

/** Drops that wait for the write before them, by day and reason. */
interface Batch {
  readonly counts: Map<string, Map<DropReason, number>>;
  readonly written: Promise<void>;
}

const queues = new WeakMap<KvClient, { last: Promise<void>; waiting: Batch | undefined }>();

/**
 * Counts one refused post. What comes while a write is on its way waits and goes in the next one
 * together, so that a flood costs one write at a time, however many it brings.
 *
 * @returns when the write that carries it has ended, well or not. Never rejects, and `connect` may throw.
 */
export async function countDrop(connect: () => Pick<Kv, "writer">, reason: DropReason, now: Date): Promise<void> {
  try {
    await enqueue(connect().writer, reason, dayOf(now));
  } catch {
    // No store is set up, or it is down. Whoever has something to keep is told so; these are only counts.
  }
}

function enqueue(writer: KvClient, reason: DropReason, day: string): Promise<void> {
  const queue = queues.get(writer) ?? { last: Promise.resolve(), waiting: undefined };
  queues.set(writer, queue);
  if (queue.waiting === undefined) {
    const counts: Batch["counts"] = new Map();
    const written = queue.last.then(() => {
      queue.waiting = undefined;
      return write(writer, counts);
    });
    queue.last = written.catch(() => {});
    queue.waiting = { counts, written };
  }
  const { counts, written } = queue.waiting;
  const ofDay = counts.get(day) ?? new Map<DropReason, number>();
  counts.set(day, ofDay.set(reason, (ofDay.get(reason) ?? 0) + 1));
  return written;
}

async function write(writer: KvClient, counts: Batch["counts"]): Promise<void> {
  const tx = writer.multi();
  for (const [day, reasons] of counts) {
    for (const [reason, n] of reasons) tx.hincrby(dropsKey(day), reason, n);
    tx.expire(dropsKey(day), KEPT_SECONDS);
  }
  await tx.exec();
}

/** The drops of the day (UTC) of `now` by reason, 0 for one that did not occur. One command. */
export async function readDrops({ client }: Pick<Kv, "client">, now: Date): Promise<Record<DropReason, number>> {
  const counts = (await client.hgetall<Record<string, unknown>>(dropsKey(dayOf(now)))) ?? {};
  return Object.fromEntries(DROP_REASONS.map((reason) => [reason, Number(counts[reason] ?? 0)])) as Record<DropReason, number>;
}
