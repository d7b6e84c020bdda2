import { randomUUID } from "node:crypto";
import { durationOf, slotsOfMonth, studioDate } from "./slots.ts";

/** A booking as the demo keeps and answers it. */
export interface Booking {
  readonly uid: string;
  /** The booking link's path, "studio/30min". */
  readonly event: string;
  readonly title: string;
  /** ISO instants, UTC. */
  readonly startTime: string;
  readonly endTime: string;
  readonly name: string;
  readonly email: string;
  readonly notes: string;
  readonly status: "ACCEPTED";
}

export type BookingResult =
  | { readonly kind: "booked"; readonly booking: Booking }
  | { readonly kind: "taken" }
  | { readonly kind: "invalid"; readonly fields: Readonly<Record<string, string>> };

export const EVENT_TITLE = "Free website audit";
export const STUDIO_NAME = "Lapwing";
/** What Cal calls `eventTypeId` and `eventId`. The demo has one type of event. */
export const EVENT_TYPE_ID = 1;
/** A booking link's path: "studio/30min", "team/studio/30min". */
export const PATH_PATTERN = /^[a-z0-9][a-z0-9._~+-]{0,63}(?:\/[a-z0-9][a-z0-9._~+-]{0,63}){1,2}$/i;

const MAX_BOOKINGS = 1000;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:00\.000Z$/;

/** The bookings of one running demo: in memory, at most 1000, the oldest forgotten first. */
export class BookingList {
  readonly #byUid = new Map<string, Booking>();

  all(): readonly Booking[] {
    return [...this.#byUid.values()];
  }

  find(uid: string): Booking | undefined {
    return this.#byUid.get(uid);
  }

  isTaken(path: string, start: string): boolean {
    return this.all().some((booking) => booking.event === path && booking.startTime === start);
  }

  /** Books a slot once. `input` is whatever was sent: `{event, start, name, email, notes?}`. */
  book(input: unknown, now: Date): BookingResult {
    const request = isRecord(input) ? input : {};
    const fields = fieldErrors(request);
    const [event, start] = [textOf(request, "event"), textOf(request, "start")];
    if (!fields.event && !fields.start) {
      if (this.isTaken(event, start)) return { kind: "taken" };
      if (!isOffered(event, start, now)) fields.start = "This time is not offered. Choose another one.";
    }
    if (Object.keys(fields).length > 0) return { kind: "invalid", fields };

    const name = textOf(request, "name");
    const booking: Booking = {
      uid: randomUUID().replaceAll("-", "").slice(0, 22),
      event,
      title: `${EVENT_TITLE} between ${STUDIO_NAME} and ${name}`,
      startTime: start,
      endTime: new Date(Date.parse(start) + durationOf(event) * 60_000).toISOString(),
      name,
      email: textOf(request, "email"),
      notes: textOf(request, "notes"),
      status: "ACCEPTED",
    };
    this.#byUid.set(booking.uid, booking);
    const [oldest] = this.#byUid.keys();
    if (this.#byUid.size > MAX_BOOKINGS && oldest) this.#byUid.delete(oldest);
    return { kind: "booked", booking };
  }
}

function fieldErrors(request: Record<string, unknown>): Record<string, string> {
  const fields: Record<string, string> = {};
  const [name, email] = [textOf(request, "name"), textOf(request, "email")];
  if (!PATH_PATTERN.test(textOf(request, "event"))) fields.event = "This event does not exist.";
  if (!INSTANT.test(textOf(request, "start"))) fields.start = "Choose a time.";
  if (name === "") fields.name = "Please write your name.";
  else if (name.length > 100) fields.name = "Please use at most 100 characters for your name.";
  if (email === "") fields.email = "Please write your email address.";
  else if (email.length > 254 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    fields.email = "This does not look like an email address. It needs an @ and a domain.";
  }
  if (textOf(request, "notes").length > 1000) fields.notes = "Please use at most 1000 characters for your notes.";
  return fields;
}

function isOffered(path: string, start: string, now: Date): boolean {
  const at = new Date(start);
  if (Number.isNaN(at.getTime())) return false;
  const date = studioDate(at);
  const slots = slotsOfMonth({ path, month: date.slice(0, 7), now, isTaken: () => false })[date] ?? [];
  return slots.some((slot) => slot.start === start);
}

function textOf(request: Record<string, unknown>, field: string): string {
  const value = request[field];
  return typeof value === "string" ? value.trim() : "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
