import { ok, problem, type Finding } from "./findings.ts";

/**
 * In s. A receiver of signed notices refuses those that are minutes old, and figures go by the server's
 * hour; below half a minute nobody notices. A Date header has whole seconds.
 */
const TOLERATED_S = 30;

/** This machine's clock against that of somebody who answered, by their Date header. */
export function clockFinding(whose: string, headers: Headers, now = new Date()): Finding | undefined {
  const theirs = Date.parse(headers.get("date") ?? "");
  // What a cache has kept may carry the date of then.
  if (Number.isNaN(theirs) || Number(headers.get("age") ?? 0) > 0) return undefined;
  const ahead = Math.round((now.getTime() - theirs) / 1_000);
  if (Math.abs(ahead) <= TOLERATED_S) return ok("Clock", `Within ${Math.max(1, Math.abs(ahead))} s of ${whose}.`);
  return problem("Clock", `This machine's clock is ${Math.abs(ahead)} s ${ahead > 0 ? "ahead of" : "behind"} that of ${whose}.`, "Set it by the network (Linux: sudo timedatectl set-ntp true). Signatures and days go by it.");
}
