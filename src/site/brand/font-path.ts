import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The path of a font's file.
 *
 * @throws {TypeError} if there is none.
 */
export function fontPath(root: string, src: string): string {
  const path = src.startsWith("src/") ? join(root, src) : resolved(root, src);
  if (path && existsSync(path)) return path;
  throw new TypeError(`src/site.config.ts: the font ${src} does not exist.${src.startsWith("src/") ? "" : ` Install its package: npm install ${src.split("/").slice(0, src.startsWith("@") ? 2 : 1).join("/")}`}`);
}

function resolved(root: string, name: string): string | undefined {
  try {
    return createRequire(pathToFileURL(join(root, "package.json"))).resolve(name);
  } catch {
    return undefined;
  }
}
