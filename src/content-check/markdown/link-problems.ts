import { bookingLinkWords } from "./booking-problems.ts";
import type { ReferenceWords, Words } from "../content-problem.ts";
import type { Addressed, ContentIndex } from "../content-index.ts";
import { CONTENT } from "../../site/content-files/content-names.ts";
import { didYouMean } from "../../host/settings/did-you-mean.ts";
import { picturePath } from "../../site/pictures/picture-path.ts";
import { refusedCharacter, WITHOUT_REFUSED } from "./characters.ts";
import { excerpt, quoted, someOf } from "../../site/content-files/quoted.ts";
import { TEXT_LIMITS } from "../../site/content-files/text-bounds.ts";

/** One or several addresses, or none: "mailto:?subject=…" lets the visitor choose whom to write to. */
const MAIL = /^mailto:(?:[^\s@?,]+@[^\s@?,]+\.[^\s@?,]+(?:,[^\s@?,]+@[^\s@?,]+\.[^\s@?,]+)*(?:\?\S*)?|\?\S+)$/i;
/** With parameters as in RFC 3966: "tel:+49-30-1234567;ext=12". */
const PHONE = /^tel:\+?[\d().-]+(?:;[\w-]+=[\w.+-]+)*$/i;

/**
 * The problem with a link's address. `fix` is the address to write instead, or a sentence with a step to take.
 *
 * @param from the page with the link; undefined in a shared list, which any page may show
 */
export function linkWords(url: string, { file, from }: { file: string; from?: Addressed | undefined }, index: ContentIndex): ReferenceWords | undefined {
  const found = quoted(excerpt(url));
  if (url.trim() === "") return { found: "a link without an address", expected: "An address between the parentheses.", fix: "/the-page" };
  if (url.length > TEXT_LIMITS.address) return { found: `an address of ${url.length.toLocaleString("en")} characters: ${excerpt(url, 40)}`, expected: `At most ${TEXT_LIMITS.address.toLocaleString("en")} characters.`, fix: "Shorten the address." };
  if (refusedCharacter(decoded(url))) return { found, expected: WITHOUT_REFUSED, fix: "Remove the character that is written with %." };
  if (url === "#" || url === "#top") return undefined;
  if (/^mailto:/i.test(url)) return MAIL.test(url) ? undefined : { found, expected: "A complete e-mail address after mailto:", fix: "Write the complete address, e.g. mailto:somebody@example.com" };
  if (/^tel:/i.test(url)) return PHONE.test(url) ? undefined : { found, expected: "A phone number without spaces after tel:", fix: "Write the number, e.g. tel:+49-30-1234567" };
  if (url.startsWith("//")) return { found, expected: "An address that begins with https://", fix: `https:${url}` };
  if (/^[a-z][a-z\d+.-]*:/i.test(url)) return elsewhereWords(url, found, { file, from }, index);
  if (url.startsWith("#")) return from && anchorWords(from, url.slice(1), { url, from });
  if (!url.startsWith("/")) return { found, expected: "An address on this site, which begins with a slash, or one that begins with https://", fix: addressFor(url, file, index) };
  return siteWords(url, from, index);
}

