/**
 * Single records: for filters that rollups cannot answer, and for the list of the newest. Those of the last 9 days are in the logs. Of
 * every day that is over up to 1,000 are kept, those with the smallest tokens: a uniform sample, because tokens are random.
 */
import type { GroupReads } from "../log/group-reads.ts";
import { LOG_DAYS, sampleKey } from "../log/keys.ts";
import { BLOCK_RECORDS, entryOf, readEntry, type Kept, type LogRange, type Logs } from "../log/logs.ts";
import { hoursOf, isSettled, type Period } from "../statistics/periods.ts";
import { createCache } from "./cache.ts";

/** How many records of a day are kept, how many of them from one sender where there are more, and how many errors besides. */
export const SAMPLE_RECORDS = 1_000;
const MOST_OF_SENDER = 20;
const SAMPLE_ERRORS = 200;
/** All records of a question are read if there are no more than these. */
const MOST_READ = 50_000;
/**
 * Otherwise so many in all, of every period the same share: to decode and count one takes about 8 µs, so these take about 100 ms,
 * however many there are.
 */
const SAMPLED = 12_000;
/** A day's own sample is made of more: of evenly spread runs of its records, if it has more than these. */
const MOST_SAMPLED = 50_000;
const RUN = 100;
/** Records that are remembered, so that the next combination of the same days need not read them again: some 40 MB. */
const MOST_KNOWN = MOST_READ;
/** Errors that are remembered, because those of a combination can be in all of the days: some 20 MB. */
const MOST_ERRORS_KNOWN = 25_000;
/** A sample of the last days can be made again by another process; older ones do not change. */
const FRESH_DAYS = LOG_DAYS + 2;
const FRESH_MS = 60_000;
const AT_ONCE = 2 * BLOCK_RECORDS;
const DAYS_AT_ONCE = 10;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What is stored of a day: each record after the number of its hour. */
interface DaySample {
  readonly of: number;
  readonly kept: readonly string[];
  readonly errors: readonly string[];
}

/** Records of a period, and how many there were. */
export interface Records {
  readonly kept: readonly Kept[];
  readonly of: number;
}

/** What is remembered: records, how many they stand for, and how many of these are kept in all. */
interface Known extends Records {
  readonly size: number;
}

export interface Samples {
  /** What is to be stored of a day that is over. */
  make(day: Period): Promise<DaySample>;
  /** The records of each period that are kept: all of them up to 50,000, otherwise a sample of 12,000 in all. */
  read(periods: readonly Period[]): Promise<Records[]>;
  /** The records that are stored of each of these days, and then the errors besides; or only the errors, with what became known of them later. */
  stored(days: readonly Period[], options: { readonly errorsOnly: boolean }): Promise<(readonly Kept[])[]>;
}

export interface SampleSources {
  readonly reads: GroupReads;
  readonly logs: Logs;
  /** How many records the logs of these hours have. */
  sizes(hours: readonly Period[]): Promise<readonly number[]>;
  readonly now: () => Date;
  /** By default 50,000 and 12,000. */
  readonly mostRead?: number;
  readonly sampled?: number;
}

