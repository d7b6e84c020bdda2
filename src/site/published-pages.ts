import { getCollection, getEntry, type CollectionEntry } from "astro:content";
import { addressOf } from "./content-files/content-address.ts";
import { allPagesAfter, bookedEvent, type Target } from "./booking-events.ts";
import { publicationOf, type Publication } from "./publication.ts";
import type { Section } from "./schema/sections.ts";

interface Published {
  /** The address on this site, "/" for the home page and never with a slash at its end. */
  readonly path: string;
  /** Why the page is not public. Only development and preview builds contain such pages. */
  readonly heldBack?: Publication["heldBack"];
}

export interface PublishedPage extends Published {
  readonly entry: CollectionEntry<"pages">;
}

export interface PublishedPost extends Published {
  readonly entry: CollectionEntry<"posts">;
}

/** One moment for the whole build, so that all lists contain the same pages. */
const built = new Date();

/**
 * Computes a list once per build, because every page uses it: a thousand pages would otherwise be read a million
 * times. The development server computes it on each call, because the content changes.
 */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (STAGE === "development" ? make() : (made ??= make()));
}

/** All pages of this build, sorted by path. Routes, navigation and sitemap use this list. */
export const publishedPages = once(async (): Promise<readonly PublishedPage[]> => {
  return visible(await getCollection("pages"), ({ id }) => addressOf(`pages/${id}`)).toSorted((a, b) => a.path.localeCompare(b.path, "en"));
});

const pagesByPath = once(async () => new Map((await publishedPages()).map((page) => [page.path, page])));

/** All articles of this build, newest first. */
export const publishedPosts = once(async (): Promise<readonly PublishedPost[]> => {
  const posts = visible(await getCollection("posts"), ({ id }) => addressOf(`posts/${id}`));
  return posts.toSorted((a, b) => b.entry.data.publishDate.getTime() - a.entry.data.publishDate.getTime() || a.path.localeCompare(b.path, "en"));
});

function visible<T extends CollectionEntry<"pages" | "posts">>(entries: T[], pathOf: (entry: T) => string): (Published & { entry: T })[] {
  return entries.flatMap((entry) => {
    const { isVisible, heldBack } = publicationOf(entry.data, { stage: STAGE, now: STAGE === "development" ? new Date() : built });
    return isVisible ? [{ path: pathOf(entry), entry, ...(heldBack && { heldBack }) }] : [];
  });
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

/** The links of one of the two navigations, in the order that the editors set. */
export async function navigation(place: "header" | "footer"): Promise<readonly NavLink[]> {
  return (await navigations())[place];
}

/** The pages above this one for the breadcrumb, from the top, without the home page. */
export async function pagesAbove(path: string): Promise<NavLink[]> {
  const pages = await pagesByPath();
  const parts = path.split("/").slice(1, -1);
  return parts.flatMap((_, i) => {
    const above = pages.get(`/${parts.slice(0, i + 1).join("/")}`);
    return above ? [{ label: above.entry.data.nav?.label ?? above.entry.data.title, path: above.path }] : [];
  });
}

/** The site's name and words from src/content/site.yaml. */
export async function siteDetails(): Promise<CollectionEntry<"site">["data"]> {
  const entry = await getEntry("site", "site");
  if (!entry) throw new Error('src/content/site.yaml is missing or has mistakes. Run "npm run check:content" for a list.');
  return entry.data;
}

/** The paths of the events that a page or an article books with its buttons and links, without the button in the header. */
export function bookedEvents({ data, rendered }: CollectionEntry<"pages"> | CollectionEntry<"posts">): string[] {
  const inText = [...(rendered?.html ?? "").matchAll(/\bdata-booking-link="([^"]+)"/g)].map(([, path = ""]) => path);
  const ctas = "author" in data ? [data.cta?.cta] : [data.hero.cta, ...data.sections.flatMap(ctasOf)];
  return [...inText, ...ctas.flatMap((cta) => (cta && bookedEvent(cta)) ?? [])];
}

function ctasOf(section: Section): (Target | undefined)[] {
  if (section.type === "pricing") return section.plans.map(({ cta }) => cta);
  return section.type === "cta" ? [section.cta] : [];
}

/** Whether search engines should leave a page out: its fields say so, or it is only there for visitors who have booked. */
export function isHidden({ path, entry: { data } }: Pick<PublishedPage, "path" | "entry">, booking: CollectionEntry<"site">["data"]["booking"]): boolean {
  const { seo, nav } = data;
  return seo.noindex ?? (path !== "/" && !nav && allPagesAfter(booking).has(path));
}

type SharedList = "people" | "testimonials" | "faqs" | "logos";

/**
 * The entries of a shared list that a page refers to, in the page's order. Unknown names are left out: the content
 * check reports them and stops the build.
 */
export async function listed<L extends SharedList>(list: L, names: readonly string[]): Promise<CollectionEntry<L>["data"][]> {
  const entries = await Promise.all(names.map((name) => getEntry(list, name)));
  return entries.flatMap((entry) => (entry ? [entry.data as CollectionEntry<L>["data"]] : []));
}
