import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import autocannon, { type Instance } from "autocannon";
import { mergeFigures, summaryOf as totalsOf } from "../../../src/metrics/statistics/figures.ts";
import { periodsOf } from "../../../src/metrics/statistics/periods.ts";
import { createMetricsStore } from "../../../src/metrics/store/metrics-store.ts";
import { shuffled } from "../openings/dice.ts";
import { createPosts, type Post } from "../openings/samples.ts";
import { startBenchSite, type BenchSite } from "../served-site/bench-site.ts";
import { startBenchStore, type BenchStore } from "../served-site/bench-store.ts";
import { FLOOR, summaryOf, type Contender, type PostLeg } from "./results.ts";
import { seedFigures } from "./seed-figures.ts";

const CONNECTIONS = [16, 64] as const;
/** At the start of each slice. */
const WARM_UP_MS = 500;
/** In seconds. Much longer than any answer takes: answers may be slow, but must not be missing. */
const TIMEOUT = 60;

/** The site believes the sender's address, and limits each as it does by default. */
export const SITE_SETTINGS = { TRUST_PROXY: "1", METRICS_RATE_PER_MINUTE: "120" };

export interface PostPlan {
  /** The folder of each contender's build. */
  folders: readonly { contender: Contender; folder: string }[];
  rounds: number;
  /** Of each slice. */
  seconds: number;
  /** Number of samples in the store before the first post. */
  samples: number;
  random: () => number;
}

interface Rig {
  contender: Contender;
  store: BenchStore;
  site: BenchSite;
}

interface Slice {
  posts: number;
  postsPerSecond: number;
  cpuPerPost: number;
}

/**
 * Posts samples as fast as they are answered, to one contender after the other, in random order in each round.
 * @throws {Error} with the answer if one is not 201, or if fewer posts were counted than answered.
 */
export async function measurePosts(plan: PostPlan): Promise<PostLeg[]> {
  const rigs: Rig[] = [];
  try {
    for (const { contender, folder } of plan.folders) rigs.push(await startRig(contender, folder, plan));
    const next = createPosts(plan.random);
    const legs: PostLeg[] = [];
    for (const connections of CONNECTIONS) {
      const taken = new Map(rigs.map((rig) => [rig, { slices: [] as Slice[], latencies: createHistogram() }]));
      for (let round = 0; round < plan.rounds; round++) {
        for (const [rig, { slices, latencies }] of shuffled([...taken], plan.random)) slices.push(await postsOf(rig.site, { connections, seconds: plan.seconds, next, latencies }));
      }
      for (const [{ contender }, { slices, latencies }] of taken) {
        legs.push({
          contender,
          connections,
          posts: slices.reduce((sum, { posts }) => sum + posts, 0),
          postsPerSecond: summaryOf(slices.map(({ postsPerSecond }) => postsPerSecond)),
          cpuPerPost: summaryOf(slices.map(({ cpuPerPost }) => cpuPerPost)),
          p50: latencies.percentile(50),
          p99: latencies.percentile(99),
        });
      }
    }
    for (const rig of rigs) await checkCounted(rig, legs, plan);
    return legs;
  } finally {
    for (const { site, store } of rigs) {
      await site.stop();
      await store.remove();
    }
  }
}

async function startRig(contender: Contender, folder: string, { samples, random }: PostPlan): Promise<Rig> {
  const store = await startBenchStore(contender === FLOOR ? "embedded" : contender);
  if (contender !== FLOOR) await seedFigures(store.connect().client, samples, { now: new Date(), random });
  return { contender, store, site: await startBenchSite(folder, { ...store.env, ...SITE_SETTINGS }) };
}

/** The store has more: posts of the warm-up, and posts in progress when a slice ended. */
async function checkCounted({ contender, store }: Rig, legs: readonly PostLeg[], { samples }: PostPlan): Promise<void> {
  if (contender === FLOOR) return;
  const answered = legs.reduce((sum, leg) => sum + (leg.contender === contender ? leg.posts : 0), 0);
  const days = await createMetricsStore(store.connect()).figures(periodsOf("28d", new Date()));
  const counted = totalsOf(mergeFigures(...days.map(({ figures }) => figures)), "all").total - samples;
  if (counted < answered) throw new Error(`${contender}: ${answered} posts were answered with 201, but only ${counted} are counted. If a day (UTC) ended during the run, start it again.`);
}

interface Load {
  connections: number;
  seconds: number;
  next: () => Post;
  latencies: RecordableHistogram;
}

async function postsOf(site: BenchSite, load: Load): Promise<Slice> {
  const hammer = startHammer(site, load);
  try {
    await Promise.all([hammer.allAnswered, setTimeout(WARM_UP_MS)]);
    let posts = 0;
    const [cpuBefore, started] = [await site.cpu(), performance.now()];
    hammer.instance.on("response", (_client, _status, _bytes, ms) => {
      posts += 1;
      load.latencies.record(Math.max(1, Math.round(ms)));
    });
    await Promise.race([hammer.failed, setTimeout(load.seconds * 1_000)]);
    const [seconds, answered] = [(performance.now() - started) / 1_000, posts];
    return { posts: answered, postsPerSecond: answered / seconds, cpuPerPost: ((await site.cpu()) - cpuBefore) / answered };
  } finally {
    await hammer.stop();
  }
}

interface Hammer {
  instance: Instance;
  /**
   * Every connection has had an answer. Node accepts one new connection per turn of its event loop, so an engine
   * that works in that loop delays the last of many connections; that delay is not measured.
   */
  allAnswered: Promise<void>;
  /** Rejects with the first answer that is not 201, or with the reason why there was none. */
  failed: Promise<never>;
  stop(): Promise<void>;
}

function startHammer(site: BenchSite, { connections, next }: Load): Hammer {
  const [answered, wrong, done] = [Promise.withResolvers<void>(), Promise.withResolvers<never>(), Promise.withResolvers<void>()];
  // Handled by the code that awaits it; until then a rejection must not end the process.
  wrong.promise.catch(() => {});
  const fail = (what: string) => wrong.reject(new Error(`A post should be answered with 201, but got ${what}\n${site.lastWords()}`));

  const instance = autocannon(
    {
      url: `${site.origin}/api/cal-metrics`,
      method: "POST",
      connections,
      duration: 3_600,
      timeout: TIMEOUT,
      requests: [
        {
          setupRequest(request) {
            const { body, userAgent, address } = next();
            Object.assign(request.headers, { "content-type": "application/json", "user-agent": userAgent, "x-forwarded-for": address });
            request.body = body;
            return request;
          },
          onResponse(status, body) {
            if (status !== 201) fail(`${status} ${body.slice(0, 500)}`);
          },
        },
      ],
    },
    () => done.resolve(),
  );
  const heard = new Set<object>();
  instance.on("response", (client) => {
    if (heard.add(client).size === connections) answered.resolve();
  });
  instance.on("reqError", (error) => fail(error.message));
  return {
    instance,
    allAnswered: Promise.race([answered.promise, wrong.promise]),
    failed: wrong.promise,
    async stop() {
      instance.stop();
      await done.promise;
    },
  };
}
