import { BUDGETS } from "../shared/ratings.ts";
import { DIMENSIONS, type StoredSample } from "../shared/sample.ts";

/** An opening that took longer is slow, in ms. */
export const SLOW_MS = BUDGETS.totalDuration.p75.poor;

/**
 * One line about an opening that took longer than `SLOW_MS`, for the log: its time and its dimensions,
 * nothing that leads to a person. Undefined for any other sample.
 *
 * @example "Slow opening: 3421 ms (openKind=cold page=/services placement=hero device=phone connection=4g)"
 */
export function slowOpening(sample: StoredSample): string | undefined {
  if (sample.totalDuration === undefined || sample.totalDuration <= SLOW_MS) return undefined;
  const known = DIMENSIONS.flatMap((dimension) => (sample[dimension] === undefined ? [] : [`${dimension}=${sample[dimension]}`]));
  return `Slow opening: ${sample.totalDuration} ms${known.length > 0 ? ` (${known.join(" ")})` : ""}`;
}
