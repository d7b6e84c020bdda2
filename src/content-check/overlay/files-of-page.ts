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

/** The files of the shared lists that a page or an article refers to, with those of its language ("de"; "" for the default one). */
export function listsOf({ data }: CollectionEntry<"pages" | "posts">, folder: string): string[] {
  const names = new Set<string>();
  if ("author" in data) names.add("people");
  else {
    for (const section of data.sections) {
      if (section.type in LISTS) names.add(LISTS[section.type as keyof typeof LISTS]);
      if (section.type === "quote" && section.by) names.add("people");
    }
  }
  return [...names].flatMap((name) => yamlFiles(name, folder));
}

/** The files of a list or of the site's words that a page in a language is made from. */
export function yamlFiles(name: string, folder: string): string[] {
  return [`src/content/${name}.yaml`, ...(folder ? [`src/content/${name}.${folder}.yaml`] : [])];
}
