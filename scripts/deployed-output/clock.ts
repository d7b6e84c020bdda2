import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Cron } from "croner";

interface Clock {
  /** When it next calls each address. */
  next(): ReadonlyMap<string, Date | null>;
  stop(): void;
}

export interface ClockOptions {
  /** The project's root: holds vercel.json. */
  readonly root: string;
  /** The site's origin. */
  readonly origin: string;
  /** CRON_SECRET, as the site has it. */
  readonly secret: string;
  /** Told where an address does not answer with 2xx. */
  readonly tell?: (message: string) => void;
}

/**
 * Calls what `vercel.json` has the host's clock call (`crons`), as Vercel does: by UTC, with GET and
 * `Authorization: Bearer $CRON_SECRET`, never twice at once. Keeps no process alive.
 */
export async function startClock({ root, origin, secret, tell = console.error }: ClockOptions): Promise<Clock> {
  const { crons = [] } = JSON.parse(await readFile(join(root, "vercel.json"), "utf8")) as { crons?: { path: string; schedule: string }[] };
  const call = async (path: string) => {
    try {
      const answer = await fetch(origin + path, { headers: { authorization: `Bearer ${secret}`, "user-agent": "readyslot-clock" } });
      if (!answer.ok) tell(`${path} answered ${answer.status}: ${await answer.text()}`);
    } catch (error) {
      tell(`${path} could not be called: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const jobs = new Map(crons.map(({ path, schedule }) => [path, new Cron(schedule, { timezone: "UTC", protect: true, unref: true }, () => call(path))]));
  return {
    next: () => new Map([...jobs].map(([path, job]) => [path, job.nextRun()])),
    stop: () => {
      for (const job of jobs.values()) job.stop();
    },
  };
}
