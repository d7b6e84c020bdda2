import { BUDGETS } from "../shared/ratings.ts";
import type { Dimension, StoredSample } from "../shared/sample.ts";

/** From here on an opening is slow, in ms. */
export const SLOW_MS = BUDGETS.totalDuration.p75.poor;

/** What says by itself what it is; a page needs the word. */
const NAMED = ["placement", "openKind", "connection", "device", "variant", "release"] as const satisfies Dimension[];

/**
 * One line on an opening that took longer than `SLOW_MS`: its time and what it may have hung on,
 * nothing that leads to a person. Undefined for any other sample.
 *
 * @example "Slow opening: 3421 ms (page /services, hero, cold, 4g, phone)"
 */
export function slowOpening(sample: StoredSample): string | undefined {
  if (sample.totalDuration === undefined || sample.totalDuration <= SLOW_MS) return undefined;
  const { totalDuration, page } = sample;
  const known = [page && `page ${page}`, ...NAMED.map((dimension) => sample[dimension])].filter((value) => value !== undefined);
  return `Slow opening: ${totalDuration} ms${known.length > 0 ? ` (${known.join(", ")})` : ""}`;
}
