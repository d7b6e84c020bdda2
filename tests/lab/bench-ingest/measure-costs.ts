import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { OPENINGS_PER_DAY } from "../../../src/metrics/ingest/sender-limits.ts";
import type { CalSample } from "../../../src/metrics/shared/sample.ts";
import { summarize } from "../command/statistics.ts";
import { createPosts, intentFields, type Post } from "../openings/samples.ts";
import { READER_TOKEN, startBenchSite, type BenchSite } from "../served-site/bench-site.ts";
import { startBenchStore } from "../served-site/bench-store.ts";
import { startKvMeter, type KvTraffic } from "./kv-meter.ts";
import { SITE_SETTINGS } from "./measure-posts.ts";
import { priceOf } from "./price.ts";
import { QUIET, STEADY, type Cost, type RatePrice } from "./results.ts";
import { seedFigures } from "./seed-figures.ts";

const MEASURED = 15;
/** Requests before the measurement, until an instance has cached everything that it caches. */
const UNMEASURED = 3;
/** In openings a second, each for as many seconds. */
const RATES = [10, 100] as const;
const RATE_SECONDS = 5;
const CRON_SECRET = "cron-secret-of-the-benchmark";
/** A process then reads the running hour anew; and the alerts are due. */
const PAUSE_MS = 61_000;

export interface CostPlan {
  /** The folder of the build. */
  folder: string;
  /** Number of samples in the store before the first request. */
  samples: number;
  random: () => number;
}

/** Counts the function's traffic to a Redis, one request at a time, and at rates. */
export async function measureCosts({ folder, samples, random }: CostPlan): Promise<{ costs: Cost[]; prices: RatePrice[] }> {
  const store = await startBenchStore("redis");
  await seedFigures(store.connect().client, samples, { now: new Date(), random });
  const meter = await startKvMeter(store.env.KV_REST_API_URL ?? "");
  const start = () => startBenchSite(folder, { ...store.env, ...SITE_SETTINGS, CRON_SECRET, KV_REST_API_URL: meter.url });
  let site = await start();
  try {
    const next = createPosts(random);
    const like = (change: (sample: CalSample) => object): Post => {
      const made = next();
      return { ...made, body: JSON.stringify(change(JSON.parse(made.body) as CalSample)) };
    };
    const costs: Cost[] = [];
    const count = async (what: string, work: () => Promise<unknown>, times = 1) => {
      const taken: KvTraffic[] = [];
      for (let i = 0; i < times; i++) {
        meter.take();
        await work();
        taken.push(meter.take());
      }
      costs.push(costOf(what, taken));
    };
    const posts = async (what: string, make: () => Post, expected = 201) => {
      for (let i = 0; i < UNMEASURED; i++) await post(site, make(), expected);
      await count(what, () => post(site, make(), expected), MEASURED);
    };

    // The posts after it find that the alerts are not due.
    await count("an evaluation of the alerts, the first", () => get(site, "/api/cron/alerts", CRON_SECRET));
    await site.stop();
    site = await start();
    await count("full sample, an instance's first", () => post(site, next()));
    await posts(STEADY, next);
    await posts("full sample of a failed opening", () => like((sample) => ({ ...sample, outcome: "failed", errorClass: "script-failed", error: "embed.js could not be loaded" })));
    const first = next();
    await post(site, first);
    const again = { ...first, body: JSON.stringify({ ...(JSON.parse(first.body) as CalSample), again: true }) };
    await posts("the same again, without saying so", () => ({ ...first, address: next().address }), 200);
    await posts("the same again, saying so", () => ({ ...again, address: next().address }), 200);
    await posts("intent", () => like((sample) => ({ ...intentFields(sample), sampleId: sample.sampleId, intent: true })));
    await posts("booking, by the browser", () => like(({ id, sampleId }) => ({ id, sampleId, bookingUid: randomUUID() })));
    await posts("refused: not valid", () => like((sample) => ({ ...sample, outcome: "unknown" })), 400);
    for (let i = 0; i < OPENINGS_PER_DAY; i++) await post(site, { ...next(), address: first.address }, [201, 429]);
    await posts("refused: too many of one sender", () => ({ ...next(), address: first.address }), 429);

    const prices: RatePrice[] = [];
    for (const perSecond of RATES) {
      meter.take();
      const openings = perSecond * RATE_SECONDS;
      await Promise.all(Array.from({ length: openings }, (_, i) => setTimeout((i * 1_000) / perSecond).then(() => post(site, next()))));
      prices.push(priceRow(`${perSecond} a second`, meter.take(), openings));
    }

    await setTimeout(PAUSE_MS);
    await count("an evaluation of the alerts", () => get(site, "/api/cron/alerts", CRON_SECRET));
    await count(QUIET, () => post(site, next()));
    const quiet = costs.at(-1);
    if (quiet) prices.unshift(priceRow("one a minute", quiet, 1));

    await site.stop();
    site = await start();
    const report = () => get(site, "/api/cal-metrics?window=28d&detail=full", READER_TOKEN);
    await count("the admin's 28 days, by a new instance", report);
    await count("the admin's 28 days, read before", report);
    return { costs, prices };
  } finally {
    await site.stop();
    meter.close();
    await store.remove();
  }
}

async function post(site: BenchSite, { body, userAgent, address }: Post, expected: number | readonly number[] = 201): Promise<void> {
  const headers = { "content-type": "application/json", "user-agent": userAgent, "x-forwarded-for": address };
  await check(site, await fetch(`${site.origin}/api/cal-metrics`, { method: "POST", headers, body }), expected);
}

async function get(site: BenchSite, path: string, token: string): Promise<void> {
  await check(site, await fetch(site.origin + path, { headers: { authorization: `Bearer ${token}` } }), 200);
}

async function check(site: BenchSite, answer: Response, expected: number | readonly number[]): Promise<void> {
  const text = await answer.text();
  if (![expected].flat().includes(answer.status)) throw new Error(`A request got ${answer.status} instead of ${String(expected)}: ${text.slice(0, 500)}\n${site.lastWords()}`);
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

function priceRow(what: string, { commands, bytesUp, bytesDown }: KvTraffic, openings: number): RatePrice {
  const commandsPerOpening = commands / openings;
  return { what, commandsPerOpening, bytesPerOpening: Math.round((bytesUp + bytesDown) / openings), ...priceOf(commandsPerOpening) };
}
