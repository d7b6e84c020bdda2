import { bookingLinkWords } from "./booking-problems.ts";
import type { ReferenceWords, Words } from "../content-problem.ts";
import type { Addressed, ContentIndex } from "../content-index.ts";
import { CONTENT } from "../../site/content-files/content-source.ts";
import { didYouMean } from "../../host/settings/did-you-mean.ts";
import { picturePath } from "../../site/pictures/picture-path.ts";
import { refusedCharacter, WITHOUT_REFUSED } from "./characters.ts";
import { excerpt, quoted } from "../../site/content-files/quoted.ts";
import { TEXT_LIMITS } from "../../site/content-files/text-bounds.ts";

/**
 * What is wrong with where a link leads; `write` is the address to write instead, or a whole sentence
 * where it takes a step.
 *
 * @param from the page that it stands on; undefined in a shared list, which any page may show
 */
export function linkWords(url: string, { file, from }: { file: string; from?: Addressed | undefined }, index: ContentIndex): ReferenceWords | undefined {
  const found = quoted(excerpt(url));
  if (url.trim() === "") return { found: "a link that leads nowhere", expected: "An address between the brackets.", write: "/the-page" };
  if (url.length > TEXT_LIMITS.address) return { found: `an address of ${url.length.toLocaleString("en")} characters: ${excerpt(url, 40)}`, expected: `At most ${TEXT_LIMITS.address.toLocaleString("en")} characters.`, write: "Shorten the address." };
  if (refusedCharacter(decoded(url))) return { found, expected: WITHOUT_REFUSED, write: "Write the address without the character that is written with %." };
  if (url === "#" || url === "#top") return undefined;
  if (/^mailto:/i.test(url)) {
    return /^mailto:[^\s@?]+@[^\s@?]+\.[^\s@?]+(\?\S*)?$/i.test(url) ? undefined : { found, expected: "A whole mail address after mailto:", write: "Write the whole address: mailto:somebody@example.com" };
  }
  if (/^tel:\+?[\d().-]+$/i.test(url)) return undefined;
  if (url.startsWith("//")) return { found, expected: "An address that begins with https://", write: `https:${url}` };
  if (/^[a-z][a-z\d+.-]*:/i.test(url)) return elsewhereWords(url, found, { file, from }, index);
  if (url.startsWith("#")) return from && anchorWords(from, url.slice(1), { url, from });
  if (!url.startsWith("/")) return { found, expected: "An address on this site, which begins with a slash, or one that begins with https://", write: addressFor(url, file, index) };
  return siteWords(url, from, index);
}

function elsewhereWords(url: string, found: string, { from }: { file: string; from?: Addressed | undefined }, index: ContentIndex): ReferenceWords | undefined {
  if (!URL.canParse(url)) return { found, expected: "An address that can be opened.", write: "Open the page in a browser, and copy its address from there." };
  const { origin, protocol, pathname, search, hash, host } = new URL(url);
  if (origin === index.siteOrigin) {
    const path = withoutSlash(pathname) + search + hash;
    return siteWords(path, from, index) ?? { found, expected: "An address on this site, without its name: so it is right on every copy of the site.", write: path };
  }
  if (index.bookingOrigins.has(origin)) return bookingLinkWords(url, index);
  const secure = `https://${host}${pathname === "/" && !url.endsWith("/") ? "" : pathname}${search}${hash}`;
  if (protocol === "http:") return { found, expected: "An address that begins with https://", write: secure };
  return protocol === "https:" ? undefined : { found, expected: "An address that begins with /, #, https:// or mailto:", write: "Link to a page that says how, or remove the link." };
}

