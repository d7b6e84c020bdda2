/** Times of visits: more on working days, and in working hours. All in UTC. */
import type { Dice } from "../openings/dice.ts";

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Sunday first, as `getUTCDay` counts. On average 1. */
const WEEKDAYS = [0.5, 1.15, 1.3, 1.25, 1.2, 1.05, 0.55] as const;
const HOURS = [1, 0.6, 0.4, 0.3, 0.4, 0.8, 2, 4, 6.5, 8, 8.5, 8, 6.5, 7, 8, 8, 7, 6, 5, 5, 5, 4.5, 3, 2].map((weight, hour) => [hour, weight] as const);

export function startOfDay(at: Date): Date {
  return new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
}

export function isWorkday(day: Date): boolean {
  return day.getUTCDay() % 6 !== 0;
}

/** The number of openings on a day: random, around the average of its weekday. */
export function openingsOn(day: Date, perDay: number, dice: Dice): number {
  return Math.round(perDay * (WEEKDAYS[day.getUTCDay()] ?? 1) * dice.logNormal(1, 0.08));
}

export function instantOn(day: Date, dice: Dice): Date {
  return new Date(day.getTime() + (dice.pick(HOURS) + dice.next()) * HOUR_MS);
}
