/**
 * Cal's own webhook for bookings: https://cal.com/docs/developing/guides/automation/webhooks
 * The signature of the raw body is checked before the body is parsed. Only the booking's uid is used, and
 * it is hashed at once: names and addresses are neither stored nor logged.
 *
 * Cal sends for a booking
 *
 *     without a payment         BOOKING_CREATED
 *     that the host confirms    BOOKING_REQUESTED, then BOOKING_CREATED or BOOKING_REJECTED
 *     that has to be paid       BOOKING_PAYMENT_INITIATED, and once it is paid BOOKING_CREATED and BOOKING_PAID
 *     that is both              BOOKING_PAYMENT_INITIATED, once it is paid BOOKING_REQUESTED, then BOOKING_CREATED and never BOOKING_PAID
 *
 * Each is a separate request, and Cal does not wait for the answer, so they can arrive in any order.
 *
 * A trigger that is not used here is answered with 200: Cal would show an error as a broken webhook.
 */
import { createHash, createHmac } from "node:crypto";
import { z } from "zod";
import { mediaTypeOf, readBounded } from "../../host/http/request-body.ts";
import { isSameSecret } from "../../host/auth/secrets.ts";
import { bookingUid, problemsOf, type FieldProblem } from "./field-rules.ts";
import { AT_SIGN, INVISIBLE, MAX_ORIGIN_LENGTH } from "../fields.ts";
import type { Campaign } from "../conversions/conversion-queue.ts";
import type { BookingCounted, MetricsStore } from "../store/metrics-store.ts";

/** Bytes. The body repeats every answer of the booking form; without answers it has about 3 KB. */
const BODY_LIMIT = 256 * 1024;

/**
 * A rescheduled booking gets a new uid, so each move counts; the old uid is `rescheduleUid`. Seats
 * in one slot share a uid and count as one booking.
 */
export interface CalBooking {
  change: (typeof CHANGES)[Trigger];
  /** SHA-256 of Cal's uid, in hex. */
  uidHash: string;
  /** It replaces an earlier booking. */
  isMoved: boolean;
  /** The campaign that the booking's metadata names; the booking link carries it there. */
  campaign: Campaign | undefined;
}

export interface WebhookRefusal {
  status: 400 | 401 | 413 | 415;
  reason: "content-type" | "too-large" | "broken-body" | "signature" | "not-json" | "payload";
  message: string;
}

export type CalWebhook = { booking: CalBooking } | { ignored: string } | { refusal: WebhookRefusal; problems?: FieldProblem[] };

/** What each trigger changes about the booking. */
const CHANGES = {
  BOOKING_CREATED: "booked",
  BOOKING_PAID: "booked",
  BOOKING_PAYMENT_INITIATED: "pending",
  BOOKING_REQUESTED: "requested",
  BOOKING_RESCHEDULED: "rescheduled",
  BOOKING_CANCELLED: "cancelled",
  BOOKING_REJECTED: "cancelled",
} as const;
type Trigger = keyof typeof CHANGES;

const notDefault = "is missing: remove the custom payload template from the webhook at Cal";

const triggered = z.object({ triggerEvent: z.string({ error: notDefault }) }, { error: "must be an object, as Cal sends it" });

const booked = z.object({
  triggerEvent: z.enum(Object.keys(CHANGES) as Trigger[]),
  // Of the rest, nothing may make Cal's message fail.
  payload: z.object({ uid: bookingUid, rescheduleUid: z.string().min(1).optional().catch(undefined), metadata: z.record(z.string(), z.unknown()).optional().catch(undefined) }, { error: notDefault }),
});

/** Reads Cal's message, or refuses the request. No input makes it throw. */
export async function readCalWebhook(request: Request, secret: string): Promise<CalWebhook> {
  if (mediaTypeOf(request) !== "application/json") {
    return refuse(415, "content-type", "Send application/json. Cal sends another type if the webhook has a custom payload template that is not JSON.");
  }
  const body = await readBounded(request, BODY_LIMIT).catch(() => "broken" as const);
  if (body === undefined) return refuse(413, "too-large", `The body may have at most ${BODY_LIMIT} bytes.`);
  if (body === "broken") return refuse(400, "broken-body", "The body is incomplete.");

  const expected = createHmac("sha256", secret).update(body).digest("hex");
  if (!isSameSecret(request.headers.get("x-cal-signature-256") ?? "", expected)) {
    return refuse(401, "signature", "The signature is missing or wrong. Set the webhook's secret at Cal to this site's CAL_WEBHOOK_SECRET.");
  }
  let message: unknown;
  try {
    message = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return refuse(400, "not-json", "The body is not valid JSON in UTF-8.");
  }
  return bookingOf(message);
}

/**
 * Counts a change that Cal reports, once per uid and state. `counted` is false if no number changes.
 *
 * @param receivers of conversions: a new booking that is made, paid and confirmed is one, and so is its cancellation. A moved
 * booking is none, although Cal gives it a new uid.
 */
export async function countCalBooking(
  { change, uidHash, isMoved, campaign }: CalBooking,
  store: Pick<MetricsStore, "recordBooking" | "recordBookingChange">,
  at: Date,
  receivers: readonly string[] = [],
): Promise<BookingCounted> {
  const conversion = receivers.length > 0 && !isMoved ? { receivers, campaign } : undefined;
  if (change === "rescheduled" || change === "cancelled") return store.recordBookingChange({ uidHash, kind: change, at, conversion });
  return store.recordBooking({ uidHash, source: "webhook", state: change, at, conversion });
}

function bookingOf(message: unknown): CalWebhook {
  const envelope = triggered.safeParse(message);
  if (!envelope.success) return invalid(envelope.error);
  const { triggerEvent } = envelope.data;
  if (!isBookingTrigger(triggerEvent)) return { ignored: triggerEvent.slice(0, 100) };
  const parsed = booked.safeParse(message);
  if (!parsed.success) return invalid(parsed.error);
  const { uid, rescheduleUid, metadata } = parsed.data.payload;
  return { booking: { change: CHANGES[parsed.data.triggerEvent], uidHash: createHash("sha256").update(uid).digest("hex"), isMoved: rescheduleUid !== undefined, campaign: metadata && campaignOf(metadata) } };
}

/** Bounded like the same fields of an opening. Anybody can write anything into a link, so a value with an @ is left out. */
function campaignOf(metadata: Readonly<Record<string, unknown>>): Campaign | undefined {
  const named = (["source", "medium", "campaign"] as const).flatMap((name) => {
    const text = metadata[`utm_${name}`];
    if (typeof text !== "string" || text === "" || AT_SIGN.test(text)) return [];
    return [[name, text.replace(new RegExp(`${INVISIBLE.source}+`, "gu"), " ").slice(0, MAX_ORIGIN_LENGTH).toWellFormed()]];
  });
  return named.length > 0 ? (Object.fromEntries(named) as Campaign) : undefined;
}

function isBookingTrigger(name: string): boolean {
  return booked.shape.triggerEvent.safeParse(name).success;
}

function invalid(error: z.ZodError): CalWebhook {
  const message = "This is not a message of Cal's webhook; see errors.";
  return { refusal: { status: 400, reason: "payload", message }, problems: problemsOf(error) };
}

function refuse(status: WebhookRefusal["status"], reason: WebhookRefusal["reason"], message: string): CalWebhook {
  return { refusal: { status, reason, message } };
}
