import { createHistogram } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import autocannon, { type Instance } from "autocannon";
import type { BenchSite } from "../served-site/bench-site.ts";
import type { EngineName } from "./options.ts";
import type { Post } from "../openings/samples.ts";
import type { PostLeg } from "./results.ts";

const WARM_UP_MS = 2_000;
/** In seconds. Much longer than any answer takes: answers may be slow, but must not be missing. */
const TIMEOUT = 60;

export interface PostLoad {
  engine: EngineName;
  connections: number;
  seconds: number;
  next: () => Post;
}

/** Posts samples as fast as they are answered. @throws {Error} with the answer if one is not 201. */
export async function measurePosts(site: BenchSite, load: PostLoad): Promise<PostLeg> {
  const { engine, connections, seconds } = load;
  const hammer = startHammer(site, load);
  try {
    await Promise.all([hammer.allAnswered, setTimeout(WARM_UP_MS)]);
    const [latencies, cpuBefore, started] = [createHistogram(), await site.cpu(), performance.now()];
    hammer.instance.on("response", (_client, _status, _bytes, ms) => latencies.record(Math.max(1, Math.round(ms))));
    await Promise.race([hammer.failed, setTimeout(seconds * 1_000)]);
    const { count: posts, max } = latencies;
    const [p50, p99] = [latencies.percentile(50), latencies.percentile(99)];
    const postsPerSecond = posts / ((performance.now() - started) / 1_000);
    const cpuPerPost = ((await site.cpu()) - cpuBefore) / posts;
    return { engine, connections, posts, postsPerSecond, p50, p99, max, cpuPerPost };
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

function startHammer(site: BenchSite, { connections, next }: PostLoad): Hammer {
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
            const { body, userAgent } = next();
            Object.assign(request.headers, { "content-type": "application/json", "user-agent": userAgent });
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
