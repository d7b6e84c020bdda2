import type { CollectionEntry } from "astro:content";

/**
 * The file of the page at an address, from the project's root; undefined if there is none.
 *
 * @param exists whether a file exists.
 */
export function contentFileAt(path: string, exists: (file: string) => boolean): string | undefined {
  const name = path.replace(/\/$/, "");
  const files = [`pages${name}`, `pages${name}/index`, name.slice(1), `${name.slice(1)}/index`].map((file) => `src/content/${file}.md`);
  return files.filter((file) => /^src\/content\/(pages|posts)\/./.test(file)).find(exists);
}

const LISTS = { testimonials: "testimonials", faq: "faqs", logos: "logos", people: "people" } as const;

/** The files of the shared lists that a page or an article refers to. */
export function listsOf({ data }: CollectionEntry<"pages" | "posts">): string[] {
  const names = new Set<string>();
  if ("author" in data) names.add("people");
  else {
    for (const section of data.sections) {
      if (section.type in LISTS) names.add(LISTS[section.type as keyof typeof LISTS]);
      if (section.type === "quote" && section.by) names.add("people");
    }
  }
  return [...names].map((name) => `src/content/${name}.yaml`);
}
