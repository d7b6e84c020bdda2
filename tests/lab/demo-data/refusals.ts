/** Refuses to write made-up openings into Vercel KV, or into a store that already has openings. */
import { createMetricsStore } from "../../../src/metrics/store/metrics-store.ts";
import { periodsOf } from "../../../src/metrics/store/periods.ts";
import type { Kv, KvEnv } from "../../../src/host/kv/kv.ts";

/** @throws {Error} if the environment names a store that is not local. Does not connect. */
export function refuseVercel(env: KvEnv): void {
  const set = (["KV_REST_API_URL", "KV_REST_API_TOKEN"] as const).filter((name) => (env[name]?.trim() ?? "") !== "");
  if (set.length > 0) {
    throw new Error(
      `${set.join(" and ")} ${set.length > 1 ? "are" : "is"} set (in the environment or in .env). This is Vercel KV; made-up openings are written to a local store only.\n` +
        "To fill a local store, leave both empty for this command and for the site:\n" +
        "  KV_REST_API_URL= KV_REST_API_TOKEN= npm run demo:data\n" +
        "  KV_REST_API_URL= KV_REST_API_TOKEN= npm start",
    );
  }
  if ((env.VERCEL ?? "") !== "") {
    throw new Error("VERCEL is set, but there is no local store on Vercel. Run npm run demo:data on your own computer.");
  }
}

/** @throws {Error} if the store is not empty. `file` is its name in the message. */
export async function refuseFilledStore(kv: Pick<Kv, "client" | "writer">, { file, now }: { file: string; now: Date }): Promise<void> {
  const store = createMetricsStore(kv, { now: () => now });
  const [[newest], statistics] = await Promise.all([store.newest({ limit: 1 }), store.figures(periodsOf("90d", now))]);
  // A booking may have been reported by the webhook only.
  if (newest === undefined && statistics.every(({ counts }) => Object.keys(counts).length === 0)) return;

  const since = await store.demoDataSince();
  throw new Error(
    since === null
      ? `${file} already has openings. Made-up openings would be mixed with them and could not be separated again.\n` +
          "Use another store for the made-up openings:\n" +
          "  DATA_DIR=.data/demo npm run demo:data\n" +
          "  DATA_DIR=.data/demo npm start"
      : `${file} already has made-up openings, written at ${since.toISOString().slice(0, 16).replace("T", " ")} UTC.\n` +
          `To replace them, stop the site, delete ${file}, ${file}-wal and ${file}-shm (this also deletes real openings since then), and run the command again.`,
  );
}
