/**
 * The pieces of time that figures are kept for: UTC hours and UTC days, by the server's clock.
 * A period that has ended never changes.
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
  /** "h:2026-11-22T15" or "d:2026-11-22". */
  readonly key: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
// Days of UTC, and of the epoch's clock, are all equally long.
const UNIT_MS = { hour: HOUR_MS, day: DAY_MS } as const;

/** How many periods a window has, and how far back the one before begins: whole weeks, so that weekdays meet. */
const SHAPES: Record<Window, { unit: PeriodUnit; count: number; backMs: number }> = {
  "24h": { unit: "hour", count: 24, backMs: 7 * DAY_MS },
  "7d": { unit: "day", count: 7, backMs: 7 * DAY_MS },
  "28d": { unit: "day", count: 28, backMs: 28 * DAY_MS },
  "90d": { unit: "day", count: 90, backMs: 91 * DAY_MS },
};

/** The periods of the window that ends now: oldest first, the running one last. */
export function periodsOf(window: Window, now: Date): readonly Period[] {
  const { unit, count } = SHAPES[window];
  return Array.from({ length: count }, (_, i) => periodAt(unit, new Date(now.getTime() - (count - 1 - i) * UNIT_MS[unit])));
}

/** As many periods one week (24h), 7, 28 or 91 days (90d) earlier. All of them have ended. */
export function previousPeriods(window: Window, now: Date): readonly Period[] {
  return periodsOf(window, new Date(now.getTime() - SHAPES[window].backMs));
}

/** A sample received in a period's last moment is counted some seconds later at most; then nothing changes any more. */
const SETTLED_AFTER_MS = 120_000;

/** Whether a period has ended, and everything in it has been counted. */
export function isSettled(period: Period, now: Date): boolean {
  return period.end.getTime() + SETTLED_AFTER_MS <= now.getTime();
}

/** The hour or the day that an instant lies in. @throws {RangeError} for an invalid date. */
export function periodAt(unit: PeriodUnit, at: Date): Period {
  const start = new Date(Math.floor(at.getTime() / UNIT_MS[unit]) * UNIT_MS[unit]);
  const name = start.toISOString();
  return {
    unit,
    start,
    end: new Date(start.getTime() + UNIT_MS[unit]),
    key: unit === "hour" ? `h:${name.slice(0, 13)}` : `d:${name.slice(0, 10)}`,
  };
}
