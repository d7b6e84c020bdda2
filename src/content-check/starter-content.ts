import { dirname, join, relative } from "node:path/posix";
import { addressOf } from "../site/content-files/content-address.ts";
import { folderAt, otherFolders, type Languages } from "../site/languages/languages.ts";
import { addressPart } from "./markdown/address-part.ts";
import { CONTENT } from "../site/content-files/content-names.ts";
import { quoted } from "../site/content-files/quoted.ts";

/** A new content file without problems: a draft for its editor to fill in. */
export interface StarterContent {
  /** From the project's root. */
  file: string;
  /** Its address on the site. */
  path: string;
  text: string;
}

interface Asked {
  kind: "page" | "post";
  /** As typed: "services/audit", "/Services/Audit.md". */
  name: string;
  /** "2026-11-22" */
  today: string;
  /** One of the people. */
  author: string;
  /** The languages of the site. */
  languages?: Languages;
  /** The page that the new one translates. */
  original?: { readonly file: string; readonly path?: string; readonly text: string } | undefined;
}

/**
 * The text and the file name of a new page or article.
 *
 * @throws {TypeError} if the name contains nothing that can be part of an address.
 */
export function starterContent({ kind, name, today, author, languages = [], original }: Asked): StarterContent {
  const parts = partsOf(kind, name, otherFolders(languages));
  const last = parts.at(-1);
  if (last === undefined) throw new TypeError(`"${name}" contains no letters or digits for an address. Use a name such as ${kind === "page" ? "npm run new page services/audit" : "npm run new post my-first-article"}`);
  const title = titleOf(parts);
  const fields = [
    `title: ${quoted(title)}`,
    `description: ${quoted(`A draft of the ${kind === "page" ? "page" : "article"} “${cut(title, 40)}”: what readers find here, in 50 to 160 characters.`)}`,
    "draft: true",
  ];
  const file = `${kind}s/${parts.join("/")}`;
  const place = { file: `${CONTENT}/${file}.md`, path: addressOf(file, languages) };
  if (original) return { ...place, text: translationText(original, place, languages) };
  if (kind === "post") {
    const text = ["---", ...fields, `publishDate: ${today}`, `author: ${author}`, "---", "", "The first paragraph says what the article is about.", "", "## The first heading", "", "More text.", ""];
    return { ...place, text: text.join("\n") };
  }
  const hero = ["hero:", `  heading: ${quoted(title)}`, "  text: Two or three sentences on what the page offers and why it matters to the reader."];
  const text = ["---", ...fields, ...hero, "---", "", "## The first heading", "", "The text, in Markdown.", ""];
  return { ...place, text: text.join("\n") };
}

/** A page's text for its translator: a draft, which names the page if its address does not, and finds the pictures from its own folder. */
function translationText({ file, path = "", text }: NonNullable<Asked["original"]>, place: Pick<StarterContent, "file" | "path">, languages: Languages): string {
  const isNamed = (place.path.slice(folderAt(place.path, languages).length + 1) || "/") === path;
  const fields = [...(isNamed ? [] : [`translationOf: ${path}`]), "draft: true"];
  return text
    .replace(/^draft:.*\n/m, "")
    // Old addresses lead to the original.
    .replace(/^redirectFrom:.*\n(?:[ -].*\n)*/m, "")
    .replace(/^---\n(title:.*\n)?/, (start) => `${start}${fields.join("\n")}\n`)
    .replace(/\.{1,2}\/[^\s)"']+\.(?:png|jpe?g|webp|avif|svg)\b/gi, (picture) => relative(dirname(place.file), join(dirname(file), picture)).replace(/^(?!\.)/, "./"));
}

/** The parts of the typed name, without what the command adds itself: folder, slashes and extension. A language is the folder of its home page. */
function partsOf(kind: "page" | "post", name: string, folders: readonly string[]): string[] {
  const bare = name
    .trim()
    .replace(/^(\.?\/)?(src\/)?(content\/)?/, "")
    .replace(kind === "page" ? /^\/*pages\// : /^\/*posts\//, "")
    .replace(/\.(md|mdx|markdown|html)$/i, "");
  const parts = bare.split("/").map(addressPart).filter(Boolean);
  const [first = "", second] = parts;
  if (!folders.includes(first)) return parts;
  if (kind === "page") return second === undefined ? [first, "index"] : parts;
  return second === "posts" ? [first, ...parts.slice(2)] : parts;
}

/** "services/seo-audit" becomes "Seo audit". A title has at most 60 characters. */
function titleOf(parts: readonly string[]): string {
  const name = parts.join("/") === "index" ? "home" : (parts.findLast((part) => part !== "index") ?? "page");
  const words = name.replaceAll("-", " ");
  return cut(words.charAt(0).toUpperCase() + words.slice(1), 60);
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1).trimEnd()}…` : text;
}
