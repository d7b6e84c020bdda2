import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../settings.ts";
import { isBookable } from "./paths.ts";
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
  /** Mail addresses. */
  readonly guests: readonly string[];
  /** From `metadata[…]` in the page's address. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The five utm parameters that Cal keeps, from the page's address. */
  readonly tracking: Readonly<Record<string, string>>;
  /** `PENDING` until it is paid for. */
  readonly status: "ACCEPTED" | "PENDING";
  readonly paymentRequired: boolean;
  /** Where it is paid for, `/payment/<paymentUid>`. */
  readonly paymentUid?: string;
}

export type BookingResult =
  | { readonly kind: "booked"; readonly booking: Booking }
  | { readonly kind: "taken" }
  | { readonly kind: "invalid"; readonly fields: Readonly<Record<string, string>> };

/** Of the site that the demo belongs to. */
const site = siteTexts();
export const EVENT_TITLE = site.booking?.title ?? "Meeting";
export const STUDIO_NAME = site.name ?? "Demo";
export const TAGLINE = site.tagline ?? "";
/** The price of a paid event, as its payment page shows it. */
export const PRICE = "€49.00";
/** Cal's `eventTypeId` and `eventId`. The demo has one type of event. */
export const EVENT_TYPE_ID = 1;
/** A booking that every demo has and that is over, so that a reschedule link to it leads to its page. */
export const PAST_BOOKING: Booking = {
  uid: "past-booking",
  event: "studio/30min",
  title: `${EVENT_TITLE} between ${STUDIO_NAME} and Grace Hopper`,
  startTime: "2024-05-13T08:00:00.000Z",
  endTime: "2024-05-13T08:30:00.000Z",
  name: "Grace Hopper",
  email: "grace@example.org",
  notes: "",
  guests: [],
  metadata: {},
  tracking: {},
  status: "ACCEPTED",
  paymentRequired: false,
};

interface SiteTexts {
  readonly name?: string;
  readonly tagline?: string;
  readonly booking?: { readonly title?: string };
}

/** None if the file has mistakes, which the content check reports. */
function siteTexts(): SiteTexts {
  try {
    return (parse(readFileSync(join(process.env.CONTENT_ROOT ?? root, "src/content/site.yaml"), "utf8")) ?? {}) as SiteTexts;
  } catch {
    return {};
  }
}

const MAX_BOOKINGS = 1000;
/** In ms: Cal's `MINUTES_TO_BOOK`. */
const HOLD_MS = 5 * 60_000;
const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:00\.000Z$/;

/** The bookings of one running demo: in memory, at most 1000, the oldest forgotten first. */
export class BookingList {
  readonly #byUid = new Map<string, Booking>();
  /** When each hold ends, in ms since 1970, by event and start. */
  readonly #holds = new Map<string, number>();

  all(): readonly Booking[] {
    return [...this.#byUid.values()];
  }

  find(uid: string): Booking | undefined {
    return uid === PAST_BOOKING.uid ? PAST_BOOKING : this.#byUid.get(uid);
  }

  findByPayment(paymentUid: string): Booking | undefined {
    return this.all().find((booking) => booking.paymentUid === paymentUid);
  }

  isTaken(path: string, start: string): boolean {
    return this.all().some((booking) => booking.event === path && booking.startTime === start);
  }

  /** A visitor has opened the form for this time. The last 1000 are kept. */
  hold(path: string, start: string, now: Date): void {
    if (this.#holds.size >= MAX_BOOKINGS) this.#holds.clear();
    this.#holds.set(`${path} ${start}`, now.getTime() + HOLD_MS);
  }

  isHeld(path: string, start: string, now: Date): boolean {
    return (this.#holds.get(`${path} ${start}`) ?? 0) > now.getTime();
  }

  endHolds(): void {
    this.#holds.clear();
  }

  /**
   * Books a slot once. `input` is whatever was sent: `{event, start, name, email, notes?, guests?, metadata?,
   * tracking?, rescheduleUid?}`.
   * A new booking replaces the one it reschedules.
   */
  book(input: unknown, now: Date, { isPaid = false } = {}): BookingResult {
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
      uid: newUid(),
      event,
      title: `${EVENT_TITLE} between ${STUDIO_NAME} and ${name}`,
      startTime: start,
      endTime: new Date(Date.parse(start) + durationOf(event) * 60_000).toISOString(),
      name,
      email: textOf(request, "email"),
      notes: textOf(request, "notes"),
      guests: textOf(request, "guests").split(/[\s,]+/).filter(Boolean),
      metadata: textsIn(request.metadata),
      tracking: textsIn(request.tracking),
      status: isPaid ? "PENDING" : "ACCEPTED",
      paymentRequired: isPaid,
      ...(isPaid && { paymentUid: newUid() }),
    };
    this.#byUid.delete(textOf(request, "rescheduleUid"));
    this.#byUid.set(booking.uid, booking);
    const [oldest] = this.#byUid.keys();
    if (this.#byUid.size > MAX_BOOKINGS && oldest) this.#byUid.delete(oldest);
    return { kind: "booked", booking };
  }

  /** Marks the booking that belongs to a payment as paid and returns it; undefined if there is none. */
  pay(paymentUid: string): Booking | undefined {
    const booking = this.findByPayment(paymentUid);
    if (!booking) return undefined;
    const paid: Booking = { ...booking, status: "ACCEPTED" };
    this.#byUid.set(paid.uid, paid);
    return paid;
  }
}

function newUid(): string {
  return randomUUID().replaceAll("-", "").slice(0, 22);
}

function fieldErrors(request: Record<string, unknown>): Record<string, string> {
  const fields: Record<string, string> = {};
  const [name, email] = [textOf(request, "name"), textOf(request, "email")];
  if (!isBookable(textOf(request, "event"))) fields.event = "This event does not exist.";
  if (!INSTANT.test(textOf(request, "start"))) fields.start = "Choose a time.";
  if (name === "") fields.name = "Please write your name.";
  else if (name.length > 100) fields.name = "Please use at most 100 characters for your name.";
  if (email === "") fields.email = "Please write your email address.";
  else if (email.length > 254 || !MAIL.test(email)) {
    fields.email = "This does not look like an email address. It needs an @ and a domain.";
  }
  if (!textOf(request, "guests").split(/[\s,]+/).every((guest) => guest === "" || MAIL.test(guest))) fields.guests = "Separate the email addresses by commas.";
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

/** Those of a record's values that are texts. */
function textsIn(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(isRecord(value) ? value : {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
