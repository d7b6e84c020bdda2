import { randomUUID } from "node:crypto";
import { DIMENSIONS, type CalSample } from "../../../src/metrics/shared/sample.ts";
import { summarize } from "../command/statistics.ts";
import { startBenchSite, type BenchSite } from "../served-site/bench-site.ts";
import { startBenchStore } from "../served-site/bench-store.ts";
import { startKvMeter, type KvMeter, type KvTraffic } from "./kv-meter.ts";
import { errorSample, fullSample, minimalSample } from "../openings/samples.ts";
import { connectReader } from "./reader.ts";
import { READ_KINDS, type Cost, type ReadKind } from "./results.ts";
import { seedFigures } from "./seed-figures.ts";

export const FULL = "full sample, ready";
const MEASURED = 15;
const READS: Readonly<Record<ReadKind, string>> = {
  fresh: "28 days, by a new instance",
  warm: "28 days, read before",
};
/** Requests before the measurement, until an instance has cached everything that it caches. */
const UNMEASURED = 3;

export interface CostPlan {
  /** The folder of the build. */
  folder: string;
  /** Number of samples in the store before the first request. */
  samples: number;
  random: () => number;
}

/** Counts the function's traffic to a Redis, one request at a time. */
export async function measureCosts({ folder, samples, random }: CostPlan): Promise<Cost[]> {
  const store = await startBenchStore("redis");
  await seedFigures(store.connect().client, samples, { now: new Date(), random });
  const meter = await startKvMeter(store.env.KV_REST_API_URL ?? "");
  const start = () => startBenchSite(folder, { ...store.env, KV_REST_API_URL: meter.url });
  let site = await start();
  let reader = connectReader(site);
  const another = async () => {
    reader.close();
    await site.stop();
    site = await start();
    return connectReader(site);
  };
  try {
    const full = fullSample(random);
    const kinds: [string, () => CalSample][] = [
      [FULL, () => ({ ...fullSample(random), ...valuesOf(full), sampleId: randomUUID() })],
      ["minimal sample", () => minimalSample(random)],
      ["full sample, failed", () => ({ ...errorSample(random), ...valuesOf(full), sampleId: randomUUID() })],
      ["full sample, sent again", () => full],
    ];
    const costs = [costOf("full sample, an instance's first", [await post(site, meter, full)])];
    for (const [what, make] of kinds) {
      for (let i = 0; i < UNMEASURED; i++) await post(site, meter, make());
      const taken: KvTraffic[] = [];
      for (let i = 0; i < MEASURED; i++) taken.push(await post(site, meter, make()));
      costs.push(costOf(what, taken));
    }
    for (const kind of READ_KINDS) {
      if (kind === "fresh") reader = await another();
      meter.take();
      await reader.read();
      costs.push(costOf(READS[kind], [meter.take()]));
    }
    return costs;
  } finally {
    reader.close();
    await site.stop();
    meter.close();
    await store.remove();
  }
}

async function post(site: BenchSite, meter: KvMeter, sample: CalSample): Promise<KvTraffic> {
  meter.take();
  const headers = { "content-type": "application/json", "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0" };
  const answer = await fetch(`${site.origin}/api/cal-metrics`, { method: "POST", headers, body: JSON.stringify(sample) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`A post got ${answer.status} ${text.slice(0, 500)}\n${site.lastWords()}`);
  return meter.take();
}

/** The values of the dimensions, which determine the number of scopes of a sample. */
function valuesOf(sample: CalSample): Partial<CalSample> {
  const values: Readonly<Record<string, unknown>> = { ...sample };
  return Object.fromEntries(DIMENSIONS.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));
}

function costOf(what: string, taken: readonly KvTraffic[]): Cost {
  const of = (name: keyof KvTraffic) => summarize(taken.map((traffic) => traffic[name]));
  const median = (name: keyof KvTraffic) => Math.round(of(name)?.median ?? 0);
  return {
    what,
    roundTrips: median("roundTrips"),
    commands: median("commands"),
    leastCommands: of("commands")?.min ?? 0,
    mostCommands: of("commands")?.max ?? 0,
    bytesUp: median("bytesUp"),
    bytesDown: median("bytesDown"),
  };
}
