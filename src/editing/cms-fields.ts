import type { Field, VariableFieldType } from "@sveltia/cms";
import { labelOf } from "../content-check/field-labels.ts";
import type { FieldSchema } from "../content-check/yaml/field-schema.ts";

/** How the fields of a schema are edited. */
export interface FieldsFor {
  /** The only languages in which a required field is required; all if left out. Other languages may leave a text out. */
  readonly requiredIn?: readonly string[] | undefined;
  /** The fields have a text in each language of the site. */
  readonly isTranslated?: boolean;
  /** No field is required: the words of another language, which come from the default one where they are missing. */
  readonly isPartial?: boolean;
}

/** The folder of the pictures, as the CMS names it. entry-text.ts writes the path from the entry's own folder instead. */
export const PICTURES = "@images";

/** The fields that editors change most, in the order of the page; the others follow. */
const FIRST = ["title", "description", "author", "publishDate", "unpublishDate", "draft", "hero", "image", "sections"];

/** The CMS's fields for the properties of an object. */
export function cmsFields(schema: FieldSchema, options: FieldsFor = {}): Field[] {
  const required = new Set(schema.required);
  const place = (name: string) => (schema.properties?.title ? (FIRST.indexOf(name) + 1 || FIRST.length + 1) : 0);
  return Object.entries(schema.properties ?? {}).toSorted(([a], [b]) => place(a) - place(b)).map(([name, property]) => cmsField(name, property, required.has(name), options));
}

/** The name of one item of a list: "Section" for "Sections". */
function oneOf(label: string): string {
  return label.replace(/ies$/, "y").replace(/sses$/, "ss").replace(/(?<!s)s$/, "");
}

function cmsField(name: string, schema: FieldSchema, isRequired: boolean, options: FieldsFor): Field {
  const { requiredIn, isTranslated, isPartial } = options;
  const hint = hintOf(schema);
  const isPicture = schema.role === "picture";
  const common = {
    name,
    label: labelOf(name),
    ...(hint && { hint }),
    required: isRequired && !isPartial ? (requiredIn ? [...requiredIn] : true) : false,
    // A picture is the same in every language, unless its file names another one.
    ...(isTranslated && !isPicture && { i18n: true }),
  };
  const singular = schema.type === "array" ? { label_singular: oneOf(common.label) } : {};
  return { ...common, ...singular, ...kindOf(schema, common.required !== false, options) } as Field;
}

/** The type of a field and its limits. */
function kindOf(schema: FieldSchema, isRequired: boolean, options: FieldsFor): object {
  const forms = schema.anyOf ?? [];
  if (forms.some(({ format }) => format === "date")) return { widget: "datetime", type: "date", format: "YYYY-MM-DD", picker_utc: true };
  const object = objectOf(forms);
  if (object && forms.some((form) => form.const === false)) return { widget: "object", types: [{ name: "none", label: "None" }, { name: "button", label: "A button", fields: cmsFields(object, options) }] satisfies VariableFieldType[] };
  if (object) return kindOf(object, isRequired, options);
  if (schema.oneOf) return { widget: "object", types: typesOf(schema.oneOf, options) };
  if (schema.enum) return { widget: "select", options: schema.enum.map((value) => ({ label: labelOf(String(value)), value })), ...(schema.default !== undefined && { default: schema.default }) };
  switch (schema.type) {
    case "object":
      // Names that are not known in advance, as lines of text: entry-text.ts reads them.
      return schema.properties ? { widget: "object", fields: cmsFields(schema, options), collapsed: "auto" } : { widget: "text" };
    case "array":
      return listOf(schema, options);
    case "boolean":
      return schema.default === undefined ? { widget: "select", options: [{ label: "Yes", value: true }, { label: "No", value: false }] } : { widget: "boolean", default: schema.default };
    case "integer":
    case "number":
      return { widget: "number", value_type: schema.type === "integer" ? "int" : "float", ...(schema.minimum !== undefined && { min: schema.minimum }), ...(schema.maximum !== undefined && { max: schema.maximum }) };
    default:
      return textOf(schema, isRequired);
  }
}

/** The form for an object. Where a text will do instead, nothing else is required: entry-text.ts writes it as a text. */
function objectOf(forms: readonly FieldSchema[] = []): FieldSchema | undefined {
  const object = forms.find(({ properties }) => properties);
  return object && forms.some(({ type }) => type === "string") ? { ...object, required: object.required?.slice(0, 1) ?? [] } : object;
}

