/**
 * The figures of hours and days. A period that is over has a rollup. The first reader that misses it makes it from the hour's log,
 * or from the day's hours: from input that no longer changes, in one transaction, and only if there is none. So any number of
 * processes may make it at once, and may be killed at any line. The running hour is folded from its log.
 *
 * Nothing is made by a clock that differs from the store's by more than two minutes. A record that arrives late all the same is in
 * its log, which is then longer than its rollup says: `compact` compares them, and makes those rollups again.
 */
import type { Kv } from "../../host/kv/kv.ts";
import { capped, lazily, mergeCounted, NOTHING, type Counted } from "../statistics/fold.ts";
import { hoursOf, isSettled, periodAt, type Period } from "../statistics/periods.ts";
import type { GroupReads } from "../log/group-reads.ts";
import { KEPT, LOG_DAYS, PARTS, rollupKey, sampleKey, secondsLeft, writtenKey, type Part } from "../log/keys.ts";
import type { Logs } from "../log/logs.ts";
import { createCache } from "./cache.ts";
import { isRollupText, readCounted, rollupTexts, valueCount, withPhases } from "../log/rollup-text.ts";

/** The figures of a period, or one part of them, and how many records its logs had. */
export interface Rollup {
  readonly n: number;
  readonly counted: Counted;
}

export interface RetentionReport {
  /** Periods whose rollups were made, and those that still lack them. */
  readonly rollups: { readonly made: number; readonly left: number };
  /** Hours of the last 9 days whose log had grown since their rollup, and were made again. */
  readonly healed: number;
  /** Hours whose log is shorter than it was when their rollup was made: the store has lost keys. */
  readonly lost: number;
}

export interface Rollups {
  /** One part of each period's figures, in the order asked for. */
  read(periods: readonly Period[], part: Part): Promise<Rollup[]>;
  /** Forgets what is remembered of these periods: another process may have made them again. */
  forget(periods: readonly Period[]): void;
  /** Whether what this clock says is over can be stored. */
  isClockRight(): Promise<boolean>;
  /** How many records each hour's log has, or had when its rollup was made. */
  sizes(hours: readonly Period[]): Promise<number[]>;
  /** Makes what is missing, and heals. */
  compact(isLate: () => boolean): Promise<RetentionReport>;
}

