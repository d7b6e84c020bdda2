import { parseBookingLink } from "../booking/booking-link.ts";
import type { CalSettings } from "../booking/cal-settings.ts";
import type { ConsentMode } from "../booking/consent-mode.ts";
import { publicationOf, type Publication } from "../site/publication.ts";
import { addressPart } from "./markdown/address-part.ts";
import { refusedCharacter } from "./markdown/characters.ts";
import { CONTENT } from "../site/content-files/content-source.ts";
import { valueAt } from "./content-problem.ts";
import type { OwnPage } from "../site/own-pages.ts";
import { LISTS } from "./yaml/field-schema.ts";
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
}

/** A page or an article that links can refer to. */
export interface Addressed {
  file: string;
  path: string;
  heldBack?: Publication["heldBack"];
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
  /** The names in each shared list; undefined for a list that could not be parsed. */
  lists: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  /** The bookable events, each with the label of its buttons if it has one; undefined if site.yaml, which lists them, could not be parsed. */
  events: ReadonlyMap<string, string | undefined> | undefined;
  /** The path of the site's default event. */
  defaultEvent: string;
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
export function contentIndex({ root, files, names, publicNames, ownPages, options: { now, cal, siteUrl } }: IndexSources): ContentIndex {
  const addressed = new Map<string, Addressed>();
  const redirects = new Map<string, string>();
  for (const judged of files) {
    const { file, path: written } = judged.source;
    if (written === undefined) continue;
    const path = rightPath(written);
    if (!addressed.has(path)) addressed.set(path, { file, path, anchors: judged.data === undefined ? undefined : judged.anchors, ...heldBackOf(judged.data, now) });
    for (const { address } of oldAddresses(judged)) redirects.set(address, path);
  }
  const site = files.find(({ source }) => source.kind === "site");
  return {
    files,
    addressed,
    pathOf: ({ source }) => rightPath(source.path ?? ""),
    redirects,
    otherPaths: new Set([...OWN_PATHS, ...publicNames.map((name) => `/${name}`), ...ownPages.flatMap(({ path }) => (path.includes("[") ? [] : [path]))]),
    ownPages,
    lists: new Map(Object.keys(LISTS).map((list) => [list, namesIn(files, list)])),
    events: eventsOf(site?.data, cal.link.path),
    defaultEvent: cal.link.path,
    bookingOrigins: new Set(["https://cal.com", "https://app.cal.com", cal.site, cal.origin]),
    siteOrigin: siteUrl && URL.canParse(siteUrl) ? new URL(siteUrl).origin : undefined,
    images: { root, names: new Set(names.filter((name) => IMAGE_FILE.test(name) && !refusedCharacter(name)).map((name) => `${CONTENT}/${name}`)) },
  };
}

function rightPath(path: string): string {
  return path === "/" ? path : path.split("/").map((part) => addressPart(part)).join("/");
}

function heldBackOf(data: unknown, now: Date): Pick<Addressed, "heldBack"> {
  const day = valueAt(data, ["publishDate"]);
  const date = typeof day === "string" && /^\d{4}-\d\d-\d\d$/.test(day) ? new Date(day) : undefined;
  const { heldBack } = publicationOf({ draft: valueAt(data, ["draft"]) === true, publishDate: date }, { stage: "production", now });
  return heldBack ? { heldBack } : {};
}

function namesIn(files: readonly JudgedFile[], list: string): Set<string> | undefined {
  const file = files.find(({ source }) => source.file === `${CONTENT}/${list}.yaml`);
  if (!file) return new Set();
  return typeof file.data === "object" && file.data !== null ? new Set(Object.keys(file.data)) : undefined;
}

function eventsOf(site: unknown, own: string): Map<string, string | undefined> | undefined {
  if (typeof site !== "object" || site === null) return undefined;
  const listed = valueAt(site, ["booking", "events"]);
  const events = (Array.isArray(listed) ? listed : []).flatMap((value: unknown): [string, string | undefined][] => {
    const [link, label] = typeof value === "string" ? [value] : [valueAt(value, ["link"]), valueAt(value, ["label"])];
    try {
      return typeof link === "string" ? [[parseBookingLink(link).path, typeof label === "string" ? label : undefined]] : [];
    } catch {
      return [];
    }
  });
  return new Map([[own, undefined], ...events]);
}
