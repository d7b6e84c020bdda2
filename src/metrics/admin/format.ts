/** How the admin's page writes numbers. A dash stands where nothing was measured: no data is never 0. */
import type { Dimension, Outcome } from "../shared/sample.ts";

export const NOTHING = "—";

/** "1,234 ms"; a dash where nothing was measured. */
export function milliseconds(time: number | null | undefined): string {
  return time === null || time === undefined ? NOTHING : `${count(time)} ms`;
}

/** "1,234". */
export function count(n: number): string {
  return Math.round(n).toLocaleString("en");
}

/** A share of 0–1 as "97.3 %", "8 %" without a zero behind the point; a dash for null. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined) return NOTHING;
  const shown = (share * 100).toLocaleString("en", { maximumFractionDigits: 1 });
  // What is not all of them, or not none, must not read as if it were.
  if (shown === "100" && share < 1) return "> 99.9 %";
  if (shown === "0" && share > 0) return "< 0.1 %";
  return `${shown} %`;
}

/** "2026-03-09 08:30:00", of an ISO time in UTC. */
export function utcTime(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}

/** "9 Mar" for a day and "08:00" for an hour, of an ISO time in UTC. */
export function periodName(iso: string, step: "hour" | "day"): string {
  if (step === "hour") return iso.slice(11, 16);
  return new Date(iso).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
}

const AGES = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1_000 },
] as const;

/** "3 minutes ago", in the largest unit that there is one of. A clock that is ahead says "just now". */
export function ago(iso: string, now: Date): string {
  const age = now.getTime() - Date.parse(iso);
  const fitting = AGES.find(({ ms }) => age >= ms);
  if (fitting === undefined) return "just now";
  const n = Math.floor(age / fitting.ms);
  return `${n} ${fitting.unit}${n === 1 ? "" : "s"} ago`;
}

export const OUTCOME_NAMES: Record<Outcome, string> = {
  ready: "Ready",
  opened: "Opened, no times reported",
  failed: "Failed",
  "timed-out": "Timed out",
  abandoned: "Abandoned",
};

export const DIMENSION_NAMES: Record<Dimension | "outcome", string> = {
  openKind: "Open kind",
  variant: "Variant",
  page: "Page",
  placement: "Placement",
  device: "Device",
  connection: "Connection",
  release: "Release",
  outcome: "Outcome",
};
