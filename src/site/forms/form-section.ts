import { z } from "astro/zod";
import { FIELD_TYPES } from "../../host/forms/form-definition.ts";
import { after, href, line } from "../schema/fields.ts";

const NAME = /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/;
/** Names that objects and forms have themselves. */
const TAKEN = ["constructor", "dataset", "elements", "reset"];

const field = z
  .strictObject({
    type: z.enum(FIELD_TYPES).describe('The kind of field: "name", "email", "text" for one line, "textarea" for several, "select" for a choice, or "checkbox", e.g. for a consent.'),
    name: z.string().regex(NAME).max(40).refine((name) => !TAKEN.includes(name), `Another name: browsers have something else under ${TAKEN.join(", ")}.`).optional().describe('The name of the value for the program that receives it, e.g. "company". Optional for the types name and email.'),
    label: line(120).describe("The text beside the field; for a checkbox, what the visitor agrees to."),
    required: z.boolean().default(true).describe("false lets visitors leave it empty."),
    hint: line(140).optional().describe("A line below the field."),
    options: z.array(line(80)).min(2).max(30).optional().describe("The choices of a select."),
    autocomplete: z.enum(["organization", "organization-title", "tel", "url", "address-line1", "postal-code", "address-level2", "country-name"]).optional().describe('What a browser may fill in, e.g. "tel" or "organization".'),
    link: z.strictObject({ label: line(60), href }).optional().describe("A link after the label, e.g. to the privacy page."),
  })
  .superRefine(({ type, name, options, autocomplete }, context) => {
    const problem = (at: string, message: string, fix: string) => context.addIssue({ code: "custom", path: [at], message, params: { fix } });
    if (!name && type !== "name" && type !== "email") problem("name", 'The name of the value for the program that receives it, e.g. "company".', `name: ${type === "textarea" ? "message" : type === "checkbox" ? "consent" : "company"}`);
    if (type === "select" && !options) problem("options", "The choices of the select.", 'options: ["The first", "The second"]');
    if (type !== "select" && options) problem("options", "Choices of a select.", 'Write "type: select", or remove "options".');
    if (type !== "text" && autocomplete) problem("autocomplete", "A field of one line: the others say themselves what a browser may fill in.", 'Remove "autocomplete".');
  });

export const formSection = z
  .strictObject({
    type: z.literal("form"),
    name: z
      .string()
      .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
      .max(40)
      .refine((name) => name !== "start", 'Another name: the site itself uses "start".')
      .describe('The name of the form, which messages have, e.g. "contact" or "newsletter".'),
    heading: line(60).meta({ lines: 3 }).describe("The section's heading."),
    text: line(260).optional().describe("A sentence or two below the heading."),
    fields: z
      .array(field)
      .min(1)
      .max(10)
      .superRefine((fields, context) => {
        const names = fields.map(fieldName);
        for (const [i, name] of names.entries()) {
          if (name !== undefined && names.indexOf(name) < i) context.addIssue({ code: "custom", path: [i, "name"], message: `Another name: fields[${names.indexOf(name)}] has "${name}".`, params: { fix: `name: ${name}-${i + 1}` } });
        }
      })
      .describe("The fields, in this order."),
    button: line(30).describe('The text of the button: "Send", "Subscribe".'),
    note: line(200).optional().describe("The small print below the button."),
    sent: line(260).optional().describe("The text that replaces the form once the message is sent. If left out, a sentence of the engine's."),
    thanks: after.optional().describe('The page to which the visitor is led once the message is sent, e.g. "/thank-you". If left out, the text of "sent" replaces the form.'),
  })
  .describe("A form, for example for a newsletter or a message to you.");

export type FormSection = z.infer<typeof formSection>;

/** The name under which a field's value is sent. */
export function fieldName({ type, name }: Pick<FormSection["fields"][number], "type" | "name">): string | undefined {
  return name ?? (type === "name" || type === "email" ? type : undefined);
}
