/**
 * The values of many days, added up: a report needs their sum only, and reads one text instead of one a day. A sum is a cache. It
 * has the sizes of the days that it was made of, so a day that was made again shows, and the sum is made again, too. It follows
 * from the days' rollups alone, so every process makes the same bytes.
 */
import type { Kv } from "../../host/kv/kv.ts";
import type { GroupReads } from "../log/group-reads.ts";
import { KEPT, sumKey } from "../log/keys.ts";
import { isSumText, readCounted, sumText, type SumText } from "../log/rollup-text.ts";
import { openingsIn, type Breakdowns } from "../statistics/figures.ts";
import { capped, mergeCounted } from "../statistics/fold.ts";
import { isSettled, type Period } from "../statistics/periods.ts";
import { createCache } from "./cache.ts";
import type { Rollup, Rollups } from "./rollups.ts";

/** The values of one or more periods, and when each release was first seen in them: the start of its period, ISO 8601. */
export interface Values extends Rollup {
  readonly releases: ReadonlyMap<string, string>;
}

interface Sum extends Values {
  /** How many records each day had. */
  readonly days: readonly number[];
}

export interface Sums {
  /** The values of periods that follow one another, in as few parts as they are stored in. */
  read(periods: readonly Period[]): Promise<Values[]>;
}

/** From so many days on their sum is stored. It keeps more values than a day does. */
const FEWEST_DAYS = 6;
const SUM_CAPS = 4;
/** Sums that are remembered, counted in values: some 5 MB. */
const MOST_VALUES = 6_000;

export function createSums({ writer }: Pick<Kv, "writer">, reads: GroupReads, rollups: Pick<Rollups, "read" | "forget" | "isClockRight">, now: () => Date): Sums {
  const cache = createCache<Sum>(MOST_VALUES);

  async function valuesOf(periods: readonly Period[]): Promise<Values[]> {
    const found = await rollups.read(periods, "values");
    return found.map((rollup, i) => ({ ...rollup, releases: releasesIn(rollup.counted.values, periods[i]?.start ?? now()) }));
  }

  async function sumOf(days: readonly Period[], key: string): Promise<Values> {
    const remembered = cache.get(key);
    const [sizes, [text]] = await Promise.all([rollups.read(days, "whole"), remembered ? [] : reads.values([key])]);
    const known = remembered ?? (isSumText(text) ? sumFrom(text) : undefined);
    if (known?.days.length === days.length && known.days.every((n, i) => n === sizes[i]?.n)) return remember(key, known);
    // Another process may have made a day again.
    rollups.forget(days);
    const parts = await valuesOf(days);
    const counted = capped(mergeCounted(parts.map((part) => part.counted)), SUM_CAPS);
    const releases = new Map(parts.toReversed().flatMap((part) => [...part.releases]));
    const made = sumText(parts.map(({ n }) => n), counted, [...releases].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    if (await rollups.isClockRight()) await writer.set(key, made, known === undefined ? { ex: KEPT.sum, nx: true } : { ex: KEPT.sum });
    return remember(key, sumFrom(made));
  }

  function remember(key: string, sum: Sum): Sum {
    cache.set(key, sum, 1 + [...sum.counted.values.values()].reduce((size, values) => size + values.size, 0), Infinity);
    return sum;
  }

  return {
    async read(periods) {
      const days = periods.filter((period) => period.unit === "day" && isSettled(period, now()));
      const [first, last] = [days.at(0), days.at(-1)];
      if (first === undefined || last === undefined || days.length < FEWEST_DAYS) return valuesOf(periods);
      const [sum, rest] = await Promise.all([sumOf(days, sumKey(first, last)), valuesOf(periods.filter((period) => !days.includes(period)))]);
      return [sum, ...rest];
    },
  };
}

function sumFrom(text: SumText): Sum {
  return { n: text.n, days: text.days, counted: readCounted(text), releases: new Map(text.releases) };
}

/** The releases that a period has openings of, with its start. */
export function releasesIn(values: Breakdowns, start: Date): ReadonlyMap<string, string> {
  return new Map([...(values.get("release") ?? [])].flatMap(([name, figures]) => (openingsIn(figures) > 0 ? [[name, start.toISOString()] as const] : [])));
}
