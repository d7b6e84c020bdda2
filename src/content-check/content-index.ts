import { parseBookingLink } from "../booking/booking-link.ts";
import type { CalSettings } from "../booking/cal-settings.ts";
import type { ConsentMode } from "../booking/consent-mode.ts";
import { publicationOf, type Publication, type Publishable } from "../site/publication.ts";
import { addressPart } from "./markdown/address-part.ts";
import { refusedCharacter } from "./markdown/characters.ts";
import { CONTENT, yamlName } from "../site/content-files/content-names.ts";
import { otherFolders, type Languages } from "../site/languages/languages.ts";
import { valueAt } from "./content-problem.ts";
import type { OwnPage } from "../site/own-pages.ts";
import { IMAGE_FILE, type ImageFiles } from "./pictures/image-files.ts";
import type { JudgedFile } from "./judged-file.ts";
import { oldAddresses } from "./redirect-problems.ts";

export interface CheckOptions {
  /** Decides which pages are published. */
  now: Date;
  /** The booking site and the site's default event. */
  cal: Pick<CalSettings, "link" | "origin" | "site">;
  /** Decides which texts of site.yaml are required; "none" if left out. */
  consent?: ConsentMode;
  /** The site's own address, if it is known. Links to it are links to pages. */
  siteUrl?: string | undefined;
  /** The languages of src/site.config.ts; none if left out. */
  languages?: Languages;
}

/** A page or an article that links can refer to. */
export interface Addressed {
  file: string;
  path: string;
  heldBack?: Publication["heldBack"];
  /** The day on which it is taken off the site. */
  ends?: string;
  /** The ids of its headings; undefined if its fields could not be parsed. */
  anchors: ReadonlySet<string> | undefined;
}

/** Everything that content files can refer to. */
export interface ContentIndex {
  files: readonly JudgedFile[];
  /** Pages and articles by address. */
  addressed: ReadonlyMap<string, Addressed>;
  /** The address of a file once its name is correct. */
  pathOf(file: JudgedFile): string;
  /** New addresses by old address. */
  redirects: ReadonlyMap<string, string>;
  /** Addresses of the site besides pages and articles: "/rss.xml", "/favicon.svg". */
  otherPaths: ReadonlySet<string>;
  /** The pages and endpoints in src/pages that are not the engine's. */
  ownPages: readonly OwnPage[];
  /** The languages of the site, the default language first; none for a site in one language. */
  languages: Languages;
  /** The names in each shared list for a language ("de"; "" for the default one); undefined for a list that could not be parsed. */
  namesIn(list: string, language: string): ReadonlySet<string> | undefined;
  /** The bookable events, each with the label of its buttons if it has one; undefined if site.yaml, which lists them, could not be parsed. */
  events: ReadonlyMap<string, string | undefined> | undefined;
  /** The path of the event that a button books in a language, if it names none. */
  defaultEvent(language: string): string;
  /** The origins of the booking site. */
  bookingOrigins: ReadonlySet<string>;
  /** The site's own origin, if it is known. */
  siteOrigin: string | undefined;
  images: ImageFiles;
}

/** The addresses of the site besides content and public files, without the endpoints under /api/. */
const OWN_PATHS = ["/rss.xml", "/sitemap.xml", "/robots.txt", "/admin", "/admin/metrics", "/admin/sign-in", "/measure", "/metrics"];

export interface IndexSources {
  root: string;
  files: readonly JudgedFile[];
  /** The names of the files in src/content. */
  names: readonly string[];
  /** The names of the files in public. */
  publicNames: readonly string[];
  ownPages: readonly OwnPage[];
  options: CheckOptions;
}

