/**
 * Reads the logs. A record has a place, from the oldest on, which never changes, so what was once folded need not be read again: a
 * process remembers the fold of the hours that it has read, and with every full 2,000 records of an hour all of its records so far
 * become a block, which every process can read instead of them.
 */
import type { KvClient } from "../../host/kv/kv.ts";
import { capped, Fold, foldOf, mergeCounted, NOTHING, type Counted, type RecordFields } from "../statistics/fold.ts";
import { periodAt, type Period } from "../statistics/periods.ts";
import { blockKey, KEPT, logKey, markKey, secondsLeft } from "./keys.ts";
import type { GroupReads } from "./group-reads.ts";
import { readRecord, tokenOf, type LogRecord } from "./record-text.ts";
import { blockText, isRollupText, readCounted } from "./rollup-text.ts";

export const BLOCK_RECORDS = 2_000;
/** Blocks of hours with many made-up values stay small, and keep more of them than a period does. */
const BLOCK_CAPS = 4;
/** The running hour, and those that are packed. */
const REMEMBERED_HOURS = 8;
const HOUR_MS = 3_600_000;

/** A record with its text, and the start of its hour. */
export interface Kept {
  readonly record: LogRecord;
  readonly text: string;
  readonly hour: Period;
}

/** Records of an hour's log, by their places from the oldest on. */
export interface LogRange {
  readonly hour: Period;
  readonly from: number;
  readonly to: number;
}

export interface Logs {
  /** The figures of an hour's records that count, and how many records its log has. Every value is in it. */
  fold(hour: Period): Promise<{ n: number; counted: Counted }>;
  /** How many records the logs have. */
  lengths(hours: readonly Period[]): Promise<number[]>;
  /** The records in these ranges, the first to the last, whether they count or not. */
  records(ranges: readonly LogRange[]): Promise<Kept[]>;
  /** Those of the records that count. */
  counting(records: readonly Kept[]): Promise<Kept[]>;
  /** Makes the block that the hour can have by now, so that no reader has to. */
  makeBlock(hour: Period): Promise<unknown>;
  /** Forgets an hour that has a rollup. */
  forget(hour: Period): void;
}

/** What is known of an hour: its newest block, what came after it, and both together. */
interface Known {
  n: number;
  readonly block: Counted;
  readonly fold: Fold;
  counted: Counted;
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

export function createLogs(reads: GroupReads, client: KvClient, now: () => Date): Logs {
  const known = new Map<string, Promise<Known>>();

  /** A list is read from its newest entry on. */
  const texts = async ({ hour, from, to }: LogRange) => (await reads.range(logKey(hour), -to, -from - 1)).toReversed();

  /**
   * Those of the records whose idempotency key has their token. A key outlives the record, so one that is missing was lost by the
   * store: then the first record of the id counts, rather than none.
   */
  async function counting(records: readonly Kept[]): Promise<Kept[]> {
    const marked = records.map((kept) => ({ kept, mark: markOf(kept.record) }));
    const keys = [...new Set(marked.flatMap(({ mark }) => mark ?? []))];
    const marks = await reads.values(keys);
    const tokens = new Map(keys.map((key, i) => [key, tokenOf(marks[i])]));
    return marked.flatMap(({ kept, mark }) => {
      if (mark === undefined) return [kept];
      const token = tokens.get(mark) ?? kept.record.token;
      tokens.set(mark, token);
      return token === kept.record.token ? [kept] : [];
    });
  }

  /** The figures of an hour's first k × 2,000 records. Each block is made of the one before, so every process makes the same. */
  async function block(hour: Period, k: number): Promise<Counted> {
    if (k === 0) return NOTHING;
    const [stored, before] = await reads.values([blockKey(hour, k), blockKey(hour, k - 1)]);
    if (isRollupText(stored)) return readCounted(stored);
    const range = { hour, from: (k - 1) * BLOCK_RECORDS, to: k * BLOCK_RECORDS };
    const [first, added] = [isRollupText(before) ? readCounted(before) : await block(hour, k - 1), await counting(readRecords(await texts(range), hour))];
    const made = capped(mergeCounted([first, foldOf(added.map(({ record }) => record)).counted]), BLOCK_CAPS);
    const ex = secondsLeft(hour, KEPT.block, now());
    // A cache: one that is not written is made again by the next reader. Of an hour long past it is only needed now.
    if (ex > 0) await client.pipeline().set(blockKey(hour, k), blockText(k * BLOCK_RECORDS, made), { ex }).del(blockKey(hour, k - 2)).exec().catch(() => undefined);
    return made;
  }

  async function start(hour: Period): Promise<Known> {
    const full = Math.floor((await reads.length(logKey(hour))) / BLOCK_RECORDS);
    const n = full * BLOCK_RECORDS;
    const [made, tail] = await Promise.all([block(hour, full), texts({ hour, from: n, to: n + BLOCK_RECORDS })]);
    return take({ n, block: made, fold: new Fold(), counted: made }, hour, tail);
  }

  /** Folds what has come since. */
  async function proceed(state: Known, hour: Period): Promise<Known> {
    return take(state, hour, await texts({ hour, from: state.n, to: state.n + BLOCK_RECORDS }));
  }

  async function take(state: Known, hour: Period, added: readonly unknown[]): Promise<Known> {
    if (added.length === 0) return state;
    for (const { record } of await counting(readRecords(added, hour))) state.fold.add(record);
    state.n += added.length;
    if (added.length === BLOCK_RECORDS) return proceed(state, hour);
    state.counted = mergeCounted([state.block, state.fold.counted]);
    return state;
  }

  return {
    async fold(hour) {
      // One after the other, so that nothing is folded twice.
      const reading = known.get(hour.key)?.then((state) => proceed(state, hour)) ?? start(hour);
      known.delete(hour.key);
      known.set(hour.key, reading);
      for (const key of known.keys()) if (known.size > REMEMBERED_HOURS) known.delete(key);
      try {
        const { n, counted } = await reading;
        return { n, counted };
      } catch (error) {
        known.delete(hour.key);
        throw error;
      }
    },

    lengths: (hours) => Promise.all(hours.map((hour) => reads.length(logKey(hour)))),
    records: async (ranges) => (await Promise.all(ranges.map(async (range) => readRecords(await texts(range), range.hour)))).flat(),
    counting,
    makeBlock: start,
    forget: (hour) => void known.delete(hour.key),
  };
}

/** Those of an hour's texts that can be read. */
export function readRecords(texts: readonly unknown[], hour: Period): Kept[] {
  return texts.flatMap((text) => {
    const record = readRecord(text);
    return record === undefined ? [] : [{ record, text: String(text), hour }];
  });
}

/** A record after the number of its hour, from the start of a day or of ten. */
export function entryOf(day: Pick<Period, "start">, { text, hour }: Pick<Kept, "text" | "hour">): string {
  return `${(hour.start.getTime() - day.start.getTime()) / HOUR_MS}${text}`;
}

export function readEntry(day: Pick<Period, "start">, entry: string): Kept | undefined {
  const hours = Number.parseInt(entry, 10);
  const text = entry.slice(String(hours).length);
  const record = readRecord(text);
  return record && { record, text, hour: periodAt("hour", new Date(day.start.getTime() + hours * HOUR_MS)) };
}
