/** Days that are asked for often, as dates. A week begins on Monday. */
import { dateAfter } from "../../statistics/periods.ts";

export const PRESETS = ["today", "yesterday", "thisWeek", "lastWeek", "thisMonth", "lastMonth"] as const;
export type Preset = (typeof PRESETS)[number];

/** The first and the last day. @param today the site's date, "2026-11-25". */
export function presetDays(preset: Preset, today: string): { from: string; to: string } {
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  const [monday, first] = [dateAfter(today, -weekday), `${today.slice(0, 8)}01`];
  const lastDay = dateAfter(first, -1);
  switch (preset) {
    case "today":
      return { from: today, to: today };
    case "yesterday":
      return { from: dateAfter(today, -1), to: dateAfter(today, -1) };
    case "thisWeek":
      return { from: monday, to: today };
    case "lastWeek":
      return { from: dateAfter(monday, -7), to: dateAfter(monday, -1) };
    case "thisMonth":
      return { from: first, to: today };
    case "lastMonth":
      return { from: `${lastDay.slice(0, 8)}01`, to: lastDay };
  }
}
