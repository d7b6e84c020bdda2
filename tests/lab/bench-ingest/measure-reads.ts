import type { Kv } from "../../../src/host/kv/kv.ts";
import { mergeBreakdowns } from "../../../src/metrics/report/dashboard/breakdown-rows.ts";
import { mergeFigures, summaryOf as totalsOf } from "../../../src/metrics/statistics/figures.ts";
import { periodAt, periodsOf, type Period } from "../../../src/metrics/statistics/periods.ts";
import { createMetricsStore } from "../../../src/metrics/store/metrics-store.ts";
import { shuffled } from "../openings/dice.ts";
import { startBenchStore, type BenchStore } from "../served-site/bench-store.ts";
import type { EngineName } from "./options.ts";
import { DAYS, HOUR, summaryOf, type ReadLeg } from "./results.ts";
import { seedFigures, seedHour } from "./seed-figures.ts";

const NOW = new Date();
/** Each is a store of its own. The hour has half a block of records that no block has, as on average. */
const READS = [
  { what: DAYS, openings: 1_000 },
  { what: DAYS, openings: 1_000_000 },
  { what: HOUR, openings: 101_000 },
] as const;
/** The first one makes what is missing of blocks and rollups; until the last the code has been compiled. */
const UNMEASURED = 10;

interface Rig {
  what: ReadLeg["what"];
  openings: number;
  store: BenchStore;
  kv: Kv;
  ms: number[];
  cpu: number[];
}

export interface ReadPlan {
  engine: EngineName;
  rounds: number;
  random: () => number;
}

/**
 * Reads figures and breakdowns and adds them up as a report does, each time as a new instance, in rounds of random order.
 * @throws {Error} if a read does not count exactly the openings in the store.
 */
export async function measureReads({ engine, rounds, random }: ReadPlan): Promise<ReadLeg[]> {
  const rigs: Rig[] = [];
  try {
    for (const { what, openings } of READS) {
      const store = await startBenchStore(engine);
      const kv = store.connect();
      rigs.push({ what, openings, store, kv, ms: [], cpu: [] });
      await (what === HOUR ? seedHour : seedFigures)(kv.client, openings, { now: NOW, random });
    }
    for (let i = 0; i < UNMEASURED; i++) for (const rig of rigs) await read(rig);
    for (let round = 0; round < rounds; round++) {
      for (const rig of shuffled(rigs, random)) {
        const { ms, cpu } = await read(rig);
        rig.ms.push(ms);
        rig.cpu.push(cpu);
      }
    }
    return rigs.map(({ what, openings, ms, cpu }) => ({ engine, what, openings, ms: summaryOf(ms), cpu: summaryOf(cpu) }));
  } finally {
    for (const { store } of rigs) await store.remove();
  }
}

async function read({ what, openings, kv }: Rig): Promise<{ ms: number; cpu: number }> {
  const periods: readonly Period[] = what === HOUR ? [periodAt("hour", NOW)] : periodsOf("28d", NOW);
  const store = createMetricsStore(kv, { now: () => NOW });
  // The rollups are measured, not the records of the running day.
  if (what === DAYS) await Promise.all([store.figures(periods.slice(-1)), store.breakdownParts(periods.slice(-1))]);
  const [cpuBefore, started] = [process.cpuUsage(), performance.now()];
  const [statistics, parts] = await Promise.all([store.figures(periods), store.breakdownParts(periods)]);
  const { total } = totalsOf(mergeFigures(...statistics.map(({ figures }) => figures)), "all");
  const { values } = mergeBreakdowns(parts);
  const [{ user, system }, ms] = [process.cpuUsage(cpuBefore), performance.now() - started];
  const broken = totalsOf(mergeFigures(...(values.get("page")?.values() ?? [])), "value").total;
  if (total !== openings || broken !== openings) throw new Error(`A read counts ${total} openings, and ${broken} by their page: expected ${openings}.`);
  return { ms, cpu: (user + system) / 1_000 };
}
