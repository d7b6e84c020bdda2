import { z } from "astro/zod";
import { LISTS } from "./field-schema.ts";
import { siteSchema } from "../../site/schema/site.ts";

/**
 * The schemas that VS Code completes and explains the YAML files with, by file name in .vscode/schemas.
 * Their texts are made from the schemas that the build goes by.
 */
export function editorSchemas(): Map<string, string> {
  return new Map(Object.entries({ ...LISTS, site: siteSchema }).map(([name, schema]) => [`${name}.json`, editorSchema(schema)]));
}

function editorSchema(schema: z.ZodType): string {
  // The YAML extension reads this draft completely, and the later ones in part.
  const made = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", target: "draft-7" });
  return `${JSON.stringify(made, withoutRoles, 2)}\n`;
}

/** Leaves out what only our own check reads. Fields of these names have a schema, not a text. */
function withoutRoles(key: string, value: unknown): unknown {
  return (key === "role" || key === "list") && typeof value === "string" ? undefined : value;
}
