/**
 * Cal's public API: `GET /v2/slots` in the version 2024-09-04, from the same times as the pages. Parameters, answers and
 * error bodies follow Cal's source (apps/api/v2/src/modules/slots/slots-2024-09-04, and filters and throttler of the API).
 */
import { EVENT_TYPE_ID } from "./bookings.ts";
import { isBookable } from "./paths.ts";
import { durationOf, slotsOfMonth, studioDate } from "./slots.ts";

/** An error as the API answers it. `code` is the name of Cal's exception. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface ApiQuestion {
  readonly query: URLSearchParams;
  readonly now: Date;
  readonly isTaken: (path: string, start: string) => boolean;
}

/** The free times of each day. */
export type ApiDays = Record<string, { start: string; end?: string }[]>;

export const API_VERSION = "2024-09-04";

const COMMON = ["start", "end", "timeZone", "duration", "format", "bookingUidToReschedule"];
const DAY = 24 * 60 * 60_000;
/** The event that EVENT_TYPE_ID belongs to. */
const EVENT_OF_ID = "studio/30min";

/** @throws {ApiError} */
export function apiDays({ query, now, isTaken }: ApiQuestion): ApiDays {
  const event = eventOf(query);
  check(query, event.parameters);
  const { path } = event;
  if (path === undefined || !isBookable(path)) throw new ApiError(404, "NotFoundException", event.notFound);
  const [from, until] = [startOf(query.get("start") ?? ""), endOf(query.get("end") ?? "")];
  const zone = query.get("timeZone") ?? undefined;
  const days: ApiDays = {};
  for (const start of longEnough(freeStarts(path, { from, until, now, isTaken }), durationOf(path), event.minutes)) {
    const slot = query.get("format")?.toLowerCase() === "range" ? { start: inZone(start, zone), end: inZone(start + event.minutes * 60_000, zone) } : { start: inZone(start, zone) };
    (days[inZone(start, zone).slice(0, 10)] ??= []).push(slot);
  }
  return days;
}

interface ApiEvent {
  /** Undefined for an event that the demo does not have. */
  readonly path: string | undefined;
  /** The parameters that name the event. */
  readonly parameters: readonly string[];
  /** The length of a range: of an event of a group without a duration 0, because Cal looks for it at an event without an id. */
  readonly minutes: number;
  readonly notFound: string;
}

function eventOf(query: URLSearchParams): ApiEvent {
  const get = (name: string) => query.get(name) ?? "";
  const duration = Number.parseInt(get("duration"), 10) || undefined;
  const organization = get("organizationSlug");
  const inOrganization = (path: string) => (organization ? `org/${organization}/${path}` : path);
  const named = (path: string, parameters: readonly string[], notFound: string): ApiEvent => ({ path, parameters, minutes: duration ?? durationOf(path), notFound });

  if (query.has("eventTypeId")) return { ...named(EVENT_OF_ID, ["eventTypeId"], "Event Type not found"), ...(get("eventTypeId") !== String(EVENT_TYPE_ID) && { path: undefined }) };
  if (query.has("username") && query.has("eventTypeSlug")) {
    return named(inOrganization(`${get("username")}/${get("eventTypeSlug")}`), ["eventTypeSlug", "username", "organizationSlug"], `User with username ${get("username")} not found`);
  }
  if (query.has("teamSlug") && query.has("eventTypeSlug")) {
    return named(inOrganization(`team/${get("teamSlug")}/${get("eventTypeSlug")}`), ["eventTypeSlug", "teamSlug", "organizationSlug"], `Team with slug ${get("teamSlug")} not found`);
  }
  const users = get("usernames").split(",").map((name) => name.trim());
  return { path: inOrganization(`${users.join("+")}/${duration ?? 30}min`), parameters: ["usernames", "organizationSlug"], minutes: duration ?? 0, notFound: "Event Type not found" };
}

