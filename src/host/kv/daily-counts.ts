import type { Kv, KvClient } from "./kv.ts";
import { createSharedBound, DAY, type Owner, type SharedBound } from "../http/shared-bound.ts";

/**
 * Counts by name and day (UTC), on a best-effort basis: a failed write loses its counts and nothing else,
 * and a process that ends loses the counts that it has not written yet.
 */
export interface DailyCountsOptions {
  /** The key of a day's hash, name → count. */
  key(day: string): string;
  /**
   * Maximum of distinct names per day, for names that come from outside; further names are counted as
   * "other". Costs a read before each write. The maximum is divided among the senders of new names
   * (shared-bound.ts), so a day may have up to five times as many. Concurrent writers do not see each
   * other's new names, so each may add one more.
   */
  most?: number;
  /** Retention in days, from the day's last count; 400 by default. */
  keptDays?: number;
}

export interface DailyCounts {
  /**
   * Adds one to a count. Counts that arrive during a write are written together afterwards, so that
   * during a flood only one write is in flight at a time.
   *
   * @returns once the write has succeeded or failed: whether this was the day's first count of the name;
   *   true once per name, and only with a maximum. Never rejects; `connect` may throw.
   */
  count(connect: () => Pick<Kv, "writer">, name: string, now: Date, sender?: Owner): Promise<boolean>;
  /** The counts of the day of `now`. Takes one command. */
  read(kv: Pick<Kv, "client">, now: Date): Promise<Record<string, number>>;
}

export const OTHER = "other";

/** A day has at most this many times `most` names. The senders' shares add up to less. */
const CEILING = 5;
const NOBODY: Owner = { group: "", name: "" };

const KEPT_DAYS = 400;
const DAY_SECONDS = 24 * 60 * 60;
const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** The count of a name, and its first sender. */
interface Count {
  n: number;
  readonly sender: Owner;
  readonly at: Date;
}

/** Counts that wait for the current write, by day and name. */
interface Batch {
  readonly counts: Map<string, Map<string, Count>>;
  /** Names that are new on the day; known after the write. */
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
        // There is no store, or it is down. Other requests report that; these are only counts.
        return false;
      }
    },
    async read({ client }, now) {
      const counts = (await client.hgetall<Record<string, unknown>>(key(dayOf(now)))) ?? {};
      return Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, Number(n)]));
    },
  };
}
