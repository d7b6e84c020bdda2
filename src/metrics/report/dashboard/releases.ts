import { OTHER } from "../../statistics/figures.ts";
import type { BrokenDownPart } from "../../store/metrics-store.ts";
import type { ReleaseChange } from "./dashboard-model.ts";

/**
 * The releases that were first seen inside the window, oldest first. Those of the first period with openings, which begins at
 * `first`, are left out: they may be older than the window.
 */
export function releaseChanges(first: Date | undefined, parts: readonly Pick<BrokenDownPart, "releases">[]): ReleaseChange[] {
  const seen = new Map<string, string>();
  for (const [release, start] of parts.flatMap(({ releases }) => [...releases])) {
    const known = seen.get(release);
    if (release !== OTHER && (known === undefined || start < known)) seen.set(release, start);
  }
  return [...seen].flatMap(([release, start]) => (first !== undefined && start > first.toISOString() ? [{ release, start }] : [])).toSorted(byStart);
}

function byStart(a: ReleaseChange, b: ReleaseChange): number {
  if (a.start !== b.start) return a.start < b.start ? -1 : 1;
  return a.release < b.release ? -1 : 1;
}