function listOf({ items, prefixItems, minItems, maxItems }: FieldSchema, options: FieldsFor): object {
  const limits = prefixItems ? { min: prefixItems.length, max: prefixItems.length } : { ...(minItems !== undefined && { min: minItems }), ...(maxItems !== undefined && { max: maxItems }) };
  const item = prefixItems?.[0] ?? (typeof items === "object" ? items : {});
  const object = item.properties ? item : objectOf(item.anyOf);
  if (item.oneOf) return { widget: "list", ...limits, types: typesOf(item.oneOf, options), collapsed: "auto" };
  if (object) return { widget: "list", ...limits, fields: cmsFields(object, options), summary: summaryOf(object), collapsed: "auto" };
  return { widget: "list", ...limits, field: { ...cmsField("item", item, true, { ...options, isTranslated: false }), label: "Entry" } };
}

/** The kinds of one item, such as the sections of a page. */
function typesOf(kinds: readonly FieldSchema[], options: FieldsFor): VariableFieldType[] {
  return kinds.map((kind) => {
    const { type, ...properties } = kind.properties ?? {};
    const name = String(type?.const);
    const fields = cmsFields({ ...kind, properties, required: (kind.required ?? []).filter((one) => one !== "type") }, options);
    return { name, label: `${labelOf(name)}: ${(kind.description ?? "").split(/\.(?: |$)/, 1)[0]}`, ...(properties.heading && { summary: `${labelOf(name)}: {{heading}}` }), ...(fields.length > 0 && { fields }) };
  });
}

/** The text of a collapsed item: its first text. */
function summaryOf({ properties = {} }: FieldSchema): string {
  const [name] = Object.entries(properties).find(([, { type }]) => type === "string") ?? Object.keys(properties);
  return `{{${name}}}`;
}

/** In characters: a longer text has more than one line while it is edited. */
const ONE_LINE = 90;

function textOf(schema: FieldSchema, isRequired: boolean): object {
  const { role, list = "", maxLength, fits = 0 } = schema;
  if (role === "reference") return { widget: "relation", collection: list, value_field: "{{slug}}", display_fields: [list === "faqs" ? "question" : "name"], dropdown_threshold: 0 };
  if (role === "picture") return { widget: "image", accept: ".png,.jpg,.jpeg,.webp,.avif,.svg", choose_url: false };
  const pattern = patternOf(schema);
  return {
    widget: fits > ONE_LINE ? "text" : "string",
    ...(fits <= ONE_LINE && schema.format === "email" && { type: "email" }),
    ...(isRequired && { minlength: 1 }),
    ...(maxLength !== undefined && { maxlength: maxLength }),
    ...(pattern && { pattern: [`/${pattern}/`, schema.description ?? "This text has another form."] }),
    use_emoji_autocomplete: false,
  };
}

function patternOf({ pattern, format, marks = [] }: FieldSchema): string | undefined {
  if (marks.length > 0) return `^${marks.map((mark) => `(?=[\\s\\S]*${mark.replaceAll(/[{}]/g, "\\$&")})`).join("")}`;
  return format === "uri" ? "^https:\\/\\/\\S+$" : pattern;
}

const PICTURE_HINT = "A PNG, JPEG, WebP, AVIF or SVG file in the best quality you have, up to 5 MB. Visitors get smaller versions.";

/** The explanation below a field. The CMS reads it as Markdown. */
function hintOf({ description = "", role, fits, least, marks = [], default: otherwise, properties, type, anyOf }: FieldSchema): string {
  const isLines = type === "object" && !properties;
  const [on, off] = otherwise === undefined ? ["Yes", "No"] : ["On", "Off"];
  const sentences = [
    // In a form, a file has no path, and a choice is a switch.
    role === "picture" ? PICTURE_HINT : type === "boolean" ? description.replaceAll(/\btrue\b/g, on).replaceAll(/\bfalse\b/g, off) : description.replace("false for none, or a", "none, or one with a"),
    marks.length > 0 ? `It contains ${marks.join(" and ")}.` : "",
    fits !== undefined && least === undefined ? `There is room for about ${fits} characters.` : "",
    typeof otherwise === "string" && !anyOf ? `If left out: "${otherwise}".` : "",
    isLines ? "Write one name and value on each line, e.g. notes: First visit." : "",
  ];
  return sentences.filter(Boolean).join(" ").replaceAll(/[\\*_[\]`<]/g, "\\$&");
}
