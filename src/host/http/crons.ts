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

/** The cron jobs of a plan. The site's own server (npm run serve) runs those of "pro". */
export function cronsFor(plan: VercelPlan): readonly Cron[] {
  return Object.entries(SCHEDULES).map(([path, schedules]) => ({ path, schedule: schedules[plan] }));
}
