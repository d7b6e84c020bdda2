import type { CollectionEntry } from "astro:content";
import { folderAt, type Languages } from "../../site/languages/languages.ts";

/**
 * The file of the page at an address, from the project's root; undefined if there is none.
 *
 * @param exists whether a file exists.
 */
export function contentFileAt(path: string, exists: (file: string) => boolean, languages: Languages = []): string | undefined {
  const name = path.replace(/\/$/, "");
  const folder = folderAt(path, languages);
  // "/de/posts/first" is posts/de/first.md.
  const post = folder ? name.slice(1).replace(`${folder}/posts/`, `posts/${folder}/`) : name.slice(1);
  const files = [`pages${name}`, `pages${name}/index`, post, `${post}/index`].map((file) => `src/content/${file}.md`);
  return files.filter((file) => /^src\/content\/(pages|posts)\/./.test(file)).find(exists);
}

const LISTS = { testimonials: "testimonials", faq: "faqs", logos: "logos", people: "people" } as const;

/** The files of the entries that a page or an article refers to, with those of its language ("de"; "" for the default one), and of their lists. */
export function listsOf({ data }: CollectionEntry<"pages" | "posts">, folder: string): string[] {
  const names = new Set<string>();
  const refer = (list: string, entries: readonly string[]) => [list, ...entries.map((entry) => `${list}/${entry}`)].forEach((name) => names.add(name));
  if ("author" in data) refer("people", [data.author]);
  else {
    for (const section of data.sections) {
      if (section.type in LISTS) refer(LISTS[section.type as keyof typeof LISTS], (section as { items: string[] }).items);
      if (section.type === "quote" && section.by) refer("people", [section.by]);
    }
  }
  return [...names].flatMap((name) => yamlFiles(name, folder));
}

/** The files of a list, of an entry or of the site's words that a page in a language is made from. */
export function yamlFiles(name: string, folder: string): string[] {
  return [`src/content/${name}.yaml`, ...(folder ? [`src/content/${name}.${folder}.yaml`] : [])];
}
