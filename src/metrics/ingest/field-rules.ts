import { z } from "zod";
import { BOUNDS } from "../shared/sample.ts";

/** One field of a message that cannot be taken, and what it should be. */
export interface FieldProblem {
  field: string;
  reason: string;
}

/** Line and paragraph separators with them: some logs and editors break a line there. */
const CONTROL_CHARACTERS = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Text of at most `max` UTF-16 units that can be shown and logged on one line. */
export const text = (max: number) =>
  z
    .string({ error: "must be text" })
    .max(max, `must be at most ${max} characters long`)
    .refine((value) => !CONTROL_CHARACTERS.test(value) && value.isWellFormed(), "must not contain control characters or broken text");

/** A name made by a program. Empty is allowed, and says as much as no name. */
export const token = (max: number) =>
  z
    .string({ error: "must be text" })
    .max(max, `must be at most ${max} characters long`)
    .regex(/^[\w.:/+-]*$/, "must consist of letters, digits and . _ : / + - only");

export const eventId = text(BOUNDS.idLength).min(1, 'must name the event, for example "30min"');
export const sampleId = token(BOUNDS.sampleIdLength).min(1, "must name the opening: a random UUID");

export const pagePath = text(BOUNDS.pageLength).regex(/^\/[^?#]*$/, 'must be a path without query and fragment, for example "/services"');

/** One of a closed list. */
export const oneOf = <const T extends readonly string[]>(values: T) => z.enum(values, { error: `must be one of ${values.join(", ")}` });

/** A number from 0 to `max`. */
export const amount = (max: number, unit = "") =>
  z
    .number({ error: `must be a number${unit && ` of ${unit}`}` })
    .min(0, "must not be negative")
    .max(max, `must be at most ${max}`);

export const time = z
  .number({ error: "must be a number of milliseconds" })
  .min(0, "must not be negative")
  .max(BOUNDS.timeMs, `must be at most ${BOUNDS.timeMs} ms`);

/** Every field that is wrong with its reason, in the words above. */
export function problemsOf({ issues }: z.ZodError): FieldProblem[] {
  return issues.map(({ path, message }) => ({ field: path.join(".") || "(body)", reason: message }));
}
