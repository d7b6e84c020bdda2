import { existsSync, readdirSync, readFileSync } from "node:fs";

/**
 * Whether a process runs. A zombie does not: if the first process of a container is npm or Node, it never waits for
 * orphans, and signals still reach them.
 */
export function processRuns(pid: number): boolean {
  return existsSync("/proc/self/stat") ? statOf(String(pid)) !== undefined : isReached(pid);
}

/** Whether any process of a group runs. */
export function groupRuns(group: number): boolean {
  if (!existsSync("/proc/self/stat")) return isReached(-group);
  return readdirSync("/proc").some((name) => /^\d+$/.test(name) && statOf(name)?.group === group);
}

/** @returns undefined for one that has ended. proc(5): "pid (name) state parent group …", and a name may hold brackets. */
function statOf(pid: string): { group: number } | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  const [state = "", , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return "ZX".includes(state) ? undefined : { group: Number(group) };
}

function isReached(target: number): boolean {
  try {
    return process.kill(target, 0);
  } catch (error) {
    // It is there, and another user's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
