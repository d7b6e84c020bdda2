import { FIELDS, type Field } from "../../fields.ts";
import { DIMENSIONS, type Summary } from "../../shared/sample.ts";
import { bookedIn, intentCount, type BookingSources, type Figures } from "../../statistics/figures.ts";
import type { Filter } from "../../store/metrics-store.ts";
import type { FunnelStep } from "./comparisons-model.ts";

/**
 * The steps from intent to a booking. If the filter has a dimension that is unknown for some or all intents
 * without an opening (only an opening has an open kind), the first step is left out: it would be too small, or repeat the second. Free times are seen in the
 * dialog or in Cal's frame; only a pick in the dialog is known, so picks are a share of the openings that showed them there. A
 * visitor can book as soon as Cal's page is on the screen, so bookings are a share of the openings that showed free times or such a page.
 */
export function funnelOf(figures: Figures, summary: Summary, { filter, site }: { filter: Filter; site: BookingSources }): FunnelStep[] {
  const opened = summary.total;
  const knowsIntents = DIMENSIONS.every((dimension) => filter[dimension] === undefined || (FIELDS[dimension] as Field).isIntent === true);
  const steps: Omit<FunnelStep, "share">[] = [
    ...(knowsIntents ? [{ step: "intent", count: opened + intentCount(figures) } as const] : []),
    { step: "opened", count: opened },
    { step: "times", count: summary.outcomes.ready + summary.timesSeen },
    ...(summary.timesSeen > 0 ? [{ step: "picked", count: summary.picked } as const] : []),
    { step: "booked", count: bookedIn(figures, site) },
  ];
  const bases: Partial<Record<FunnelStep["step"], number>> = { picked: summary.timesSeen, booked: summary.outcomes.ready + summary.outcomes.opened + summary.timesSeen };
  return steps.map(({ step, count }, i) => ({ step, count, share: shareOf(count, bases[step] ?? steps[i - 1]?.count) }));
}

/** A booking counts when it is made, so at the start of a window there may be more bookings than openings. */
function shareOf(count: number, before: number | undefined): number | null {
  return before === undefined || before === 0 ? null : Math.min(1, count / before);
}
