/** Checks all events that the built pages link to, besides the site's main event. */
import { join } from "node:path";
import { calSettings } from "../../src/booking/cal-settings.ts";
import { linkedEvents } from "../../src/booking/calendar-notices.ts";
import { checkForMoves } from "../../src/booking/moved-events.ts";
import { settingProblems } from "../../src/host/settings/setting-problems.ts";
import { ok, problem, skipped, type Finding } from "./findings.ts";
import { ask } from "../live-site/ask.ts";
import { TIME_LIMIT_MS, type Setup } from "./setup.ts";

/** No finding if pages link only to the main event, which cal.ts checks, or if the calendar is the demo. */
export async function eventFindings({ env, place, root, isElsewhere, timeLimitMs = TIME_LIMIT_MS }: Setup): Promise<readonly Finding[]> {
  if (settingProblems(env, place).some(({ names }) => names.some((name) => name.startsWith("PUBLIC_CAL")))) return [];
  const cal = calSettings(env);
  const { link, site, isDemo } = cal;
  const linked = isDemo || isElsewhere ? [] : await linkedEvents(join(root, ".vercel", "output", "static"));
  const others = linked.filter((path) => path !== link.path);
  if (others.length === 0) return [];
  const statusOf = (path: string) => ask(new URL(`/${path}`, site), { signal: AbortSignal.timeout(timeLimitMs), redirect: "follow" });
  const answers = await Promise.all(others.map(async (path) => ({ path, status: await statusOf(path).then(({ status }) => status, () => undefined) })));
  const dead = answers.filter(({ status }) => status !== undefined && status >= 400);
  const unknown = answers.filter(({ status }) => status === undefined).map(({ path }) => path);
  if (dead.length === 0 && unknown.length > 0) return [skipped("Other events", `Cal did not answer for these linked events: ${unknown.join(", ")}.`)];
  // The main event is included, because the remedy depends on whether all events have moved. cal.ts reports it.
  const { reports } = await checkForMoves([link.path, ...others], cal, { timeLimitMs });
  const moves = reports.filter(({ paths }) => paths.some((path) => path !== link.path));
  if (moves.length > 0) return moves.map(({ says, remedy }) => problem("Other events", says, remedy));
  if (dead.length === 0) return [ok("Other events", `Cal has all other linked events: ${others.join(", ")}.`)];
  return [
    problem(
      "Other events",
      `Pages link to events that Cal does not have: ${dead.map(({ path, status }) => `${path} (${status})`).join(", ")}.`,
      "Change these links in src/content and the list booking.events in src/content/site.yaml, then build again.",
    ),
  ];
}
