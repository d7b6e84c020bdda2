import { z } from "zod";
import { SENT_FIELDS, WIRE_PHASES, type CalSample, type Outcome, type ValuePhase } from "../shared/sample.ts";
import { optionalRules, problemsOf, requiredRules, type FieldProblem } from "./field-rules.ts";

/** The sample that `/api/cal-metrics` accepts. Unknown keys are dropped; `missingTimes` says which times are required. */
export const sampleSchema = z
  .object(
    { ...optionalRules(SENT_FIELDS), ...requiredRules(["id"]) },
    { error: 'must be an object, for example {"id":"30min","calLoadTime":456,"iframeLoadTime":380,"totalDuration":836}' },
  )
  .superRefine(
    (sample, context) => {
      for (const name of missingTimes(sample)) {
        context.addIssue({ code: "custom", path: [name], message: "is required, in milliseconds, unless the sample has an error" });
      }
      if (SUCCESSES.some((outcome) => outcome === sample.outcome) && sample.error !== undefined) {
        context.addIssue({ code: "custom", path: ["outcome"], message: `must not be ${sample.outcome} when there is an error` });
      }
    },
    // Runs even if a field is invalid, so that one answer names every problem.
    { when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value) },
  ) satisfies z.ZodType<CalSample>;

/** The outcomes that cannot have an error. */
export const SUCCESSES = ["ready", "opened", "times"] as const satisfies readonly Outcome[];

/** The times that this opening must have and does not. One in which the visitor saw no free times needs none. */
function missingTimes(sample: CalSample): ValuePhase[] {
  const { outcome = "ready", error, openKind, picked } = sample;
  if (error !== undefined || (outcome !== "ready" && outcome !== "times")) return [];
  // After "More days" there is no wait to measure, but a pick says that the visitor saw free times.
  if (outcome === "times") return picked || sample.timesTime !== undefined ? [] : ["timesTime"];
  // The calendar was already loaded, so there is no load time.
  const required: readonly ValuePhase[] = openKind === "reopened" ? ["totalDuration"] : WIRE_PHASES;
  return required.filter((name) => sample[name] === undefined);
}

/** Validates a sample: the sample, or every field that is not valid with the reason. */
export function parseSample(value: unknown): { sample: CalSample } | { problems: FieldProblem[] } {
  const result = sampleSchema.safeParse(value);
  return result.success ? { sample: result.data } : { problems: problemsOf(result.error) };
}
