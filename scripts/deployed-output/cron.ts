import { Cron as Job } from "croner";
import type { Cron } from "../../src/host/http/crons.ts";

interface CronJobs {
  /** The time of the next call of each address. */
  next(): ReadonlyMap<string, Date | null>;
  stop(): void;
}

export interface CronOptions {
  readonly crons: readonly Cron[];
  /** The site's origin. */
  readonly origin: string;
  /** The site's CRON_SECRET. */
  readonly secret: string;
  /** Logs an address that does not answer with 2xx. */
  readonly log?: (message: string) => void;
}

/**
 * Calls the addresses of the crons as Vercel does: at their times in UTC, with GET and
 * `Authorization: Bearer $CRON_SECRET`, never twice at the same time. Does not keep the process alive.
 */
export function startCron({ crons, origin, secret, log = console.error }: CronOptions): CronJobs {
  const call = async (path: string) => {
    try {
      const answer = await fetch(origin + path, { headers: { authorization: `Bearer ${secret}`, "user-agent": "readyslot-cron" } });
      if (!answer.ok) log(`${path} answered ${answer.status}: ${await answer.text()}`);
    } catch (error) {
      log(`${path} could not be called: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const jobs = new Map(crons.map(({ path, schedule }) => [path, new Job(schedule, { timezone: "UTC", protect: true, unref: true }, () => call(path))]));
  return {
    next: () => new Map([...jobs].map(([path, job]) => [path, job.nextRun()])),
    stop: () => {
      for (const job of jobs.values()) job.stop();
    },
  };
}
