import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { demoMonth } from "../demo-data/demo-month.ts";
import { fillStore } from "../demo-data/fill-store.ts";
import { openToFill } from "../demo-data/grouped-requests.ts";
import { seededRandom, shuffled } from "../openings/dice.ts";
import { rounded } from "../command/statistics.ts";
import { buildSiteCopy } from "../served-site/site-copy.ts";
import { startBenchSite, type BenchSite } from "../served-site/bench-site.ts";
import { startBenchStore } from "../served-site/bench-store.ts";
import type { AdminBenchOptions } from "./options.ts";
import { targetsOf, viewResults, type AdminResults, type Measured } from "./results.ts";
import { COMBINATION, REPORT, SIGN_IN, VIEWS, WHOLE_PAGE, type View } from "./views.ts";
import { connectVisitor, PASSWORD, signIn, type Visitor } from "./visitor.ts";
import { environmentNow, loadNow } from "../command/environment.ts";

/** Rounds before the measurement, until the function has warmed up. */
const WARM_UP_ROUNDS = 5;

type Collected = { -readonly [K in keyof Measured]: Measured[K] extends readonly number[] ? number[] : Measured[K] };

/** Measures the page over made-up openings on the embedded engine. `log` prints the progress. */
export async function runAdminBench(options: AdminBenchOptions, log: (text: string) => void): Promise<AdminResults> {
  const environment = environmentNow();
  log("Building the site …");
  const copy = await buildSiteCopy();
  const store = await startBenchStore("embedded");
  const env = { ...store.env, ADMIN_PASSWORD: PASSWORD };
  try {
    const { days, perDay, seed, rounds } = options;
    log(`Making up ${days} days …`);
    const now = new Date();
    const counts = await fillStore(openToFill(join(store.env["DATA_DIR"] ?? "", "metrics.db")), demoMonth({ days, perDay, seed, now }), { now, onProgress: () => {} });

    const site = await startBenchSite(copy.folder, env);
    const cookie = await signIn(site);
    const visitor = connectVisitor(site, cookie);
    const random = seededRandom(seed);
    try {
      const { ms: unpackedMs } = await visitor.visit(WHOLE_PAGE);
      log(`${rounds} rounds of ${VIEWS.length} views …`);
      const views = await measureRounds(site, visitor, { rounds, random });
      log(`${options.fresh} fresh processes for each of two pages …`);
      const fresh = await measureFresh(() => startBenchSite(copy.folder, env), cookie, { processes: options.fresh, random });
      const results = viewResults(views, { signIn: SIGN_IN, report: REPORT });
      return rounded({
        takenAt: now.toISOString(),
        environment: { ...environment, loadAverageAfter: loadNow() },
        seed,
        days,
        openings: counts.opening,
        rounds,
        views: results,
        fresh: viewResults(fresh, { signIn: SIGN_IN, report: REPORT }),
        unpackedMs,
        targets: targetsOf(results, WHOLE_PAGE, COMBINATION),
      });
    } finally {
      visitor.close();
      await site.stop();
    }
  } finally {
    await store.remove();
    await copy.remove();
  }
}

async function measureRounds(site: BenchSite, visitor: Visitor, { rounds, random }: { rounds: number; random: () => number }): Promise<Measured[]> {
  const collected = VIEWS.map(nothingYet);
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const one of shuffled(collected, random)) await take(one, site, visitor, round >= 0);
  }
  return collected;
}

/** Starts a process for every request. The time includes everything that is loaded for the first answer, but not the start. */
async function measureFresh(start: () => Promise<BenchSite>, cookie: string, { processes, random }: { processes: number; random: () => number }): Promise<Measured[]> {
  const collected = [WHOLE_PAGE, SIGN_IN].map(nothingYet);
  for (let i = 0; i < processes; i++) {
    for (const one of shuffled(collected, random)) {
      const site = await start();
      const visitor = connectVisitor(site, cookie);
      try {
        await take(one, site, visitor, true);
      } finally {
        visitor.close();
        await site.stop();
      }
    }
  }
  return collected;
}

async function take(one: Collected, site: BenchSite, visitor: Visitor, isCounted: boolean): Promise<void> {
  const before = await site.cpu();
  const { ms, body } = await visitor.visit(one.view);
  const cpu = (await site.cpu()) - before;
  if (!isCounted) return;
  one.ms.push(ms);
  one.cpu.push(cpu);
  one.bytes = body.length;
  one.gzipBytes ||= gzipSync(body, { level: 9 }).length;
}

function nothingYet(view: View): Collected {
  return { view, ms: [], cpu: [], bytes: 0, gzipBytes: 0 };
}
