/** What a build knows of the values that its own pages send with an opening. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { parseBookingLink, type BookingLink, type CalHosts } from "../booking/booking-link.ts";
import { partsOf, plainText } from "./content-files/content-source.ts";
import { readYaml } from "./content-files/yaml-text.ts";
import { heroValue, VARIANTS } from "./heroes/hero-variants.ts";
import { addressOf } from "./content-files/content-address.ts";
import type { Languages } from "./languages/languages.ts";
import { bookingAddress } from "./markdown/booking-address.ts";
import { ownPages } from "./own-pages.ts";

export interface OwnValues {
  /** The addresses of pages and articles, drafts included, and of the site's own pages in src/pages. */
  readonly pages: readonly string[];
  /** The events that booking links lead to: the last segments of their paths. */
  readonly events: readonly string[];
  /** The versions of the heroes that are tested: "short-heading:a". */
  readonly heroes: readonly string[];
  /** A page has a form. */
  readonly hasForms: boolean;
}

/** The event of a button in the fields, on a line of its own or in braces, and an address in a text, without the punctuation after it. */
const EVENT = /(?:^[\s-]*|[{,]\s*)["']?event["']?:\s*["']?([^\s"',}]+)/gm;
const ADDRESS = /https?:\/\/[^\s)"'<>]*[^\s)"'<>.,;:!?]/g;

/** The values of the content in a folder, with `link`, the site's own booking link; and the paths of all booking links. */
export function ownValuesOf(content: string, { link, ...hosts }: CalHosts & { readonly link: BookingLink }, languages: Languages = []): OwnValues & { readonly links: readonly string[] } {
  const [pages, posts] = [markdownIn(join(content, "pages")), markdownIn(join(content, "posts"))];
  const found = [...pages, ...posts, ...translatedSites(content)].flatMap(({ text }) => [
    ...[...text.matchAll(EVENT)].map(([, path = ""]) => linkOf(path)),
    ...(text.match(ADDRESS) ?? []).map((address) => bookingAddress(address, hosts)?.link),
  ]);
  const links = [link, ...found.filter((one) => one !== undefined)];
  return {
    pages: [...pages.map(({ name }) => addressOf(`pages/${name}`, languages)), ...posts.map(({ name }) => addressOf(`posts/${name}`, languages)), ...fixedAddresses(join(content, "..", "pages"))],
    events: [...new Set(links.map(({ event }) => event))],
    links: [...new Set(links.map(({ path }) => path))],
    hasForms: pages.some(({ text }) => /\btype["']?:\s*["']?form\b/.test(text)),
    heroes: pages.flatMap(({ text }) => VARIANTS.flatMap((variant) => testIn(text).map((test) => heroValue(test, variant)))),
  };
}

/** The name of the test of a page's hero, if there is one. */
function testIn(text: string): string[] {
  if (!/\btest["']?\s*:/.test(text)) return [];
  const { yaml, yamlLine } = partsOf(plainText(text), "page");
  const { data } = readYaml(yaml, yamlLine);
  const name = (data as { hero?: { test?: { name?: unknown } } } | null | undefined)?.hero?.test?.name;
  return typeof name === "string" ? [name] : [];
}

/** Those of the site's own pages. A page with parameters in its address has as many as visitors ask for. */
function fixedAddresses(folder: string): string[] {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  return ownPages(names.map((name) => name.replaceAll("\\", "/"))).flatMap(({ file, path }) => (path.includes("[") || /\.[cm]?[jt]s$/.test(file) ? [] : [path]));
}

/** Undefined for what is not a booking link, which the content check reports. */
function linkOf(path: string): BookingLink | undefined {
  try {
    return parseBookingLink(path);
  } catch {
    return undefined;
  }
}

/** The files of the site's words in other languages, which may name an event of their own. */
function translatedSites(content: string): { text: string }[] {
  const names = existsSync(content) ? readdirSync(content).filter((name) => /^site\..+\.yaml$/.test(name)) : [];
  return names.map((name) => ({ text: readFileSync(join(content, name), "utf8") }));
}

/** None where the folder is missing: a site needs no articles. */
function markdownIn(folder: string): { name: string; text: string }[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
  return files.map((file) => ({ name: file.slice(0, -3).replaceAll("\\", "/"), text: readFileSync(join(folder, file), "utf8") }));
}

/** The site's name in a content folder; "Website" if it is missing, which the content check reports. */
export function siteNameIn(content: string): string {
  const file = join(content, "site.yaml");
  const name: unknown = existsSync(file) ? parseDocument(readFileSync(file, "utf8")).get("name") : undefined;
  return typeof name === "string" && name !== "" ? name : "Website";
}

/** The language of the site in a content folder, e.g. "de-AT"; English if it is missing, which the content check reports. */
export function siteLanguageIn(content: string): string {
  const file = join(content, "site.yaml");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return /^language:\s*["']?([\w-]+)/m.exec(text)?.[1] ?? "en";
}
