import { addressOf } from "../site/content-files/content-address.ts";
import { addressPart } from "./markdown/address-part.ts";
import { CONTENT } from "../site/content-files/content-source.ts";
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
  /** The first entry of people.yaml. */
  author: string;
}

/**
 * The text and the file name of a new page or article.
 *
 * @throws {TypeError} if the name contains nothing that can be part of an address.
 */
export function starterContent({ kind, name, today, author }: Asked): StarterContent {
  const parts = partsOf(kind, name);
  const last = parts.at(-1);
  if (last === undefined) throw new TypeError(`"${name}" contains no letters or digits for an address. Use a name such as ${kind === "page" ? "npm run new page services/audit" : "npm run new post my-first-article"}`);
  const title = titleOf(parts);
  const fields = [
    `title: ${quoted(title)}`,
    `description: ${quoted(`A draft of the ${kind === "page" ? "page" : "article"} “${cut(title, 40)}”: what readers find here, in 50 to 160 characters.`)}`,
    "draft: true",
  ];
  const file = `${kind}s/${parts.join("/")}`;
  const place = { file: `${CONTENT}/${file}.md`, path: addressOf(file) };
  if (kind === "post") {
    const text = ["---", ...fields, `publishDate: ${today}`, `author: ${author}`, "---", "", "The first paragraph says what the article is about.", "", "## The first heading", "", "More text.", ""];
    return { ...place, text: text.join("\n") };
  }
  const hero = ["hero:", `  heading: ${quoted(title)}`, "  text: Two or three sentences on what the page offers and why it matters to the reader."];
  const text = ["---", ...fields, ...hero, "---", "", "## The first heading", "", "The text, in Markdown.", ""];
  return { ...place, text: text.join("\n") };
}

/** The parts of the typed name, without what the command adds itself: folder, slashes and extension. */
function partsOf(kind: "page" | "post", name: string): string[] {
  const bare = name
    .trim()
    .replace(/^(\.?\/)?(src\/)?(content\/)?/, "")
    .replace(kind === "page" ? /^\/*pages\// : /^\/*posts\//, "")
    .replace(/\.(md|mdx|markdown|html)$/i, "");
  return bare.split("/").map(addressPart).filter(Boolean);
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