export function createSamples({ reads, logs, sizes, now, mostRead = MOST_READ, sampled: thin = SAMPLED }: SampleSources): Samples {
  const known = createCache<Known>(MOST_KNOWN);
  const knownErrors = createCache<readonly Kept[]>(MOST_ERRORS_KNOWN);
  const reading = new Map<string, Promise<Records[]>>();

  /** All records of the hours, or where there are more than `most` evenly spread runs of them. */
  async function spread(hours: readonly Period[], lengths: readonly number[], most: number): Promise<Records> {
    const total = lengths.reduce((sum, length) => sum + length, 0);
    if (total <= most) return whole(hours, lengths);
    const ranges = hours.flatMap((hour, i) => {
      const length = lengths[i] ?? 0;
      const wanted = Math.ceil((length * most) / total);
      const runs = Math.ceil(wanted / RUN);
      return Array.from({ length: runs }, (_, k) => Math.floor((k * length) / runs)).map((from, k, starts) =>
        ({ hour, from, to: Math.min(from + Math.ceil(wanted / runs), starts[k + 1] ?? length) }));
    });
    const places = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
    const kept = await recordsIn(ranges);
    return { kept, of: Math.round((kept.length * total) / places) };
  }

  /** All records of the hours. A log only grows, so one of the same length has the same records. */
  async function whole(hours: readonly Period[], lengths: readonly number[]): Promise<Records> {
    const lengthOf = new Map(hours.map(({ key }, i) => [key, lengths[i] ?? 0]));
    const found = new Map(hours.flatMap(({ key }) => {
      const one = known.get(key);
      return one !== undefined && one.size === lengthOf.get(key) ? [[key, one.kept] as const] : [];
    }));
    const ranges = hours.filter(({ key }) => !found.has(key)).flatMap((hour) => {
      const length = lengthOf.get(hour.key) ?? 0;
      return Array.from({ length: Math.ceil(length / BLOCK_RECORDS) }, (_, k) => ({ hour, from: k * BLOCK_RECORDS, to: Math.min((k + 1) * BLOCK_RECORDS, length) }));
    });
    const read = await recordsIn(ranges);
    for (const key of new Set(ranges.map(({ hour }) => hour.key))) {
      const kept = read.filter(({ hour }) => hour.key === key);
      found.set(key, kept);
      known.set(key, { kept, of: kept.length, size: lengthOf.get(key) ?? 0 }, kept.length, Infinity);
    }
    const kept = hours.flatMap(({ key }) => found.get(key) ?? []);
    return { kept, of: kept.length };
  }

  async function recordsIn(ranges: readonly LogRange[]): Promise<Kept[]> {
    const kept: Kept[] = [];
    for (let i = 0, some: LogRange[]; i < ranges.length; i += some.length) {
      let count = 0;
      some = ranges.slice(i).filter(({ from, to }) => (count += to - from) <= AT_ONCE);
      kept.push(...await logs.counting(await logs.records(some)));
    }
    return kept;
  }

  async function stored(days: readonly Period[]): Promise<(DaySample | undefined)[]> {
    const found: unknown[] = [];
    for (let i = 0; i < days.length; i += DAYS_AT_ONCE) found.push(...await reads.values(days.slice(i, i + DAYS_AT_ONCE).map((day) => sampleKey(day))));
    return found.map((one) => (isDaySample(one) ? one : undefined));
  }

  function knownUntil(day: Period): number {
    return day.end.getTime() < now().getTime() - FRESH_DAYS * DAY_MS ? Infinity : performance.now() + FRESH_MS;
  }

  /** What is kept of each of these days: of its sample at least the first `most` records. The first ones of a sample are one, too: it is in the order of the tokens. */
  async function sampled(days: readonly Period[], most: number): Promise<Map<string, Known>> {
    const isEnough = (one: Known | undefined) => one !== undefined && one.kept.length >= Math.min(one.size, most);
    const found = new Map(days.map(({ key }) => [key, known.get(key)]));
    const missing = days.filter(({ key }) => !isEnough(found.get(key)));
    for (const [i, sample] of (await stored(missing)).entries()) {
      const day = missing[i];
      if (day === undefined) continue;
      const kept = (sample?.kept ?? []).slice(0, most).flatMap((text) => readEntry(day, text) ?? []);
      const one = { kept, of: sample?.of ?? 0, size: Math.min(most, sample?.kept.length ?? 0) < most ? kept.length : (sample?.kept.length ?? 0) };
      found.set(day.key, one);
      // A day without a sample may get one.
      if (sample !== undefined) known.set(day.key, one, Math.max(1, kept.length), knownUntil(day));
    }
    return new Map([...found].flatMap(([key, one]) => (one === undefined ? [] : [[key, one] as const])));
  }

  /** The hours whose logs have more of a period than its sample has; none if it has all, or the logs are gone. */
  function hoursToRead(period: Period, sample: Known | undefined): readonly Period[] {
    const isInLogs = period.end.getTime() > now().getTime() - LOG_DAYS * DAY_MS;
    if (!isInLogs || (sample !== undefined && sample.of > 0 && sample.of === sample.size)) return [];
    return hoursOf(period).filter(({ start }) => start <= now());
  }

  async function readAll(periods: readonly Period[]): Promise<Records[]> {
    const days = periods.filter((period) => period.unit === "day" && isSettled(period, now()));
    const even = Math.max(1, Math.floor(thin / Math.max(1, periods.length)));
    let samples = await sampled(days, even);
    const hours = periods.map((period) => hoursToRead(period, samples.get(period.key)));
    const lengths = await Promise.all(hours.map((some) => sizes(some)));
    const sizeOf = ({ key }: Period, i: number) => (hours[i]?.length ? (lengths[i] ?? []).reduce((sum, length) => sum + length, 0) : (samples.get(key)?.size ?? 0));
    const isAll = periods.reduce((sum, period, i) => sum + sizeOf(period, i), 0) <= mostRead;
    const most = isAll ? mostRead : even;
    if (isAll) samples = await sampled(days, mostRead);
    const all: Records[] = [];
    for (const [i, { key }] of periods.entries()) {
      const [sample, some = []] = [samples.get(key), hours[i]];
      const isInLogs = some.length > 0 && (isAll || sample === undefined || sample.size === 0);
      all.push(isInLogs ? await spread(some, lengths[i] ?? [], most) : { kept: sample?.kept.slice(0, most) ?? [], of: sample?.of ?? 0 });
    }
    return all;
  }

  return {
    async make(day) {
      const { kept, of } = await spread(hoursOf(day), await sizes(hoursOf(day)), MOST_SAMPLED);
      const posts = new Map<string, number>();
      const isWithin = ({ record: { sender } }: Kept) => {
        const count = (posts.get(sender) ?? 0) + 1;
        posts.set(sender, count);
        return sender === "" || kept.length <= SAMPLE_RECORDS || count <= MOST_OF_SENDER;
      };
      const ordered = kept.toSorted((a, b) => (a.record.token < b.record.token ? -1 : a.record.token > b.record.token ? 1 : a.text < b.text ? -1 : 1));
      const chosen = ordered.filter(isWithin).slice(0, SAMPLE_RECORDS);
      const isChosen = new Set(chosen);
      const errors = ordered.filter((one) => isError(one.record.fields.outcome) && !isChosen.has(one)).slice(0, SAMPLE_ERRORS);
      return { of, kept: chosen.map((one) => entryOf(day, one)), errors: errors.map((one) => entryOf(day, one)) };
    },

    read(periods) {
      // The figures of a view and its breakdowns are asked for at once.
      const key = periods.map((period) => period.key).join();
      const records = reading.get(key) ?? readAll(periods).finally(() => reading.delete(key));
      reading.set(key, records);
      return records;
    },

    async stored(days, { errorsOnly }) {
      const found = new Map(days.map(({ key }) => [key, errorsOnly ? knownErrors.get(key) : undefined]));
      const missing = days.filter(({ key }) => found.get(key) === undefined);
      for (const [i, sample] of (await stored(missing)).entries()) {
        const day = missing[i];
        if (day === undefined || sample === undefined) continue;
        const records = [...sample.kept, ...sample.errors].flatMap((text) => readEntry(day, text) ?? []);
        const wanted = errorsOnly ? errorsIn(records) : records;
        found.set(day.key, wanted);
        if (errorsOnly) knownErrors.set(day.key, wanted, Math.max(1, wanted.length), knownUntil(day));
      }
      return days.map(({ key }) => found.get(key) ?? []);
    },
  };
}

export function isError(outcome: string | undefined): boolean {
  return outcome === "failed" || outcome === "timed-out";
}

/** The openings that failed, or whose form did not come after the pick, with the records of their picks. */
function errorsIn(records: readonly Kept[]): Kept[] {
  const ids = new Set(records.flatMap((one) => (isFailure(one) ? (one.record.fields.sampleId ?? []) : [])));
  return records.filter((one) => isFailure(one) || ids.has(one.record.fields.sampleId ?? ""));
}

function isFailure({ record: { fields, delta } }: Kept): boolean {
  return isError(fields.outcome) || Boolean(delta?.all["failed"]) || Boolean(delta?.all["timed-out"]);
}

function isDaySample(stored: unknown): stored is DaySample {
  return typeof stored === "object" && stored !== null && "of" in stored && "kept" in stored && Array.isArray(stored.kept) && "errors" in stored && Array.isArray(stored.errors);
}
