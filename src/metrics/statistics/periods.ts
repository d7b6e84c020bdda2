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

/** How many periods a window has, and how many days back the one before begins: whole weeks, so that weekdays meet. */
const SHAPES: Record<Window, { unit: PeriodUnit; count: number; daysBack: number }> = {
  "24h": { unit: "hour", count: 24, daysBack: 7 },
  "7d": { unit: "day", count: 7, daysBack: 7 },
  "28d": { unit: "day", count: 28, daysBack: 28 },
  "90d": { unit: "day", count: 90, daysBack: 91 },
};

/** The periods of the window that ends now: oldest first, the running one last. */
export function periodsOf(window: Window, now: Date, zone = "UTC"): readonly Period[] {
  return windowBack(window, now, zone, 0);
}

/** As many periods one week (24h), 7, 28 or 91 days (90d) earlier. All of them are over. */
export function previousPeriods(window: Window, now: Date, zone = "UTC"): readonly Period[] {
  return windowBack(window, now, zone, SHAPES[window].daysBack);
}

function windowBack(window: Window, now: Date, zone: string, back: number): Period[] {
  const { unit, count } = SHAPES[window];
  const places = Array.from({ length: count }, (_, i) => count - 1 - i);
  if (unit === "hour") return places.map((i) => periodAt("hour", new Date(now.getTime() - i * HOUR_MS - back * DAY_MS)));
  const today = dateAt(now, zone);
  return places.map((i) => dayOn(dateAfter(today, -i - back), zone));
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

function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
