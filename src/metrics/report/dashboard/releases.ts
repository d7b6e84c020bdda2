import { OTHER, type Breakdowns, type Figures } from "../../statistics/figures.ts";
import type { Period } from "../../statistics/periods.ts";
import type { ReleaseChange } from "../report-model.ts";
import { openingCounts } from "./opening-counts.ts";

/** A period of the window with its statistics, in total and by value. */
export interface BrokenDownPeriod {
  readonly period: Period;
  readonly figures: Figures;
  readonly breakdowns: Breakdowns;
}

/**
 * The releases that were first seen inside the window, oldest first. Those in the first
 * period with openings are left out: they may be older than the window.
 */
export function releaseChanges(periods: readonly BrokenDownPeriod[]): ReleaseChange[] {
  const first = periods.findIndex(({ figures }) => openingCounts(figures).total > 0);
  const seen = new Set<string>([OTHER]);
  const changes: ReleaseChange[] = [];
  for (const [i, { period, breakdowns }] of periods.entries()) {
    const values = [...(breakdowns.get("release") ?? [])].filter(([, figures]) => openingCounts(figures).total > 0);
    for (const release of values.map(([value]) => value).toSorted()) {
      if (seen.has(release)) continue;
      seen.add(release);
      if (i > first) changes.push({ release, start: period.start.toISOString() });
    }
  }
  return changes;
}
