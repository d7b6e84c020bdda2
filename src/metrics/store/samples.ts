/**
 * Single records: for filters that rollups cannot answer, and for the list of the newest. Those of the last 9 days are in the logs. Of
 * every day that is over up to 1,000 are kept, those with the smallest tokens: a uniform sample, because tokens are random.
 */
import type { KvClient } from "../../host/kv/kv.ts";
import type { StoredSample } from "../shared/sample.ts";
import { hoursOf, isSettled, periodAt, type Period } from "../statistics/periods.ts";
import { LOG_DAYS, sampleKey } from "../log/keys.ts";
import { BLOCK_RECORDS, type Kept, type Logs } from "../log/logs.ts";
import type { NewestQuery } from "./metrics-store.ts";
import { readRecord, sampleOf } from "../log/record-text.ts";

/** How many records of a day are kept, how many of them from one sender where there are more, and how many errors besides. */
export const SAMPLE_RECORDS = 1_000;
const MOST_OF_SENDER = 20;
const SAMPLE_ERRORS = 200;
/** More records than these are not read one by one: of busier hours evenly spread runs of them are. */
const MOST_READ = 50_000;
const RUN = 100;
const AT_ONCE = 2 * BLOCK_RECORDS;
/** How far back the newest are looked for in the logs, in records, and on request in days. */
const MOST_LOOKED = 10_000;
const NEWEST_DAYS = 90;
const HOURS_AT_ONCE = 72;
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

export interface Samples {
  /** What is to be stored of a day that is over. */
  make(day: Period): Promise<DaySample>;
  /** The records of each period that are kept: all of them where there are at most 1,000 a day, or 50,000 in the logs. */
  read(periods: readonly Period[]): Promise<Records[]>;
  /** See `MetricsStore`. `sizes` gives how many records each hour's log has. */
  newest(query: NewestQuery, sizes: (hours: readonly Period[]) => Promise<readonly number[]>): Promise<StoredSample[]>;
}

