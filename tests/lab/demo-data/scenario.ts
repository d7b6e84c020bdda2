/** Incidents of a made-up month: releases, one of them slow, and an outage. */
import type { Dice } from "../openings/dice.ts";
import { DAY_MS, isWorkday, startOfDay } from "./rhythm.ts";

export interface Span {
  readonly from: Date;
  /** The first instant after it. */
  readonly to: Date;
}

export interface Scenario {
  /** Neither embed.js from Cal's host nor the calendar answers. */
  readonly outage: Span;
  /** A release with late booking code. */
  readonly slow: Span & { readonly release: string };
  /** The release that visitors get at this instant. */
  releaseAt(at: Date): string;
}

const OUTAGE_MS = 2.5 * 3_600_000;
/** Within the week that the page shows first, and too long ago for an alert. */
const OUTAGE_DAYS_AGO = 4;
const SLOW_DAYS_AGO = 11;

/** The scenario of the days up to and including today; the same at any time of the day. */
export function planScenario({ days, today, dice }: { days: number; today: Date; dice: Dice }): Scenario {
  const slowFrom = at(lastDay(today, SLOW_DAYS_AGO, isTuesday), 10.4);
  const slow = { from: slowFrom, to: new Date(slowFrom.getTime() + 2.05 * DAY_MS), release: commit(dice) };
  const outageFrom = at(lastDay(today, OUTAGE_DAYS_AGO, isWorkday), 13.2);

  const releases = [
    { from: slow.from, name: slow.release },
    { from: slow.to, name: commit(dice) },
  ];
  for (let day = today.getTime() - (days + 6) * DAY_MS; day <= today.getTime(); day += Math.ceil(dice.between(1, 5)) * DAY_MS) {
    const release = { from: at(new Date(day), dice.between(8, 16)), name: commit(dice) };
    const isNearSlow = release.from.getTime() > slow.from.getTime() - DAY_MS && release.from.getTime() < slow.to.getTime() + DAY_MS;
    if (isWorkday(release.from) && !isNearSlow) releases.push(release);
  }
  releases.push({ from: new Date(-8.64e15), name: commit(dice) });
  const newestFirst = releases.toSorted((a, b) => b.from.getTime() - a.from.getTime());

  return {
    outage: { from: outageFrom, to: new Date(outageFrom.getTime() + OUTAGE_MS) },
    slow,
    releaseAt: (instant) => newestFirst.find(({ from }) => from <= instant)?.name ?? slow.release,
  };
}

function isTuesday(day: Date): boolean {
  return day.getUTCDay() === 2;
}

export function isWithin(instant: Date, { from, to }: Span): boolean {
  return instant >= from && instant < to;
}

/** The newest such day that lies at least `daysAgo` back. */
function lastDay(today: Date, daysAgo: number, isRight: (day: Date) => boolean): Date {
  let day = new Date(startOfDay(today).getTime() - daysAgo * DAY_MS);
  while (!isRight(day)) day = new Date(day.getTime() - DAY_MS);
  return day;
}

function at(day: Date, hour: number): Date {
  return new Date(day.getTime() + hour * 3_600_000);
}

/** As git shortens a commit's hash. */
function commit(dice: Dice): string {
  return dice.hex(7);
}