/** A link to this site, from the first slash on. */
function siteWords(url: string, from: Addressed | undefined, index: ContentIndex): Words | undefined {
  const found = quoted(excerpt(url));
  const [, pathname = "", search = "", anchor] = /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/.exec(url) ?? [];
  const path = decoded(pathname);
  const rest = search + (anchor === undefined ? "" : `#${anchor}`);
  const target = index.addressed.get(path);
  if (target) return heldBackWords(target, from, found) ?? (anchor ? anchorWords(target, anchor, { url, from }) : undefined);
  if (index.otherPaths.has(path) || path.startsWith("/api/")) return undefined;
  const bare = withoutSlash(path.replace(/\.(html?|md)$/i, "").replace(/\/index$/, ""));
  if (bare !== path && (index.addressed.has(bare) || index.otherPaths.has(bare))) {
    return siteWords(bare + rest, from, index) ?? { found, expected: "The page's address as it is, without a slash or an ending after it.", write: bare + rest };
  }
  const moved = index.redirects.get(path.toLowerCase());
  if (moved) return { found, expected: `The page's own address: this is an old one, which leads to ${moved}.`, write: moved + rest };
  const meant = didYouMean(path, [...index.addressed.keys(), ...index.otherPaths]) ?? sameLastName(path, index);
  return { found, expected: meant ? `Did you mean ${quoted(meant)}? There is no page at ${path}.` : `A page that exists: there is none at ${path}.`, write: meant ? meant + rest : "The address of a page that exists, or make this one: npm run new page " + path.slice(1) };
}

/** On the public site this link would lead nowhere. */
function heldBackWords(target: Addressed, from: Addressed | undefined, found: string): Words | undefined {
  if (!target.heldBack || from?.heldBack) return undefined;
  const state = target.heldBack === "draft" ? "a draft" : "not public before its publishDate";
  const way = target.heldBack === "draft" ? `remove "draft: true" from ${target.file}` : `bring the publishDate in ${target.file} forward`;
  return { found, expected: `A page that the public can see: ${target.path} is ${state}.`, write: `Remove the link until then, or ${way}.` };
}

function anchorWords(target: Addressed, anchor: string, { url, from }: { url: string; from: Addressed | undefined }): Words | undefined {
  const id = decoded(anchor);
  if (!target.anchors || target.anchors.has(id) || id === "top") return undefined;
  const meant = didYouMean(id, target.anchors);
  const where = target === from ? "this page" : target.path;
  const all = [...target.anchors].map((name) => `#${name}`).join(", ");
  return {
    found: quoted(excerpt(url)),
    expected: `${meant ? `Did you mean ${quoted(`#${meant}`)}? ` : ""}${all ? `The headings on ${where}: ${all}.` : `A page with headings: ${where} has none.`}`,
    write: meant ? url.replace(/#.*$/, `#${meant}`) : "Link to one of these headings, or to the page without # and what follows.",
  };
}

/** What somebody meant who linked to a file, or left out the slash or the https://. */
function addressFor(url: string, file: string, { addressed }: ContentIndex): string {
  const [, path = "", rest = ""] = /^([^?#]*)(.*)$/.exec(url) ?? [];
  const target = picturePath(file, decoded(path));
  const byFile = [...addressed.values()].find((page) => page.file === target || page.file === `${target}.md`);
  if (byFile) return byFile.path + rest;
  if (/^(www\.)?[\w-]+(\.[\w-]+)*\.[a-z]{2,}(\/|$)/i.test(path) && !path.endsWith(".md")) return `https://${url}`;
  const bare = `/${withoutSlash(target.startsWith(CONTENT) ? path.replace(/^(\.{1,2}\/)+/, "") : path.replace(/^(\.{0,2}\/)+/, "")).replace(/\.(md|html)$/, "")}`;
  return (addressed.has(bare) ? bare : (didYouMean(bare, addressed.keys()) ?? bare)) + rest;
}

function sameLastName(path: string, { addressed }: ContentIndex): string | undefined {
  const name = path.split("/").at(-1);
  return [...addressed.keys()].find((other) => other.length > 1 && other.split("/").at(-1) === name);
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") || "/" : path;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
