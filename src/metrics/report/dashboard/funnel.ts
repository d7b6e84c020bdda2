import type { Dimension, Summary } from "../../shared/sample.ts";
import { intentCount, type Figures } from "../../store/figures.ts";
import type { Scope } from "../../store/metrics-store.ts";
import type { FunnelStep } from "./dashboard-types.ts";

/** What a page view without an opening cannot tell about itself: only an opening has a kind, or a connection. */
const UNKNOWN_TO_INTENTS: ReadonlySet<Dimension> = new Set(["openKind", "connection"]);

/**
 * From intent to a booking. Where the filter is one that intents without an opening know nothing of,
 * the first step is left out: it would be the second once more. Whoever has Cal's page on the screen can
 * book, so bookings are a share of the openings that were ready or showed a page without free times.
 */
export function funnelOf(figures: Figures, summary: Summary, scope: Scope | undefined): FunnelStep[] {
  const opened = summary.total;
  const knowsIntents = scope === undefined || !UNKNOWN_TO_INTENTS.has(scope.dimension);
  const steps: Omit<FunnelStep, "share">[] = [
    ...(knowsIntents ? [{ step: "intent", count: opened + intentCount(figures) } as const] : []),
    { step: "opened", count: opened },
    { step: "ready", count: summary.outcomes.ready },
    { step: "booked", count: summary.bookings.browser - summary.bookings.elsewhere },
  ];
  const shown = summary.outcomes.ready + summary.outcomes.opened;
  return steps.map(({ step, count }, i) => ({ step, count, share: shareOf(count, step === "booked" ? shown : steps[i - 1]?.count) }));
}

/** A booking counts when it is made, so the first of a window may outnumber the openings that are still in it. */
function shareOf(count: number, before: number | undefined): number | null {
  return before === undefined || before === 0 ? null : Math.min(1, count / before);
}
