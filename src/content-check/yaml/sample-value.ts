import { quoted } from "../../site/content-files/quoted.ts";
import type { FieldSchema } from "./field-schema.ts";

/** The YAML of a field with everything that is required in it, for editors to paste and fill in. */
export function sampleYaml(key: string, schema: FieldSchema | undefined): string {
  return sampleLines(key, schema).join("\n");
}

/** A value on one line: the example in the field's description, in quotation marks there, or an ellipsis. */
export function sampleValue(schema: FieldSchema | undefined): string {
  const choice = schema?.const ?? schema?.enum?.[0];
  if (choice !== undefined) return String(choice);
  if (schema?.anyOf?.some(({ format }) => format === "date")) return "2027-01-15";
  if (schema?.anyOf?.[0]) return sampleValue(schema.anyOf[0]);
  if (schema?.prefixItems) return `[${schema.prefixItems.map((_, i) => 5 * i).join(", ")}]`;
  if (schema?.type === "boolean") return "true";
  if (schema?.type === "integer" || schema?.type === "number") return String(Math.max(schema.minimum ?? 0, Math.min(10, schema.maximum ?? 10)));
  if (schema?.role === "reference") return "the-name";
  return quoted(/"([^"]+)"/.exec(schema?.description ?? "")?.[1] ?? "…");
}

/** The lines of one item of a list, without the dash. */
export function itemLines(item: FieldSchema | undefined): string[] {
  const kind = item?.oneOf?.[0] ?? item?.anyOf?.[0] ?? item;
  return kind?.type === "object" ? requiredLines(kind) : [sampleValue(kind)];
}

function sampleLines(key: string, schema: FieldSchema | undefined): string[] {
  if (schema?.type === "object" && schema.properties) return [`${key}:`, ...requiredLines(schema).map((line) => `  ${line}`)];
  if (schema?.type === "array" && !schema.prefixItems) {
    const item = itemLines(typeof schema.items === "object" ? schema.items : undefined).map((line, i) => (i === 0 ? `  - ${line}` : `    ${line}`));
    return [`${key}:`, ...Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => item).flat()];
  }
  return [`${key}: ${sampleValue(schema)}`];
}

function requiredLines(schema: FieldSchema): string[] {
  return (schema.required ?? []).flatMap((name) => sampleLines(name, schema.properties?.[name]));
}
