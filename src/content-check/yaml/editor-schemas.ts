import { z } from "astro/zod";
import { LISTS } from "./field-schema.ts";
import { siteSchema } from "../../site/schema/site.ts";

/** The JSON schemas in .vscode/schemas, by file name. VS Code uses them to complete and explain the YAML files. */
export function editorSchemas(): Map<string, string> {
  return new Map(Object.entries({ ...LISTS, site: siteSchema }).map(([name, schema]) => [`${name}.json`, editorSchema(schema)]));
}

function editorSchema(schema: z.ZodType): string {
  // The YAML extension supports later drafts only in part.
  const made = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", target: "draft-7" });
  return `${JSON.stringify(made, withoutRoles, 2)}\n`;
}

/** Leaves out the metadata for the content check. Fields with these names have a schema, not a text. */
function withoutRoles(key: string, value: unknown): unknown {
  return (key === "role" || key === "list") && typeof value === "string" ? undefined : value;
}