/** The rules of Cal's inputs, with the messages of class-validator. */
function check(query: URLSearchParams, parameters: readonly string[]): void {
  const wrong: string[] = [];
  const refuse = (name: string, ...reasons: string[]) => void wrong.push(`${name} property is wrong,${reasons.join(", ")} `);
  for (const name of new Set(query.keys())) {
    if (![...COMMON, ...parameters].includes(name) && !name.startsWith("demo.")) refuse(name, `property ${name} should not exist`);
  }
  for (const name of ["start", "end"]) if (!isDate(query.get(name) ?? "")) refuse(name, `${name} must be a valid ISO 8601 date string`);
  const zone = query.get("timeZone");
  if (zone !== null && !isZone(zone)) refuse("timeZone", "timeZone must be a valid IANA time-zone");
  for (const name of ["duration", "eventTypeId"]) {
    if (query.has(name) && Number.isNaN(Number.parseInt(query.get(name) ?? "", 10))) refuse(name, `${name} must be a number conforming to the specified constraints`);
  }
  if (query.has("format") && !["range", "time"].includes(query.get("format")?.toLowerCase() ?? "")) refuse("format", "slotFormat must be either 'range' or 'time'");
  if (parameters.includes("usernames")) {
    if (!query.has("usernames")) refuse("usernames", "each value in usernames must be a string", "The array must contain at least 2 elements.", "usernames must be an array");
    else if (!query.get("usernames")?.includes(",")) refuse("usernames", "The array must contain at least 2 elements.");
    if (!query.has("organizationSlug")) refuse("organizationSlug", "organizationSlug must be a string");
  }
  if (wrong.length > 0) throw new ApiError(400, "BadRequestException", wrong.join(", "));
}

const DATE = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

function isDate(text: string): boolean {
  const [, day = ""] = DATE.exec(text) ?? [];
  return !Number.isNaN(startOf(text)) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** A time without an offset is UTC. */
function startOf(text: string): number {
  return DATE.test(text) ? Date.parse(/T.*(?:Z|[+-]\d{2}:\d{2})$/.test(text) || !text.includes("T") ? text : `${text}Z`) : Number.NaN;
}

/** The end of the day for a date, and for midnight as well. */
function endOf(text: string): number {
  const at = startOf(text);
  return at % DAY === 0 ? at + DAY - 1_000 : at;
}

interface FreeStarts extends Pick<ApiQuestion, "now" | "isTaken"> {
  readonly from: number;
  readonly until: number;
}

/** In ms, sorted. A time has to end within the span, as with Cal. */
function freeStarts(path: string, { from, until, now, isTaken }: FreeStarts): number[] {
  const months = new Set<string>();
  for (let at = from - DAY; at <= until + DAY && months.size < 24; at += DAY) months.add(studioDate(new Date(at)).slice(0, 7));
  const length = durationOf(path) * 60_000;
  return [...months]
    .flatMap((month) => Object.values(slotsOfMonth({ path, month, now, isTaken: (start) => isTaken(path, start) })).flat())
    .map(({ start }) => Date.parse(start))
    .filter((start) => start >= from && start + length <= until + 1_000)
    .toSorted((a, b) => a - b);
}

/** Of the starts of times with one length those of times with another, both in minutes: all that they reach over are free. */
function longEnough(starts: readonly number[], length: number, wanted: number): number[] {
  const free = new Set(starts);
  const steps = Array.from({ length: Math.max(1, Math.ceil(wanted / length)) }, (_, step) => step * length * 60_000);
  return starts.filter((start) => steps.every((step) => free.has(start + step)));
}

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

/** An ISO time with the zone's offset; without a zone in UTC, with a "Z". */
function inZone(at: number, zone: string | undefined): string {
  const utc = new Date(at).toISOString();
  if (zone === undefined) return utc;
  const local = Date.parse(`${new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(at).replace(" ", "T")}Z`);
  const minutes = Math.round((local - at) / 60_000);
  if (/^(?:utc|etc\/utc)$/i.test(zone)) return utc;
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) => String(part).padStart(2, "0"));
  return `${new Date(local).toISOString().slice(0, -1)}${minutes < 0 ? "-" : "+"}${hours}:${rest}`;
}
