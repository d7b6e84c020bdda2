import type { StoredSample } from "../../shared/sample.ts";
import type { ErrorGroup, ErrorGroups } from "./dashboard-model.ts";

/** The class of an error that was sent without one. */
const UNCLASSIFIED = "unclassified";

/** Groups the newest errors by class and outcome. `errors` is their total number in the window. */
export function groupErrors(newest: readonly StoredSample[], errors: number): ErrorGroups {
  const found = new Map<string, ErrorGroup>();
  for (const { errorClass = UNCLASSIFIED, outcome, receivedAt, error } of newest) {
    const key = JSON.stringify([errorClass, outcome]);
    const known = found.get(key) ?? { errorClass, outcome, count: 0, firstSeen: receivedAt, lastSeen: receivedAt, message: error ?? null };
    // The list can be a few seconds out of order.
    const isNewer = receivedAt > known.lastSeen;
    found.set(key, {
      ...known,
      count: known.count + 1,
      firstSeen: receivedAt < known.firstSeen ? receivedAt : known.firstSeen,
      ...(isNewer && { lastSeen: receivedAt, message: error ?? null }),
    });
  }
  return { groups: [...found.values()].toSorted(byCount), looked: newest.length, isCut: errors > newest.length };
}

/** Most frequent first, then by when they were last seen. */
function byCount(a: ErrorGroup, b: ErrorGroup): number {
  return b.count - a.count || compare(b.lastSeen, a.lastSeen) || compare(a.errorClass, b.errorClass);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