export function createSamples(client: KvClient, logs: Logs, { now, zone }: { now: () => Date; zone: string }): Samples {
  /** All records of the hours, or where there are too many evenly spread runs of them. */
  async function spread(hours: readonly Period[]): Promise<Records> {
    const lengths = await logs.lengths(hours);
    const total = lengths.reduce((sum, length) => sum + length, 0);
    const run = total > MOST_READ ? RUN : BLOCK_RECORDS;
    const ranges = hours.flatMap((hour, i) => {
      const length = lengths[i] ?? 0;
      const runs = Math.ceil((length * Math.min(1, MOST_READ / total)) / run);
      return Array.from({ length: runs }, (_, k) => Math.floor((k * length) / runs)).map((from, k, starts) =>
        ({ hour, from, to: Math.min(from + run, starts[k + 1] ?? length) }));
    });
    const places = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
    const kept: Kept[] = [];
    for (let i = 0; i < ranges.length; i += AT_ONCE / run) kept.push(...await logs.records(ranges.slice(i, i + AT_ONCE / run)));
    return { kept, of: places === 0 ? 0 : Math.round((kept.length * total) / places) };
  }

  async function stored(days: readonly Period[]): Promise<(DaySample | undefined)[]> {
    if (days.length === 0) return [];
    const found = await client.mget<unknown[]>(days.map((day) => sampleKey(day)));
    return found.map((one) => (isDaySample(one) ? one : undefined));
  }

  async function readOne(period: Period, sample: DaySample | undefined): Promise<Records> {
    const known = sample && { kept: sample.kept.flatMap((text) => keptOf(period, text) ?? []), of: sample.of };
    const isInLogs = period.end.getTime() > now().getTime() - LOG_DAYS * DAY_MS;
    if (!isInLogs || (known !== undefined && (known.of === known.kept.length || known.of > MOST_READ))) return known ?? { kept: [], of: 0 };
    return spread(hoursOf(period).filter(({ start }) => start <= now()));
  }

  return {
    async make(day) {
      const { kept, of } = await spread(hoursOf(day));
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

    async read(periods) {
      const days = periods.filter((period) => period.unit === "day" && isSettled(period, now()));
      const samples: (DaySample | undefined)[] = [];
      for (let i = 0; i < days.length; i += DAYS_AT_ONCE) samples.push(...await stored(days.slice(i, i + DAYS_AT_ONCE)));
      const all: Records[] = [];
      for (const period of periods) all.push(await readOne(period, samples[days.indexOf(period)]));
      return all;
    },

    async newest({ limit, errorOnly = false, since, matches = () => true }, sizes) {
      const most = Math.min(Math.max(Math.trunc(limit), 1), MOST_LOOKED);
      const from = since?.getTime() ?? now().getTime() - NEWEST_DAYS * DAY_MS;
      const found: StoredSample[] = [];
      const seen = new Set<string>();
      const look = (kept: readonly Kept[]) => {
        const timed = kept.map((one) => ({ ...one, at: one.hour.start.getTime() + one.record.offset }));
        for (const { record, text, hour, at } of timed.toReversed().toSorted((a, b) => b.at - a.at)) {
          if (at < from || seen.has(text) || (record.kind !== "S" && record.kind !== "A")) continue;
          seen.add(text);
          const sample = sampleOf(record, hour.start.getTime());
          if ((!errorOnly || isError(sample.outcome)) && matches(sample, record.sender)) found.push(sample);
        }
      };
      const isEnough = () => found.length >= most || seen.size >= MOST_LOOKED;

      const oldest = Math.max(from, now().getTime() - LOG_DAYS * DAY_MS);
      let hour = periodAt("hour", now());
      for (let group = 1; hour.end.getTime() > oldest && !isEnough(); group = HOURS_AT_ONCE) {
        const hours = Array.from({ length: group }, (_, i) => periodAt("hour", new Date(hour.start.getTime() - i * HOUR_MS))).filter(({ end }) => end.getTime() > oldest);
        const lengths = await sizes(hours);
        const ranges = hours.flatMap((one, i) => runsBack(one, lengths[i] ?? 0, RUN));
        // At first as many as are asked for, which are enough where nothing is left out.
        for (let size = Math.ceil(most / RUN); ranges.length > 0 && !isEnough(); size = AT_ONCE / RUN) look(await logs.records(joined(ranges.splice(0, Math.min(size, AT_ONCE / RUN)))));
        hour = periodAt("hour", new Date((hours.at(-1) ?? hour).start.getTime() - HOUR_MS));
      }

      // Where the logs were not read to their end, their days may be over, too.
      let day = periodAt("day", seen.size >= MOST_LOOKED ? now() : hour.start, zone);
      while (day.end.getTime() > from && found.length < most) {
        const days: Period[] = [];
        for (; days.length < DAYS_AT_ONCE && day.end.getTime() > from; day = periodAt("day", new Date(day.start.getTime() - 1), zone)) days.push(day);
        for (const [i, sample] of (await stored(days)).entries()) {
          const of = days[i];
          if (of !== undefined && sample !== undefined) look([...sample.kept, ...sample.errors].flatMap((text) => keptOf(of, text) ?? []));
        }
      }
      return found.toSorted((a, b) => (a.receivedAt < b.receivedAt ? 1 : a.receivedAt > b.receivedAt ? -1 : 0)).slice(0, most);
    },
  };
}

/** The places of an hour's log in runs, the newest first. */
function runsBack(hour: Period, length: number, run: number): { hour: Period; from: number; to: number }[] {
  return Array.from({ length: Math.ceil(length / run) }, (_, i) => ({ hour, from: Math.max(0, length - (i + 1) * run), to: length - i * run }));
}

/** The runs of each hour, which follow one another, as one range: one command. */
function joined(runs: readonly { hour: Period; from: number; to: number }[]): { hour: Period; from: number; to: number }[] {
  const hours = new Map<string, { hour: Period; from: number; to: number }>();
  for (const { hour, from, to } of runs) hours.set(hour.key, { hour, from, to: hours.get(hour.key)?.to ?? to });
  return [...hours.values()].toReversed();
}

function entryOf(day: Period, { text, hour }: Kept): string {
  return `${(hour.start.getTime() - day.start.getTime()) / HOUR_MS}${text}`;
}

function keptOf(day: Period, entry: string): Kept | undefined {
  const hours = Number.parseInt(entry, 10);
  const text = entry.slice(String(hours).length);
  const record = readRecord(text);
  return record && { record, text, hour: periodAt("hour", new Date(day.start.getTime() + hours * HOUR_MS)) };
}

function isError(outcome: string | undefined): boolean {
  return outcome === "failed" || outcome === "timed-out";
}

function isDaySample(stored: unknown): stored is DaySample {
  return typeof stored === "object" && stored !== null && "of" in stored && "kept" in stored && Array.isArray(stored.kept) && "errors" in stored && Array.isArray(stored.errors);
}
