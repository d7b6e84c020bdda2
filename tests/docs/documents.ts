import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Document } from "./missing-names.ts";

/** The documents for operators and developers: those in the project's folder and below docs. Editors' pages in src/content are checked by npm run check:content. */
export function documentsOf(root: string): Document[] {
  const paths = [...readdirSync(root), ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((name) => `docs/${name.replaceAll("\\", "/")}`)];
  return paths.filter((path) => path.endsWith(".md")).map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}
