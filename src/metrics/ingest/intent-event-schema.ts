import { z } from "zod";
import { BOUNDS, VARIANTS, type IntentEvent } from "../shared/sample.ts";
import { eventId, oneOf, pagePath, problemsOf, sampleId, token, type FieldProblem } from "./field-rules.ts";

/** What `/api/cal-metrics` takes for a page view with intent and without an opening. */
export const intentEventSchema = z.object({
  id: eventId,
  sampleId,
  intent: z.literal(true, { error: "must be true: a page view without intent is not reported" }),
  page: pagePath.exactOptional(),
  placement: token(BOUNDS.placementLength).exactOptional(),
  variant: oneOf(VARIANTS).exactOptional(),
  release: token(BOUNDS.releaseLength).exactOptional(),
}) satisfies z.ZodType<IntentEvent>;

/** Whether a message means to be an intent: samples and bookings have no `intent`. */
export function isIntentEvent(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "intent");
}

/** Checks what a sender sent: the intent, or every field that is wrong with its reason. */
export function parseIntentEvent(value: unknown): { intent: IntentEvent } | { problems: FieldProblem[] } {
  const result = intentEventSchema.safeParse(value);
  return result.success ? { intent: result.data } : { problems: problemsOf(result.error) };
}
