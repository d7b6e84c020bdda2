/**
 * What a report of a booking adds. Two sources may see the same booking, the visitor's browser and
 * Cal's webhook, in either order, and either may report it more than once. In every scope
 * `booked:browser` + `booked:webhook` − `booked:both` is `booked`.
 */
import type { DimensionValues } from "./counted-values.ts";
import { tallied } from "./tally.ts";
import type { Tally } from "./tally.ts";

export type BookingSource = "browser" | "webhook";

/** What the mark of a counted sample keeps for a booking that comes out of it. */
export interface Opening {
  readonly values: DimensionValues;
  /** In ms; only where the calendar got ready. */
  readonly totalDuration?: number;
}

/** What has been counted of a booking. */
export interface BookingMark {
  readonly sources: readonly BookingSource[];
  /** The opening that it came out of, once a source knew it. */
  readonly opening?: Opening;
}

/** What to add over all samples, and to each of the opening's values; undefined where all is counted. */
export function tallyBooking(
  before: BookingMark | undefined,
  { source, opening }: { source: BookingSource; opening: Opening | undefined },
): { mark: BookingMark; all: Tally; value: Tally } | undefined {
  const known = before?.sources ?? [];
  if (known.includes(source)) return undefined;
  const isTiedNow = before?.opening === undefined && opening !== undefined;
  const tied = before?.opening ?? opening;
  const sources = [...known, source];

  const added = known.length === 0 ? ["booked", `booked:${source}`] : [`booked:${source}`, "booked:both"];
  // The first source may not have known the opening; then its values are told of both at once.
  const addedToValue = isTiedNow && known.length > 0 ? ["booked", ...sources.map((one) => `booked:${one}`), "booked:both"] : added;
  const measures = isTiedNow && opening.totalDuration !== undefined ? [tallied("booked", opening.totalDuration)] : [];
  return {
    mark: { sources, ...(tied !== undefined && { opening: tied }) },
    all: { counts: oneEach(added), measures },
    value: { counts: oneEach(tied === undefined ? [] : addedToValue), measures },
  };
}

function oneEach(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 1]));
}

/** Reads a mark that a client gave back; undefined where there is none. */
export function toBookingMark(mark: unknown): BookingMark | undefined {
  return isObject(mark) && "sources" in mark && Array.isArray(mark.sources) ? (mark as unknown as BookingMark) : undefined;
}

export function toOpening(mark: unknown): Opening | undefined {
  return isObject(mark) && "values" in mark && isObject(mark.values) ? (mark as unknown as Opening) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
