import type { FieldSchema } from "./field-schema.ts";
import { quoted } from "../../site/content-files/quoted.ts";

/** What an editor can paste and then change, by the field's name. Each fits the field's limits. */
const SAMPLES: Record<string, string> = {
  title: "What the page is called",
  description: "What the reader finds on this page, in 50 to 160 characters.",
  heading: "What this is about",
  text: "A sentence or two.",
  alt: "What the picture shows",
  label: "What the link says",
  name: "Their name",
  role: "What they do",
  question: "What visitors ask",
  answer: "What you answer.",
  price: "€2,400",
  author: "the-author",
  canonical: "https://example.com/the-page",
  email: "hello@example.com",
  language: "en",
  src: "../images/picture.png",
};

/**
 * A value that fits the schema, as the YAML to write under `key`: one line for a text, more for what
 * has fields of its own.
 */
export function sampleYaml(key: PropertyKey, schema: FieldSchema | undefined): string {
  return sampleLines(String(key), schema).join("\n");
}

/** The value alone, for one line. */
export function sampleValue(key: string, schema: FieldSchema | undefined): string {
  if (schema?.const !== undefined) return String(schema.const);
  const [first] = schema?.enum ?? [];
  if (first !== undefined) return String(first);
  if (schema?.anyOf?.some(({ format }) => format === "date")) return "2027-01-15";
  if (schema?.prefixItems) return `[${schema.prefixItems.map((_, i) => (i === 0 ? 0 : 5)).join(", ")}]`;
  if (schema?.type === "boolean") return "true";
  if (schema?.type === "integer" || schema?.type === "number") return String(Math.max(schema.minimum ?? 0, Math.min(10, schema.maximum ?? 10)));
  if (schema?.role === "reference") return "the-name";
  // The schema's own example is nearest to what is meant: it stands in quotation marks in the description.
  return quoted(/"([^"]+)"/.exec(schema?.description ?? "")?.[1] ?? SAMPLES[key] ?? "…");
}

function sampleLines(key: string, schema: FieldSchema | undefined): string[] {
  if (schema?.type === "object" && schema.properties) {
    return [`${key}:`, ...fieldsOf(schema).map((line) => `  ${line}`)];
  }
  if (schema?.type === "array" && !schema.prefixItems) {
    const item = typeof schema.items === "object" ? schema.items : undefined;
    const one = itemLines(item);
    return [`${key}:`, ...Array.from({ length: Math.max(1, schema.minItems ?? 1) }).flatMap(() => one.map((line, i) => (i === 0 ? `  - ${line}` : `    ${line}`)))];
  }
  return [`${key}: ${sampleValue(key, schema)}`];
}

/** The lines of one item of a list, without the dash. */
export function itemLines(item: FieldSchema | undefined): string[] {
  const kind = item?.oneOf?.[0] ?? item;
  return kind?.type === "object" ? fieldsOf(kind) : [sampleValue("", kind)];
}

function fieldsOf(schema: FieldSchema): string[] {
  return (schema.required ?? []).flatMap((name) => sampleLines(name, schema.properties?.[name]));
}
