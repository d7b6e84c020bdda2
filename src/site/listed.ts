import { getEntry, type CollectionEntry } from "astro:content";

type SharedList = "people" | "testimonials" | "faqs" | "logos";

/**
 * The entries of a shared list that a page refers to, in the page's order. A name that the list does
 * not have is left out here: check:content says so, and no build goes on after that.
 */
export async function listed<L extends SharedList>(list: L, names: readonly string[]): Promise<CollectionEntry<L>["data"][]> {
  const entries = await Promise.all(names.map((name) => getEntry(list, name)));
  return entries.flatMap((entry) => (entry ? [entry.data as CollectionEntry<L>["data"]] : []));
}
