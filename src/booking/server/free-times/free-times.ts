import { bookingKind, knownBookingLink, type CalHosts } from "../../booking-link.ts";
import { checkCalApiKey } from "../../booking-settings.ts";
import { parseCalApiUrl, type FreeTimesBuild } from "../../cal-api.ts";
import { askCal, CalApiError } from "./ask-cal.ts";
import { createCalBudget, type Purpose } from "./cal-budget.ts";
import { createTimeCheck } from "./check-time.ts";
import { eventParameters, type EventParameters } from "./event-parameters.ts";
import { keepTimes, WAIT, type KeepOptions } from "./kept-times.ts";
import { badQuery, checked, notOffered, notSetUp, nothingToPick, tooMany, timesOf, unavailable } from "./replies.ts";
import { parseSlotsQuery } from "./slots-query.ts";
import { DAY, dateOf, dayOf, MOST_WINDOWS, WINDOW_DAYS, windowOf, type Days } from "./windows.ts";

/** In ms. Cal takes up to 40 s for calendars with many events; the function has 60 s (host/http/vercel-function.ts). */
const CAL_TIME_LIMIT = 50_000;

export interface FreeTimesOptions extends KeepOptions, FreeTimesBuild {
  readonly key?: string | undefined;
  readonly hosts: CalHosts;
  readonly calTimeLimitMs?: number;
}

export interface FreeTimes {
  /**
   * Answers `GET /api/slots`.
   *
   * @param admits whether the sender may cause one more request to Cal of this kind.
   */
  answer(request: Request, admits: (purpose: "later" | "check") => boolean): Promise<Response>;
}

export interface FreeTimesSettings extends Omit<FreeTimesOptions, "api" | "key" | "events"> {
  /** CAL_API_URL and CAL_API_KEY, as they are set now. */
  readonly apiUrl: string | undefined;
  readonly apiKey: string | undefined;
  /** The address that applies without CAL_API_URL. */
  readonly build: FreeTimesBuild;
}

const known = new Map<string, FreeTimes>();

/** The free times of these settings, kept once per process. A malformed setting is logged, and answered with 503. */
export function freeTimes(settings: FreeTimesSettings): FreeTimes {
  const { apiUrl, apiKey } = settings;
  const id = JSON.stringify([apiUrl, apiKey]);
  const times = known.get(id) ?? configured(settings);
  known.set(id, times);
  return times;
}

function configured({ apiUrl, apiKey, build, ...options }: FreeTimesSettings): FreeTimes {
  try {
    const api = apiUrl === undefined ? build.api : (parseCalApiUrl(apiUrl.trim()) ?? "");
    if (apiKey !== undefined) checkCalApiKey(apiKey);
    return createFreeTimes({ ...options, api, key: apiKey, events: build.events });
  } catch (error) {
    options.log((error as TypeError).message);
    return { answer: async () => notSetUp() };
  }
}

/** The free times of the site's events, from Cal's API. docs/reference/free-times.md explains it. */
export function createFreeTimes({ api, key, events, hosts, calTimeLimitMs = CAL_TIME_LIMIT, ...keeping }: FreeTimesOptions): FreeTimes {
  const { now, waitMs = WAIT } = keeping;
  const budget = createCalBudget();
  const kept = keepTimes(keeping);
  const check = createTimeCheck();

  function ask(purpose: Purpose, event: EventParameters, days: Days, timeLimitMs: number) {
    budget.spend(purpose, now());
    return askCal({ api, key, event, days, timeLimitMs, now, onLimit: (until) => budget.pauseUntil(until) });
  }

  /** An event with one of its durations. */
  interface Asked {
    readonly path: string;
    readonly event: EventParameters;
    /** "studio/30min?duration=60": no other event's and duration's. */
    readonly name: string;
  }

  async function list({ path, event, name }: Asked, { from, days }: { from?: number; days: number }, admits: () => boolean): Promise<Response> {
    const today = dayOf(now());
    const first = Math.max(from ?? today, today);
    const window = windowOf(first, now());
    if (window === undefined) return badQuery([{ field: "from", reason: `must be before ${dateOf(today + MOST_WINDOWS * WINDOW_DAYS)}: Cal has no times after it` }]);
    // The durations of links are not known to the server, so they are bounded like later windows.
    const purpose = window.from === today && name === path ? "first" : "later";
    // Counts one request of the sender, and only if there are no fresh times.
    const isAdmitted = purpose === "first" ? () => true : once(admits);
    const times = await kept({
      key: `${new URL(api).host}:${name}:${dateOf(window.from)}`,
      allowedAt: () => (budget.allows(purpose, now()) && isAdmitted() ? now() : budget.nextAt(now())),
      ask: () => ask(purpose, event, window, calTimeLimitMs),
    });
    if (!("missing" in times)) return timesOf({ event: path, times, days: { from: first, until: Math.min(first + days, window.until) }, now: now() });
    if (!isAdmitted()) return tooMany(times.retryAfterMs);
    return times.missing === "event" ? notOffered() : unavailable(times.retryAfterMs);
  }

  async function recheck({ event, name }: Asked, at: number, admits: () => boolean): Promise<Response> {
    if (at <= now()) return checked(false);
    if (at >= (dayOf(now()) + MOST_WINDOWS * WINDOW_DAYS) * DAY) return badQuery([{ field: "at", reason: "is too far ahead: Cal has no times there" }]);
    if (!admits()) return tooMany(budget.nextAt(now()) - now());
    if (!budget.allows("check", now())) return unavailable(budget.nextAt(now()) - now());
    try {
      return checked(await check({ event: name, at, ask: (days) => ask("check", event, days, waitMs) }));
    } catch (error) {
      if (!(error instanceof CalApiError)) throw error;
      return error.kind === "event" ? notOffered() : unavailable(budget.allows("check", now()) ? 1_000 : budget.nextAt(now()) - now());
    }
  }

  return {
    async answer(request, admits) {
      const parsed = parseSlotsQuery(new URL(request.url).searchParams);
      if ("problems" in parsed) return badQuery(parsed.problems);
      const { query } = parsed;
      const link = knownBookingLink(query.event);
      if (bookingKind(link) === "profile") return nothingToPick();
      const event = events.includes(query.event) ? eventParameters(link, hosts) : undefined;
      if (api === "" || event === undefined) return notOffered();
      const { event: path, duration } = query;
      const asked: Asked = duration === undefined ? { path, event, name: path } : { path, event: { ...event, duration: String(duration) }, name: `${path}?duration=${duration}` };
      if ("at" in query) return recheck(asked, query.at, () => admits("check"));
      return list(asked, query, () => admits("later"));
    },
  };
}

function once(get: () => boolean): () => boolean {
  let result: boolean | undefined;
  return () => (result ??= get());
}
