/** Answers for figures and breakdowns: from rollups where they have the answer, otherwise from single records. */
import type { LogRecord } from "../log/record-text.ts";
import { joined } from "../log/rollup-text.ts";
import type { Rollup, Rollups } from "../rollups/rollups.ts";
import { createCache } from "../rollups/cache.ts";
import type { Records, Samples } from "../rollups/samples.ts";
import { releasesIn, type Sums } from "../rollups/sums.ts";
import { DIMENSIONS, type Dimension } from "../shared/sample.ts";
import { INTENT, NO_FIGURES, openingsIn, OTHER, type Figures } from "../statistics/figures.ts";
import { capped, CAPPED, foldOf, lazily, scaled, type Counted, type ValueFigures } from "../statistics/fold.ts";
import { isSettled, type Period } from "../statistics/periods.ts";
import type { Basis, BrokenDown, Filter, MetricsStore, Statistics } from "./metrics-store.ts";

export interface StatisticsSources {
  readonly rollups: Pick<Rollups, "read">;
  readonly sums: Sums;
  readonly samples: Pick<Samples, "read">;
  readonly now: () => Date;
}

/** The figures of the records of a period that match a filter, and how many records were kept of how many. */
interface Matching {
  readonly counted: Counted;
  readonly basis: Basis;
}

/** Days that are over, each with a filter, whose figures are remembered: three views of 90 days and what they are compared with. */
const MOST_KNOWN = 600;

export function createStatistics({ rollups, sums, samples, now }: StatisticsSources): Pick<MetricsStore, "figures" | "breakdowns" | "breakdownParts"> {
  const matched = new Map<string, Promise<Matching[]>>();
  const known = createCache<Matching>(MOST_KNOWN);

  /** Those who ask at once share it. */
  function matching(periods: readonly Period[], filter: Filter): Promise<Matching[]> {
    const key = JSON.stringify([periods.map((period) => period.key), filter]);
    const found = matched.get(key) ?? match(periods, filter).finally(() => matched.delete(key));
    matched.set(key, found);
    return found;
  }

  async function match(periods: readonly Period[], filter: Filter): Promise<Matching[]> {
    const all = await samples.read(periods);
    // "other" means the values that the period's rollup has no figures for.
    const values = Object.values(filter).includes(OTHER) ? await rollups.read(periods, "values") : [];
    return all.map((records, i) => {
      const period = periods[i];
      const key = period !== undefined && isSettled(period, now()) ? JSON.stringify([period.key, filter, records.kept.length, records.of]) : undefined;
      const made = (key !== undefined && known.get(key)) || matchingOf(records, filter, values[i]?.counted.values);
      // A day that is made again has more records.
      if (key !== undefined) known.set(key, made, 1, Infinity);
      return made;
    });
  }

  async function breakdowns(periods: readonly Period[], filter: Filter = {}): Promise<BrokenDown[]> {
    if (namesIn(filter).length === 0) return (await rollups.read(periods, "values")).map(({ counted, n }) => ({ values: counted.values, basis: { kept: n, of: n } }));
    return (await matching(periods, filter)).map(({ counted: { values }, basis }) => ({ values, basis }));
  }

  return {
    breakdowns,
    async breakdownParts(periods, filter = {}) {
      if (namesIn(filter).length === 0) return (await sums.read(periods)).map(({ counted, n, releases }) => ({ values: counted.values, basis: { kept: n, of: n }, releases }));
      return (await breakdowns(periods, filter)).map((one, i) => ({ ...one, releases: releasesIn(one.values, periods[i]?.start ?? now()) }));
    },

    async figures(periods, filter = {}) {
      const [dimension, ...more] = namesIn(filter);
      if (dimension === undefined) return (await rollups.read(periods, "whole")).map(({ counted }) => exact(counted.whole));
      if (more.length > 0) return (await matching(periods, filter)).map(({ counted: { whole }, basis }) => ({ figures: whole, basis }));
      const [values, phases] = await Promise.all([rollups.read(periods, "values"), rollups.read(periods, "phases")]);
      const of = (rollup: Rollup | undefined) => rollup?.counted.values.get(dimension)?.get(filter[dimension] ?? "");
      return values.map((one, i) => exact(joined(of(one) ?? NO_FIGURES, of(phases[i]))));
    },
  };
}

function matchingOf({ kept, of }: Records, filter: Filter, values: Counted["values"] | undefined): Matching {
  const matching = kept.flatMap(({ record }) => (matches(record, filter, values) ? [record] : []));
  // The number of records that one kept record stands for.
  const factor = kept.length === 0 ? 1 : of / kept.length;
  const estimate = (one: ReadonlyMap<string, ValueFigures>) => new Map([...one].map(([value, figures]) => [value, scaled(figures, factor)]));
  const counted = lazily(() => scaled(foldOf(matching).whole, factor), () => new Map([...capped(foldOf(matching).counted).values].map(([name, one]) => [name, estimate(one)])));
  return { counted, basis: { kept: kept.length, of } };
}

function namesIn(filter: Filter): Dimension[] {
  return DIMENSIONS.filter((dimension) => filter[dimension] !== undefined);
}

/** A record is an opening, which has an outcome, or an intent. */
function exact(figures: Figures): Statistics {
  const n = openingsIn(figures) + (figures.counts[INTENT] ?? 0);
  return { figures, basis: { kept: n, of: n } };
}

function matches({ fields }: LogRecord, filter: Filter, values: Counted["values"] | undefined): boolean {
  return DIMENSIONS.every((dimension) => {
    const [wanted, found] = [filter[dimension], fields[dimension]];
    if (wanted === undefined || wanted === found) return true;
    return wanted === OTHER && found !== undefined && CAPPED.includes(dimension) && values?.get(dimension)?.has(found) === false;
  });
}

