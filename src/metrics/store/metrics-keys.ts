/**
 * The names of everything that the metrics store keeps. All begin with `readyslot:v2:`; a change of
 * layout takes a new version and leaves the old keys alone.
 *
 *     recent:all, recent:errors     lists of samples as JSON, newest first, at most 10,000 each
 *     recent:all:lease …            there while the retention cuts that list's end, a minute at most
 *     <period>:<scope>              hash of integers: outcome or booking → count; per measure, under its
 *                                   one-letter code c, `c:sum` and the buckets' fields (`bucket-fields.ts`)
 *     <period>:all:more             the same, of the measures that only the whole has: what a sample's answer need not read
 *     <period>:<scope>:extremes     sorted set: `max:<c>` scores the largest value, `min:<c>` the negated smallest
 *     values:<dimension>:<day>      set of the distinct values counted that day, up to the dimension's cap
 *     mark:<what>:<id>              that it has been counted, and what is needed when it comes again
 *     claim:<what>:<id>             who is counting it right now
 *     pack:<period>:<scope>         the figures of a period that has ended; a cache, and losing it loses nothing
 *     pack:<period>:values          the same of every value of every dimension: `value-packs.ts`
 *     synthetic                     the newest sample of a smoke test, for 30 days
 *     demo-data                     that there are made-up openings in here, and since when; for good
 *
 * A period is `h:2026-11-22T15` or `d:2026-11-22`. A scope is what figures are over: `all`, or one
 * value of a dimension, such as `page=/services`.
 */
import { fieldEntries } from "../fields.ts";
import type { Dimension } from "../shared/sample.ts";
import type { Measure } from "../statistics/figures.ts";
import type { Period, PeriodUnit } from "../statistics/periods.ts";

/** One value of a dimension. */
export interface Scope {
  readonly dimension: Dimension;
  readonly value: string;
}

const PREFIX = "readyslot:v2";

/** Each measure's letter in field and member names. Letters are short in 400 fields, and never change. */
export const MEASURE_CODES = {
  ...Object.fromEntries(fieldEntries().flatMap(([name, { code }]) => (code === undefined ? [] : [[name, code]]))),
  booked: "k",
} as Readonly<Record<Measure, string>>;

/** How long a period's figures are kept after its end, in seconds. */
export const KEPT_SECONDS: Readonly<Record<PeriodUnit, number>> = { hour: 8 * 86_400, day: 400 * 86_400 };

export const recentKey = (list: "all" | "errors") => `${PREFIX}:recent:${list}`;
export const figuresKey = (period: Period, scope?: Scope) => `${PREFIX}:${period.key}:${scopeName(scope)}`;
export const moreFiguresKey = (period: Period) => `${figuresKey(period)}:more`;
export const extremesKey = (period: Period, scope?: Scope) => `${figuresKey(period, scope)}:extremes`;
export const packKey = (period: Period, scope?: Scope) => `${PREFIX}:pack:${period.key}:${scopeName(scope)}`;
export const valuesPackKey = (period: Period) => `${PREFIX}:pack:${period.key}:values`;
export const valuesKey = (dimension: Dimension, day: Period) => `${PREFIX}:values:${dimension}:${day.key.slice(2)}`;
export const markKey = (what: string, id: string) => `${PREFIX}:mark:${what}:${id}`;
export const claimKey = (what: string, id: string) => `${PREFIX}:claim:${what}:${id}`;

export const trimLeaseKey = (list: "all" | "errors") => `${recentKey(list)}:lease`;

export const SYNTHETIC_KEY = `${PREFIX}:synthetic`;
export const DEMO_DATA_KEY = `${PREFIX}:demo-data`;

/** Seconds that are left of a period's keys; below 1 where their time is up. */
export function secondsLeft(period: Period, now: Date): number {
  return Math.ceil((period.end.getTime() - now.getTime()) / 1_000) + KEPT_SECONDS[period.unit];
}

/** A colon in a value would let a page named "/a:extremes" take the place of the extremes of "/a". */
function scopeName(scope: Scope | undefined): string {
  if (scope === undefined) return "all";
  return `${scope.dimension}=${scope.value.replaceAll(/[%:]/g, (character) => encodeURIComponent(character))}`;
}
