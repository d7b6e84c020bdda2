import { getCollection, getEntry, type CollectionEntry } from "astro:content";
import { publicationOf, type Publication } from "./publication.ts";

interface Published {
  /** The address on this site, "/" for the home page and never with a slash at its end. */
  readonly path: string;
  /** What keeps it from the public; such a page is here only for those who review it. */
  readonly heldBack?: Publication["heldBack"];
}

export interface PublishedPage extends Published {
  readonly entry: CollectionEntry<"pages">;
}

export interface PublishedPost extends Published {
  readonly entry: CollectionEntry<"posts">;
}

/** One moment for the whole build, so that no list has a page that another one has not. */
const built = new Date();

/**
 * A list that is made once for a build, whose every page asks for it: made anew each time, a thousand
 * pages would be a million. The development server's content changes under it.
 */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (STAGE === "development" ? make() : (made ??= make()));
}

/** Every page that this build has, by path. Routes, navigation, sitemap: all come from here. */
export const publishedPages = once(async (): Promise<readonly PublishedPage[]> => {
  return visible(await getCollection("pages"), pagePath).toSorted((a, b) => a.path.localeCompare(b.path, "en"));
});

const pagesByPath = once(async () => new Map((await publishedPages()).map((page) => [page.path, page])));

/** Every article that this build has, the newest first. */
export const publishedPosts = once(async (): Promise<readonly PublishedPost[]> => {
  const posts = visible(await getCollection("posts"), ({ id }) => `/posts/${id}`);
  return posts.toSorted((a, b) => b.entry.data.publishDate.getTime() - a.entry.data.publishDate.getTime() || a.path.localeCompare(b.path, "en"));
});

function visible<T extends CollectionEntry<"pages" | "posts">>(entries: T[], pathOf: (entry: T) => string): (Published & { entry: T })[] {
  return entries.flatMap((entry) => {
    const { isVisible, heldBack } = publicationOf(entry.data, { stage: STAGE, now: STAGE === "development" ? new Date() : built });
    return isVisible ? [{ path: pathOf(entry), entry, ...(heldBack && { heldBack }) }] : [];
  });
}

function pagePath({ id }: CollectionEntry<"pages">): string {
  return id === "index" ? "/" : `/${id.replace(/\/index$/, "")}`;
}

export interface NavLink {
  readonly label: string;
  readonly path: string;
}

const navigations = once(async (): Promise<Record<"header" | "footer", readonly NavLink[]>> => {
  const linked = (await publishedPages()).flatMap(({ path, entry: { data: { nav } } }) => (nav ? [{ ...nav, path }] : []));
  const inPlace = (wanted: string) =>
    linked.filter(({ place }) => place === wanted).toSorted((a, b) => a.order - b.order).map(({ label, path }) => ({ label, path }));
  return { header: inPlace("header"), footer: inPlace("footer") };
});

/** The links of one of the two navigations, in the editors' order. */
export async function navigation(place: "header" | "footer"): Promise<readonly NavLink[]> {
  return (await navigations())[place];
}

/** The pages above this one, from the top, without the home page: what a breadcrumb shows. */
export async function pagesAbove(path: string): Promise<NavLink[]> {
  const pages = await pagesByPath();
  const parts = path.split("/").slice(1, -1);
  return parts.flatMap((_, i) => {
    const above = pages.get(`/${parts.slice(0, i + 1).join("/")}`);
    return above ? [{ label: above.entry.data.nav?.label ?? above.entry.data.title, path: above.path }] : [];
  });
}

/** The site's own name and lines, from src/content/site.yaml. */
export async function siteDetails(): Promise<CollectionEntry<"site">["data"]> {
  const entry = await getEntry("site", "site");
  if (!entry) throw new Error('There is no src/content/site.yaml that could be read. "npm run check:content" says what is wrong with it.');
  return entry.data;
}

/** Whether a page or an article offers a booking; only such a page gets the dialog and the button in its header. */
export function offersBooking({ data, rendered }: CollectionEntry<"pages"> | CollectionEntry<"posts">): boolean {
  if (rendered?.html.includes("data-booking-link")) return true;
  if ("author" in data) return data.cta !== undefined;
  return (
    data.hero.cta !== undefined ||
    data.sections.some((section) => section.type === "cta" || (section.type === "pricing" && section.plans.some(({ cta }) => cta)))
  );
}

type SharedList = "people" | "testimonials" | "faqs" | "logos";

/**
 * The entries of a shared list that a page refers to, in the page's order. A name that the list does
 * not have is left out here: check:content says so, and no build goes on after that.
 */
export async function listed<L extends SharedList>(list: L, names: readonly string[]): Promise<CollectionEntry<L>["data"][]> {
  const entries = await Promise.all(names.map((name) => getEntry(list, name)));
  return entries.flatMap((entry) => (entry ? [entry.data as CollectionEntry<L>["data"]] : []));
}
