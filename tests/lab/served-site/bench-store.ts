import { fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectKv, type Kv } from "../../../src/host/kv/kv.ts";
import type { EngineName } from "../bench-ingest/options.ts";

/** An empty store of one of the engines. */
export interface BenchStore {
  /** The environment variables of a site that uses it. */
  readonly env: Record<string, string>;
  /** Connects this process to it. */
  connect(): Kv;
  remove(): Promise<void>;
}

export function startBenchStore(engine: EngineName): Promise<BenchStore> {
  return engine === "embedded" ? embedded() : redis();
}

async function embedded(): Promise<BenchStore> {
  const folder = await mkdtemp(join(tmpdir(), "readyslot-ingest-"));
  // An interrupted run must not leave it behind.
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const env = { DATA_DIR: folder };
  return { env, connect: () => connectKv(env), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** In a separate process, like the service, so that its work does not count as the function's. */
async function redis(): Promise<BenchStore> {
  const child = fork(join(import.meta.dirname, "redis-process.ts"), { execArgv: [] });
  const failed = once(child, "exit").then(() => {
    throw new Error("Redis did not start; the reason is above.");
  });
  const [env] = (await Promise.race([once(child, "message"), failed])) as [Record<string, string>];
  failed.catch(() => {});
  return {
    env,
    connect: () => connectKv(env),
    async remove() {
      if (child.exitCode === null && child.kill("SIGTERM")) await once(child, "exit");
    },
  };
}
