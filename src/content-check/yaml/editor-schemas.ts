import { z } from "astro/zod";
import { ENTRIES, LISTS } from "./field-schema.ts";
import { siteSchema } from "../../site/schema/site.ts";

/** The JSON schemas in .vscode/schemas, by file name. VS Code uses them to complete and explain the YAML files. */
export function editorSchemas(): Map<string, string> {
  const entries = Object.fromEntries(Object.entries(ENTRIES).map(([name, schema]) => [`${name}-entry`, schema]));
  return new Map(Object.entries({ ...entries, ...LISTS, site: siteSchema }).map(([name, schema]) => [`${name}.json`, editorSchema(schema)]));
}

function editorSchema(schema: z.ZodType): string {
  // The YAML extension supports later drafts only in part.
  const made = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", target: "draft-7" });
  return `${JSON.stringify(made, forEditors, 2)}\n`;
}

/** Leaves out the metadata for the content check, or writes it out. Fields with these names have a schema, not a text. */
function forEditors(key: string, value: unknown): unknown {
  if ((key === "role" || key === "list") && typeof value === "string") return undefined;
  if (typeof value !== "object" || value === null || !("fits" in value) || typeof value.fits !== "number") return value;
  const { fits, lines: _lines, least, isCut: _isCut, marks: _marks, ...rest } = value as { fits: number; lines?: number; least?: number; isCut?: boolean; marks?: string[]; description?: string };
  // The description of such a text says how long it should be.
  return least === undefined ? { ...rest, description: [rest.description, `There is room for about ${fits} characters.`].filter(Boolean).join(" ") } : rest;
}
