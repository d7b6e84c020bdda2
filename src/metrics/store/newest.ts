/**
 * Finds the newest samples. Those of the last 9 days are in the logs. Failed ones are also in a list of their own, because on a busy
 * site a thousand of them are spread over very many records. Older days have a sample of their records.
 */
import type { GroupReads } from "../log/group-reads.ts";
import { failuresAt, LOG_DAYS, logKey } from "../log/keys.ts";
import { readEntry, readRecords, type Kept, type LogRange, type Logs } from "../log/logs.ts";
import { sampleOf } from "../log/record-text.ts";
import type { StoredSample } from "../shared/sample.ts";
import type { Delta } from "../statistics/fold.ts";
import { periodAt, type Period } from "../statistics/periods.ts";
import { createCache, type Cache } from "../rollups/cache.ts";
import { isError, type Samples } from "../rollups/samples.ts";
import type { NewestQuery } from "./metrics-store.ts";

/** How far back is looked in the logs, in records, and on request in days. */
const MOST_LOOKED = 10_000;
const NEWEST_DAYS = 90;
/** In records. The first look is for as many as are asked for, and each further one for four times as many, up to this. */
const MOST_AT_ONCE = 4_000;
const RUN = 100;
/** Records that are remembered: some 5 MB. */
const MOST_KNOWN = 5_000;
/** A first look at the hours before this one goes back a day. */
const FIRST_HOURS = 24;
const DAYS_AT_ONCE = 10;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface NewestSources {
  readonly reads: GroupReads;
  readonly logs: Logs;
  readonly samples: Pick<Samples, "stored">;
  /** How many records the logs of these hours have, which are over. */
  sizes(hours: readonly Period[]): Promise<readonly number[]>;
  readonly now: () => Date;
  readonly zone: string;
}

/** What is looked for, and what has been found. */
interface Search {
  readonly from: number;
  readonly most: number;
  readonly found: StoredSample[];
  isWanted(one: Seen): boolean;
  take(one: Seen): void;
}

interface List {
  readonly key: string;
  read(entries: readonly unknown[]): Kept[];
}

interface Seen {
  readonly kept: Kept;
  /** When it was received, in epoch ms. */
  readonly at: number;
  readonly sample: StoredSample;
}

export function createNewest(sources: NewestSources): (queries: readonly NewestQuery[]) => Promise<StoredSample[][]> {
  // Of hours that are over, whose records never change.
  const known = createCache<readonly Kept[]>(MOST_KNOWN);
  return (queries) => readNewest(sources, known, queries);
}

/** The answers to all of the queries, for which each record is read once. */
async function readNewest({ reads, logs, samples, sizes, now, zone }: NewestSources, known: Cache<readonly Kept[]>, queries: readonly NewestQuery[]): Promise<StoredSample[][]> {
  const started = now();
  const all = queries.map((query) => searchFor(query, started));
  const logsBegin = started.getTime() - LOG_DAYS * DAY_MS;
  // By sample. A change comes later than its sample, and so is seen before it.
  const changes = new Map<string, Delta>();
  const oldestOf = (searches: readonly Search[]) => Math.max(logsBegin, beginOf(searches));

  /** Takes what counts of these records. */
  async function look(records: readonly Kept[], searches: readonly Search[], seen: Set<string>, isCounted = false): Promise<void> {
    for (const { record: { kind, fields, delta } } of records) if (kind === "P" && fields.sampleId && delta) changes.set(fields.sampleId, delta);
    const fresh = records.flatMap((kept): Seen[] => {
      const { record, text, hour } = kept;
      if (seen.has(text) || (record.kind !== "S" && record.kind !== "A")) return [];
      seen.add(text);
      return [{ kept, at: hour.start.getTime() + record.offset, sample: withChange(sampleOf(record, hour.start.getTime()), changes) }];
    });
    const wanted = fresh.toSorted((a, b) => b.at - a.at).filter((one) => searches.some((search) => search.isWanted(one)));
    const counting = new Set(isCounted ? records : await logs.counting(wanted.map(({ kept }) => kept)));
    for (const one of wanted) if (counting.has(one.kept)) for (const search of searches) if (search.isWanted(one)) search.take(one);
  }

  /** Looks through lists, each the newest first, until it finds enough or what is too old. */
  async function searchLists(lists: readonly List[], searches: readonly Search[], seen: Set<string>): Promise<void> {
    const oldest = oldestOf(searches);
    let [size, looked] = [mostOf(searches), 0];
    for (const { key, read } of lists) {
      for (let [from, isMore] = [0, true]; isMore && looked < MOST_LOOKED && !searches.every(isDone); size = next(size)) {
        const entries = await reads.range(key, from, from + size - 1);
        const records = read(entries).filter(({ hour }) => hour.end.getTime() > oldest);
        await look(records, searches, seen);
        [from, looked] = [from + entries.length, looked + entries.length];
        isMore = entries.length === size && records.length > 0;
      }
    }
  }

  async function searchLogs(searches: readonly Search[]): Promise<void> {
    const seen = new Set<string>();
    const hour = periodAt("hour", started);
    await searchLists([{ key: logKey(hour), read: (texts) => readRecords(texts, hour) }], searches, seen);
    const isEnough = () => seen.size >= MOST_LOOKED || searches.every(isDone);
    const hours = hoursBefore(hour, oldestOf(searches));
    for (let some = hours.splice(0, FIRST_HOURS); some.length > 0 && !isEnough(); some = hours.splice(0)) {
      const lengths = await sizes(some);
      const runs = some.flatMap((one, i) => runsBack(one, lengths[i] ?? 0));
      for (let size = mostOf(searches); runs.length > 0 && !isEnough(); size = next(size)) {
        const records = await Promise.all(joined(takeRuns(runs, size)).map((range) => recordsOf(range)));
        await look(records.flat().toReversed(), searches, seen, true);
      }
    }
    // Where the logs were not read to their end, their days may be over, too.
    await searchDays(searches, seen.size >= MOST_LOOKED ? started.getTime() : logsBegin, { seen, errorsOnly: false });
  }

  async function recordsOf(range: LogRange): Promise<readonly Kept[]> {
    const key = `${range.hour.key} ${range.from} ${range.to}`;
    const records = known.get(key) ?? await logs.counting(await logs.records([range]));
    known.set(key, records, records.length, Infinity);
    return records;
  }

  async function searchFailures(searches: readonly Search[]): Promise<void> {
    const seen = new Set<string>();
    const spans = new Map([started, new Date(oldestOf(searches))].map((at) => [failuresAt(at).key, failuresAt(at)] as const));
    await searchLists([...spans].map(([key, span]) => ({ key, read: (entries) => entries.flatMap((entry) => readEntry(span, String(entry)) ?? []) })), searches, seen);
    await searchDays(searches, logsBegin, { seen, errorsOnly: true });
  }

  async function searchDays(searches: readonly Search[], to: number, { seen, errorsOnly }: { seen: Set<string>; errorsOnly: boolean }): Promise<void> {
    const from = beginOf(searches);
    let day = periodAt("day", new Date(to), zone);
    while (day.end.getTime() > from && !searches.every(isDone)) {
      const days: Period[] = [];
      for (; days.length < DAYS_AT_ONCE && day.end.getTime() > from; day = periodAt("day", new Date(day.start.getTime() - 1), zone)) days.push(day);
      for (const records of await samples.stored(days, { errorsOnly })) await look(records, searches, seen, true);
    }
  }

  const [failures, others] = [all.filter((_, i) => queries[i]?.errorOnly), all.filter((_, i) => !queries[i]?.errorOnly)];
  await Promise.all([failures.length > 0 && searchFailures(failures), others.length > 0 && searchLogs(others)]);
  return all.map(({ found, most }) => found.toSorted((a, b) => (a.receivedAt < b.receivedAt ? 1 : a.receivedAt > b.receivedAt ? -1 : 0)).slice(0, most));
}

