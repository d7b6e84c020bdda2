/** node scripts/editor-schemas.ts: updates .vscode/schemas after a change to src/site/schema. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { editorSchemas } from "../src/content-check/yaml/editor-schemas.ts";
import { root, runScript } from "./settings.ts";

await runScript(async () => {
  const folder = join(root, ".vscode", "schemas");
  await mkdir(folder, { recursive: true });
  for (const [name, text] of editorSchemas()) await writeFile(join(folder, name), text);
  console.log(`${editorSchemas().size} schemas in .vscode/schemas`);
});
