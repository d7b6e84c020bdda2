/**
 * Reads the logs. A record has a place, from the oldest on, which never changes, so what was once folded need not be read again: a
 * process remembers the fold of the hours that it has read, and every full 2,000 records of an hour become a block, which every
 * process can read instead of them. Sixteen blocks become one of the next level.
 */
import type { KvClient } from "../../host/kv/kv.ts";
import { capped, Fold, foldOf, mergeCounted, type Counted, type RecordFields } from "../statistics/fold.ts";
import type { Period } from "../statistics/periods.ts";
import { blockKey, KEPT, logKey, markKey, secondsLeft } from "./keys.ts";
import { readRecord, tokenOf, type LogRecord } from "./record-text.ts";
import { blockText, isRollupText, readValues, readWhole } from "./rollup-text.ts";

export const BLOCK_RECORDS = 2_000;
const BLOCKS_OF_NEXT = 16;
/** Blocks of hours with many made-up values stay small, and keep more of them than a period does. */
const BLOCK_CAPS = 4;
/** The running hour, and those that are packed. */
const REMEMBERED_HOURS = 8;

/** A record with its text, and the start of its hour. */
export interface Kept {
  readonly record: LogRecord;
  readonly text: string;
  readonly hour: Period;
}

export interface Logs {
  /** The figures of an hour's records that count, and how many records its log has. Every value is in it. */
  fold(hour: Period): Promise<{ n: number; counted: Counted }>;
  /** How many records the logs have. */
  lengths(hours: readonly Period[]): Promise<number[]>;
  /** The records that count of these ranges of places, the first to the last. */
  records(ranges: readonly { hour: Period; from: number; to: number }[]): Promise<Kept[]>;
  /** Makes the blocks that the hour can have by now, so that no reader has to. */
  makeBlocks(hour: Period): Promise<unknown>;
  /** Forgets an hour that has a rollup. */
  forget(hour: Period): void;
}

/** What is known of an hour: its blocks, and what came after them. */
interface Known {
  n: number;
  readonly blocks: Counted;
  readonly fold: Fold;
}

/** The id that a record counts by; undefined for one that always counts. A minimal sample may use its `id`, if that is as good as random. */
export function markOf({ kind, fields }: Pick<LogRecord, "kind" | "fields">): string | undefined {
  if (kind === "I") return markKey("intent", fields.sampleId ?? "");
  if (kind === "P") return markKey("pick", fields.sampleId ?? "");
  return kind === "S" ? markKey("sample", sampleIdOf(fields) ?? "") : undefined;
}

export function sampleIdOf({ id = "", sampleId }: Pick<RecordFields, "id" | "sampleId">): string | undefined {
  return sampleId ?? (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id) ? id : undefined);
}

