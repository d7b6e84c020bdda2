import type { Variant } from "../events.ts";
import { isGiven } from "./consent.ts";

const VARIANTS: readonly Variant[] = ["instant", "optimized", "baseline"];

/**
 * Which variant this visitor gets. `?cal-variant=instant|optimized|baseline` decides for one page view.
 * Otherwise the visitor belongs to one of a hundred buckets, drawn once and kept, so that raising a
 * share moves visitors in one direction only. Where one variant has them all, nothing is drawn or stored. Where the site
 * asks for consent, it is stored with the first page view after the visitor has agreed to what may be stored.
 *
 * @param limits as the page has them: buckets below the first number get instant, below the second optimized, the others
 *   the baseline.
 * @param hasTimes without free times to offer, instant is optimized.
 */
export function chooseVariant(limits = "100 100", hasTimes = true): Variant {
  const forced = /[?&]cal-variant=(instant|optimized|baseline)\b/.exec(location.search)?.[1] as Variant | undefined;
  const parts = limits.split(" ");
  const bucket = forced || parts.every((limit) => +limit % 100 === 0) ? 0 : visitorBucket();
  // Safe: of no limit, findIndex says -1, which is the last one.
  const variant = forced ?? (VARIANTS.at(parts.findIndex((limit) => bucket < +limit)) as Variant);
  return variant === "instant" && !hasTimes ? "optimized" : variant;
}

/** 0–99. Without storage it is drawn anew for each page: the shares hold, only the stickiness is lost. */
function visitorBucket(): number {
  const drawn = (Math.random() * 100) | 0;
  if (CONSENT !== "none" && !isGiven(CONSENT === "all" ? "measuring" : "calendar")) return drawn;
  try {
    return +(localStorage["booking-bucket"] ??= drawn);
  } catch {
    return drawn;
  }
}
