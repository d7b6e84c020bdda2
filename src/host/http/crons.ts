import { readFile, writeFile } from "node:fs/promises";
import type { AstroIntegration } from "astro";

export type VercelPlan = "hobby" | "pro";

export interface Cron {
  readonly path: string;
  /** Five fields, in UTC. */
  readonly schedule: string;
}

/**
 * Vercel refuses to deploy a cron that runs more often than daily on Hobby, and runs it at some time within the hour
 * (https://vercel.com/docs/cron-jobs/usage-and-pricing). Both plans allow 100 crons.
 */
const SCHEDULES: Readonly<Record<string, Readonly<Record<VercelPlan, string>>>> = {
  "/api/cron/alerts": { hobby: "0 6 * * *", pro: "*/5 * * * *" },
  "/api/cron/retention": { hobby: "17 3 * * *", pro: "17 3 * * *" },
};

/** The cron jobs of a plan. A server of one's own runs those of "pro". */
export function cronsFor(plan: VercelPlan): readonly Cron[] {
  return Object.entries(SCHEDULES).map(([path, schedules]) => ({ path, schedule: schedules[plan] }));
}

/** Writes the cron jobs into the build's config.json, from which Vercel takes them as from vercel.json. Must come after the adapter. */
export function vercelCrons(plan: VercelPlan): AstroIntegration {
  let root: URL;
  return {
    name: "readyslot:crons",
    hooks: {
      "astro:config:done": ({ config }) => {
        ({ root } = config);
      },
      "astro:build:done": async () => {
        const file = new URL(".vercel/output/config.json", root);
        const config = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
        await writeFile(file, JSON.stringify({ ...config, crons: cronsFor(plan) }, null, 2));
      },
    },
  };
}
