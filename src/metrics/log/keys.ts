/**
 * The names of everything that the metrics store keeps. All begin with `readyslot:v3:`.
 *
 *     log:<hour>                list, newest first: every event of the hour (UTC), append only; 9 days past the hour
 *     written:<hour>            that the hour's log has a record; as long as the log
 *     mark:<kind>:<id>          idempotency key: the token of the record that counts, or what is known of a booking; 10 or 400 days
 *     lock:booking:<id>         there while a booking is being counted, 5 s at most
 *     block:<hour>:<k>          fold of the first 2,000 × k records of a log, the newest two; a cache, 3 hours past the hour
 *     rollup:<period>:<part>    the figures of an hour or day that is over: `whole`, `values`, `phases`; 9 or 400 days
 *     sum:<day>:<day>           the values of all days from one to another that are over, added up; a cache, 2 days
 *     failures:<ten days>       list, newest first: the openings that failed or timed out, once more; 20 days
 *     sample:<day>              up to 1,000 records of a day that is over, and up to 200 errors more; 400 days
 *     senders:<day>             hash: a sender's hash → its posts of the day (UTC), and 2^20 times its openings; 2 days
 *     drops:<day>               hash: reason → refused posts of the day (UTC); 400 days
 *     heroes:<day>              hash: test and version of a page's hero → visitors of the day; 400 days
 *     synthetic:<id>            a sample of a smoke test; a day
 *     conversions               hash: a booking's hash and kind → what is still to be sent of it; a week past the newest
 *     conversions-lock          there while an instance sends conversions, a minute at most
 *     notes                     hash: a note's id → its day, time and text; 200 at most, of the last 400 days
 *     views                     hash: a saved view's id → its name and query string; 30 at most
 *     demo-data                 that there are made-up openings in here, and since when; for good
 *
 * An hour is `2026-11-22T15`; a period is `h:` with an hour, or `d:` with a day of the site's time zone.
 */
import type { Period } from "../statistics/periods.ts";

const PREFIX = "readyslot:v3";
const DAY_SECONDS = 86_400;

/** How many days past its hour a log is kept. For that long, a site without visitors and cron jobs loses nothing. */
export const LOG_DAYS = 9;
const FAILURE_DAYS = LOG_DAYS + 1;
/** How long keys are kept, in seconds; those of periods after the end of the period. */
export const KEPT = {
  log: LOG_DAYS * DAY_SECONDS,
  block: 3 * 3_600,
  hour: LOG_DAYS * DAY_SECONDS,
  day: 400 * DAY_SECONDS,
  sum: 2 * DAY_SECONDS,
  failures: 20 * DAY_SECONDS,
  /** An idempotency key outlives the log that its record is in. */
  mark: (LOG_DAYS + 1) * DAY_SECONDS,
  booking: 400 * DAY_SECONDS,
  senders: 2 * DAY_SECONDS,
  synthetic: DAY_SECONDS,
  conversions: 7 * DAY_SECONDS,
} as const;

export const PARTS = ["whole", "values", "phases"] as const;
export type Part = (typeof PARTS)[number];

export const logKey = (hour: Period) => `${PREFIX}:log:${hour.key.slice(2)}`;
export const writtenKey = (hour: Period) => `${PREFIX}:written:${hour.key.slice(2)}`;
export const blockKey = (hour: Period, k: number) => `${PREFIX}:block:${hour.key.slice(2)}:${k}`;
export const rollupKey = (period: Period, part: Part) => `${PREFIX}:rollup:${period.key}:${part}`;
export const sumKey = (first: Period, last: Period) => `${PREFIX}:sum:${first.key.slice(2)}:${last.key.slice(2)}`;
export const sampleKey = (day: Period) => `${PREFIX}:sample:${day.key.slice(2)}`;
export const markKey = (kind: string, id: string) => `${PREFIX}:mark:${kind}:${id}`;
export const lockKey = (kind: string, id: string) => `${PREFIX}:lock:${kind}:${id}`;
export const sendersKey = (at: Date) => `${PREFIX}:senders:${at.toISOString().slice(0, 10)}`;
export const dropsKey = (day: string) => `${PREFIX}:drops:${day}`;
export const heroesKey = (month: string) => `${PREFIX}:heroes:${month}`;
export const syntheticKey = (id: string) => `${PREFIX}:synthetic:${id}`;
export const CONVERSIONS_KEY = `${PREFIX}:conversions`;
export const CONVERSIONS_LOCK = `${PREFIX}:conversions-lock`;
export const NOTES_KEY = `${PREFIX}:notes`;
export const VIEWS_KEY = `${PREFIX}:views`;
export const DEMO_DATA_KEY = `${PREFIX}:demo-data`;

/** The ten days (UTC) whose failed openings share a list: those of the last 9 days are in two lists at most. */
export function failuresAt(at: Date): { readonly key: string; readonly start: Date } {
  const span = Math.floor(at.getTime() / (FAILURE_DAYS * DAY_SECONDS * 1_000));
  return { key: `${PREFIX}:failures:${span}`, start: new Date(span * FAILURE_DAYS * DAY_SECONDS * 1_000) };
}

/** Seconds until a key of a period expires; below 1 if its time is up. */
export function secondsLeft({ end }: Period, kept: number, now: Date): number {
  return Math.ceil((end.getTime() - now.getTime()) / 1_000) + kept;
}
