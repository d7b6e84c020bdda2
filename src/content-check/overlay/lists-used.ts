import type { CollectionEntry } from "astro:content";

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
