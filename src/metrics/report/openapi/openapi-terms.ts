/** JSON Schema (2020-12, which OpenAPI 3.1 speaks) as we write it: the terms that the schemas share. */
import { z } from "zod";
import { BOUNDS } from "../../shared/sample.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** An object with these fields and no others. All are required but those named. */
export function closed(properties: Readonly<Record<string, unknown>>, { optional = [] }: { optional?: readonly string[] } = {}): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

/** The JSON Schema of a zod schema: of what it takes, or of what it makes of it. */
export function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): Record<string, unknown> & { properties: Record<string, JsonSchema> } {
  const { $schema: _, properties = {}, ...rest } = z.toJSONSchema(schema, {
    io,
    override({ jsonSchema }) {
      // The format says it, and the calendar as a regular expression says it to nobody.
      if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    },
  });
  return { ...rest, properties: properties as Record<string, JsonSchema> };
}

export const count: JsonSchema = { type: "integer", minimum: 0 };
export const share: JsonSchema = { type: ["number", "null"], minimum: 0, maximum: 1 };
export const instant: JsonSchema = { type: "string", format: "date-time" };
export const wholeMs: JsonSchema = { type: "integer", minimum: 0, maximum: BOUNDS.timeMs, description: "ms" };
export const measured: JsonSchema = { ...wholeMs, type: ["integer", "null"], description: "ms; null where nothing was measured" };
export const each = (names: readonly string[], schema: JsonSchema) => Object.fromEntries(names.map((name) => [name, schema]));
export const span = { from: instant, to: instant };
