/**
 * Single records: for filters that rollups cannot answer, and for the list of the newest. Those of the last 9 days are in the logs. Of
 * every day that is over up to 1,000 are kept, those with the smallest tokens: a uniform sample, because tokens are random.
 */
import type { GroupReads } from "../log/group-reads.ts";
import { LOG_DAYS, sampleKey } from "../log/keys.ts";
import { BLOCK_RECORDS, entryOf, readEntry, type Kept, type Logs } from "../log/logs.ts";
import { hoursOf, isSettled, type Period } from "../statistics/periods.ts";

/** How many records of a day are kept, how many of them from one sender where there are more, and how many errors besides. */
export const SAMPLE_RECORDS = 1_000;
const MOST_OF_SENDER = 20;
const SAMPLE_ERRORS = 200;
/** More records than these are not read one by one: of busier hours evenly spread runs of them are. */
const MOST_READ = 50_000;
const RUN = 100;
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

export interface Samples {
  /** What is to be stored of a day that is over. */
  make(day: Period): Promise<DaySample>;
  /** The records of each period that are kept: all of them where there are at most 1,000 a day, or 50,000 in the logs. */
  read(periods: readonly Period[]): Promise<Records[]>;
  /** The records that are stored of each of these days, and then the errors besides. */
  stored(days: readonly Period[]): Promise<Kept[][]>;
}

export interface SampleSources {
  readonly reads: GroupReads;
  readonly logs: Logs;
  /** How many records the logs of these hours have. */
  sizes(hours: readonly Period[]): Promise<readonly number[]>;
  readonly now: () => Date;
}

export function createSamples({ reads, logs, sizes, now }: SampleSources): Samples {
  /** All records of the hours, or where there are too many evenly spread runs of them. */
  async function spread(hours: readonly Period[], lengths: readonly number[]): Promise<Records> {
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
    for (let i = 0; i < ranges.length; i += AT_ONCE / run) kept.push(...await logs.counting(await logs.records(ranges.slice(i, i + AT_ONCE / run))));
    return { kept, of: places === 0 ? 0 : Math.round((kept.length * total) / places) };
  }

  async function stored(days: readonly Period[]): Promise<(DaySample | undefined)[]> {
    const found = await reads.values(days.map((day) => sampleKey(day)));
    return found.map((one) => (isDaySample(one) ? one : undefined));
  }

  /** The hours whose logs have more of a period than its sample has; none if it has all, or the logs are gone, or have too much. */
  function hoursToRead(period: Period, sample: DaySample | undefined): readonly Period[] {
    const isInLogs = period.end.getTime() > now().getTime() - LOG_DAYS * DAY_MS;
    if (!isInLogs || (sample !== undefined && (sample.of === sample.kept.length || sample.of > MOST_READ))) return [];
    return hoursOf(period).filter(({ start }) => start <= now());
  }

  return {
    async make(day) {
      const { kept, of } = await spread(hoursOf(day), await sizes(hoursOf(day)));
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
      const hours = periods.map((period) => hoursToRead(period, samples[days.indexOf(period)]));
      const lengths = await Promise.all(hours.map((some) => sizes(some)));
      const all: Records[] = [];
      for (const [i, period] of periods.entries()) {
        const [sample, some = []] = [samples[days.indexOf(period)], hours[i]];
        all.push(some.length > 0 ? await spread(some, lengths[i] ?? []) : { kept: sample?.kept.flatMap((text) => readEntry(period, text) ?? []) ?? [], of: sample?.of ?? 0 });
      }
      return all;
    },

    async stored(days) {
      const samples = await stored(days);
      return days.map((day, i) => [...(samples[i]?.kept ?? []), ...(samples[i]?.errors ?? [])].flatMap((text) => readEntry(day, text) ?? []));
    },
  };
}

export function isError(outcome: string | undefined): boolean {
  return outcome === "failed" || outcome === "timed-out";
}

function isDaySample(stored: unknown): stored is DaySample {
  return typeof stored === "object" && stored !== null && "of" in stored && "kept" in stored && Array.isArray(stored.kept) && "errors" in stored && Array.isArray(stored.errors);
}