function elsewhereWords(url: string, found: string, { from }: { file: string; from?: Addressed | undefined }, index: ContentIndex): ReferenceWords | undefined {
  if (!URL.canParse(url)) return { found, expected: "A valid address.", fix: "Open the page in a browser and copy its address." };
  const { origin, protocol, pathname, search, hash, host } = new URL(url);
  const isWeb = protocol === "https:" || protocol === "http:";
  // A browser reads it as a path of this site.
  if (isWeb && !/^https?:\/\//i.test(url)) return { found, expected: "Two slashes after https:", fix: url.replace(/^https?:[\\/]*/i, "https://") };
  if (isWeb && [origin, `https://${host}`].includes(index.siteOrigin ?? "")) {
    const path = withoutSlash(pathname) + search + hash;
    return siteWords(path, from, index) ?? { found, expected: "An address on this site without the domain, so that it also works on previews.", fix: path };
  }
  if (index.bookingOrigins.has(origin)) return bookingLinkWords(url, index);
  if (protocol === "http:") return { found, expected: "An address that begins with https://", fix: url.replace(/^http:/i, "https:").replace(/^([^/]*\/\/[^/?#]*):80(?=[/?#]|$)/, "$1") };
  return protocol === "https:" ? undefined : { found, expected: "An address that begins with /, #, https:// or mailto:", fix: "Link to a web page instead, or remove the link." };
}

/** The problem with a link to this site, given from its first slash. */
function siteWords(url: string, from: Addressed | undefined, index: ContentIndex): Words | undefined {
  const found = quoted(excerpt(url));
  const [, pathname = "", search = "", anchor] = /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/.exec(url) ?? [];
  const path = decoded(pathname);
  const rest = search + (anchor === undefined ? "" : `#${anchor}`);
  const target = index.addressed.get(path);
  if (target) return heldBackWords(target, from, found) ?? (anchor ? anchorWords(target, anchor, { url, from }) : undefined);
  if (index.otherPaths.has(path) || path.startsWith("/api/") || index.ownPages.some(({ matches }) => matches.test(path))) return undefined;
  const bare = withoutSlash(path.replace(/\.(html?|md)$/i, "").replace(/\/index$/, ""));
  if (bare !== path && (index.addressed.has(bare) || index.otherPaths.has(bare))) {
    return siteWords(bare + rest, from, index) ?? { found, expected: "The page's exact address, without a slash or a file extension at its end.", fix: bare + rest };
  }
  const moved = index.redirects.get(withoutSlash(path).toLowerCase());
  if (moved) return { found, expected: `The page's current address. This is an old one, which redirects to ${moved}.`, fix: moved + rest };
  const meant = didYouMean(path, [...index.addressed.keys(), ...index.otherPaths]) ?? sameLastName(path, index);
  const otherwise = FILE.test(path) ? `or put the file there: public${path}` : `or create this one: npm run new page ${path.slice(1)}`;
  return { found, expected: meant ? `Did you mean ${quoted(meant)}? There is no page at ${path}.` : `A page that exists. There is none at ${path}.`, fix: meant ? meant + rest : `Link to a page that exists, ${otherwise}` };
}

/** The problem with a link from a public page to one that is not public. */
function heldBackWords(target: Addressed, from: Addressed | undefined, found: string): Words | undefined {
  // A page that has ended is noted: an error would stop the build that takes it off the site.
  if (!target.heldBack || target.heldBack === "ended" || from?.heldBack) return undefined;
  const state = target.heldBack === "draft" ? "a draft" : "not public before its publishDate";
  const way = target.heldBack === "draft" ? `remove "draft: true" from ${target.file}` : `set an earlier publishDate in ${target.file}`;
  return { found, expected: `A public page. ${target.path} is ${state}.`, fix: `Remove the link until then, or ${way}.` };
}

function anchorWords(target: Addressed, anchor: string, { url, from }: { url: string; from: Addressed | undefined }): Words | undefined {
  // A text fragment, "#:~:text=…", needs no heading.
  const [id = ""] = decoded(anchor).split(":~:");
  if (!target.anchors || target.anchors.has(id) || id === "top" || id === "") return undefined;
  // Comparing thousands of headings with thousands of links would take minutes.
  const meant = target.anchors.size > 1000 ? undefined : didYouMean(id, target.anchors);
  const where = target === from ? "this page" : target.path;
  const all = someOf([...target.anchors].map((name) => `#${name}`));
  return {
    found: quoted(excerpt(url)),
    expected: `${meant ? `Did you mean ${quoted(`#${meant}`)}? ` : ""}${all ? `The headings on ${where}: ${all}.` : `A heading that exists. There are none on ${where}.`}`,
    fix: meant ? url.replace(/#.*$/, `#${meant}`) : all ? "Link to one of these headings, or remove the # and everything after it." : "Remove the # and everything after it.",
  };
}

/** The name of a file that visitors can open, which could also be taken for a domain. */
const FILE = /\.(?:avif|csv|docx?|gif|html?|ics|jpe?g|json|md|mp[34]|odt|pdf|php|png|pptx?|rtf|svg|txt|vcf|webp|xlsx?|xml|zip)$/i;

/** The address meant by a link to a file, or by one without its slash, https://, mailto: or tel:. */
function addressFor(url: string, file: string, { addressed }: ContentIndex): string {
  const [, path = "", rest = ""] = /^([^?#]*)(.*)$/.exec(url) ?? [];
  if (MAIL.test(`mailto:${url}`)) return `mailto:${url}`;
  if (PHONE.test(`tel:${url}`) && /\d{5}/.test(url.replace(/\D/g, ""))) return `tel:${url}`;
  const target = picturePath(file, decoded(path));
  const byFile = [...addressed.values()].find((page) => page.file === target || page.file === `${target}.md`);
  if (byFile) return byFile.path + rest;
  const [domain = "", ...below] = path.split("/");
  const isFile = below.length === 0 && FILE.test(path) && !domain.startsWith("www.");
  if (/^[\w-]+(\.[\w-]+)*\.[a-z]{2,}$/i.test(domain) && !isFile) return `https://${url}`;
  const bare = `/${withoutSlash(target.startsWith(CONTENT) ? path.replace(/^(\.{1,2}\/)+/, "") : path.replace(/^(\.{0,2}\/)+/, "")).replace(/\.(md|html?)$/, "")}`;
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
