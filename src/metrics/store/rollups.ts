/**
 * The figures of hours and days. A period that is over has a rollup. The first reader that misses it makes it from the hour's log,
 * or from the day's hours: from input that no longer changes, in one transaction, and only if there is none. So any number of
 * processes may make it at once, and may be killed at any line. The running hour is folded from its log.
 *
 * Nothing is made by a clock that differs from the store's by more than two minutes. A record that arrives late all the same is in
 * its log, which is then longer than its rollup says: `compact` compares them, and makes those rollups again.
 */
import type { Kv } from "../../host/kv/kv.ts";
import { capped, mergeCounted, NOTHING, type Counted } from "../statistics/fold.ts";
import { hoursOf, isSettled, periodAt, type Period } from "../statistics/periods.ts";
import { KEPT, LOG_DAYS, PARTS, rollupKey, sampleKey, secondsLeft, type Part } from "../log/keys.ts";
import type { Logs } from "../log/logs.ts";
import type { RetentionReport } from "./metrics-store.ts";
import { isRollupText, readValues, readWhole, rollupTexts, withPhases } from "../log/rollup-text.ts";
import type { Samples } from "./samples.ts";

/** The figures of a period, or one part of them, and how many records its logs had. */
export interface Rollup extends Counted {
  readonly n: number;
}

export interface Rollups {
  /** One part of each period's figures, in the order asked for. */
  read(periods: readonly Period[], part: Part): Promise<Rollup[]>;
  /** How many records each hour's log has, or had when its rollup was made. */
  sizes(hours: readonly Period[]): Promise<number[]>;
  /** Makes what is missing, and heals. */
  compact(isLate: () => boolean): Promise<RetentionReport>;
}

