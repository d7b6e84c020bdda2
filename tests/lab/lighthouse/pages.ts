import type { BuiltPage } from "../../fixtures/builds/built-pages.ts";

/** The pages in `asked`, or all except the 404 pages, which have no address. */
export function pagesToMeasure(built: readonly BuiltPage[], asked: readonly string[]): BuiltPage[] {
  const all = built.filter(({ path }) => !/(?:^|\/)404$/.test(path));
  if (asked.length === 0) return all;
  return asked.map((path) => {
    const found = all.find((page) => page.path === path);
    if (!found) throw new Error(`--page ${path}: the build has no such page. It has ${all.map((page) => page.path).join(", ")}.`);
    return found;
  });
}

/** Whether the page asks search engines to leave it out. */
export function isNoindex({ html }: BuiltPage): boolean {
  return /<meta name="robots" content="[^"]*\bnoindex\b/.test(html);
}
