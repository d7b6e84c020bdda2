import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Document } from "./missing-names.ts";

/** The documents for operators and developers. Editors' pages in src/content are checked by npm run check:content. */
export function documentsOf(root: string): Document[] {
  const inDocs = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`);
  const atRoot = readdirSync(root).filter((name) => name.endsWith(".md"));
  return [...atRoot, ...inDocs].map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}
