import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { startDemoCal } from "../../../scripts/demo-cal/server.ts";
import { root } from "../../../scripts/settings.ts";
import { seededRandom } from "../openings/dice.ts";
import { startBenchSite, type BenchSite } from "../served-site/bench-site.ts";
import { startBenchStore } from "../served-site/bench-store.ts";
import { checksOf } from "./checks.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { drawKind } from "./mix.ts";
import type { SoakOptions } from "./options.ts";
import { sendPaced, type Pace } from "./pace.ts";
import { WEBHOOK_SECRET } from "./reporting.ts";
import type { SoakResults } from "./results.ts";
import { createMemory, createScene, type SiteFiles } from "./scene.ts";
import { readStoreFacts } from "./store-facts.ts";
import { createVisitors } from "./visitors.ts";
import { startWatch, untilQuiet, type Quiet, type Watched } from "./watch.ts";
import { environmentNow } from "../command/environment.ts";

/** Serves the build of this project to mixed traffic, and checks the results. `log` prints the progress. */
export async function runSoak(options: SoakOptions, log: (text: string) => void): Promise<SoakResults> {
  const { minutes, seed } = options;
  const environment = environmentNow();
  const from = new Date();
  const [demo, store] = await Promise.all([startDemoCal({ port: 0 }), startBenchStore("embedded")]);
  try {
    const settings = {
      ...store.env,
      CAL_EMBED_URL: `${demo.origin}/embed/embed.js`,
      CAL_API_URL: demo.origin,
      ADMIN_PASSWORD: "password-of-the-soak",
      CAL_WEBHOOK_SECRET: WEBHOOK_SECRET,
      // The default.
      METRICS_RATE_PER_MINUTE: "120",
    };
    const ledger = createLedger();
    const site = await startBenchSite(root, settings, { execArgv: ["--expose-gc"] });
    let sent: Sent;
    let quiet: { before: Quiet; after: Quiet };
    let isAlive: boolean;
    try {
      await openAll(site);
      const before = await untilQuiet(site);
      sent = await sendAll(site, ledger, options, log);
      quiet = { before, after: await untilQuiet(site) };
      isAlive = (await fetch(`${site.origin}/api/health`)).status === 200;
    } finally {
      await site.stop();
    }
    const { heap, rss, pace, cpuShare } = sent;
    const facts = await readStoreFacts({ folder: store.env["DATA_DIR"] ?? "", from, to: new Date() });
    const health = ledger.kinds.get("health")?.times.toSorted((a, b) => a - b) ?? [];
    const healthAt = (share: number) => Math.round(health[Math.floor((health.length - 1) * share)] ?? 0);
    return {
      takenAt: from.toISOString(),
      environment,
      minutes,
      seed,
      checks: checksOf({ pace, ledger, heap, rss, ...quiet, isAlive, store: facts }),
      pace,
      cpuShare,
      healthMs: { p50: healthAt(0.5), p99: healthAt(0.99) },
      heap,
      rss,
      store: facts,
      refusals: ledger.refusals,
      kinds: Object.fromEntries([...ledger.kinds].map(([name, { sent: n, statuses, dropped, wrong, examples }]) => [name, { sent: n, statuses, dropped, wrong, examples }])),
    };
  } finally {
    await demo.close();
    await store.remove();
  }
}

/** Opens files that stay open, such as the store's, so that they do not count as leaks. */
async function openAll(site: BenchSite): Promise<void> {
  for (const path of ["/", "/api/health", "/api/cal-embed.js", "/admin/sign-in"]) await (await fetch(site.origin + path)).arrayBuffer();
}

interface Sent extends Watched {
  pace: Pace;
}

async function sendAll(site: BenchSite, ledger: Ledger, { minutes, rate, seed }: SoakOptions, log: (text: string) => void): Promise<Sent> {
  const seconds = minutes * 60;
  const random = seededRandom(seed);
  const visitors = createVisitors(random);
  const flooding = createVisitors(random, { atOnce: 1, stay: Infinity });
  const common = { origin: new URL(site.origin), files: await readSiteFiles(), memory: createMemory(), ledger, random };
  const send = () => {
    const { name, act, isFromOneAddress } = drawKind(random);
    return (isFromOneAddress ? flooding : visitors).let(async (visitor) => {
      try {
        await act(createScene({ ...common, visitor, kind: name }));
      } catch (error) {
        ledger.unanswered(name, (error as Error).message);
      }
    });
  };
  const watch = startWatch(site, { seconds, log });
  try {
    const pace = await Promise.race([sendPaced({ rate, seconds, send }), watch.broken]);
    return { pace, ...(await watch.stop()) };
  } finally {
    visitors.leave();
    flooding.leave();
  }
}

async function readSiteFiles(): Promise<SiteFiles> {
  const folder = join(root, ".vercel", "output", "static");
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const names = files.map(({ parentPath, name }) => `/${relative(folder, join(parentPath, name)).split(sep).join("/")}`);
  const pages = names.filter((name) => name.endsWith("/index.html")).map((name) => name.slice(0, -"/index.html".length) || "/");
  return { pages, assets: names.filter((name) => name.startsWith("/_astro/")) };
}
