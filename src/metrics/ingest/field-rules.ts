/** The zod rules of the fields, from the table in `fields.ts`. */
import { z } from "zod";
import { AT_SIGN, FIELDS, INVISIBLE, type Field, type FieldName, type FieldValue } from "../fields.ts";

/** A field of a message that is not valid, and what it must be. */
export interface FieldProblem {
  field: string;
  reason: string;
}

type Rule<Name extends FieldName> = z.ZodType<FieldValue<Name>, FieldValue<Name>>;
type RequiredRules<Name extends FieldName> = { [N in Name]: Rule<N> };
type OptionalRules<Name extends FieldName> = { [N in Name]: z.ZodExactOptional<Rule<N>> };

/** Text of at most `max` characters (Unicode code points) that can be shown and logged on one line. */
export const text = (max: number) =>
  z
    .string({ error: "must be text" })
    .max(max, `must be at most ${max} characters long`)
    .refine((value) => value.isWellFormed(), { error: "must not contain broken text: half of a surrogate pair", params: { rule: "well-formed" } })
    .refine((value) => !INVISIBLE.test(value), "must not contain control or format characters, such as those that change the direction of writing");

/** A name made by a program. An empty one is allowed, and means the same as none. */
export const token = (max: number) =>
  z
    .string({ error: "must be text" })
    .max(max, `must be at most ${max} characters long`)
    .regex(/^[\w.:/+-]*$/, "must consist of letters, digits and . _ : / + - only");

/** One of a closed list. */
export const oneOf = <const T extends readonly string[]>(values: T) => z.enum(values, { error: `must be one of ${values.join(", ")}` });

/** Cal's uid of a booking: not a field of a sample, but of a booking event and of Cal's webhook. */
export const bookingUid = text(100).min(1, "must not be empty");

/** A number from 0 to `max`. */
const amount = (max: number, unit = "") =>
  z
    .number({ error: `must be a number${unit && ` of ${unit}`}` })
    .min(0, "must not be negative")
    .max(max, `must be at most ${max}`);

const time = (max: number) =>
  z
    .number({ error: "must be a number of milliseconds" })
    .min(0, "must not be negative")
    .max(max, `must be at most ${max} ms`);

/** The years that an ISO time with four digits can name, in epoch ms. A time beyond cannot be written as such a text. */
const isNameable = (iso: string) => {
  const ms = Date.parse(iso);
  return ms >= 0 && ms < Date.UTC(10_000, 0);
};

const instant = z.iso
  .datetime({ offset: true, abort: true, error: 'must be an ISO 8601 time, for example "2026-03-09T08:30:00.000Z"' })
  .refine(isNameable, "must lie between the years 1970 and 9999");

/** The rules of these fields, all required. */
export function requiredRules<Name extends FieldName>(names: readonly Name[]): RequiredRules<Name> {
  return Object.fromEntries(names.map((name) => [name, ruleOf(FIELDS[name]).describe(descriptionOf(FIELDS[name]))])) as RequiredRules<Name>;
}

/** The rules of these fields, each of which may be left out. */
export function optionalRules<Name extends FieldName>(names: readonly Name[]): OptionalRules<Name> {
  return Object.fromEntries(names.map((name) => [name, ruleOf(FIELDS[name]).exactOptional().describe(descriptionOf(FIELDS[name]))])) as OptionalRules<Name>;
}

/** The rules of these fields as they are stored: numbers are rounded. */
export function storedRules<Name extends FieldName>(names: readonly Name[]): Record<Name, z.ZodType> {
  return Object.fromEntries(names.map((name) => {
    const field: Field = FIELDS[name];
    const rule = field.kind === "time" || field.kind === "pixels" ? z.int().min(0).max(field.max) : ruleOf(field);
    const isAlwaysThere = field.required !== undefined;
    return [name, (isAlwaysThere ? rule : rule.exactOptional()).describe(descriptionOf(field))];
  })) as Record<Name, z.ZodType>;
}

/** Every field that is not valid, with the reason. */
export function problemsOf({ issues }: z.ZodError): FieldProblem[] {
  return issues.map(({ path, message }) => ({ field: path.join(".") || "(body)", reason: message }));
}

function ruleOf(field: Field): z.ZodType {
  switch (field.kind) {
    case "time":
      return time(field.max);
    case "score":
      return amount(field.max);
    case "pixels":
      return amount(field.max, "CSS pixels");
    case "count":
      return amount(field.max).int("must be a whole number");
    case "text":
      return notEmpty(text(field.max), field);
    case "origin":
      return text(field.max).refine((value) => !AT_SIGN.test(value), "must not contain an e-mail address: remove the @");
    case "token":
      return notEmpty(token(field.max), field);
    case "path":
      return text(field.max).regex(/^\/[^?#]*$/, 'must be a path without query and fragment, for example "/services"');
    case "choice":
      return oneOf(field.values);
    case "instant":
      return instant;
    case "flag":
      return z.literal(true, { error: "must be true, or left out" });
  }
}

function notEmpty(rule: z.ZodString, { empty }: Field): z.ZodString {
  return empty === undefined ? rule : rule.min(1, empty);
}

function descriptionOf({ kind, text: meaning }: Field): string {
  if (kind === "time") return `${meaning} In ms.`;
  return kind === "pixels" ? `${meaning} In CSS pixels.` : meaning;
}