export interface RollupSources {
  readonly kv: Pick<Kv, "client" | "writer">;
  readonly logs: Logs;
  readonly samples: Samples;
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
/** Rollups that are remembered, counted in values: some 10 MB. */
const MOST_VALUES = 6_000;
const AT_ONCE = 30;

export function createRollups({ kv: { client, writer }, logs, samples, now, storeNow, zone }: RollupSources): Rollups {
  const cache = createCache();
  let clock: { isRight: boolean; at: number } | undefined;

  /** Whether what this clock says is over can be packed. */
  async function isClockRight(): Promise<boolean> {
    if (clock === undefined || performance.now() - clock.at >= CLOCK_KNOWN_MS) {
      const differs = Math.abs((await storeNow()).getTime() - now().getTime());
      clock = { isRight: differs <= CLOCKS_DIFFER_MS, at: performance.now() };
    }
    return clock.isRight;
  }

  async function stored(periods: readonly Period[], part: Part): Promise<(Rollup | undefined)[]> {
    const found: (Rollup | undefined)[] = periods.map((period) => cache.get(rollupKey(period, part)));
    const unknown = periods.filter((_, i) => found[i] === undefined);
    for (let i = 0; i < unknown.length; i += AT_ONCE) {
      const some = unknown.slice(i, i + AT_ONCE);
      const texts = await client.mget<unknown[]>(some.map((period) => rollupKey(period, part)));
      for (const [j, period] of some.entries()) {
        const text = texts[j];
        if (!isRollupText(text)) continue;
        const rollup = { n: text.n, whole: readWhole(text), values: readValues(text) };
        remember(period, part, rollup);
        found[periods.indexOf(period)] = rollup;
      }
    }
    return found;
  }

  function remember(period: Period, part: Part, rollup: Rollup): void {
    const isFinal = period.end.getTime() < now().getTime() - FRESH_DAYS * DAY_MS;
    cache.set(rollupKey(period, part), rollup, isFinal ? Infinity : performance.now() + FRESH_MS);
  }

  /** Of a period whose `whole` says that nothing was counted, the other parts are not stored. */
  async function storedOrEmpty(periods: readonly Period[], part: Part): Promise<(Rollup | undefined)[]> {
    const found = await stored(periods, part);
    const missing = periods.filter((_, i) => found[i] === undefined);
    if (part === "whole" || missing.length === 0) return found;
    const wholes = await stored(missing, "whole");
    return found.map((one, i) => one ?? (wholes[missing.indexOf(periods[i] as Period)]?.n === 0 ? { n: 0, ...NOTHING } : undefined));
  }

  async function read(periods: readonly Period[], part: Part): Promise<Rollup[]> {
    const distinct = [...new Map(periods.map((period) => [period.key, period])).values()];
    const over = distinct.filter((period) => isSettled(period, now()));
    const found = await storedOrEmpty(over, part);
    const rollups = new Map(over.map(({ key }, i) => [key, found[i]]));
    const missing = over.filter((_, i) => found[i] === undefined);
    for (const [key, made] of await make(missing)) rollups.set(key, made);
    for (const period of distinct.filter(({ key }) => !rollups.has(key))) rollups.set(period.key, await running(period, part));
    return periods.map(({ key }) => rollups.get(key) ?? { n: 0, ...NOTHING });
  }

  async function running(period: Period, part: Part): Promise<Rollup> {
    if (period.start > now()) return { n: 0, ...NOTHING };
    if (period.unit === "day") return merged(await read(hoursOf(period), part));
    const { n, counted } = await logs.fold(period);
    return { n, ...capped(counted) };
  }

  /** Makes the rollups of periods that are over, if their logs can still be there. */
  async function make(periods: readonly Period[]): Promise<Map<string, Rollup>> {
    const made = new Map<string, Rollup>();
    const inLogs = periods.filter(({ end }) => end.getTime() > now().getTime() - LOG_DAYS * DAY_MS);
    const hours = inLogs.filter(({ unit }) => unit === "hour");
    const lengths = await logs.lengths(hours);
    const empty = hours.filter((_, i) => lengths[i] === 0);
    for (const hour of empty) made.set(hour.key, { n: 0, ...NOTHING });
    await write(empty.map((period) => ({ period, rollup: { n: 0, ...NOTHING } })));
    for (const hour of hours.filter((_, i) => lengths[i] !== 0)) made.set(hour.key, await makeHour(hour));
    for (const day of inLogs.filter(({ unit }) => unit === "day")) made.set(day.key, await makeDay(day));
    return made;
  }

  async function makeHour(hour: Period, isAgain = false): Promise<Rollup> {
    // From its blocks, as every other process makes it, not from what this one happens to remember.
    logs.forget(hour);
    const { n, counted } = await logs.fold(hour);
    logs.forget(hour);
    const rollup = { n, ...capped(counted) };
    await write([{ period: hour, rollup }], isAgain);
    return rollup;
  }

  async function makeDay(day: Period, isAgain = false): Promise<Rollup> {
    const hours = hoursOf(day);
    await heal(hours);
    const [wholes, values, phases] = [await read(hours, "whole"), await read(hours, "values"), await read(hours, "phases")];
    const all = wholes.map(({ n, whole }, i) => ({ n, whole, values: withPhases(values[i]?.values ?? new Map(), phases[i]?.values ?? new Map()) }));
    const rollup = merged(all);
    await write([{ period: day, rollup, sample: rollup.n === 0 ? undefined : await samples.make(day) }], isAgain);
    return rollup;
  }

  async function write(rollups: readonly { period: Period; rollup: Rollup; sample?: unknown }[], isAgain = false): Promise<void> {
    if (rollups.length === 0 || !(await isClockRight())) return;
    const tx = writer.multi();
    for (const { period, rollup, sample } of rollups) {
      const ex = secondsLeft(period, KEPT[period.unit], now());
      if (ex <= 0) continue;
      const texts = rollupTexts(rollup.n, rollup);
      const set = (key: string, value: unknown) => tx.set(key, value, isAgain ? { ex } : { ex, nx: true });
      for (const part of PARTS) if (rollup.n > 0 || part === "whole") set(rollupKey(period, part), texts[part]);
      if (sample !== undefined) set(sampleKey(period), sample);
    }
    if (tx.length() > 0) await tx.exec();
    for (const { period, rollup } of rollups) for (const part of PARTS) remember(period, part, rollup);
  }

  /** Makes those hours again whose log has grown since. @returns how many have grown, and how many have shrunk: the store has lost them. */
  async function heal(hours: readonly Period[]): Promise<{ healed: number; lost: number }> {
    const inLogs = hours.filter((hour) => isSettled(hour, now()) && hour.end.getTime() > now().getTime() - LOG_DAYS * DAY_MS + HOUR_MS);
    for (const hour of inLogs) for (const part of PARTS) cache.delete(rollupKey(hour, part));
    const [lengths, rollups] = [await logs.lengths(inLogs), await stored(inLogs, "whole")];
    const grown = inLogs.filter((_, i) => (rollups[i]?.n ?? Infinity) < (lengths[i] ?? 0));
    for (const hour of grown) await makeHour(hour, true);
    return { healed: grown.length, lost: inLogs.filter((_, i) => (rollups[i]?.n ?? 0) > (lengths[i] ?? 0)).length };
  }

  return {
    read,
    async sizes(hours) {
      const over = hours.filter((hour) => isSettled(hour, now()));
      const rollups = await stored(over, "whole");
      const sizes = new Map(over.map(({ key }, i) => [key, rollups[i]?.n]));
      const rest = hours.filter(({ key }) => sizes.get(key) === undefined);
      const lengths = await logs.lengths(rest);
      return hours.map((hour) => sizes.get(hour.key) ?? lengths[rest.indexOf(hour)] ?? 0);
    },

    async compact(isLate) {
      const today = periodAt("day", now(), zone);
      const days = daysBefore(today, LOG_DAYS, zone);
      const hours = hoursOf({ start: today.start, end: periodAt("hour", now()).start }).filter((hour) => isSettled(hour, now()));
      const periods = [...days, ...hours];
      const found = await stored(periods, "whole");
      const todo = periods.filter((_, i) => found[i] === undefined);
      let [made, healed, lost] = [0, 0, 0];
      for (; made < todo.length && !isLate(); made++) await make(todo.slice(made, made + 1));
      for (const day of [today, ...days]) {
        if (isLate()) break;
        const ofDay = await heal(hoursOf(day));
        [healed, lost] = [healed + ofDay.healed, lost + ofDay.lost];
        const [rollup] = await stored([day], "whole");
        const n = (await stored(hoursOf(day), "whole")).reduce((sum, hour) => sum + (hour?.n ?? 0), 0);
        if (rollup !== undefined && rollup.n < n) await makeDay(day, true);
      }
      return { rollups: { made, left: todo.length - made }, healed, lost };
    },
  };
}

function merged(rollups: readonly Rollup[]): Rollup {
  return { n: rollups.reduce((sum, { n }) => sum + n, 0), ...capped(mergeCounted(rollups)) };
}

/** The days before one, newest first. */
function daysBefore({ start }: Period, count: number, zone: string): Period[] {
  const days: Period[] = [];
  for (let before = start; days.length < count; before = days.at(-1)?.start ?? start) days.push(periodAt("day", new Date(before.getTime() - 1), zone));
  return days;
}

/** Rollups by their key, of which those that were asked for least recently are forgotten. */
function createCache() {
  const known = new Map<string, { rollup: Rollup; until: number; size: number }>();
  let size = 0;
  const forget = (key: string) => {
    size -= known.get(key)?.size ?? 0;
    known.delete(key);
  };
  const set = (key: string, rollup: Rollup, until: number) => {
    forget(key);
    const own = 1 + [...rollup.values.values()].reduce((sum, values) => sum + values.size, 0);
    known.set(key, { rollup, until, size: own });
    size += own;
    for (const oldest of known.keys()) {
      if (size <= MOST_VALUES) break;
      forget(oldest);
    }
  };
  return {
    set,
    delete: forget,
    get(key: string): Rollup | undefined {
      const found = known.get(key);
      if (found === undefined || found.until <= performance.now()) return undefined;
      set(key, found.rollup, found.until);
      return found.rollup;
    },
  };
}
