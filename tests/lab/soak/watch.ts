/** Measures the site's process repeatedly during the traffic, and once without connections. */
import { readdir } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import type { BenchSite } from "../served-site/bench-site.ts";
import type { Look } from "./growth.ts";

/** Measurements in a run, evenly spaced. Each needs a garbage collection: some 50 ms of CPU time. */
const LOOKS = 36;
/** Time limit for the last connections to close: Node's fetch keeps them for 4 s, the server closes idle ones after 5 s. */
const QUIET_WITHIN_MS = 20_000;

export interface Watched {
  heap: Look[];
  rss: Look[];
  /** Of one processor. */
  cpuShare: number;
}

export interface Watch {
  /** Rejects if the process ends. */
  broken: Promise<never>;
  stop(): Promise<Watched>;
}

export function startWatch(site: Pick<BenchSite, "vitals">, { seconds, log }: { seconds: number; log: (text: string) => void }): Watch {
  const [broken, stopped] = [Promise.withResolvers<never>(), new AbortController()];
  const looks: { ms: number; heap: number; rss: number; cpuMs: number }[] = [];
  const started = performance.now();
  const look = async () => {
    const { heap, rss, cpuMs } = await site.vitals();
    looks.push({ ms: Math.round(performance.now() - started), heap, rss, cpuMs });
  };
  const looking = (async () => {
    // Not more: the last senders may take longer, and would distort the slope.
    for (let n = 1; n <= LOOKS && !stopped.signal.aborted; n++) {
      await look();
      if (n % 6 === 0) log(`${Math.round((performance.now() - started) / 1_000)} s`);
      const next = started + (n * seconds * 1_000) / LOOKS;
      await setTimeout(Math.max(0, next - performance.now()), undefined, { signal: stopped.signal }).catch(() => {});
    }
  })();
  looking.catch(broken.reject);
  broken.promise.catch(() => {});
  return {
    broken: broken.promise,
    async stop() {
      stopped.abort();
      await looking;
      const [first, last] = [looks.at(0), looks.at(-1)];
      const cpuShare = first && last ? (last.cpuMs - first.cpuMs) / (last.ms - first.ms) : 0;
      return { heap: looks.map(({ ms, heap }) => ({ ms, bytes: heap })), rss: looks.map(({ ms, rss }) => ({ ms, bytes: rss })), cpuShare };
    },
  };
}

/** Descriptors and handles of a process without connections. */
export interface Quiet {
  descriptors: number;
  handles: string[];
}

/** Waits until there is no connection, at most 20 s, and then measures. */
export async function untilQuiet(site: Pick<BenchSite, "vitals" | "pid">): Promise<Quiet> {
  for (const started = performance.now(); ; await setTimeout(250)) {
    const { handles } = await site.vitals();
    const isQuiet = !handles.includes("TCPSocketWrap");
    if (isQuiet || performance.now() - started > QUIET_WITHIN_MS) {
      return { descriptors: (await readdir(`/proc/${site.pid}/fd`)).length, handles: handles.toSorted() };
    }
  }
}
