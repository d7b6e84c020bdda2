/**
 * What a report of a booking adds. The visitor's browser and Cal's webhook may report the same booking,
 * in any order and more than once; one that has to be paid is first pending and then booked. What is
 * known of a booking only ever grows, and its counts follow from what is known, so they are the same
 * whatever the order: a report adds the counts after it, less those before it.
 *
 * In every scope `booked:browser` + `booked:webhook` − `booked:both` is `booked`.
 */
import type { DimensionValues } from "./counted-values.ts";
import { tallied } from "./tally.ts";
import type { Tally } from "./tally.ts";

export type BookingSource = "browser" | "webhook";

/**
 * What a report says. `booked`: made, and paid where it has to be. `pending`: Cal waits for the payment.
 * `requested`: Cal waits for the host, which it asks once the visitor has paid; says nothing about a
 * booking without a payment. `cancelled`: also by a host who declines.
 */
export type BookingState = "booked" | "pending" | "requested" | "cancelled";

/** What the mark of a counted sample keeps for a booking that comes out of it. */
export interface Opening {
  readonly values: DimensionValues;
  /** In ms; only where the calendar got ready. */
  readonly totalDuration?: number;
}

/** What is known of a booking. */
export interface BookingMark {
  /** Who reported that it is booked or pending. */
  readonly sources: readonly BookingSource[];
  readonly states: readonly BookingState[];
  /** The opening that it came out of, once a source knew it. */
  readonly opening?: Opening;
}

export interface BookingNews {
  readonly source: BookingSource;
  readonly state: BookingState;
  readonly opening: Opening | undefined;
}

const UNKNOWN: BookingMark = { sources: [], states: [] };

/** What to add over all samples, and to each of the opening's values; undefined where all of it is known. */
export function tallyBooking(known: BookingMark | undefined, news: BookingNews): { mark: BookingMark; all: Tally; value: Tally } | undefined {
  const before = known ?? UNKNOWN;
  const mark = knownWith(before, news);
  if (JSON.stringify(mark) === JSON.stringify(before)) return undefined;
  const [was, is] = [countsOf(before), countsOf(mark)];
  const duration = timeOf(before) === undefined ? timeOf(mark) : undefined;
  const measures = duration === undefined ? [] : [tallied("booked", duration)];
  return {
    mark,
    all: { counts: difference(was, is), measures },
    // The first source may not have known the opening; then its values get the counts of both at once.
    value: { counts: mark.opening === undefined ? {} : difference(before.opening === undefined ? {} : ofValues(was), ofValues(is)), measures },
  };
}

function knownWith({ sources, states, opening }: BookingMark, news: BookingNews): BookingMark {
  const isSeen = news.state === "booked" || news.state === "pending";
  const tied = opening ?? news.opening;
  return {
    sources: isSeen ? [...new Set([...sources, news.source])] : sources,
    states: [...new Set([...states, news.state])],
    ...(tied !== undefined && { opening: tied }),
  };
}

function isBooked({ states }: BookingMark): boolean {
  return states.includes("booked") || (states.includes("pending") && states.includes("requested"));
}

function countsOf(mark: BookingMark): Record<string, number> {
  const { sources, states, opening } = mark;
  const isCancelled = states.includes("cancelled");
  if (!isBooked(mark)) {
    if (states.includes("pending") && !isCancelled) return { pending: 1 };
    // What was never paid or never confirmed was no booking that could be cancelled. What nobody reported may have been one.
    return isCancelled && states.length === 1 ? { cancelled: 1 } : {};
  }
  return oneEach([
    "booked",
    ...sources.map((source) => `booked:${source}`),
    ...(sources.length > 1 ? ["booked:both"] : []),
    ...(sources.includes("browser") && opening === undefined ? ["booked:elsewhere"] : []),
    ...(isCancelled ? ["cancelled"] : []),
  ]);
}

/** Changes are counted over all samples only. */
function ofValues(counts: Record<string, number>): Record<string, number> {
  const { cancelled: _, ...others } = counts;
  return others;
}

/** In ms; undefined where the booking, or its opening, has no time to count. */
function timeOf(mark: BookingMark): number | undefined {
  return isBooked(mark) ? mark.opening?.totalDuration : undefined;
}

function difference(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const names = Object.keys({ ...before, ...after });
  return Object.fromEntries(names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)] as const).filter(([, by]) => by !== 0));
}

function oneEach(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 1]));
}

/** Reads a mark that a client gave back; undefined where there is none. */
export function toBookingMark(mark: unknown): BookingMark | undefined {
  return isObject(mark) && "sources" in mark && Array.isArray(mark.sources) && "states" in mark && Array.isArray(mark.states) ? (mark as unknown as BookingMark) : undefined;
}

export function toOpening(mark: unknown): Opening | undefined {
  return isObject(mark) && "values" in mark && isObject(mark.values) ? (mark as unknown as Opening) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
