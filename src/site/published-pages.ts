import { getCollection, getEntry, type CollectionEntry } from "astro:content";
import { addressOf } from "./content-files/content-address.ts";
import { entryId, folderAt, folderOf, languageOf } from "./languages/languages.ts";
import { allPagesAfter, bookedEvent, type Target } from "./booking-events.ts";
import { publicationOf, type Publication } from "./publication.ts";
import type { Section } from "./schema/sections.ts";

interface Published {
  /** The address on this site, "/" for the home page and never with a slash at its end. */
  readonly path: string;
  /** The folder of its language, "de"; "" for the default language. */
  readonly folder: string;
  /** Why the page is not public. Only development and preview builds contain such pages. */
  readonly heldBack?: Publication["heldBack"];
}

export interface PublishedPage extends Published {
  readonly entry: CollectionEntry<"pages">;
}

export interface PublishedPost extends Published {
  readonly entry: CollectionEntry<"posts">;
}

/** Where a text is shown: Astro.url, or a page. The beginning of the address says in which language. */
export type Place = Pick<URL, "pathname">;

/** The folder of the language at a place. */
export function folderOfPlace(place: Place | undefined): string {
  return place ? folderAt(place.pathname, LANGUAGES) : "";
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
  return visible(await getCollection("pages"), ({ id }) => addressOf(`pages/${id}`, LANGUAGES)).toSorted((a, b) => a.path.localeCompare(b.path, "en"));
});

const pagesByPath = once(async () => new Map((await publishedPages()).map((page) => [page.path, page])));

/** All articles of this build in all languages, newest first. */
export const publishedPosts = once(async (): Promise<readonly PublishedPost[]> => {
  const posts = visible(await getCollection("posts"), ({ id }) => addressOf(`posts/${id}`, LANGUAGES));
  return posts.toSorted((a, b) => b.entry.data.publishDate.getTime() - a.entry.data.publishDate.getTime() || a.path.localeCompare(b.path, "en"));
});

function visible<T extends CollectionEntry<"pages" | "posts">>(entries: T[], pathOf: (entry: T) => string): (Published & { entry: T })[] {
  return entries.flatMap((entry) => {
    const { isVisible, heldBack } = publicationOf(entry.data, { stage: STAGE, now: STAGE === "development" ? new Date() : built });
    const path = pathOf(entry);
    return isVisible ? [{ path, folder: folderAt(path, LANGUAGES), entry, ...(heldBack && { heldBack }) }] : [];
  });
}

export interface NavLink {
  readonly label: string;
  readonly path: string;
}

const navigations = once(async (): Promise<ReadonlyMap<string, readonly NavLink[]>> => {
  const linked = (await publishedPages()).flatMap(({ path, folder, entry: { data: { nav } } }) => (nav ? [{ ...nav, path, folder }] : []));
  const groups = Map.groupBy(linked.toSorted((a, b) => a.order - b.order), ({ folder, place }) => `${folder} ${place}`);
  return new Map([...groups].map(([key, links]) => [key, links.map(({ label, path }) => ({ label, path }))]));
});

/** The links of one of the two navigations in the language of a place, in the order that the editors set. */
export async function navigation(menu: "header" | "footer", place: Place): Promise<readonly NavLink[]> {
  return (await navigations()).get(`${folderOfPlace(place)} ${menu}`) ?? [];
}

/** The home page in the language of a place, or the one of the default language if there is none. */
export async function homePath(place: Place): Promise<string> {
  const home = `/${folderOfPlace(place)}`;
  return (await pagesByPath()).has(home) ? home : "/";
}

/** The pages above this one for the breadcrumb, from the top, without the home page. */
export async function pagesAbove(path: string): Promise<NavLink[]> {
  const pages = await pagesByPath();
  const parts = path.split("/").slice(1, -1);
  return parts.flatMap((_, i) => {
    // The home page of its language.
    if (i === 0 && folderAt(path, LANGUAGES)) return [];
    const above = pages.get(`/${parts.slice(0, i + 1).join("/")}`);
    return above ? [{ label: above.entry.data.nav?.label ?? above.entry.data.title, path: above.path }] : [];
  });
}

type SiteDetails = CollectionEntry<"site">["data"];

/** The site's name and words in the language of a place; without one, in the default language. From src/content/site.yaml and site.de.yaml. */
export async function siteDetails(place?: Place): Promise<SiteDetails> {
  const folder = folderOfPlace(place);
  const entry = (await getEntry("site", entryId(folder, "site"))) ?? (await getEntry("site", "site"));
  if (!entry) throw new Error('src/content/site.yaml is missing or has mistakes. Run "npm run check:content" for a list.');
  return folder ? withTranslatedLinks(entry.data, folder) : entry.data;
}

/** With the pages of that language, where they exist: the texts that come from site.yaml link to the default language. */
async function withTranslatedLinks({ booking, ...site }: SiteDetails, folder: string): Promise<SiteDetails> {
  const versions = await versionsByPath();
  const inLanguage = (path: string) => versions.get(path)?.find((one) => one.folder === folder)?.path ?? path;
  const withAfter = <T extends { after?: string | undefined }>(one: T): T => (one.after === undefined ? one : { ...one, after: inLanguage(one.after) });
  const { privacy } = booking.dialog.consent;
  const consent = { ...booking.dialog.consent, ...(privacy && { privacy: { ...privacy, href: inLanguage(privacy.href) } }) };
  return { ...site, booking: { ...withAfter(booking), events: booking.events.map((one) => ("after" in one ? withAfter(one) : one)), dialog: { ...booking.dialog, consent } } };
}