export interface RollupSources {
  readonly kv: Pick<Kv, "client" | "writer">;
  readonly reads: GroupReads;
  readonly logs: Logs;
  /** What is to be stored of a day's single records. */
  readonly sampleOf: (day: Period) => Promise<unknown>;
  readonly now: () => Date;
  readonly storeNow: () => Promise<Date>;
  readonly zone: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CLOCKS_DIFFER_MS = 120_000;
const CLOCK_KNOWN_MS = 10_000;
/** A rollup of the last days can be made again by another process; older ones do not change. */
const FRESH_DAYS = LOG_DAYS + 2;
const FRESH_MS = 60_000;
/** Rollups that are remembered, counted in values: some 5 MB. */
const MOST_VALUES = 6_000;
/** In one request. A whole has up to 7 KB, the values of a busy day 60. */
const AT_ONCE: Readonly<Record<Part, number>> = { whole: 200, values: 30, phases: 15 };
const EMPTY: Rollup = { n: 0, counted: NOTHING };

export function createRollups({ kv: { writer }, reads, logs, sampleOf, now, storeNow, zone }: RollupSources): Rollups {
  const cache = createCache<Rollup>(MOST_VALUES);
  const making = new Map<string, Promise<Rollup>>();
  let clock: { isRight: boolean; at: number } | undefined;

  async function isClockRight(): Promise<boolean> {
    if (clock === undefined || performance.now() - clock.at >= CLOCK_KNOWN_MS) {
      const differs = Math.abs((await storeNow()).getTime() - now().getTime());
      clock = { isRight: differs <= CLOCKS_DIFFER_MS, at: performance.now() };
    }
    return clock.isRight;
  }

  async function stored(periods: readonly Period[], part: Part): Promise<(Rollup | undefined)[]> {
    const found = new Map(periods.map((period) => [period.key, cache.get(rollupKey(period, part))]));
    const unknown = periods.filter(({ key }) => found.get(key) === undefined);
    for (let i = 0; i < unknown.length; i += AT_ONCE[part]) {
      const some = unknown.slice(i, i + AT_ONCE[part]);
      const texts = await reads.values(some.map((period) => rollupKey(period, part)));
      for (const [j, period] of some.entries()) {
        const text = texts[j];
        if (isRollupText(text)) found.set(period.key, remember(period, part, { n: text.n, counted: readCounted(text) }, valueCount(text)));
      }
    }
    return periods.map(({ key }) => found.get(key));
  }

  function remember(period: Period, part: Part, rollup: Rollup, size = 0): Rollup {
    const isFinal = period.end.getTime() < now().getTime() - FRESH_DAYS * DAY_MS;
    cache.set(rollupKey(period, part), rollup, 1 + size, isFinal ? Infinity : performance.now() + FRESH_MS);
    return rollup;
  }

  function forget(periods: readonly Period[]): void {
    for (const period of periods) for (const part of PARTS) cache.delete(rollupKey(period, part));
  }

  async function read(periods: readonly Period[], part: Part): Promise<Rollup[]> {
    const distinct = [...new Map(periods.map((period) => [period.key, period])).values()];
    const over = distinct.filter((period) => isSettled(period, now()));
    const [found, running] = await Promise.all([
      stored(over, part),
      Promise.all(distinct.filter((period) => !over.includes(period)).map(async (period) => [period.key, await readRunning(period, part)] as const)),
    ]);
    const rollups = new Map<string, Rollup | undefined>([...over.map(({ key }, i) => [key, found[i]] as const), ...running]);
    for (const [key, made] of await make(over.filter((_, i) => found[i] === undefined), part)) rollups.set(key, made);
    return periods.map(({ key }) => rollups.get(key) ?? EMPTY);
  }

  async function readRunning(period: Period, part: Part): Promise<Rollup> {
    if (period.start > now()) return EMPTY;
    if (period.unit === "day") return merged(await read(hoursOf(period).filter(({ start }) => start <= now()), part));
    const { n, counted } = await logs.fold(period);
    return { n, counted: capped(counted) };
  }

  /** Makes the rollups that are missing, if their logs can still be there. Of hours and days without a record only the day's `whole` is stored. */
  async function make(missing: readonly Period[], part: Part): Promise<Map<string, Rollup>> {
    const inLogs = missing.filter((period) => isInLogs(period));
    const hours = inLogs.filter(({ unit }) => unit === "hour");
    const days = inLogs.filter(({ unit }) => unit === "day");
    const written = await writtenOf(hours);
    const made = new Map<string, Rollup>();
    for (const hour of hours) made.set(hour.key, written.includes(hour) ? await once(hour, () => makeHour(hour)) : remember(hour, part, EMPTY));
    const wholes = part === "whole" ? [] : await stored(days, "whole");
    for (const [i, day] of days.entries()) made.set(day.key, wholes[i]?.n === 0 ? EMPTY : await once(day, () => makeDay(day)));
    return made;
  }

  /** The hours that have a log. */
  async function writtenOf(hours: readonly Period[]): Promise<Period[]> {
    const marks = await reads.values(hours.map((hour) => writtenKey(hour)));
    return hours.filter((_, i) => marks[i] !== null);
  }

  /** Two readers at once wait for the same. */
  function once(period: Period, makeIt: () => Promise<Rollup>): Promise<Rollup> {
    const known = making.get(period.key) ?? makeIt().finally(() => making.delete(period.key));
    making.set(period.key, known);
    return known;
  }

  function isInLogs({ end }: Period, marginMs = 0): boolean {
    return end.getTime() > now().getTime() - LOG_DAYS * DAY_MS + marginMs;
  }

  async function makeHour(hour: Period, isAgain = false): Promise<Rollup> {
    // From its blocks, as every other process makes it, not from what this one happens to remember.
    logs.forget(hour);
    const { n, counted } = await logs.fold(hour);
    logs.forget(hour);
    const rollup = { n, counted: capped(counted) };
    await write(hour, rollup, { isAgain });
    return rollup;
  }

  async function makeDay(day: Period): Promise<Rollup> {
    await settle(hoursOf(day));
    return packDay(day);
  }

  async function packDay(day: Period, isAgain = false): Promise<Rollup> {
    const hours = hoursOf(day);
    const [wholes = [], values = [], phases = []] = await Promise.all(PARTS.map((part) => read(hours, part)));
    const all = wholes.map(({ n, counted }, i) => ({
      n, counted: lazily(() => counted.whole, () => withPhases((values[i] ?? EMPTY).counted.values, (phases[i] ?? EMPTY).counted.values)),
    }));
    const rollup = merged(all);
    await write(day, rollup, { isAgain, sample: rollup.n === 0 ? undefined : await sampleOf(day) });
    return rollup;
  }

  async function write(period: Period, rollup: Rollup, { isAgain, sample }: { isAgain: boolean; sample?: unknown }): Promise<void> {
    const ex = secondsLeft(period, KEPT[period.unit], now());
    if (ex <= 0 || !(await isClockRight())) return;
    const texts = rollupTexts(rollup.n, rollup.counted);
    const tx = writer.multi();
    const set = (key: string, value: unknown) => tx.set(key, value, isAgain ? { ex } : { ex, nx: true });
    for (const part of PARTS) if (rollup.n > 0 || part === "whole") set(rollupKey(period, part), texts[part]);
    if (sample !== undefined) set(sampleKey(period), sample);
    await tx.exec();
    for (const part of PARTS) remember(period, part, rollup, valueCount(texts[part]));
  }

  /** Makes the rollups of hours that lack one, or whose log has grown since. A log that has shrunk was lost by the store. */
  async function settle(hours: readonly Period[], isLate = () => false): Promise<{ made: number; left: number; healed: number; lost: number }> {
    const inLogs = hours.filter((hour) => isSettled(hour, now()) && isInLogs(hour, HOUR_MS));
    forget(inLogs);
    const [lengths, rollups] = await Promise.all([logs.lengths(inLogs), stored(inLogs, "whole")]);
    const sizeOf = (i: number) => rollups[i]?.n ?? 0;
    const grown = inLogs.flatMap((hour, i) => ((lengths[i] ?? 0) > sizeOf(i) ? [{ hour, isAgain: rollups[i] !== undefined }] : []));
    const done = { made: 0, healed: 0 };
    for (const { hour, isAgain } of grown) {
      if (isLate()) break;
      await makeHour(hour, isAgain);
      done[isAgain ? "healed" : "made"] += 1;
    }
    return { ...done, left: grown.length - done.made - done.healed, lost: inLogs.filter((_, i) => sizeOf(i) > (lengths[i] ?? 0)).length };
  }

  return {
    read,
    forget,
    isClockRight,
    async sizes(hours) {
      const rollups = await stored(hours, "whole");
      const missing = hours.filter((_, i) => rollups[i] === undefined);
      const over = missing.filter((hour) => isSettled(hour, now()));
      const rest = [...missing.filter((hour) => !over.includes(hour)), ...await writtenOf(over)];
      const lengths = await logs.lengths(rest);
      return hours.map((hour, i) => rollups[i]?.n ?? lengths[rest.indexOf(hour)] ?? 0);
    },

    async compact(isLate) {
      const today = periodAt("day", now(), zone);
      const days = daysBefore(today, LOG_DAYS, zone).filter((day) => isSettled(day, now()));
      let { made, left, healed, lost } = await settle([today, ...days].flatMap((day) => hoursOf(day)), isLate);
      const rollups = await stored(days, "whole");
      for (const [i, day] of days.entries()) {
        const n = (await stored(hoursOf(day), "whole")).reduce((sum, hour) => sum + (hour?.n ?? 0), 0);
        const rollup = rollups[i];
        if (rollup !== undefined && rollup.n >= n) continue;
        if (isLate()) left += 1;
        else {
          await packDay(day, rollup !== undefined);
          if (rollup === undefined) made += 1;
        }
      }
      return { rollups: { made, left }, healed, lost };
    },
  };
}

function merged(rollups: readonly Rollup[]): Rollup {
  return { n: rollups.reduce((sum, { n }) => sum + n, 0), counted: capped(mergeCounted(rollups.map(({ counted }) => counted))) };
}

/** The days before one, newest first. */
function daysBefore({ start }: Period, count: number, zone: string): Period[] {
  const days: Period[] = [];
  for (let before = start; days.length < count; before = days.at(-1)?.start ?? start) days.push(periodAt("day", new Date(before.getTime() - 1), zone));
  return days;
}
