import { FIELDS, type Field } from "../../fields.ts";
import { DIMENSIONS, type Summary } from "../../shared/sample.ts";
import { bookedIn, intentCount, type BookingSources, type Figures } from "../../statistics/figures.ts";
import type { Filter } from "../../store/metrics-store.ts";
import type { FunnelStep } from "../report-model.ts";

/**
 * The steps from intent to a booking. If the filter has a dimension that is unknown for some or all intents
 * without an opening (only an opening has an open kind), the first step is left out: it would be too small, or repeat the second. A visitor can book as soon
 * as Cal's page is on the screen, so bookings are a share of the openings that were ready or showed a page without free times.
 */
export function funnelOf(figures: Figures, summary: Summary, { filter, site }: { filter: Filter; site: BookingSources }): FunnelStep[] {
  const opened = summary.total;
  const knowsIntents = DIMENSIONS.every((dimension) => filter[dimension] === undefined || (FIELDS[dimension] as Field).isIntent === true);
  const steps: Omit<FunnelStep, "share">[] = [
    ...(knowsIntents ? [{ step: "intent", count: opened + intentCount(figures) } as const] : []),
    { step: "opened", count: opened },
    { step: "ready", count: summary.outcomes.ready },
    { step: "booked", count: bookedIn(figures, site) },
  ];
  const shown = summary.outcomes.ready + summary.outcomes.opened;
  return steps.map(({ step, count }, i) => ({ step, count, share: shareOf(count, step === "booked" ? shown : steps[i - 1]?.count) }));
}

/** A booking counts when it is made, so at the start of a window there may be more bookings than openings. */
function shareOf(count: number, before: number | undefined): number | null {
  return before === undefined || before === 0 ? null : Math.min(1, count / before);
}
