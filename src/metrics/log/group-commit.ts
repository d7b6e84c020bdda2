/**
 * Writes what the posts of this process add to the store. All that arrives within one turn of the event loop, or while
 * a request is under way, shares one transaction, and each post's answer waits for it: nothing that was acknowledged can be lost.
 *
 * A record counts if and only if the idempotency key of its id holds its token. Both are written in the same transaction, the
 * key only if there is none: a writer that dies before it leaves nothing, after it both, and of two writers of one id
 * one gets the key.
 */
import { setImmediate } from "node:timers/promises";
import type { Kv, KvClient } from "../../host/kv/kv.ts";
import type { Period } from "../statistics/periods.ts";
import { KEPT, logKey, secondsLeft, writtenKey } from "./keys.ts";

export interface Append {
  readonly hour: Period;
  readonly text: string;
  /** The record once more, for a list beside the log. */
  readonly copy?: { readonly key: string; readonly text: string; readonly keptSeconds: number } | undefined;
  /** Under which key the record counts, and what the key keeps; undefined for a record that always counts. */
  readonly mark?: { readonly key: string; readonly value: string } | undefined;
  /** From which place on the log is read in the same request, to see what other processes have appended. */
  readonly tailFrom?: number | undefined;
}

export interface Appended {
  /** Whether the record counts. */
  readonly isNew: boolean;
  /** The record's place in the log, from the oldest. */
  readonly place: number;
  /** The records from `tailFrom` on, oldest first. */
  readonly tail?: readonly unknown[];
}

export interface GroupCommit {
  append(record: Append): Promise<Appended>;
  /** Adds to a counter, and gives its value after it. */
  count(counter: { key: string; field: string; by: number; keptSeconds: number }): Promise<number>;
}

interface Batch {
  readonly counters: Map<string, { readonly key: string; readonly field: string; readonly keptSeconds: number; by: number }>;
  readonly logs: Map<string, { readonly hour: Period; readonly texts: string[]; tailFrom: number | undefined }>;
  readonly marks: { readonly key: string; readonly value: string }[];
  readonly copies: Map<string, { readonly texts: string[]; readonly keptSeconds: number }>;
  readonly written: Promise<Replies>;
}

interface Replies {
  readonly counters: ReadonlyMap<string, number>;
  /** Lengths of the logs, and what was read of them. */
  readonly logs: ReadonlyMap<string, { readonly length: number; readonly tail: readonly unknown[] }>;
  readonly marks: readonly unknown[];
}

/** Records in one request; with more the next one follows. At some 400 bytes each, far below what a request may have. */
const MOST_RECORDS = 256;
const MOST_EXPIRING = 1_000;

export function createGroupCommit({ writer }: Pick<Kv, "writer">, now: () => Date): GroupCommit {
  /** The keys whose expiry this process has set. */
  const expiring = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  let open: Batch | undefined;

  function batch(): Batch {
    if (open !== undefined && open.marks.length < MOST_RECORDS) return open;
    const content = { counters: new Map(), logs: new Map(), marks: [], copies: new Map() } satisfies Omit<Batch, "written">;
    const started: Batch = { ...content, written: last.catch(() => undefined).then(() => setImmediate()).then(() => {
      if (open === started) open = undefined;
      return write(writer, started, expiring, now());
    }) };
    last = started.written;
    return (open = started);
  }

  return {
    async append({ hour, text, mark, copy, tailFrom }) {
      const { logs, marks, copies, written } = batch();
      if (copy !== undefined) copies.set(copy.key, { texts: [...(copies.get(copy.key)?.texts ?? []), copy.text], keptSeconds: copy.keptSeconds });
      const log = logs.get(hour.key) ?? { hour, texts: [], tailFrom: undefined };
      logs.set(hour.key, log);
      const index = log.texts.push(text);
      if (tailFrom !== undefined) log.tailFrom = Math.min(tailFrom, log.tailFrom ?? Infinity);
      const markIndex = mark === undefined ? -1 : marks.push(mark) - 1;
      const replies = await written;
      const { length = 0, tail = [] } = replies.logs.get(hour.key) ?? {};
      return {
        isNew: mark === undefined || replies.marks[markIndex] !== null,
        place: length - log.texts.length + index - 1,
        ...(tailFrom !== undefined && { tail: tail.slice(tailFrom - (log.tailFrom ?? 0)) }),
      };
    },

    async count(counter) {
      const id = `${counter.key} ${counter.field}`;
      const { counters, written } = batch();
      const known = counters.get(id) ?? { ...counter, by: 0 };
      counters.set(id, known);
      const so = (known.by += counter.by);
      return ((await written).counters.get(id) ?? 0) - known.by + so;
    },
  };
}

async function write(writer: KvClient, { counters, logs, marks, copies }: Batch, expiring: Set<string>, now: Date): Promise<Replies> {
  const tx = writer.multi();
  const expiries = new Map<string, number>();
  for (const { key, field, by, keptSeconds } of counters.values()) {
    tx.hincrby(key, field, by);
    expiries.set(key, keptSeconds);
  }
  // As JSON: the client tries to parse what it reads, and a text that is none costs an exception.
  const push = (key: string, texts: readonly string[]) => {
    const [first = "", ...more] = texts.map((text) => JSON.stringify(text));
    tx.lpush(key, first, ...more);
  };
  for (const { key, value } of marks) tx.set(key, JSON.stringify(value), { nx: true, ex: KEPT.mark });
  for (const { hour, texts } of logs.values()) {
    push(logKey(hour), texts);
    expiries.set(logKey(hour), secondsLeft(hour, KEPT.log, now));
  }
  const tails = [...logs].flatMap(([id, { hour, tailFrom }]) => (tailFrom === undefined ? [] : [{ id, hour, tailFrom }]));
  for (const { hour, tailFrom } of tails) tx.lrange(logKey(hour), 0, -tailFrom - 1);
  for (const [key, { texts, keptSeconds }] of copies) {
    push(key, texts);
    expiries.set(key, keptSeconds);
  }
  const unsaid = [...expiries].filter(([key]) => !expiring.has(key));
  for (const [key, seconds] of unsaid) tx.expire(key, seconds);
  // A reader of many hours then finds with one command which of them have a log.
  for (const { hour } of logs.values()) {
    const ex = secondsLeft(hour, KEPT.log, now);
    if (ex > 0 && !expiring.has(logKey(hour))) tx.set(writtenKey(hour), 1, { ex });
  }

  const replies = await tx.exec<unknown[]>();
  if (expiring.size > MOST_EXPIRING) expiring.clear();
  for (const [key] of unsaid) expiring.add(key);
  const [marksAt, logsAt] = [counters.size, counters.size + marks.length];
  const tailsAt = logsAt + logs.size;
  const tailOf = new Map(tails.map(({ id }, i) => [id, listOf(replies[tailsAt + i]).toReversed()]));
  return {
    counters: new Map([...counters.keys()].map((id, i) => [id, Number(replies[i])])),
    marks: replies.slice(marksAt, logsAt),
    logs: new Map([...logs.keys()].map((id, i) => [id, { length: Number(replies[logsAt + i]), tail: tailOf.get(id) ?? [] }])),
  };
}

function listOf(reply: unknown): unknown[] {
  return Array.isArray(reply) ? reply : [];
}
