import { z } from "zod";
import { BOUNDS, PHASES, type BookingEvent } from "../shared/sample.ts";
import { eventId, problemsOf, sampleId, text, type FieldProblem } from "./field-rules.ts";

/** What `/api/cal-metrics` takes for a booking. */
export const bookingEventSchema = z.object({
  id: eventId.exactOptional(),
  sampleId: sampleId.exactOptional(),
  bookingUid: text(BOUNDS.bookingUidLength).min(1, "must not be empty"),
  paymentPending: z.literal(true, { error: "must be true, or left out" }).exactOptional(),
}) satisfies z.ZodType<BookingEvent>;

/** Whether a message means to be a booking: samples have no `bookingUid`. */
export function isBookingEvent(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "bookingUid");
}

/** Checks what a sender sent: the booking, or every field that is wrong with its reason. */
export function parseBookingEvent(value: unknown): { booking: BookingEvent } | { problems: FieldProblem[] } {
  // The sample in it would be lost without a word.
  const measured = PHASES.find((phase) => typeof value === "object" && value !== null && Object.hasOwn(value, phase));
  if (measured) return { problems: [{ field: measured, reason: "must not come with a booking: send the sample by itself" }] };
  const result = bookingEventSchema.safeParse(value);
  return result.success ? { booking: result.data } : { problems: problemsOf(result.error) };
}
