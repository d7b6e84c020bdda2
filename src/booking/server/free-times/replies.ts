/** The answers of `/api/slots`. Errors have the form of the other endpoints. */
import { AGE, type KeptTimes } from "./kept-times.ts";
import type { QueryProblem } from "./slots-query.ts";
import { DAY, dateOf, dayOf, type Days } from "./windows.ts";

/** A list's answer. */
export interface TimesReply {
  readonly event: string;
  /** When Cal answered, in seconds since 1970. */
  readonly at: number;
  /** The length of the meeting; null if it is not known. */
  readonly minutes: number | null;
  /** The first day, and the one that the next request starts with: UTC dates. */
  readonly from: string;
  readonly until: string;
  /** The free times in minutes since 1970: the first, then the differences. */
  readonly starts: readonly number[];
}

/** With this many, an answer has at most 2 KB (gzip). */
export const MOST_TIMES = 600;

const MINUTE = 60_000;
/** In s. A visitor who opens the dialog again gets newer times. */
const IN_THE_BROWSER = 5;
/** In s. An answer that is being renewed stays at the edge until the new one is there. */
const RENEWAL = 2;

export interface TimesOfDays {
  readonly event: string;
  readonly times: KeptTimes;
  readonly days: Days;
  readonly now: number;
}

/** The times of these days that are not over. If they are too many, whole days are left for the next request. */
export function timesOf({ event, times, days, now }: TimesOfDays): Response {
  const all = times.starts.filter((start) => start * MINUTE > now && start * MINUTE >= days.from * DAY && start * MINUTE < days.until * DAY);
  const excess = all[MOST_TIMES];
  const until = excess === undefined ? days.until : Math.max(dayOf(excess * MINUTE), days.from + 1);
  const starts = all.filter((start) => start * MINUTE < until * DAY).slice(0, MOST_TIMES);
  const reply: TimesReply = {
    event,
    at: Math.floor(times.at / 1_000),
    minutes: times.minutes,
    from: dateOf(days.from),
    until: dateOf(until),
    starts: starts.map((start, index) => start - (starts[index - 1] ?? 0)),
  };
  return Response.json(reply, { headers: { "cache-control": `public, max-age=${IN_THE_BROWSER}`, "cdn-cache-control": atTheEdge(Math.max(0, now - times.at)) } });
}

/**
 * The rest of each age, in s: the edge must not count an answer's age from zero. Vercel's edge takes CDN-Cache-Control
 * (RFC 9213) before `Cache-Control`, which it hands to the browser: https://vercel.com/docs/caching/cdn-cache
 */
function atTheEdge(age: number): string {
  const left = (ms: number) => Math.max(0, Math.floor((ms - age) / 1_000));
  return `max-age=${Math.max(left(AGE.fresh), RENEWAL)}, stale-while-revalidate=${left(AGE.kept)}, stale-if-error=${left(AGE.kept)}`;
}

export function checked(free: boolean): Response {
  return json(200, { free });
}

export function badQuery(errors: readonly QueryProblem[]): Response {
  return refusal(400, "parameters", "The parameters are not valid; see errors.", { errors });
}

/** A profile lists events and has no times of its own. Its links ask all the same, and browsers write any 404 into their console. */
export function nothingToPick(): Response {
  return new Response(null, { status: 204, headers: { "cache-control": "public, max-age=86400" } });
}

export function notOffered(): Response {
  return refusal(404, "not-offered", "This site offers no free times of this event.");
}

export function tooMany(waitMs: number): Response {
  return refusal(429, "rate", "Too many requests. Try again in a minute.", {}, waitMs);
}

export function unavailable(waitMs: number): Response {
  return refusal(503, "no-times", "Cal does not answer, and no recent times are known.", {}, waitMs);
}

export function notSetUp(): Response {
  return refusal(503, "not-configured", "The free times are not set up correctly. The reason is in the server's log.");
}

function refusal(status: number, error: string, message: string, more: object = {}, waitMs?: number): Response {
  const headers = waitMs === undefined ? {} : { "retry-after": String(Math.max(1, Math.ceil(waitMs / 1_000))) };
  return json(status, { success: false, error, message, ...more }, headers);
}

function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });
}
