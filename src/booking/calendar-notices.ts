import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { calCorrections, calSettings } from "./cal-settings.ts";
import { checkForMoves } from "./moved-events.ts";

/** Names the lines of the build's output that `npm start` shows, too. */
export const CALENDAR_NOTICES = "readyslot:calendar";

/** In ms. A build does not wait longer for Cal, however many events there are. */
const TIME_LIMIT = 3_000;
/** A site has a few events; more are not asked about. */
const MOST_EVENTS = 20;

/**
 * Reports, once per build, settings of the calendar that were corrected, and events that Cal has moved to another
 * origin. A build goes on in any case: the links lead to the booking page, and Cal may be right again tomorrow.
 */
export function calendarNotices(env: Readonly<Record<string, string | undefined>>): AstroIntegration {
  const cal = calSettings(env);
  return {
    name: CALENDAR_NOTICES,
    hooks: {
      "astro:config:setup": ({ command, logger }) => {
        if (command === "build" || command === "dev") for (const { says, remedy } of calCorrections(env)) logger.warn(`${says} ${remedy}`);
      },
      "astro:build:done": async ({ dir, logger }) => {
        if (cal.isDemo) return;
        const paths = (await linkedEvents(fileURLToPath(dir))).slice(0, MOST_EVENTS);
        const { reports, unanswered } = await checkForMoves(paths, cal, { timeLimitMs: TIME_LIMIT });
        for (const { says, remedy } of reports) logger.warn(`${says} ${remedy}`);
        if (unanswered.length > 0) logger.info(`${cal.origin} did not answer, so it is not known whether it has moved the events.`);
      },
    },
  };
}

/** The paths at Cal that the built pages in a folder open, without their queries. */
export async function linkedEvents(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true }).catch(() => [])).filter((name) => name.endsWith(".html"));
  const pages = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const paths = pages.flatMap((html) => [...html.matchAll(/\sdata-booking-link="([^"?]+)/g)].map(([, path = ""]) => path));
  return [...new Set(paths)].toSorted();
}
