import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The deployed output in a process of its own. */
export interface BenchSite {
  readonly origin: string;
  /** How much of the processor it has had so far, in ms: hardly depends on who else is at work. */
  cpu(): Promise<number>;
  /** The end of what it has said: the reason, if something went wrong. */
  lastWords(): string;
  stop(): Promise<void>;
}

export const READER_TOKEN = "reader-token-of-the-benchmark";

const WORDS = 2_000;

/** Serves the build in `folder` on a free port, over the store that `store` configures. */
export async function startBenchSite(folder: string, store: Record<string, string>): Promise<BenchSite> {
  const child = fork(join(import.meta.dirname, "site-process.ts"), {
    cwd: folder,
    // All posts come from one address.
    env: { ...process.env, ...store, METRICS_TOKEN: READER_TOKEN, METRICS_RATE_PER_MINUTE: "1000000" },
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let words = "";
  // It says a line for every slow opening.
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (words = (words + chunk.toString()).slice(-WORDS)));

  const failed = once(child, "exit").then(() => {
    throw new Error(`The site did not start.\n${words}`);
  });
  const [origin] = (await Promise.race([once(child, "message"), failed])) as [string];
  failed.catch(() => {});
  return {
    origin,
    async cpu() {
      child.send("cpu");
      const [ms] = (await once(child, "message")) as [number];
      return ms;
    },
    lastWords: () => words,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
