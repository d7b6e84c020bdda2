import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import type { Brand } from "../brand/brand-schema.ts";
import { withHeadingFont } from "./heading-font.ts";
import { leanPage } from "./lean-page.ts";
import { withPageFonts } from "./page-fonts.ts";

/**
 * Makes the built pages small enough for one flight of TCP: 10 segments, 14,600 bytes with the headers of the answer. More
 * than that takes another round trip, 150 ms on a slow 4G. Must be in front of integrations that copy pages, and does
 * nothing in development.
 */
export function leanPages({ font }: Brand): AstroIntegration {
  let root: string;
  return {
    name: "readyslot:lean-pages",
    hooks: {
      "astro:config:done": ({ config }) => {
        root = fileURLToPath(config.root);
      },
      "astro:build:generated": async ({ dir }) => {
        const folder = fileURLToPath(dir);
        const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".html")).toSorted();
        const pages = await Promise.all(names.map(async (name) => ({ file: join(folder, name), html: await readFile(join(folder, name), "utf8") })));
        const shortNames = shortNamesOf(pages.map(({ html }) => html));
        const leaner = pages.map(({ html }) => leanPage(html, { shortNames, family: font?.name }));
        const lean = font ? await withPageFonts(leaner, folder) : leaner;
        for (const [i, { file }] of pages.entries()) {
          const html = lean[i] ?? "";
          await writeFile(file, font ? await withHeadingFont(html, { root, output: folder, font }) : html);
        }
      },
    },
  };
}

/** A short name for each of Astro's scopes, the same on all pages and none that a page uses itself. The most frequent are the shortest. */
export function shortNamesOf(pages: readonly string[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  const taken = new Set<string>();
  for (const html of pages) {
    for (const [, scope = ""] of html.matchAll(/data-astro-cid-(\w+)/g)) counts.set(scope, (counts.get(scope) ?? 0) + 1);
    for (const [name] of html.matchAll(/\bdata-[\da-z]{1,2}\b(?!-)/g)) taken.add(name);
  }
  const scopes = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const names = Array.from({ length: scopes.length + taken.size }, (_, i) => `data-${i.toString(36)}`).filter((name) => !taken.has(name));
  return new Map(scopes.map(([scope], i) => [scope, names[i] ?? ""]));
}
