/**
 * The counts that a report of a booking adds. The visitor's browser and Cal's webhook may report the same booking,
 * in any order and more than once; one that has to be paid is first pending and then booked. What is known of a booking only ever
 * grows, and its counts follow from what is known, so they are the same whatever the order: a report adds the counts after it,
 * less those before it.
 *
 * Over all records and for every value `booked:browser` + `booked:webhook` − `booked:both` is `booked`.
 */
import type { Dimension } from "../shared/sample.ts";
import { BOOKED_TIMES, CONFIRMED_TIMES } from "./figures.ts";
import type { Delta } from "./fold.ts";

export type BookingSource = "browser" | "webhook";

/**
 * The state that a report names. `booked`: made, and paid if it has to be. `pending`: Cal waits for the payment. `requested`:
 * Cal waits for the host, which it asks once the visitor has paid; says nothing about a booking without a payment.
 * `cancelled`: also by a host who declines. `rescheduled`: moved to another time, under a new uid.
 */
export type BookingState = "booked" | "pending" | "requested" | "cancelled" | "rescheduled";

/** What the idempotency key of a counted sample keeps for a booking that comes out of it. */
export interface Opening {
  readonly values: Readonly<Partial<Record<Dimension, string>>>;
  readonly ownValues: readonly Dimension[];
  /** In ms; only if the calendar got ready. */
  readonly totalDuration?: number;
  /** The dialog showed the free times itself. */
  readonly isTimes?: true;
}

/** What is known of a booking. */
export interface BookingMark {
  /** Who reported that it is booked or pending. */
  readonly sources: readonly BookingSource[];
  readonly states: readonly BookingState[];
  /** The opening that it came out of, once a source knew it. */
  readonly opening?: Opening;
  /** How long the visitor took, in tenths of a second, once the browser has reported it with its opening. */
  readonly time?: number;
  /** It has been queued as a conversion. Only on sites that send them. */
  readonly converted?: true;
}

export interface BookingNews {
  readonly source: BookingSource;
  readonly state: BookingState;
  readonly opening: Opening | undefined;
  /** From the opening's click until Cal reported the booking to the page, in tenths of a second. */
  readonly time?: number | undefined;
  /** The report makes a conversion of a booking that is not cancelled. */
  readonly converts?: boolean;
}

const UNKNOWN: BookingMark = { sources: [], states: [] };

/** What is then known, and what it adds over all records and to each of the opening's values; undefined if all of it was known. */
export function bookingDelta(known: BookingMark = UNKNOWN, news: BookingNews): { known: BookingMark; delta: Delta } | undefined {
  const after = knownWith(known, news);
  if (JSON.stringify(after) === JSON.stringify(known)) return undefined;
  const [was, is] = [countsOf(known), countsOf(after)];
  // The first source may not have known the opening; then its values get the counts of both at once.
  const value = after.opening === undefined ? {} : difference(known.opening === undefined ? {} : ofValues(was), ofValues(is));
  const [before, now] = [timesOf(known), timesOf(after)];
  const times = TIMES.flatMap((name) => (before[name] === undefined && now[name] !== undefined ? [[name, now[name]] as const] : []));
  return { known: after, delta: { all: difference(was, is), value, ...Object.fromEntries(times) } };
}

function knownWith({ sources, states, opening, time, converted }: BookingMark, news: BookingNews): BookingMark {
  const isSeen = news.state === "booked" || news.state === "pending";
  const tied = opening ?? news.opening;
  const took = time ?? news.time;
  const converts = converted ?? (news.converts && !states.includes("cancelled"));
  return {
    sources: isSeen ? [...new Set([...sources, news.source])] : sources,
    states: [...new Set([...states, news.state])],
    ...(tied !== undefined && { opening: tied }),
    ...(took !== undefined && { time: took }),
    ...(converts && { converted: true as const }),
  };
}

function isBooked({ states }: BookingMark): boolean {
  return states.includes("booked") || (states.includes("pending") && states.includes("requested"));
}

/** Made in a known opening, and reported by both. */
function isConfirmed(mark: BookingMark): boolean {
  return isBooked(mark) && mark.sources.length > 1 && mark.opening !== undefined;
}

function countsOf(mark: BookingMark): Record<string, number> {
  const { sources, opening } = mark;
  const states = mark.states.filter((state) => state !== "rescheduled");
  const isCancelled = states.includes("cancelled");
  const moved = mark.states.length > states.length ? ["rescheduled"] : [];
  if (!isBooked(mark)) {
    // A booking that was never paid or confirmed cannot be cancelled. One that was never reported may have been made all the same.
    const only = isCancelled ? (states.length === 1 ? ["cancelled"] : []) : states.includes("pending") ? ["pending"] : [];
    return oneEach([...only, ...moved]);
  }
  return oneEach([
    "booked",
    ...sources.map((source) => `booked:${source}`),
    ...(sources.length > 1 ? ["booked:both"] : []),
    ...(isConfirmed(mark) ? ["booked:confirmed"] : []),
    ...(sources.includes("browser") && opening === undefined ? ["booked:elsewhere"] : []),
    ...(sources.includes("browser") && opening?.isTimes ? [BOOKED_TIMES] : []),
    ...(isConfirmed(mark) && opening?.isTimes ? [CONFIRMED_TIMES] : []),
    ...(isCancelled ? ["cancelled"] : []),
    ...moved,
  ]);
}

/** Changes are counted over all records only. */
function ofValues(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([name]) => name !== "cancelled" && name !== "rescheduled"));
}

const TIMES = ["booked", "confirmed", "bookingTime", "confirmedBookingTime"] as const satisfies readonly (keyof Delta)[];

/** The times that count with what is known. */
function timesOf(mark: BookingMark): Pick<Delta, (typeof TIMES)[number]> {
  if (!isBooked(mark)) return {};
  const [booked, bookingTime] = [mark.opening?.totalDuration, mark.time];
  return { booked, bookingTime, ...(isConfirmed(mark) && { confirmed: booked, confirmedBookingTime: bookingTime }) };
}

/** By how much each counter changes; those that do not are left out. */
export function difference(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const names = Object.keys({ ...before, ...after });
  return Object.fromEntries(names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)] as const).filter(([, by]) => by !== 0));
}

function oneEach(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 1]));
}

/** Whether the store gave back what is known of a booking. */
export function isBookingMark(mark: unknown): mark is BookingMark {
  return typeof mark === "object" && mark !== null && "sources" in mark && Array.isArray(mark.sources) && "states" in mark && Array.isArray(mark.states);
}
