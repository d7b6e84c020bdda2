import { z } from "zod";
import { BOUNDS, PHASES, VARIANTS, type CalSample } from "../shared/sample.ts";

/** One field of a sample that cannot be taken, and what it should be. */
export interface FieldProblem {
  field: string;
  reason: string;
}

const CONTROL_CHARACTERS = /\p{Cc}/u;

const time = z
  .number({ error: "must be a number of milliseconds" })
  .min(0, "must not be negative")
  .max(BOUNDS.timeMs, `must be at most ${BOUNDS.timeMs} ms`)
  .exactOptional();

const text = (max: number) =>
  z
    .string({ error: "must be text" })
    .max(max, `must be at most ${max} characters long`)
    .refine((value) => !CONTROL_CHARACTERS.test(value) && value.isWellFormed(), "must not contain control characters or broken text");

/** What `/api/cal-metrics` takes. Unknown keys are dropped; a sample without an error needs all three times. */
export const sampleSchema = z
  .object(
    {
      id: text(BOUNDS.idLength).min(1, 'must name the event, for example "30min"'),
      calLoadTime: time,
      iframeLoadTime: time,
      totalDuration: time,
      variant: z.enum(VARIANTS, { error: `must be one of ${VARIANTS.join(", ")}` }).exactOptional(),
      timestamp: z.iso.datetime({ offset: true, error: 'must be an ISO 8601 time, for example "2026-03-09T08:30:00.000Z"' }).exactOptional(),
      error: text(BOUNDS.errorLength).min(1, "must not be empty").exactOptional(),
      userAgent: text(BOUNDS.userAgentLength).exactOptional(),
    },
    { error: 'must be an object, for example {"id":"30min","calLoadTime":456,"iframeLoadTime":380,"totalDuration":836}' },
  )
  .superRefine(
    (sample, context) => {
      if (sample.error !== undefined) return;
      for (const phase of PHASES) {
        if (sample[phase] !== undefined) continue;
        context.addIssue({ code: "custom", path: [phase], message: "is required, in milliseconds, unless the sample has an error" });
      }
    },
    // Asked even if a field is wrong already, so that one answer names all that is.
    { when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value) },
  ) satisfies z.ZodType<CalSample>;

/** Checks what a sender sent: the sample, or every field that is wrong with its reason. */
export function parseSample(value: unknown): { sample: CalSample } | { problems: FieldProblem[] } {
  const result = sampleSchema.safeParse(value);
  if (result.success) return { sample: result.data };
  return {
    problems: result.error.issues.map(({ path, message }) => ({ field: path.join(".") || "(body)", reason: message })),
  };
}
