/** Asks Cal's API once for the event's free times, as the server does. */
import { bookingKind, type BookingLink, type CalHosts } from "../../src/booking/booking-link.ts";
import { calApi } from "../../src/booking/cal-api.ts";
import { askCal, CalApiError, type CalApiErrorKind } from "../../src/booking/server/free-times/ask-cal.ts";
import { eventParameters } from "../../src/booking/server/free-times/event-parameters.ts";
import { dayOf, WINDOW_DAYS } from "../../src/booking/server/free-times/windows.ts";
import type { Env } from "../../src/host/settings/setting-problems.ts";
import { kindWithoutTimes } from "../live-site/calendar.ts";
import { ok, problem, skipped, warning, type Finding } from "./findings.ts";

export interface FreeTimesSetup {
  readonly env: Env;
  readonly cal: CalHosts & { readonly link: BookingLink; readonly isDemo: boolean };
  readonly timeLimitMs: number;
}

const CHECK = "Free times";
const WITHOUT = "Visitors get Cal's calendar without free times in front of it.";

const REMEDIES: Record<CalApiErrorKind, string> = {
  unreachable: "Check CAL_API_URL, and whether Cal's API is running. status.cal.com shows the outages of Cal.com.",
  timeout: "The server waits longer and asks behind its answers, so visitors may still get times. If it is always slow, look at the calendars that are connected at Cal.",
  event: "Check that the event is public and that PUBLIC_CAL_LINK has its path. If a team or an organisation owns it, write team/… or org/… in front.",
  key: "Set CAL_API_KEY to a valid key from Cal, Settings › Developer › API keys, or remove it: public events need none.",
  limit: "Wait a minute. If this happens often, set CAL_API_KEY, so that other servers at this address do not use up the limit.",
  status: "Try again, and check Cal's status page.",
  size: "CAL_API_URL is probably not Cal's API.",
  answer: "CAL_API_URL is probably not Cal's API, or an old version of it.",
};

export async function freeTimesFinding({ env, cal, timeLimitMs }: FreeTimesSetup): Promise<Finding> {
  const api = calApi(env, cal);
  if (api === undefined) {
    const why = env.CAL_API_URL ? "CAL_API_URL is off." : "CAL_API_URL is not set, and PUBLIC_CAL_ORIGIN is a Cal that may not run the API.";
    return skipped(CHECK, `${why} ${WITHOUT}`);
  }
  const event = eventParameters(cal.link, cal);
  if (event === undefined) return skipped(CHECK, `${kindWithoutTimes(cal.link) ?? bookingKind(cal.link)} has none. ${WITHOUT}`);
  const [today, started] = [dayOf(Date.now()), performance.now()];
  const days = { from: today, until: today + WINDOW_DAYS };
  try {
    const { starts } = await askCal({ api, key: env.CAL_API_KEY, event, days, timeLimitMs });
    const free = starts.filter((start) => start * 60_000 > Date.now() && dayOf(start * 60_000) < days.until).length;
    return ok(CHECK, `${free === 0 ? "No time is" : free === 1 ? "1 time is" : `${free} times are`} free in the next ${WINDOW_DAYS} days. ${new URL(api).host} answered within ${Math.round(performance.now() - started)} ms.`);
  } catch (error) {
    if (!(error instanceof CalApiError)) throw error;
    const report = error.kind === "key" ? problem : warning;
    return report(CHECK, `${error.message} ${WITHOUT}`, REMEDIES[error.kind]);
  }
}
