import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { environmentNow, loadNow } from "../command/environment.ts";
import { rounded } from "../command/statistics.ts";
import { seededRandom } from "../openings/dice.ts";
import { buildSiteCopy } from "../served-site/site-copy.ts";
import { measureCosts } from "./measure-costs.ts";
import { measurePosts, type PostPlan } from "./measure-posts.ts";
import { measureReads } from "./measure-reads.ts";
import type { IngestBenchOptions } from "./options.ts";
import { FLOOR, verdictsOf, type IngestResults, type ReadLeg } from "./results.ts";

/** The store is in use: each post is answered with the statistics of a day with thousands of filled buckets. */
const POSTED_ON_TOP_OF = 1_000_000;

/** Runs the measurements of the options. `log` prints the progress. */
export async function runIngestBench({ engines, seconds, rounds, seed }: IngestBenchOptions, log: (text: string) => void): Promise<IngestResults> {
  const environment = environmentNow();
  const random = seededRandom(seed);
  log("Building the site …");
  const site = await buildSiteCopy();
  log("Building the site that keeps nothing …");
  const floor = await buildSiteCopy(keepNothing);
  try {
    log("Posts …");
    const folders: PostPlan["folders"] = [{ contender: FLOOR, folder: floor.folder }, ...engines.map((contender) => ({ contender, folder: site.folder }))];
    const posts = await measurePosts({ folders, rounds, seconds, samples: POSTED_ON_TOP_OF, random });
    const reads: ReadLeg[] = [];
    for (const engine of engines) {
      log(`Reads, ${engine} …`);
      reads.push(...(await measureReads({ engine, rounds, random })));
    }
    log("Costs of a request …");
    const { costs, prices } = engines.includes("redis") ? await measureCosts({ folder: site.folder, samples: POSTED_ON_TOP_OF, random }) : { costs: [], prices: [] };
    const measured = { posts, reads, costs, prices, verdicts: verdictsOf({ posts, reads, costs }) };
    return rounded({ takenAt: new Date().toISOString(), environment: { ...environment, loadAverageAfter: loadNow() }, seconds, rounds, postedOnTopOf: POSTED_ON_TOP_OF, seed, ...measured });
  } finally {
    await site.remove();
    await floor.remove();
  }
}

/** Replaces the store in a copy of the project. */
async function keepNothing(folder: string): Promise<void> {
  const file = join("tests", "lab", "bench-ingest", "keeps-nothing.ts");
  await cp(join(import.meta.dirname, "keeps-nothing.ts"), join(folder, file));
  await writeFile(join(folder, "src", "metrics", "store", "connected-store.ts"), `export { connectStore } from "../../../tests/lab/bench-ingest/keeps-nothing.ts";\n`);
}
