import type { Outcome } from "../shared/sample.ts";

/** A time as the admin reads it: "1,234 ms"; a dash where nothing was measured. */
export function milliseconds(time: number | null | undefined): string {
  return time === null || time === undefined ? "—" : `${count(time)} ms`;
}

export function count(n: number): string {
  return n.toLocaleString("en");
}

/** "2026-03-09 08:30:00", of an ISO time in UTC. */
export function utcTime(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}

export const OUTCOME_NAMES: Record<Outcome, string> = {
  ready: "Ready",
  failed: "Failed",
  "timed-out": "Timed out",
  abandoned: "Abandoned",
};
