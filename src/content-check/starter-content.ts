import { addressPart } from "./markdown/address-part.ts";
import { CONTENT } from "../site/content-files/content-source.ts";
import { quoted } from "../site/content-files/quoted.ts";

/** A new content file that is right as it is: a draft for its editor to fill in. */
export interface StarterContent {
  /** From the project's root. */
  file: string;
  /** Its address on the site. */
  path: string;
  text: string;
}

interface Asked {
  kind: "page" | "post";
  /** As it was typed: "services/audit", "/Services/Audit.md". */
  name: string;
  /** The day of an article: "2026-11-22". */
  today: string;
  /** The first entry of people.yaml. */
  author: string;
}

/**
 * The text and the place of a new page or article.
 *
 * @throws {TypeError} if no address can be made from the name.
 */
export function starterContent({ kind, name, today, author }: Asked): StarterContent {
  const parts = partsOf(kind, name);
  const last = parts.at(-1);
  if (last === undefined) throw new TypeError(`"${name}" gives no address. Write a name of letters and digits, e.g. ${kind === "page" ? "npm run new page services/audit" : "npm run new post my-first-article"}`);
  const title = titleOf(parts);
  const fields = [
    `title: ${quoted(title)}`,
    `description: ${quoted(`A draft: what the reader finds on the ${kind === "page" ? "page" : "article's page"} “${cut(title, 40)}”, in 50 to 160 characters.`)}`,
    "draft: true",
  ];
  if (kind === "post") {
    const text = ["---", ...fields, `publishDate: ${today}`, `author: ${author}`, "---", "", "The first paragraph says what the article is about.", "", "## The first heading", "", "And so on.", ""];
    return { file: `${CONTENT}/posts/${parts.join("/")}.md`, path: `/posts/${parts.join("/")}`, text: text.join("\n") };
  }
  const hero = ["hero:", `  heading: ${quoted(title)}`, "  text: Two or three sentences on what it is and why it matters to the reader."];
  const text = ["---", ...fields, ...hero, "---", "", "## The first heading", "", "The text, in Markdown.", ""];
  return { file: `${CONTENT}/pages/${parts.join("/")}.md`, path: parts.join("/") === "index" ? "/" : `/${parts.join("/").replace(/\/index$/, "")}`, text: text.join("\n") };
}

/** What was typed, without what the command adds itself: the folders, the slashes, the ending. */
function partsOf(kind: "page" | "post", name: string): string[] {
  const bare = name
    .trim()
    .replace(/^(\.?\/)?(src\/)?(content\/)?/, "")
    .replace(kind === "page" ? /^\/*pages\// : /^\/*posts\//, "")
    .replace(/\.(md|mdx|markdown|html)$/i, "");
  return bare.split("/").map(addressPart).filter(Boolean);
}

/** "services/seo-audit" is "Seo audit". A title has 60 characters at most. */
function titleOf(parts: readonly string[]): string {
  const name = parts.join("/") === "index" ? "home" : (parts.findLast((part) => part !== "index") ?? "page");
  const words = name.replaceAll("-", " ");
  return cut(words.charAt(0).toUpperCase() + words.slice(1), 60);
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1).trimEnd()}…` : text;
}
