/** What the server has to know of a form: its fields. The site's pages describe them. */

export const FIELD_TYPES = ["name", "email", "text", "textarea", "select", "checkbox"] as const;

export interface FormField {
  readonly type: (typeof FIELD_TYPES)[number];
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  /** Of a select. */
  readonly options?: readonly string[] | undefined;
}

export interface FormDefinition {
  readonly name: string;
  /** The address of the page that has it. */
  readonly page: string;
  /** The language of the page. */
  readonly language: string;
  readonly heading: string;
  readonly fields: readonly FormField[];
}

/** The longest value of a field, in characters. An address may have 254 (RFC 5321). */
export const LONGEST: Readonly<Record<FormField["type"], number>> = { name: 120, email: 254, text: 300, textarea: 5_000, select: 300, checkbox: 10 };

/** Fields that are not the visitor's: the page, the trap for robots, the time in the form, and the campaign. */
export const HIDDEN = { page: "_page", trap: "_homepage", ms: "_ms", visit: "_visit" } as const;

/** The value of a checkbox that is ticked. */
export const TICKED = "yes";

/** What can be wrong with a value. */
export type FieldError = "required" | "email" | "long" | "choice" | "agree";

/** In bytes: the longest text of three bytes a letter, each written as %XX, and all the others. */
export const LARGEST_POST = 96_000;

const EMAIL = /^[^\s@,;:<>"'()[\]\\]+@[^\s@,;:<>"'()[\]\\]+\.[^\s@.,;:<>"'()[\]\\]{2,}$/u;

/** The values of a posted form, and what is wrong with them by field. Values keep what was typed, apart from control characters. */
export function checkedValues(fields: readonly FormField[], form: FormData): { values: Record<string, string>; errors: Record<string, FieldError> } {
  const values: Record<string, string> = {};
  const errors: Record<string, FieldError> = {};
  for (const field of fields) {
    const value = (values[field.name] = valueOf(field, form));
    const error = errorIn(field, value);
    if (error) errors[field.name] = error;
  }
  return { values, errors };
}

function valueOf({ type, name }: FormField, form: FormData): string {
  const sent = form.get(name);
  const text = (typeof sent === "string" ? sent : "").toWellFormed();
  if (type === "checkbox") return text === "" ? "" : TICKED;
  // oxlint-disable-next-line no-control-regex -- these are what is removed
  return (type === "textarea" ? text.replace(/\r\n?/g, "\n").replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, "") : text.replace(/[\0-\x1f\x7f]/g, " ")).trim();
}

function errorIn({ type, required, options = [] }: FormField, value: string): FieldError | undefined {
  if (value === "") return required ? (type === "checkbox" ? "agree" : "required") : undefined;
  if (value.length > LONGEST[type]) return "long";
  if (type === "email" && !EMAIL.test(value)) return "email";
  return type === "select" && !options.includes(value) ? "choice" : undefined;
}