function searchFor({ limit, errorOnly = false, isOnePerSender = false, since, matches = () => true }: NewestQuery, now: Date): Search {
  const from = since?.getTime() ?? now.getTime() - NEWEST_DAYS * DAY_MS;
  const senders = new Set<string>();
  const found: StoredSample[] = [];
  return {
    from,
    most: Math.min(Math.max(Math.trunc(limit), 1), MOST_LOOKED),
    found,
    isWanted: ({ kept, at, sample }) => at >= from && (!errorOnly || isError(sample.outcome)) && !(isOnePerSender && senders.has(kept.record.sender)) && matches(sample),
    take({ kept, sample }) {
      senders.add(kept.record.sender);
      found.push(sample);
    },
  };
}

/** With the pick that came after the sample was sent, and the form's end. */
function withChange(sample: StoredSample, changes: ReadonlyMap<string, Delta>): StoredSample {
  const { all, formTime } = changes.get(sample.sampleId ?? "") ?? {};
  if (all === undefined) return sample;
  const outcome = (["failed", "timed-out"] as const).find((one) => all[one]) ?? sample.outcome;
  return { ...sample, outcome, picked: true, ...(formTime !== undefined && { formTime }) };
}

function isDone({ found, most }: Search): boolean {
  return found.length >= most;
}

/** How far back those go that have not found enough; Infinity if all have. */
function beginOf(searches: readonly Search[]): number {
  return Math.min(...searches.filter((search) => !isDone(search)).map(({ from }) => from));
}

/** The size of the first look. */
function mostOf(searches: readonly Search[]): number {
  return Math.min(Math.max(...searches.map(({ most }) => most)), MOST_AT_ONCE);
}

function next(size: number): number {
  return Math.min(4 * size, MOST_AT_ONCE);
}

/** The hours before one that end after an instant, newest first. */
function hoursBefore({ start }: Period, oldest: number): Period[] {
  return Array.from({ length: Math.max(0, Math.ceil((start.getTime() - oldest) / HOUR_MS)) }, (_, i) => periodAt("hour", new Date(start.getTime() - (i + 1) * HOUR_MS)));
}

/** Removes the first runs, with so many records or more. */
function takeRuns(runs: LogRange[], size: number): LogRange[] {
  let [count, records] = [0, 0];
  for (; count < runs.length && records < size; count++) records += (runs[count]?.to ?? 0) - (runs[count]?.from ?? 0);
  return runs.splice(0, count);
}

/** The places of an hour's log in runs, the newest first. */
function runsBack(hour: Period, length: number): LogRange[] {
  return Array.from({ length: Math.ceil(length / RUN) }, (_, i) => ({ hour, from: Math.max(0, length - (i + 1) * RUN), to: length - i * RUN }));
}

/** The runs of each hour, which follow one another, as one range: one command. Oldest first. */
function joined(runs: readonly LogRange[]): LogRange[] {
  const hours = new Map<string, LogRange>();
  for (const { hour, from, to } of runs) hours.set(hour.key, { hour, from, to: hours.get(hour.key)?.to ?? to });
  return [...hours.values()].toReversed();
}
