import { z } from "zod";
import { BOUNDS, CONNECTIONS, OPEN_KINDS, OUTCOMES, VARIANTS, WIRE_PHASES, type CalSample, type WirePhase } from "../shared/sample.ts";
import { amount, eventId, oneOf, pagePath, problemsOf, sampleId, text, time, token, type FieldProblem } from "./field-rules.ts";

const vital = time.exactOptional();
const phase = time.exactOptional();
const pixels = amount(BOUNDS.viewportPixels, "CSS pixels").exactOptional();

/** The years that an ISO time with four digits can name, in epoch ms. What is beyond has no such text. */
const isNameable = (iso: string) => {
  const ms = Date.parse(iso);
  return ms >= 0 && ms < Date.UTC(10_000, 0);
};

/** What `/api/cal-metrics` takes. Unknown keys are dropped; which times are required, `missingTimes` says. */
export const sampleSchema = z
  .object(
    {
      id: eventId,
      sampleId: sampleId.exactOptional(),
      leadTime: phase,
      codeTime: phase,
      calLoadTime: phase,
      frameTime: phase,
      slotsTime: phase,
      iframeLoadTime: phase,
      totalDuration: phase,
      lcp: vital,
      inp: vital,
      ttfb: vital,
      cls: amount(BOUNDS.cls).exactOptional(),
      page: pagePath.exactOptional(),
      placement: token(BOUNDS.placementLength).exactOptional(),
      variant: oneOf(VARIANTS).exactOptional(),
      release: token(BOUNDS.releaseLength).exactOptional(),
      openKind: oneOf(OPEN_KINDS).exactOptional(),
      outcome: oneOf(OUTCOMES).exactOptional(),
      connection: oneOf(CONNECTIONS).exactOptional(),
      viewportWidth: pixels,
      viewportHeight: pixels,
      timestamp: z.iso
        .datetime({ offset: true, abort: true, error: 'must be an ISO 8601 time, for example "2026-03-09T08:30:00.000Z"' })
        .refine(isNameable, "must lie between the years 1970 and 9999")
        .exactOptional(),
      errorClass: token(BOUNDS.errorClassLength).exactOptional(),
      error: text(BOUNDS.errorLength).min(1, "must not be empty").exactOptional(),
      dropped: amount(BOUNDS.dropped).int("must be a whole number").exactOptional(),
      synthetic: z.literal(true, { error: "must be true, or left out" }).exactOptional(),
      userAgent: text(BOUNDS.userAgentLength).exactOptional(),
    },
    { error: 'must be an object, for example {"id":"30min","calLoadTime":456,"iframeLoadTime":380,"totalDuration":836}' },
  )
  .superRefine(
    (sample, context) => {
      for (const name of missingTimes(sample)) {
        context.addIssue({ code: "custom", path: [name], message: "is required, in milliseconds, unless the sample has an error" });
      }
      if ((sample.outcome === "ready" || sample.outcome === "opened") && sample.error !== undefined) {
        context.addIssue({ code: "custom", path: ["outcome"], message: `must not be ${sample.outcome} where there is an error` });
      }
    },
    // Asked even if a field is wrong already, so that one answer names all that is.
    { when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value) },
  ) satisfies z.ZodType<CalSample>;

/** The times that an opening must have and this one has not: none of one that was not ready. */
function missingTimes(sample: CalSample): WirePhase[] {
  if (sample.error !== undefined || (sample.outcome ?? "ready") !== "ready") return [];
  // The calendar was there already: nothing was loaded that could have taken time.
  const required: readonly WirePhase[] = sample.openKind === "reopened" ? ["totalDuration"] : WIRE_PHASES;
  return required.filter((name) => sample[name] === undefined);
}

/** Checks what a sender sent: the sample, or every field that is wrong with its reason. */
export function parseSample(value: unknown): { sample: CalSample } | { problems: FieldProblem[] } {
  const result = sampleSchema.safeParse(value);
  return result.success ? { sample: result.data } : { problems: problemsOf(result.error) };
}
