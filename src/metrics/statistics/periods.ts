/**
 * The periods of time that figures are kept for: UTC hours, and the site's days. A day begins at its zone's midnight, rounded to
 * the full hour (UTC), so it has 23 to 25 whole hours. A period that is over never changes.
 */
export const WINDOWS = ["24h", "7d", "28d", "90d"] as const;
export type Window = (typeof WINDOWS)[number];

export type PeriodUnit = "hour" | "day";

export interface Period {
  readonly unit: PeriodUnit;
  /** The first instant in it. */
  readonly start: Date;
  /** The first instant after it. */
  readonly end: Date;
  /** "h:2026-11-22T15" (UTC) or "d:2026-11-22" (the zone's date). */
  readonly key: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A window, which ends now, or the zone's days from one date to another, both included; without `to` up to today. */
export type Span = Window | { readonly from: string; readonly to?: string | undefined };

/** How many days a window has. That of one day is made of hours. */
const WINDOW_DAYS: Readonly<Record<Window, number>> = { "24h": 1, "7d": 7, "28d": 28, "90d": 90 };

/** For so many days, hours have figures of their own at any time of the day. */
const HOURS_DAYS = 8;

/**
 * The periods of the span, oldest first: days, and of 24 hours or a single day of the last 8 hours. A window's last one is running.
 *
 * @throws {RangeError} for dates in the wrong order.
 */
export function periodsOf(span: Span, now: Date, zone = "UTC"): readonly Period[] {
  const periods = periodsBack(span, now, zone, () => 0);
  const [first] = periods;
  const isOneDay = first !== undefined && periods.length === 1 && first.unit === "day";
  if (!isOneDay || first.start > now || first.start.getTime() < now.getTime() - HOURS_DAYS * DAY_MS) return periods;
  return hoursOf(first).filter(({ start }) => start <= now);
}

/** The same in days, also of a single day. */
export function daysOf(span: Exclude<Span, "24h">, now: Date, zone = "UTC"): readonly Period[] {
  return periodsBack(span, now, zone, () => 0);
}

/** The earlier time that a span is compared with: right before it, or a year before. */
export const COMPARISONS = ["previous", "year"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A year in whole weeks. */
const YEAR_DAYS = 364;

/**
 * As many hours (24h) or days, earlier by whole weeks, so that weekdays meet: by the fewest that are as long as the span, 7 days (24h, 7d), 28 or 91
 * (90d), or by those of a year.
 */
export function previousPeriods(span: Span, now: Date, zone = "UTC", compare: Comparison = "previous"): readonly Period[] {
  return periodsBack(span, now, zone, (days) => Math.max(compare === "year" ? YEAR_DAYS : 0, Math.ceil(days / 7) * 7));
}

function periodsBack(span: Span, now: Date, zone: string, backOf: (days: number) => number): Period[] {
  if (span === "24h") {
    const last = now.getTime() - backOf(WINDOW_DAYS[span]) * DAY_MS;
    return Array.from({ length: 24 }, (_, i) => periodAt("hour", new Date(last - (23 - i) * HOUR_MS)));
  }
  const today = dateAt(now, zone);
  const { from, to = today } = typeof span === "string" ? { from: dateAfter(today, 1 - WINDOW_DAYS[span]) } : span;
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (!(days >= 1)) throw new RangeError(`There is no day from ${from} to ${to}.`);
  const back = backOf(days);
  return daysBetween(dateAfter(from, -back), dateAfter(to, -back), zone);
}

/** A sample received in a period's last moment is counted some seconds later at most; then nothing changes any more. */
const SETTLED_AFTER_MS = 120_000;

/** Whether a period is over, and everything in it has been counted. */
export function isSettled(period: Period, now: Date): boolean {
  return period.end.getTime() + SETTLED_AFTER_MS <= now.getTime();
}

/** The hour, or the zone's day, that an instant is in. @throws {RangeError} for an invalid date or an unknown zone. */
export function periodAt(unit: PeriodUnit, at: Date, zone = "UTC"): Period {
  if (unit === "day") return dayOn(dateAt(at, zone), zone);
  const start = new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
  return { unit, start, end: new Date(start.getTime() + HOUR_MS), key: `h:${start.toISOString().slice(0, 13)}` };
}

/** The hours of a day, oldest first: 23 to 25. */
export function hoursOf({ start, end }: Pick<Period, "start" | "end">): Period[] {
  return Array.from({ length: Math.ceil((end.getTime() - start.getTime()) / HOUR_MS) }, (_, i) => periodAt("hour", new Date(start.getTime() + i * HOUR_MS)));
}

/** The days from one date of the zone to another, both included: "2026-11-01" to "2026-11-22". */
export function daysBetween(from: string, to: string, zone = "UTC"): Period[] {
  const days: Period[] = [];
  for (let date = from; date <= to; date = dateAfter(date, 1)) days.push(dayOn(date, zone));
  return days;
}

/** The zone's date at an instant, "2026-11-22". */
export function dateAt(at: Date, zone = "UTC"): string {
  const hour = Math.floor(at.getTime() / HOUR_MS) * HOUR_MS;
  // The hour belongs to the day whose midnight is nearest to its start, so that a midnight at half past rounds up.
  return zone === "UTC" ? new Date(hour).toISOString().slice(0, 10) : formatOf(zone).format(hour + HOUR_MS / 2 - 1);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  // Swedish dates are ISO 8601.
  const format = formats.get(zone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  formats.set(zone, format);
  return format;
}

const MOST_KNOWN_DAYS = 2_000;
const knownDays = new Map<string, Period>();

function dayOn(date: string, zone: string): Period {
  const id = `${zone} ${date}`;
  const known = knownDays.get(id);
  if (known !== undefined) return known;
  const day: Period = { unit: "day", start: startOf(date, zone), end: startOf(dateAfter(date, 1), zone), key: `d:${date}` };
  if (knownDays.size >= MOST_KNOWN_DAYS) knownDays.clear();
  knownDays.set(id, day);
  return day;
}

/** The first hour of a date: zones are up to 14 hours ahead of UTC, and 12 behind. */
function startOf(date: string, zone: string): Date {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (zone === "UTC") return new Date(midnight);
  let start = midnight - 15 * HOUR_MS;
  while (dateAt(new Date(start), zone) < date) start += HOUR_MS;
  return new Date(start);
}

/** The date so many days later; earlier below 0. */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
