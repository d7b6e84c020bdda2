import { getCollection, getEntry, type CollectionEntry } from "astro:content";

export interface PublishedPage {
  /** The address on this site, "/" for the home page and never with a slash at its end. */
  readonly path: string;
  readonly entry: CollectionEntry<"pages">;
}

/** Every page the public can reach, by path. Routes and navigation both come from here. */
export async function publishedPages(): Promise<PublishedPage[]> {
  const entries = await getCollection("pages");
  return entries
    .map((entry) => ({ path: entry.id === "index" ? "/" : `/${entry.id}`, entry }))
    .toSorted((a, b) => a.path.localeCompare(b.path, "en"));
}

export interface NavLink {
  readonly label: string;
  readonly path: string;
}

/** The links of one of the two navigations, in the editors' order. */
export async function navigation(place: "header" | "footer"): Promise<NavLink[]> {
  const listed = (await publishedPages()).flatMap(({ path, entry: { data } }) =>
    data.nav?.place === place ? [{ label: data.nav.label, path, order: data.nav.order }] : [],
  );
  return listed.toSorted((a, b) => a.order - b.order).map(({ label, path }) => ({ label, path }));
}

/** The site's own name and lines, from src/content/site.yaml. */
export async function siteDetails(): Promise<CollectionEntry<"site">["data"]> {
  const entry = await getEntry("site", "site");
  if (!entry) throw new Error('src/content/site.yaml has no "site:" at its top level. Put the site\'s details under it.');
  return entry.data;
}
