import type { Kv, KvClient } from "./kv.ts";
import { createSharedBound, DAY, type Owner, type SharedBound } from "../http/shared-bound.ts";

/**
 * Counts by name and day (UTC) that are never worth an error: a write that fails loses its counts and
 * nothing else; a process that ends loses what it had not written yet.
 */
export interface DailyCountsOptions {
  /** The key of a day's hash, name → count. */
  key(day: string): string;
  /**
   * Distinct names a day, for those that the outside makes up; what comes after them is counted as
   * "other". Costs a read before each write. It is divided among the senders that bring new names
   * (shared-bound.ts), so the day may have more, up to five times as many. Writers that meet new names
   * at the same moment do not see each other's, so that may be passed by as many names as there are writers.
   */
  most?: number;
  /** How long a day is kept, in days from its last count on; 400 if not given. */
  keptDays?: number;
}

export interface DailyCounts {
  /**
   * Counts once. What comes while a write is on its way waits and goes in the next one together, so
   * that a flood costs one write at a time, however many it brings.
   *
   * @returns when the write that carries it has ended, well or not: whether it brought a name that the
   *   day had not yet; told once, and only where there is a cap. Never rejects, and `connect` may throw.
   */
  count(connect: () => Pick<Kv, "writer">, name: string, now: Date, sender?: Owner): Promise<boolean>;
  /** The counts of the day of `now`. One command. */
  read(kv: Pick<Kv, "client">, now: Date): Promise<Record<string, number>>;
}

export const OTHER = "other";

/** A day has at most this many times `most`. The shares of senders add up to less. */
const CEILING = 5;
const NOBODY: Owner = { group: "", name: "" };

const KEPT_DAYS = 400;
const DAY_SECONDS = 24 * 60 * 60;
const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** How often a name came, and who brought it first. */
interface Count {
  n: number;
  readonly sender: Owner;
  readonly at: Date;
}

/** What waits for the write before it, by day and name. */
interface Batch {
  readonly counts: Map<string, Map<string, Count>>;
  /** Names that the day had not yet; known when it is written. */
  readonly added: Set<string>;
  readonly written: Promise<void>;
}

export function createDailyCounts({ key, most, keptDays = KEPT_DAYS }: DailyCountsOptions): DailyCounts {
  const queues = new WeakMap<KvClient, { last: Promise<void>; waiting: Batch | undefined; newNames: SharedBound }>();

  function enqueue(writer: KvClient, name: string, now: Date, sender: Owner): Batch {
    const queue = queues.get(writer) ?? { last: Promise.resolve(), waiting: undefined, newNames: createSharedBound({ most: most ?? 0, window: DAY }) };
    queues.set(writer, queue);
    if (queue.waiting === undefined) {
      const counts: Batch["counts"] = new Map();
      const added: Batch["added"] = new Set();
      const written = queue.last.then(() => {
        queue.waiting = undefined;
        return write(writer, { counts, added }, queue.newNames);
      });
      queue.last = written.catch(() => {});
      queue.waiting = { counts, added, written };
    }
    const { counts } = queue.waiting;
    const day = dayOf(now);
    const ofDay = counts.get(day) ?? new Map<string, Count>();
    const count = ofDay.get(name) ?? { n: 0, sender, at: now };
    count.n += 1;
    counts.set(day, ofDay.set(name, count));
    return queue.waiting;
  }

  async function write(writer: KvClient, { counts, added }: Pick<Batch, "counts" | "added">, newNames: SharedBound): Promise<void> {
    const tx = writer.multi();
    for (const [day, names] of counts) {
      const known = most === undefined ? undefined : new Set(Object.keys((await writer.hgetall(key(day))) ?? {}));
      for (const [name, { n, sender, at }] of names) {
        const isOneTooMany = known && !known.has(name) && (known.size >= (most ?? 0) * CEILING || !newNames.admits(sender, at));
        const counted = isOneTooMany ? OTHER : name;
        if (known && !known.has(counted)) added.add(counted);
        known?.add(counted);
        tx.hincrby(key(day), counted, n);
      }
      tx.expire(key(day), keptDays * DAY_SECONDS);
    }
    await tx.exec();
  }

  return {
    async count(connect, name, now, sender = NOBODY) {
      try {
        const { written, added } = enqueue(connect().writer, name, now, sender);
        await written;
        return added.delete(name);
      } catch {
        // No store is set up, or it is down. Whoever has something to keep is told so; these are only counts.
        return false;
      }
    },
    async read({ client }, now) {
      const counts = (await client.hgetall<Record<string, unknown>>(key(dayOf(now)))) ?? {};
      return Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, Number(n)]));
    },
  };
}
