import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Measurements of a site's process. */
export interface SiteVitals {
  /** CPU time so far, in ms. */
  cpuMs: number;
  /** Objects, including memory that they hold outside of V8's heap, such as buffers; in bytes. */
  heap: number;
  /** Resident memory, in bytes. */
  rss: number;
  /** The resources that keep it alive, by kind: servers, sockets, timers, requests. */
  handles: string[];
}

/** The deployed output in a separate process. */
export interface BenchSite {
  readonly origin: string;
  readonly pid: number;
  /** One call at a time. */
  vitals(): Promise<SiteVitals>;
  /** CPU time so far, in ms. It hardly depends on other programs. */
  cpu(): Promise<number>;
  /** The end of its output, with the reason if something went wrong. */
  lastWords(): string;
  stop(): Promise<void>;
}

export const READER_TOKEN = "reader-token-of-the-benchmark";

const WORDS = 2_000;

/** Serves the build in `folder` on a free port. `settings` are environment variables, including those of its store. */
export async function startBenchSite(folder: string, settings: Record<string, string>, { execArgv = [] }: { execArgv?: string[] } = {}): Promise<BenchSite> {
  const child = fork(join(import.meta.dirname, "site-process.ts"), {
    cwd: folder,
    // All posts of a benchmark come from the same address.
    env: { ...process.env, METRICS_TOKEN: READER_TOKEN, METRICS_RATE_PER_MINUTE: "1000000", ...settings },
    execArgv,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let words = "";
  // It logs a line for every slow opening.
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (words = (words + chunk.toString()).slice(-WORDS)));

  const failed = once(child, "exit").then(() => {
    throw new Error(`The site has ended.\n${words}`);
  });
  const [origin] = (await Promise.race([once(child, "message"), failed])) as [string];
  failed.catch(() => {});
  const vitals = async () => {
    if (!child.connected) throw new Error(`The site has ended.\n${words}`);
    child.send("vitals");
    const [answer] = (await Promise.race([once(child, "message"), failed])) as [SiteVitals];
    return answer;
  };
  return {
    origin,
    pid: child.pid ?? 0,
    vitals,
    cpu: async () => (await vitals()).cpuMs,
    lastWords: () => words,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