/** A page or an article in one of its languages. */
export type Version = PublishedPage | PublishedPost;

/**
 * The languages of each page and article, by the path of any of them, in the order of src/site.config.ts. A page is a
 * translation of the one at the same address without the language, or of the one that its `translationOf` names.
 */
const versionsByPath = once(async (): Promise<ReadonlyMap<string, readonly Version[]>> => {
  const all: readonly Version[] = [...(await publishedPages()), ...(await publishedPosts())];
  const order = LANGUAGES.map((language, i) => (i === 0 ? "" : folderOf(language)));
  const groups = Map.groupBy(all.toSorted((a, b) => order.indexOf(a.folder) - order.indexOf(b.folder)), originalOf);
  return new Map([...groups.values()].flatMap((group) => group.map(({ path }) => [path, group] as const)));
});

/** The path of the page in the default language that this one is, or that it translates. */
function originalOf({ path, folder, entry: { data } }: Version): string {
  if (!folder) return path;
  return data.translationOf ?? (path.slice(folder.length + 1) || "/");
}

export interface LanguageLink {
  /** As it is configured: "pt-BR". */
  readonly language: string;
  readonly path: string;
}

/** The same page in the other languages, or their home pages where it is not translated; no link where there is neither. */
export async function otherLanguages(place: Place): Promise<readonly LanguageLink[]> {
  const [pages, versions] = await Promise.all([pagesByPath(), versionsByPath()]);
  const here = folderOfPlace(place);
  return LANGUAGES.flatMap((language, i) => {
    const folder = i === 0 ? "" : folderOf(language);
    if (folder === here) return [];
    const path = versions.get(place.pathname)?.find((one) => one.folder === folder)?.path ?? `/${folder}`;
    return pages.has(path) || versions.has(path) ? [{ language, path }] : [];
  });
}

/** The languages in which search engines find a page, itself among them; none for a page in one language, or that they should not find. */
export async function alternates(path: string): Promise<readonly LanguageLink[]> {
  const versions = (await versionsByPath()).get(path) ?? [];
  const found: LanguageLink[] = [];
  for (const version of versions) {
    const { seo } = version.entry.data;
    const isLeftOut = version.heldBack || seo.canonical || STAGE === "preview" || isHidden(version, (await siteDetails({ pathname: version.path })).booking);
    if (!isLeftOut) found.push({ language: languageOf(version.folder, LANGUAGES) ?? "", path: version.path });
  }
  return found.length > 1 && found.some((one) => one.path === path) ? found : [];
}

/**
 * The articles for a list in the language of a place, newest first: those of the language, and those of the default
 * language that are not translated into it.
 */
export async function postsFor(place: Place): Promise<readonly PublishedPost[]> {
  const [posts, versions] = await Promise.all([publishedPosts(), versionsByPath()]);
  const folder = folderOfPlace(place);
  return posts.filter((post) => post.folder === folder || (post.folder === "" && !versions.get(post.path)?.some((one) => one.folder === folder)));
}

/** The paths of the events that a page or an article books with its buttons and links, without the button in the header. */
export function bookedEvents({ data, rendered }: CollectionEntry<"pages"> | CollectionEntry<"posts">, booking: SiteDetails["booking"]): string[] {
  const inText = [...(rendered?.html ?? "").matchAll(/\bdata-booking-link="([^"]+)"/g)].map(([, path = ""]) => path);
  const ctas = "author" in data ? [data.cta?.cta] : [data.hero.cta, data.hero.test?.cta, ...data.sections.flatMap(ctasOf)];
  return [...inText, ...ctas.flatMap((cta) => (cta && bookedEvent(cta, booking)) ?? [])];
}

function ctasOf(section: Section): (Target | undefined)[] {
  if (section.type === "pricing") return section.plans.map(({ cta }) => cta);
  return section.type === "cta" ? [section.cta] : [];
}

/** Whether search engines should leave a page out: its fields say so, or it is only there for visitors who have booked. */
export function isHidden({ path, entry: { data } }: Pick<Version, "path" | "entry">, booking: SiteDetails["booking"]): boolean {
  const { seo } = data;
  const nav = "nav" in data ? data.nav : undefined;
  return seo.noindex ?? (path !== "/" && !nav && allPagesAfter(booking).has(path));
}

type SharedList = "people" | "testimonials" | "faqs" | "logos";

/**
 * The entries of a shared list that a page refers to, in the page's order and language. Unknown names are left out: the content
 * check reports them and stops the build.
 */
export async function listed<L extends SharedList>(list: L, names: readonly string[], place?: Place): Promise<(CollectionEntry<L>["data"] & { from: string | undefined })[]> {
  const entries = await Promise.all(names.map((name) => getEntry(list, entryId(folderOfPlace(place), name))));
  return entries.flatMap((entry) => (entry ? [{ ...(entry.data as CollectionEntry<L>["data"]), from: entry.filePath }] : []));
}