export function createLogs(client: KvClient, now: () => Date): Logs {
  const known = new Map<string, Promise<Known>>();

  const range = async (hour: Period, from: number, to: number) => (await client.lrange<unknown>(logKey(hour), -to, -from - 1)).toReversed();

  /**
   * Those of the texts whose idempotency key has their token. A key outlives the record, so one that is missing was lost by the store:
   * then the first record of the id counts, rather than none.
   */
  async function counting(texts: readonly { text: unknown; hour: Period }[]): Promise<Kept[]> {
    const read = texts.flatMap(({ text, hour }) => {
      const record = readRecord(text);
      return record === undefined ? [] : [{ record, text: String(text), hour, mark: markOf(record) }];
    });
    const tokens = new Map<string, string | undefined>();
    const keys = [...new Set(read.flatMap(({ mark }) => mark ?? []))];
    for (let i = 0; i < keys.length; i += BLOCK_RECORDS) {
      const some = keys.slice(i, i + BLOCK_RECORDS);
      const marks = await client.mget<unknown[]>(some);
      for (const [j, key] of some.entries()) tokens.set(key, tokenOf(marks[j]));
    }
    return read.filter(({ mark, record }) => {
      if (mark === undefined) return true;
      const token = tokens.get(mark) ?? record.token;
      tokens.set(mark, token);
      return token === record.token;
    });
  }

  async function block(hour: Period, level: number, k: number, stored?: unknown): Promise<Counted> {
    const found = stored === undefined ? await client.get<unknown>(blockKey(hour, level, k)) : stored;
    if (isRollupText(found)) return { whole: readWhole(found), values: readValues(found) };
    const made = level === 0
      ? foldOf((await counting((await range(hour, k * BLOCK_RECORDS, (k + 1) * BLOCK_RECORDS)).map((text) => ({ text, hour })))).map(({ record }) => record)).counted
      : capped(mergeCounted(await blocks(hour, Array.from({ length: BLOCKS_OF_NEXT }, (_, i) => [level - 1, k * BLOCKS_OF_NEXT + i] as const))), BLOCK_CAPS);
    const seconds = secondsLeft(hour, KEPT.block, now());
    // A cache: a block that is not written is made again by the next reader. Of an hour long past it is only needed now.
    if (seconds > 0) await client.set(blockKey(hour, level, k), blockText(BLOCK_RECORDS * BLOCKS_OF_NEXT ** level, made), { ex: seconds }).catch(() => undefined);
    return made;
  }

  async function blocks(hour: Period, names: readonly (readonly [level: number, k: number])[]): Promise<Counted[]> {
    if (names.length === 0) return [];
    const stored = await client.mget<unknown[]>(names.map(([level, k]) => blockKey(hour, level, k)));
    const all: Counted[] = [];
    for (const [i, [level, k]] of names.entries()) all.push(await block(hour, level, k, stored[i] ?? null));
    return all;
  }

  async function start(hour: Period): Promise<Known> {
    const full = Math.floor((await client.llen(logKey(hour))) / BLOCK_RECORDS);
    return { n: full * BLOCK_RECORDS, blocks: mergeCounted(await blocks(hour, blocksOf(full))), fold: new Fold() };
  }

  /** Folds what has come since. */
  async function proceed(state: Known, hour: Period): Promise<Known> {
    for (;;) {
      const texts = await range(hour, state.n, state.n + BLOCK_RECORDS);
      for (const { record } of await counting(texts.map((text) => ({ text, hour })))) state.fold.add(record);
      state.n += texts.length;
      if (texts.length < BLOCK_RECORDS) return state;
    }
  }

  return {
    async fold(hour) {
      // One after the other, so that nothing is folded twice.
      const reading = (known.get(hour.key) ?? start(hour)).then((state) => proceed(state, hour));
      known.delete(hour.key);
      known.set(hour.key, reading);
      for (const key of known.keys()) if (known.size > REMEMBERED_HOURS) known.delete(key);
      try {
        const { n, blocks: whole, fold } = await reading;
        return { n, counted: mergeCounted([whole, fold.counted]) };
      } catch (error) {
        known.delete(hour.key);
        throw error;
      }
    },

    async lengths(hours) {
      if (hours.length === 0) return [];
      const batch = client.pipeline();
      for (const hour of hours) batch.llen(logKey(hour));
      return await batch.exec<number[]>();
    },

    async records(ranges) {
      if (ranges.length === 0) return [];
      const batch = client.pipeline();
      for (const { hour, from, to } of ranges) batch.lrange(logKey(hour), -to, -from - 1);
      const replies = await batch.exec<unknown[][]>();
      return counting(ranges.flatMap(({ hour }, i) => (replies[i] ?? []).toReversed().map((text) => ({ text, hour }))));
    },

    makeBlocks: start,
    forget: (hour) => void known.delete(hour.key),
  };
}

/** The fewest blocks that hold this many times 2,000 records, as level and number, oldest first. */
function blocksOf(full: number): [level: number, k: number][] {
  const names: [number, number][] = [];
  let level = 0;
  while (BLOCKS_OF_NEXT ** (level + 1) <= full) level += 1;
  for (let done = 0; level >= 0; level--) {
    for (const size = BLOCKS_OF_NEXT ** level; done + size <= full; done += size) names.push([level, done / size]);
  }
  return names;
}
