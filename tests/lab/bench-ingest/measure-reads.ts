import type { Kv } from "../../../src/host/kv/kv.ts";
import { shuffled } from "../openings/dice.ts";
import { summarize } from "../command/statistics.ts";
import { startBenchSite, type BenchSite } from "../served-site/bench-site.ts";
import { startBenchStore, type BenchStore } from "../served-site/bench-store.ts";
import type { EngineName, IngestBenchOptions } from "./options.ts";
import { createPosts, type Post } from "../openings/samples.ts";
import { connectReader, type Reader, type Reading } from "./reader.ts";
import { READ_KINDS, type ReadKind, type ReadLeg } from "./results.ts";
import { seedFigures } from "./seed-figures.ts";

const SIZES = [1_000, 100_000, 1_000_000] as const;
/** This many samples, as many as the answer lists, are posted; the others are only seeded as statistics. */
const POSTED = 100;
/** Reads before the measurement, until the function has warmed up. */
const WARM_UP_READS = 30;
/** Reads of another window before the first read by a new instance. */
const FIRST_READS = 10;

interface Rig {
  samples: number;
  store: BenchStore;
  kv: Kv;
  site: BenchSite;
  reader: Reader;
  /** In ms. */
  taken: Record<ReadKind, number[]>;
  cpu: Record<ReadKind, number[]>;
  bytes: number;
}

export interface ReadPlan extends Pick<IngestBenchOptions, "rounds"> {
  engine: EngineName;
  /** The folder of the build. */
  folder: string;
  random: () => number;
}

/**
 * Reads 28 days over each number of samples, each from its own running site, in rounds of random order.
 * @throws {Error} if an answer does not count exactly the samples in the store.
 */
export async function measureReads(plan: ReadPlan): Promise<ReadLeg[]> {
  const rigs: Rig[] = [];
  try {
    for (const samples of SIZES) rigs.push(await startRig(samples, plan));
    const works = rigs.flatMap((rig) => READ_KINDS.map((kind) => ({ rig, kind })));
    for (let i = 0; i < WARM_UP_READS; i++) for (const rig of rigs) await timed(rig, rig);
    for (let round = 0; round < plan.rounds; round++) {
      for (const { rig, kind } of shuffled(works, plan.random)) {
        const { ms, cpu, bytes } = kind === "warm" ? await timed(rig, rig) : await readAnew(rig, plan.folder);
        rig.taken[kind].push(ms);
        rig.cpu[kind].push(cpu);
        rig.bytes = bytes;
      }
    }
    return rigs.flatMap(({ samples, taken, cpu: cpuTimes, bytes }): ReadLeg[] => {
      const [fresh, warm] = READ_KINDS.map((kind) => summarize(taken[kind]));
      const cpuOf = (kind: ReadKind) => summarize(cpuTimes[kind])?.median ?? NaN;
      const cpu = { fresh: cpuOf("fresh"), warm: cpuOf("warm") };
      return fresh && warm ? [{ engine: plan.engine, samples, fresh, warm, cpu, bytes }] : [];
    });
  } finally {
    for (const { reader, site, store } of rigs) {
      reader.close();
      await site.stop();
      await store.remove();
    }
  }
}

async function startRig(samples: number, { engine, folder, random }: ReadPlan): Promise<Rig> {
  const store = await startBenchStore(engine);
  const kv = store.connect();
  await seedFigures(kv.client, samples - POSTED, { now: new Date(), random });
  const site = await startBenchSite(folder, store.env);
  const next = createPosts(random);
  for (let i = 0; i < POSTED; i++) await post(site, next());
  return { samples, store, kv, site, reader: connectReader(site), taken: noReadings(), cpu: noReadings(), bytes: 0 };
}

function noReadings(): Record<ReadKind, number[]> {
  return { fresh: [], warm: [] };
}

/** Another process on the same store, which has answered before, but not for past days. */
async function readAnew(rig: Rig, folder: string): Promise<Timed> {
  const site = await startBenchSite(folder, rig.store.env);
  const reader = connectReader(site);
  try {
    for (let i = 0; i < FIRST_READS; i++) await reader.read("24h");
    return await timed(rig, { site, reader });
  } finally {
    reader.close();
    await site.stop();
  }
}

type Timed = Omit<Reading, "report"> & { cpu: number };

async function timed({ samples }: Rig, { site, reader }: Pick<Rig, "site" | "reader">): Promise<Timed> {
  const cpuBefore = await site.cpu();
  const { ms, bytes, report } = await reader.read();
  const cpu = (await site.cpu()) - cpuBefore;
  const { total, phases } = report.summary;
  const { length } = report.metrics;
  if (total !== samples || length !== POSTED || (phases.totalDuration?.n ?? 0) < 0.9 * samples) {
    const found = `${total} samples, ${phases.totalDuration?.n} of them timed, and lists ${length}`;
    throw new Error(`The answer counts ${found}: expected ${samples} and ${POSTED}. If a day (UTC) ended during the run, start it again.`);
  }
  return { ms, bytes, cpu };
}

async function post(site: BenchSite, { body, userAgent }: Post): Promise<void> {
  const headers = { "content-type": "application/json", "user-agent": userAgent };
  const answer = await fetch(`${site.origin}/api/cal-metrics`, { method: "POST", headers, body });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`A post should be answered with 201, but got ${answer.status} ${text.slice(0, 500)}\n${site.lastWords()}`);
}
