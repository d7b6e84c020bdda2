/** How the admin page formats numbers; `/measure` does too, in the browser, so this file imports types only. A dash means that nothing was measured: no data is never 0. */
import type { Outcome } from "../shared/sample.ts";

export const NOTHING = "—";

/** "1,234 ms"; a dash if nothing was measured. */
export function milliseconds(time: number | null | undefined): string {
  return time === null || time === undefined ? NOTHING : `${count(time)} ms`;
}

/** "1,234", and "0" for what rounds to it from below. */
export function count(n: number): string {
  return (Math.round(n) + 0).toLocaleString("en");
}

/** A share (0–1) as "97.3 %", or "8 %" without a trailing zero; a dash for null. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined) return NOTHING;
  const shown = (share * 100).toLocaleString("en", { maximumFractionDigits: 1 });
  // A share that is not exactly 0 or 1 must not look as if it were.
  if (shown === "100" && share < 1) return "> 99.9 %";
  if (shown === "0" && share > 0) return "< 0.1 %";
  return `${shown} %`;
}

/** "2026-03-09 08:30:00", from an ISO time in UTC. */
export function utcTime(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}

const AGES = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1_000 },
] as const;

/** "3 minutes ago", in the largest unit of which there is at least one. "just now" below a second, and for a clock that is ahead. */
export function ago(iso: string, now: Date): string {
  const age = now.getTime() - Date.parse(iso);
  const fitting = AGES.find(({ ms }) => age >= ms);
  if (fitting === undefined) return "just now";
  const n = Math.floor(age / fitting.ms);
  return `${n} ${fitting.unit}${n === 1 ? "" : "s"} ago`;
}

export const OUTCOME_NAMES: Record<Outcome, string> = {
  times: "Free times shown",
  ready: "Ready",
  opened: "Opened, no times reported",
  failed: "Failed",
  "timed-out": "Timed out",
  abandoned: "Abandoned",
};

/** Rounded to two decimals: finer steps are invisible in a chart and make the page larger. */
export function rounded(n: number): number {
  return Math.round(n * 100) / 100;
}
