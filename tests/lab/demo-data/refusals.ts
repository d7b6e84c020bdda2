/** Where made-up openings must not go: into Vercel KV, and among others that are real or made up. */
import { createMetricsStore } from "../../../src/metrics/store/metrics-store.ts";
import { periodsOf } from "../../../src/metrics/store/periods.ts";
import type { Kv, KvEnv } from "../../../src/host/kv/kv.ts";

/** @throws {Error} where the environment names a store that is not on this machine. Nothing is opened. */
export function refuseVercel(env: KvEnv): void {
  const set = (["KV_REST_API_URL", "KV_REST_API_TOKEN"] as const).filter((name) => (env[name]?.trim() ?? "") !== "");
  if (set.length > 0) {
    throw new Error(
      `${set.join(" and ")} ${set.length > 1 ? "are" : "is"} set (here or in .env): that is Vercel KV, and made-up openings never go there.\n` +
        "To fill a store on this machine, leave them empty for this command, and for the site that shows it:\n" +
        "  KV_REST_API_URL= KV_REST_API_TOKEN= npm run demo:data\n" +
        "  KV_REST_API_URL= KV_REST_API_TOKEN= npm start",
    );
  }
  if ((env.VERCEL ?? "") !== "") {
    throw new Error("VERCEL is set: what runs on Vercel has no local store to fill. Run npm run demo:data on your own machine.");
  }
}

/** @throws {Error} where anything has been counted in the store. `file` is how it is called in the message. */
export async function refuseFilledStore(kv: Pick<Kv, "client" | "writer">, { file, now }: { file: string; now: Date }): Promise<void> {
  const store = createMetricsStore(kv, { now: () => now });
  const [[newest], figures] = await Promise.all([store.newest({ limit: 1 }), store.figures(periodsOf("90d", now))]);
  // A booking can have come by the webhook alone.
  if (newest === undefined && figures.every(({ counts }) => Object.keys(counts).length === 0)) return;

  const since = await store.demoDataSince();
  throw new Error(
    since === null
      ? `${file} holds openings already. Made-up ones would be counted with them, and nothing could tell them apart again.\n` +
          "Give the made-up ones a store of their own:\n" +
          "  DATA_DIR=.data/demo npm run demo:data\n" +
          "  DATA_DIR=.data/demo npm start"
      : `${file} holds made-up openings already, put in at ${since.toISOString().slice(0, 16).replace("T", " ")} UTC.\n` +
          `For others, stop the site, delete ${file}, ${file}-wal and ${file}-shm (and with them whatever was really counted since), and run this again.`,
  );
}
