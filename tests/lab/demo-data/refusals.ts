/** Refuses stores that must not get made-up openings: databases, and stores with openings. */
import { createMetricsStore } from "../../../src/metrics/store/metrics-store.ts";
import { periodsOf } from "../../../src/metrics/statistics/periods.ts";
import type { Kv, KvEnv } from "../../../src/host/kv/kv.ts";

/** @throws {Error} if the environment has a store that is not on this machine. Opens nothing. */
export function refuseVercel(env: KvEnv): void {
  const set = (["KV_REST_API_URL", "KV_REST_API_TOKEN", "REDIS_URL"] as const).filter((name) => (env[name]?.trim() ?? "") !== "");
  if (set.length > 0) {
    throw new Error(
      `${set.join(" and ")} ${set.length > 1 ? "are" : "is"} set (here or in .env) for a database, which never gets made-up openings.\n` +
        "To fill a store on this machine, leave them empty for this command, and for the site that shows it:\n" +
        `  ${set.map((name) => `${name}=`).join(" ")} npm run demo:data\n` +
        `  ${set.map((name) => `${name}=`).join(" ")} npm start`,
    );
  }
  if ((env.VERCEL ?? "") !== "") {
    throw new Error("VERCEL is set, and there is no local store on Vercel. Run npm run demo:data on your own machine.");
  }
}

/** @throws {Error} if the store has counted anything. The message names it `file`. */
export async function refuseFilledStore(kv: Pick<Kv, "client" | "writer">, { file, now }: { file: string; now: Date }): Promise<void> {
  const store = createMetricsStore(kv, { now: () => now });
  const [[newest], figures] = await Promise.all([store.newest({ limit: 1 }), store.figures(periodsOf("90d", now))]);
  // A booking may come only from the webhook.
  if (newest === undefined && figures.every(({ figures: { counts } }) => Object.keys(counts).length === 0)) return;

  const since = await store.demoDataSince();
  throw new Error(
    since === null
      ? `${file} already has openings. Made-up openings would be counted with them and could not be separated again.\n` +
          "Use another store for the made-up openings:\n" +
          "  DATA_DIR=.data/demo npm run demo:data\n" +
          "  DATA_DIR=.data/demo npm start"
      : `${file} already has made-up openings, added at ${since.toISOString().slice(0, 16).replace("T", " ")} UTC.\n` +
          `To replace them, stop the site, delete ${file}, ${file}-wal and ${file}-shm (including real openings since then), and run this again.`,
  );
}
