import { seededRandom } from "../openings/dice.ts";
import { rounded } from "../command/statistics.ts";
import { buildSiteCopy } from "../served-site/site-copy.ts";
import { startBenchSite } from "../served-site/bench-site.ts";
import { startBenchStore } from "../served-site/bench-store.ts";
import { FULL, measureCosts } from "./measure-costs.ts";
import { measurePosts } from "./measure-posts.ts";
import { measureReads } from "./measure-reads.ts";
import type { EngineName, IngestBenchOptions } from "./options.ts";
import { createPosts } from "../openings/samples.ts";
import { PRICE, priceOf } from "./price.ts";
import { connectReader } from "./reader.ts";
import { ratiosOf, type IngestResults, type PostLeg } from "./results.ts";
import { seedFigures } from "./seed-figures.ts";
import { environmentNow } from "../command/environment.ts";

const CONNECTIONS = [16, 64] as const;
/** The store is in use: each post is answered with the statistics of a day with thousands of filled buckets. */
const POSTED_ON_TOP_OF = 1_000_000;

interface Run {
  options: IngestBenchOptions;
  /** The folder of the build. */
  folder: string;
  random: () => number;
}

/** Runs the measurements of the options. `log` prints the progress. */
export async function runIngestBench(options: IngestBenchOptions, log: (text: string) => void): Promise<IngestResults> {
  const environment = environmentNow();
  log("Building the site …");
  const site = await buildSiteCopy();
  const run = { options, folder: site.folder, random: seededRandom(options.seed) };
  try {
    const results: IngestResults = {
      takenAt: new Date().toISOString(),
      environment,
      seconds: options.seconds,
      rounds: options.rounds,
      postedOnTopOf: POSTED_ON_TOP_OF,
      seed: options.seed,
      posts: [],
      reads: [],
      ratios: [],
      costs: [],
    };
    for (const engine of options.engines) {
      log(`Posts, ${engine} …`);
      results.posts.push(...(await postLegs(engine, run)));
      log(`Reads, ${engine} …`);
      results.reads.push(...(await measureReads({ ...run, engine, rounds: options.rounds })));
    }
    results.ratios = ratiosOf(results.reads);
    if (options.engines.includes("redis")) {
      log("Costs of a request …");
      results.costs = await measureCosts({ ...run, samples: POSTED_ON_TOP_OF });
      const commandsPerOpening = results.costs.find(({ what }) => what === FULL)?.commands;
      if (commandsPerOpening) results.price = { ...PRICE, commandsPerOpening, ...priceOf(commandsPerOpening) };
    }
    return rounded(results);
  } finally {
    await site.remove();
  }
}

async function postLegs(engine: EngineName, { options, folder, random }: Run): Promise<PostLeg[]> {
  const store = await startBenchStore(engine);
  await seedFigures(store.connect().client, POSTED_ON_TOP_OF, { now: new Date(), random });
  const site = await startBenchSite(folder, store.env);
  const reader = connectReader(site);
  try {
    const legs: PostLeg[] = [];
    const next = createPosts(random);
    for (const connections of CONNECTIONS) legs.push(await measurePosts(site, { engine, connections, seconds: options.seconds, next }));
    const answered = legs.reduce((sum, { posts }) => sum + posts, 0);
    const { total } = (await reader.read()).report.summary;
    // The store has more: posts of the warm-up, and posts in progress when a measurement ended.
    const counted = total - POSTED_ON_TOP_OF;
    if (counted < answered) throw new Error(`${answered} posts were answered with 201, but only ${counted} are counted.`);
    return legs;
  } finally {
    reader.close();
    await site.stop();
    await store.remove();
  }
}
