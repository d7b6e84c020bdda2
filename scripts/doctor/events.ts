/** The events that the built pages lead to: all of them, and not only the site's own. */
import { join } from "node:path";
import { calSettings } from "../../src/booking/cal-settings.ts";
import { linkedEvents } from "../../src/booking/calendar-notices.ts";
import { checkForMoves } from "../../src/booking/moved-events.ts";
import { settingProblems } from "../../src/host/settings/setting-problems.ts";
import { ok, problem, skipped, type Finding } from "./findings.ts";
import { ask } from "../live-site/ask.ts";
import { TIME_LIMIT_MS, type Patient } from "./patient.ts";

/** Nothing where there is only the site's own event, which has a check of its own, or the calendar is the demo. */
export async function eventFindings({ env, place, root, isElsewhere, timeLimitMs = TIME_LIMIT_MS }: Patient): Promise<readonly Finding[]> {
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
  if (dead.length === 0 && unknown.length > 0) return [skipped("Other events", `Cal did not answer for what pages lead to besides: ${unknown.join(", ")}.`)];
  // The site's own event is asked along: whether all have moved decides on the remedy. It has a check of its own.
  const { reports } = await checkForMoves([link.path, ...others], cal, { timeLimitMs });
  const moves = reports.filter(({ paths }) => paths.some((path) => path !== link.path));
  if (moves.length > 0) return moves.map(({ says, remedy }) => problem("Other events", says, remedy));
  if (dead.length === 0) return [ok("Other events", `Cal shows what pages lead to besides: ${others.join(", ")}.`)];
  return [
    problem(
      "Other events",
      `Pages lead to events that Cal does not show: ${dead.map(({ path, status }) => `${path} (${status})`).join(", ")}.`,
      "Change these links in src/content, and the list booking.events in src/content/site.yaml; then build again.",
    ),
  ];
}
