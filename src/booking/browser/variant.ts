import type { Variant } from "../events.ts";

/**
 * Which variant this visitor gets. `?cal-variant=optimized|baseline` decides for one page view.
 * Otherwise the visitor belongs to one of a hundred buckets, drawn once and kept, so that raising
 * the rollout moves visitors in one direction only. At 0 and 100 nothing is drawn or stored.
 *
 * @param rollout the share of visitors who get the optimized way, 0–100 %, as the page says it.
 */
export function chooseVariant(rollout = "100"): Variant {
  const forced = /[?&]cal-variant=(optimized|baseline)\b/.exec(location.search)?.[1] as Variant | undefined;
  return forced ?? (+rollout >= 100 || (+rollout > 0 && visitorBucket() < +rollout) ? "optimized" : "baseline");
}

/** 0–99. Without storage it is drawn anew for each page: the shares hold, only the stickiness is lost. */
function visitorBucket(): number {
  const drawn = Math.floor(Math.random() * 100);
  try {
    return +(localStorage["booking-bucket"] ??= drawn);
  } catch {
    return drawn;
  }
}
