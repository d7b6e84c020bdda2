import { ok, problem, type Finding } from "./findings.ts";

/**
 * In s. Receivers of signed notices refuse those that are minutes old, and statistics use the server's
 * hour; differences below half a minute do not matter. A Date header has whole seconds.
 */
const TOLERATED_S = 30;

/** Compares this machine's clock with another one, by the Date header of a response. @param whose for example "Cal" */
export function clockFinding(whose: string, headers: Headers, now = new Date()): Finding | undefined {
  const theirs = Date.parse(headers.get("date") ?? "");
  // A cached response may have an old date.
  if (Number.isNaN(theirs) || Number(headers.get("age") ?? 0) > 0) return undefined;
  const ahead = Math.round((now.getTime() - theirs) / 1_000);
  if (Math.abs(ahead) <= TOLERATED_S) return ok("Clock", `Within ${Math.max(1, Math.abs(ahead))} s of ${whose}'s clock.`);
  return problem("Clock", `This machine's clock is ${Math.abs(ahead)} s ${ahead > 0 ? "ahead of" : "behind"} ${whose}'s.`, "Synchronize it over the network (Linux: sudo timedatectl set-ntp true). Signatures and the days of the statistics depend on it.");
}
