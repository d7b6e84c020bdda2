/** The free times of the page's events, as far as they are known. An event is a `BookingIntent.times`. */
import type { Mark } from "../../events.ts";
import { dayOf, joinTimes, MINUTE, readTimes, type FreeTimes } from "./free-times.ts";

/** Times are not asked for again within this time, in ms. */
const FRESH = 10_000;

/** No answer is older when it comes, in s. The server keeps answers for ten minutes. */
export const OLDEST = 900;

/** The times of an event that can still be picked. */
export interface KnownTimes extends FreeTimes {
  /** Since Cal has answered, in s. */
  readonly age: number;
  /** The visitor's first day that is not known, or not entirely, by its midnight; NaN if there is nothing behind. */
  readonly until: number;
}

export interface SourceOptions {
  /** The answers that the inline script has asked for, by event. */
  readonly early: Record<string, Promise<unknown> | undefined>;
  readonly mark: (name: Mark, at: number | undefined, event: string) => void;
  /** Whether Cal holds the time for this visitor: its answers leave it out, and it can be picked all the same. */
  readonly isHeld: (start: number) => boolean;
  /** The event's times have come, or will not come. */
  readonly onChange: (event: string) => void;
}

let options: SourceOptions;
const known = new Map<string, FreeTimes>();
const refused = new Set<string>();
const dropped = new Set<string>();
/** In ms on the page's clock. */
let askedAt: Record<string, number> = {};

/** To be called first. */
export const connect = (all: SourceOptions) => void (options = all);

/** Undefined if they are not known. */
export function timesOf(event: string): KnownTimes | undefined {
  const times = known.get(event);
  const now = Date.now();
  if (!times) return;
  // The days of an answer are UTC dates. The last one may be half a day here, and would look as if it had no other times.
  const until = dayOf(times.end) / MINUTE;
  return {
    ...times,
    starts: times.starts.filter((start) => start * MINUTE > now && !(start >= until) && !dropped.has(event + start)),
    age: Math.max(0, Math.round(now / 1_000 - times.at)),
    until,
  };
}

/** Whether the times are known, or may still come. */
export const mayHave = (event: string | undefined): event is string => !!event && !refused.has(event);

/** Asks for an event's times from a minute on, 0 for now; `since` ms on the page's clock. `onChange` reports the end. */
export async function ask(event: string, from = 0, since = performance.now()): Promise<void> {
  const now = performance.now();
  if (!from && now - (askedAt[event] ?? -FRESH) < FRESH) return;
  askedAt[event] = now;
  const { early, mark, isHeld, onChange } = options;
  mark("times-start", since, event);
  const asked = from ? undefined : early[event];
  early[event] = undefined;
  const newer = readTimes(await (asked ?? get(event, from ? `&from=${isoOf(from).slice(0, 10)}` : "")), Date.now() / MINUTE);
  const before = known.get(event);
  if (newer) {
    mark("times-end", undefined, event);
    const at = Date.now() / 1_000;
    // By a clock that is wrong, Cal has answered in the future or long ago.
    const isPlausible = newer.at < at && newer.at > at - OLDEST;
    known.set(event, joinTimes(before, isPlausible ? newer : { ...newer, at }, from, isHeld));
  } else if (!before) return refuse(event);
  // Behind the times that are known there are none.
  else if (from) known.set(event, { ...before, end: NaN });
  onChange(event);
}

/** Asks past all caches whether a time is still free. @returns whether it has gone; false if there is no answer. */
export async function hasGone(event: string, start: number): Promise<boolean> {
  return ((await get(event, `&at=${isoOf(start)}`)) as { free?: unknown } | undefined)?.free === false;
}

/** The time is not offered any more, whatever an answer from a cache says. */
export const drop = (event: string, start: number) => void dropped.add(event + start);

/** The event has no times to offer, or they have not come in time. */
export function refuse(event: string): void {
  refused.add(event);
  options.onChange(event);
}

/** Makes the next `ask` a request. */
export const expire = () => void (askedAt = {});

/** The event's times are not known any more. */
export function forget(event: string): void {
  known.delete(event);
  delete askedAt[event];
}

/** ISO 8601 in UTC, as Cal has its slots. */
export const isoOf = (start: number) => new Date(start * MINUTE).toISOString();

/** Resolves with nothing of use for all but an answer with JSON. */
function get(event: string, query: string): Promise<unknown> {
  return fetch(`/api/slots?event=${event}${query}`, { cache: "reload" }).then((answer) => answer.ok && answer.json()).catch(() => {});
}
