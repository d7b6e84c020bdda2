/**
 * What Cal itself says about bookings: https://cal.com/docs/developing/guides/automation/webhooks
 * The signature is checked over the raw body before anything in it is looked at. Of a booking its uid
 * is used and no more, and that is hashed at once: names and addresses are neither kept nor logged.
 *
 * Cal sends for a booking
 *
 *     without a payment         BOOKING_CREATED
 *     that the host confirms    BOOKING_REQUESTED, then BOOKING_CREATED or BOOKING_REJECTED
 *     that has to be paid       BOOKING_PAYMENT_INITIATED, and once it is paid BOOKING_CREATED and BOOKING_PAID
 *     that is both              BOOKING_PAYMENT_INITIATED, once it is paid BOOKING_REQUESTED, then BOOKING_CREATED and never BOOKING_PAID
 *
 * It sends each in a request of its own and does not wait for the answer, so they may arrive in any order.
 *
 * A trigger that is of no use here is answered well: an error would show up at Cal as a broken webhook.
 */
import { createHash, createHmac } from "node:crypto";
import { z } from "zod";
import { mediaTypeOf, readBounded } from "../../host/http/request-body.ts";
import { isSameSecret } from "../../host/auth/secrets.ts";
import { BOUNDS } from "../shared/sample.ts";
import { problemsOf, text, type FieldProblem } from "./field-rules.ts";
import type { MetricsStore } from "../store/metrics-store.ts";

/** Bytes. Cal repeats every answer of the booking form in it; one of its own has about 3 KB. */
const BODY_LIMIT = 256 * 1024;

/**
 * A moved booking has a uid of its own, so each move counts; the one before is `rescheduleUid`. Seats
 * in one slot share a uid, and count as one booking.
 */
export interface CalBooking {
  news: (typeof NEWS)[Trigger];
  /** SHA-256 of Cal's uid, in hex. */
  uidHash: string;
}

export interface WebhookRefusal {
  status: 400 | 401 | 413 | 415;
  reason: "content-type" | "too-large" | "broken-body" | "signature" | "not-json" | "payload";
  message: string;
}

export type CalWebhook = { booking: CalBooking } | { ignored: string } | { refusal: WebhookRefusal; problems?: FieldProblem[] };

/** What each trigger says of the booking. */
const NEWS = {
  BOOKING_CREATED: "booked",
  BOOKING_PAID: "booked",
  BOOKING_PAYMENT_INITIATED: "pending",
  BOOKING_REQUESTED: "requested",
  BOOKING_RESCHEDULED: "rescheduled",
  BOOKING_CANCELLED: "cancelled",
  BOOKING_REJECTED: "cancelled",
} as const;
type Trigger = keyof typeof NEWS;

const notDefault = "is missing: take the custom payload template out of the webhook at Cal";

const triggered = z.object({ triggerEvent: z.string({ error: notDefault }) }, { error: "must be an object, as Cal sends it" });

const booked = z.object({
  triggerEvent: z.enum(Object.keys(NEWS) as Trigger[]),
  payload: z.object({ uid: text(BOUNDS.bookingUidLength).min(1, "must not be empty") }, { error: notDefault }),
});

/** Reads what was sent in Cal's name, or says why it cannot be taken. Throws for no input. */
export async function readCalWebhook(request: Request, secret: string): Promise<CalWebhook> {
  if (mediaTypeOf(request) !== "application/json") {
    return refuse(415, "content-type", "Send application/json. Cal sends something else for a custom payload template that is not JSON.");
  }
  const body = await readBounded(request, BODY_LIMIT).catch(() => "broken" as const);
  if (body === undefined) return refuse(413, "too-large", `A webhook has at most ${BODY_LIMIT} bytes.`);
  if (body === "broken") return refuse(400, "broken-body", "The body ended before it was complete.");

  const expected = createHmac("sha256", secret).update(body).digest("hex");
  if (!isSameSecret(request.headers.get("x-cal-signature-256") ?? "", expected)) {
    return refuse(401, "signature", "The signature is missing or wrong: the webhook's secret at Cal must be this site's CAL_WEBHOOK_SECRET.");
  }
  let message: unknown;
  try {
    message = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return refuse(400, "not-json", "The body is not JSON in UTF-8.");
  }
  return bookingOf(message);
}

/** Counts what Cal reports, once per uid and state. `counted` is false where no number changes. */
export async function countCalBooking(
  { news, uidHash }: CalBooking,
  store: Pick<MetricsStore, "recordBooking" | "recordBookingChange">,
  at: Date,
): Promise<{ counted: boolean }> {
  if (news === "rescheduled" || news === "cancelled") return store.recordBookingChange({ uidHash, kind: news, at });
  return store.recordBooking({ uidHash, source: "webhook", state: news, at });
}

function bookingOf(message: unknown): CalWebhook {
  const envelope = triggered.safeParse(message);
  if (!envelope.success) return invalid(envelope.error);
  const { triggerEvent } = envelope.data;
  if (!isBookingTrigger(triggerEvent)) return { ignored: triggerEvent.slice(0, 100) };
  const parsed = booked.safeParse(message);
  if (!parsed.success) return invalid(parsed.error);
  return { booking: { news: NEWS[parsed.data.triggerEvent], uidHash: createHash("sha256").update(parsed.data.payload.uid).digest("hex") } };
}

function isBookingTrigger(name: string): boolean {
  return booked.shape.triggerEvent.safeParse(name).success;
}

function invalid(error: z.ZodError): CalWebhook {
  const message = "This is not what Cal sends; see errors.";
  return { refusal: { status: 400, reason: "payload", message }, problems: problemsOf(error) };
}

function refuse(status: WebhookRefusal["status"], reason: WebhookRefusal["reason"], message: string): CalWebhook {
  return { refusal: { status, reason, message } };
}
