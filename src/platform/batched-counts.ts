import type { KvClient } from "./kv.ts";

/** How many times which field of a hash is to be counted. */
interface Batch {
  /** By key. */
  readonly counts: Map<string, { readonly fields: Map<string, number>; readonly keptSeconds: number }>;
  readonly written: Promise<void>;
}

const queues = new WeakMap<KvClient, { last: Promise<void>; waiting: Batch | undefined }>();

/**
 * Counts one in a field of a hash that is kept for `keptSeconds` from then on. What comes while a write
 * is on its way waits and goes in the next one together, so that a flood costs one write at a time,
 * however many it brings.
 *
 * @returns when the write that carries it has ended. Rejects where it failed: then its counts are lost.
 */
export function countInBatches(writer: KvClient, key: string, field: string, keptSeconds: number): Promise<void> {
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
  const { fields } = counts.get(key) ?? { fields: new Map<string, number>() };
  counts.set(key, { fields: fields.set(field, (fields.get(field) ?? 0) + 1), keptSeconds });
  return written;
}

async function write(writer: KvClient, counts: Batch["counts"]): Promise<void> {
  const tx = writer.multi();
  for (const [key, { fields, keptSeconds }] of counts) {
    for (const [field, n] of fields) tx.hincrby(key, field, n);
    tx.expire(key, keptSeconds);
  }
  await tx.exec();
}
