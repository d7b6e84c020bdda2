/**
 * A writer or a compactor of tests/contract/crash.test.ts, which kills itself at a certain one of its requests to the store: before it
 * is sent, or when it has been answered and before anybody knows.
 */
import { writeSync } from "node:fs";
import { join } from "node:path";
import { VercelKV } from "@vercel/kv";
import { openEmbeddedKv } from "../../src/host/kv/embedded-kv.ts";
import { connectKv } from "../../src/host/kv/kv.ts";
import { hoursOf, periodAt } from "../../src/metrics/statistics/periods.ts";
import { createMetricsStore } from "../../src/metrics/store/metrics-store.ts";

export interface CrashTask {
  readonly role: "writer" | "compactor";
  readonly store: { readonly folder: string } | { readonly url: string; readonly token: string };
  /** The clock of this process. */
  readonly now: string;
  /** The samples to record, each as often as it is named. */
  readonly ids: readonly string[];
  readonly isAgain: boolean;
  /** The number of the request that is its last; none for a process that lives. */
  readonly diesAt?: number | undefined;
  readonly diesBefore: boolean;
}

const AT_ONCE = 4;

/** The sample with this id. It is the same in every process. */
export function crashSample(id: string, receivedAt: string) {
  return { id: "30min", sampleId: id, outcome: "ready", totalDuration: 500 + Number.parseInt(id.slice(-3), 16), page: `/${id.at(-1)}`, timestamp: receivedAt, receivedAt } as const;
}

if (process.argv[2] !== undefined) {
  // A request that a busy machine did not answer in time is as good as a kill: it may have been done or not.
  await run(JSON.parse(process.argv[2]) as CrashTask).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== "TimeoutError") throw error;
  });
}

async function run({ role, store: where, now, ids, isAgain, diesAt, diesBefore }: CrashTask): Promise<void> {
  let requests = 0;
  const dieOrGoOn = async <T>(request: () => Promise<T>): Promise<T> => {
    const isLast = ++requests === diesAt;
    if (isLast && diesBefore) process.kill(process.pid, "SIGKILL");
    const answer = await request();
    if (isLast) process.kill(process.pid, "SIGKILL");
    return answer;
  };

  const clock = new Date(now);
  const store = createMetricsStore(connect(), { now: () => clock });
  if (role === "writer") {
    for (let i = 0; i < ids.length; i += AT_ONCE) {
      await Promise.all(ids.slice(i, i + AT_ONCE).map(async (id) => {
        await store.record(crashSample(id, now), { sender: id.slice(-6), isAgain });
        // What was acknowledged before a kill has been written out.
        writeSync(1, `${id}\n`);
      }));
    }
  } else {
    const day = periodAt("day", clock);
    await store.figures([...hoursOf(day), periodAt("day", new Date(day.start.getTime() - 1))]);
    await store.compact();
  }

  function connect() {
    if ("folder" in where) {
      const engine = openEmbeddedKv(join(where.folder, "metrics.db"));
      const client = new VercelKV({ request: (request) => dieOrGoOn(() => engine.request(request)) });
      return { client, writer: client };
    }
    const { fetch } = globalThis;
    globalThis.fetch = (...asked) => dieOrGoOn(() => fetch(...asked));
    return connectKv({ KV_REST_API_URL: where.url, KV_REST_API_TOKEN: where.token });
  }
}
