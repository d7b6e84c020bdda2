import { didYouMean } from "../../../host/settings/did-you-mean.ts";
import { DAY, dayOf, WINDOW_DAYS } from "./windows.ts";

/** The question of a request: an event's times from a day on, or whether one time is still free. */
export type SlotsQuery = { readonly event: string; readonly duration?: number } & ({ readonly from?: number; readonly days: number } | { readonly at: number });

export interface QueryProblem {
  readonly field: string;
  readonly reason: string;
}

const NAMES = ["event", "from", "days", "at", "duration"];
/** In minutes: those that an event with several durations can have (Cal's `EventSetupTab.tsx`). Cal's API takes any number. */
const DURATIONS = [5, 10, 15, 20, 25, 30, 45, 50, 60, 75, 80, 90, 120, 150, 180, 240, 300, 360, 420, 480];
export const MOST_DAYS = 31;
/** An ISO 8601 instant. The "+" of an offset arrives as a space if it is not escaped. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+ -]\d{2}:\d{2})$/;
const MINUTE = 60_000;

/** Reads the query of `/api/slots`: the question, or everything that is wrong with it. */
export function parseSlotsQuery(query: URLSearchParams): { query: SlotsQuery } | { problems: readonly QueryProblem[] } {
  const problems: QueryProblem[] = [];
  const refuse = (field: string, reason: string) => void problems.push({ field, reason });
  for (const name of new Set(query.keys())) {
    const meant = NAMES.includes(name) ? undefined : didYouMean(name, NAMES);
    if (!NAMES.includes(name)) refuse(name, `is not known${meant ? `; did you mean ${meant}?` : `: use ${NAMES.join(", ")}`}`);
    else if (query.getAll(name).length > 1) refuse(name, "is there more than once");
  }
  const [given, from, days, at, length] = NAMES.map((name) => query.get(name) ?? undefined);
  // The "+" of a group arrives as a space if it is not escaped, and no path has spaces.
  const event = given?.replaceAll(" ", "+");
  if (!event) refuse("event", 'is missing: the path of the event at Cal, for example "you/30min"');
  if (at !== undefined && (from !== undefined || days !== undefined)) refuse("at", "asks about one time, so from and days have no effect");
  const day = from === undefined ? undefined : dayOfDate(from);
  if (from !== undefined && day === undefined) refuse("from", 'must be a date, for example "2026-11-29"');
  if (days !== undefined && !(/^[1-9]\d?$/.test(days) && Number(days) <= MOST_DAYS)) refuse("days", `must be a whole number from 1 to ${MOST_DAYS}`);
  const instant = at === undefined ? undefined : instantOf(at);
  if (at !== undefined && instant === undefined) refuse("at", 'must be the start of a time, in whole minutes, for example "2026-12-01T09:00:00.000Z"');
  const duration = DURATIONS.find((minutes) => String(minutes) === length);
  if (length !== undefined && duration === undefined) refuse("duration", `must be one of Cal's durations in minutes: ${DURATIONS.join(", ")}`);
  if (problems.length > 0 || !event) return { problems };
  const asked = { event, ...(duration !== undefined && { duration }) };
  if (instant !== undefined) return { query: { ...asked, at: instant } };
  return { query: { ...asked, ...(day !== undefined && { from: day }), days: Number(days ?? WINDOW_DAYS) } };
}

/** Undefined for a day that no month has. */
function dayOfDate(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? undefined : dayOf(ms);
}

/** In ms; undefined unless it is a whole minute that exists. */
function instantOf(text: string): number | undefined {
  if (!INSTANT.test(text) || dayOfDate(text.slice(0, 10)) === undefined) return undefined;
  const ms = Date.parse(text.replace(" ", "+"));
  return Number.isNaN(ms) || ms % MINUTE !== 0 || Math.abs(ms) > DAY * 100_000_000 ? undefined : ms;
}
