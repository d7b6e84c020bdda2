/** The two messages beside samples that `/api/cal-metrics` accepts: a booking, and a page view with intent but without an opening. */
import { z } from "zod";
import { INTENT_FIELDS, PHASES, type BookingEvent, type IntentEvent } from "../shared/sample.ts";
import { bookingUid, optionalRules, problemsOf, requiredRules, type FieldProblem } from "./field-rules.ts";

export const bookingEventSchema = z.object({
  ...optionalRules(["id", "sampleId"]),
  // It only says how long the visitor took. A booking with a time that cannot be read counts all the same.
  timestamp: z.iso.datetime({ offset: true }).optional().catch(undefined),
  bookingUid,
  paymentPending: z.literal(true, { error: "must be true, or left out" }).exactOptional(),
}) satisfies z.ZodType<BookingEvent>;

export const intentEventSchema = z.object({
  intent: z.literal(true, { error: "must be true: a page view without intent is not reported" }),
  ...optionalRules(INTENT_FIELDS),
  ...requiredRules(["id", "sampleId"]),
}) satisfies z.ZodType<IntentEvent>;

/** Whether a message is meant as a booking: samples have no `bookingUid`. */
export function isBookingEvent(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "bookingUid");
}

/** Whether a message is meant as an intent: samples and bookings have no `intent`. */
export function isIntentEvent(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "intent");
}

/** Validates a booking: the booking, or every field that is not valid with the reason. */
export function parseBookingEvent(value: unknown): { booking: BookingEvent } | { problems: FieldProblem[] } {
  // A sample inside a booking would be lost silently.
  const measured = PHASES.find((phase) => typeof value === "object" && value !== null && Object.hasOwn(value, phase));
  if (measured) return { problems: [{ field: measured, reason: "must not come with a booking: send the sample separately" }] };
  const result = bookingEventSchema.safeParse(value);
  return result.success ? { booking: result.data } : { problems: problemsOf(result.error) };
}

/** Validates an intent: the intent, or every field that is not valid with the reason. */
export function parseIntentEvent(value: unknown): { intent: IntentEvent } | { problems: FieldProblem[] } {
  const result = intentEventSchema.safeParse(value);
  return result.success ? { intent: result.data } : { problems: problemsOf(result.error) };
}