/** Collects everything that the files can refer to. */
export function contentIndex({ root, files, names, publicNames, ownPages, options: { now, cal, siteUrl, languages = [] } }: IndexSources): ContentIndex {
  const addressed = new Map<string, Addressed>();
  const redirects = new Map<string, string>();
  for (const judged of files) {
    const { file, path: written } = judged.source;
    if (written === undefined) continue;
    const path = rightPath(written);
    if (!addressed.has(path)) addressed.set(path, { file, path, anchors: judged.data === undefined ? undefined : judged.anchors, ...heldBackOf(judged.data, now) });
    for (const { address } of oldAddresses(judged)) redirects.set(address, path);
  }
  const site = (language: string) => files.find(({ source }) => source.kind === "site" && source.language === language)?.data;
  const folders = otherFolders(languages);
  const lists = new Map<string, ReadonlySet<string> | undefined>();
  const defaultEvent = (language: string) => (language && eventIn(site(language))) || cal.link.path;
  return {
    files,
    addressed,
    pathOf: ({ source }) => rightPath(source.path ?? ""),
    redirects,
    otherPaths: new Set([...OWN_PATHS, ...folders.map((folder) => `/${folder}/rss.xml`), ...publicNames.map((name) => `/${name}`), ...ownPages.flatMap(({ path }) => (path.includes("[") ? [] : [path]))]),
    ownPages,
    languages,
    namesIn: (list, language) => {
      const key = `${list} ${language}`;
      if (!lists.has(key)) lists.set(key, namesIn(files, list, language));
      return lists.get(key);
    },
    events: eventsOf(site(""), folders.map(site), [cal.link.path, ...folders.map(defaultEvent)]),
    defaultEvent,
    bookingOrigins: new Set(["https://cal.com", "https://app.cal.com", cal.site, cal.origin]),
    siteOrigin: siteUrl && URL.canParse(siteUrl) ? new URL(siteUrl).origin : undefined,
    images: { root, names: new Set(names.filter((name) => IMAGE_FILE.test(name) && !refusedCharacter(name)).map((name) => `${CONTENT}/${name}`)) },
  };
}

function rightPath(path: string): string {
  return path === "/" ? path : path.split("/").map((part) => addressPart(part)).join("/");
}

function heldBackOf(data: unknown, now: Date): Pick<Addressed, "heldBack" | "ends"> {
  const { heldBack } = publicationOf(publishable(data), { stage: "production", now });
  const ends = valueAt(data, ["unpublishDate"]);
  return { ...(heldBack && { heldBack }), ...(typeof ends === "string" && { ends }) };
}

/** The fields that decide whether a page is public, of data that need not be valid. */
export function publishable(data: unknown): Publishable {
  const dayOf = (name: string) => {
    const day = valueAt(data, [name]);
    return typeof day === "string" && /^\d{4}-\d\d-\d\d$/.test(day) ? new Date(day) : undefined;
  };
  return { draft: valueAt(data, ["draft"]) === true, publishDate: dayOf("publishDate"), unpublishDate: dayOf("unpublishDate") };
}

/** The entries in the default language and in the language itself: their files, and those of a list in one file. */
function namesIn(files: readonly JudgedFile[], list: string, language: string): Set<string> | undefined {
  const names = new Set<string>();
  for (const { source, data } of files) {
    const [bare] = yamlName(source.file.slice(CONTENT.length + 1));
    if (!["", language].includes(source.language)) continue;
    if (source.kind === "entry" && bare.startsWith(`${list}/`)) names.add(bare.slice(list.length + 1));
    if (source.kind !== "list" || bare !== list) continue;
    if (typeof data !== "object" || data === null) return undefined;
    for (const name of Object.keys(data)) names.add(name);
  }
  return names;
}

/** The event of `booking` in the words of another language. */
function eventIn(site: unknown): string | undefined {
  const event = valueAt(site, ["booking", "event"]);
  try {
    return typeof event === "string" ? parseBookingLink(event).path : undefined;
  } catch {
    return undefined;
  }
}

function eventsOf(site: unknown, others: readonly unknown[], own: readonly string[]): Map<string, string | undefined> | undefined {
  if (typeof site !== "object" || site === null) return undefined;
  const listed = [...others, site].flatMap((one) => {
    const events = valueAt(one, ["booking", "events"]);
    return Array.isArray(events) ? (events as unknown[]) : [];
  });
  const events = listed.flatMap((value: unknown): [string, string | undefined][] => {
    const [link, label] = typeof value === "string" ? [value] : [valueAt(value, ["link"]), valueAt(value, ["label"])];
    try {
      return typeof link === "string" ? [[parseBookingLink(link).path, typeof label === "string" ? label : undefined]] : [];
    } catch {
      return [];
    }
  });
  const labels = new Map(own.map((path): [string, string | undefined] => [path, undefined]));
  // A label may be in another language's file alone.
  for (const [path, label] of events) if (label !== undefined || !labels.has(path)) labels.set(path, label);
  return labels;
}
