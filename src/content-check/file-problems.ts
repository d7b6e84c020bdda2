import { ADDRESS_PART, addressPart } from "./markdown/address-part.ts";
import { refusedCharacter, withoutRefused } from "./markdown/characters.ts";
import type { ContentProblem } from "./content-problem.ts";
import { CONTENT, kindOf } from "../site/content-files/content-source.ts";
import { didYouMean } from "../host/settings/did-you-mean.ts";
import { LISTS } from "./yaml/field-schema.ts";
import { IMAGE_FILE } from "./pictures/image-files.ts";
import { oneOf } from "../site/content-files/quoted.ts";

/** Addresses that something else answers: none of them, and nothing under them, can be a page. */
const RESERVED = new Set(["admin", "api", "measure", "404", "500", "og", "posts", "rss", "sitemap", "robots"]);

/** A page's file is named after its address, and file systems end at 255. */
const LONGEST_PART = 200;
const LONGEST_NAME = 400;

/** What is wrong with the names and places of the files in src/content, given by their names in it. */
export function fileProblems(names: readonly string[]): ContentProblem[] {
  return names.flatMap((name) => {
    // What the system puts into folders is nobody's text.
    if (/(^|\/)(\.|Thumbs\.db$|desktop\.ini$)/.test(name)) return [];
    const words = placeWords(name);
    return words ? [{ file: `${CONTENT}/${name}`, line: 1, field: "file", ...words }] : [];
  });
}

function placeWords(name: string): Pick<ContentProblem, "found" | "expected" | "write"> | undefined {
  const found = `the file name ${name}`;
  const character = refusedCharacter(name);
  if (character) return { found, expected: `A file name without ${character.name}.`, write: `Rename it to ${CONTENT}/${withoutRefused(name).replaceAll(" ", "-")}` };
  switch (kindOf(name)) {
    case "page":
    case "post":
      return addressWords(name);
    case "site":
      return undefined;
    case "list": {
      const bare = name.replace(/\.yaml$/, "");
      if (Object.hasOwn(LISTS, bare)) return undefined;
      const meant = didYouMean(bare, [...Object.keys(LISTS), "site"]);
      return { found, expected: `${meant ? `Did you mean ${meant}.yaml? ` : ""}One of the lists that pages refer to: ${Object.keys(LISTS).map((list) => `${list}.yaml`).join(", ")}.`, write: meant ? `Rename it to ${CONTENT}/${meant}.yaml` : "Remove it, or put its entries into one of them." };
    }
    case undefined:
      return IMAGE_FILE.test(name) ? pictureNameWords(name) : unreadWords(name);
  }
}

function addressWords(name: string): Pick<ContentProblem, "found" | "expected" | "write"> | undefined {
  const found = `the file name ${name}`;
  const parts = name.replace(/\.md$/, "").split("/");
  if (!parts.every((part) => ADDRESS_PART.test(part))) {
    const right = parts.map((part, i) => addressPart(part) || (i === 0 ? part : "page")).join("/");
    return { found, expected: "Small letters a to z, digits and single hyphens: the name becomes the address.", write: `Rename it to ${CONTENT}/${right}.md` };
  }
  if (name.length > LONGEST_NAME || parts.some((part) => part.length > LONGEST_PART)) {
    return { found, expected: `A name of at most ${LONGEST_PART} characters, and ${LONGEST_NAME} with its folders: it becomes the address.`, write: "Rename it to something shorter." };
  }
  if (name === "posts/index.md") return { found, expected: "An article. The list of the articles is an ordinary page.", write: `Move it to ${CONTENT}/pages/posts.md` };
  const first = parts[1] ?? "";
  if (parts[0] !== "pages" || !RESERVED.has(first)) return undefined;
  if (first === "posts") {
    if (parts.length === 2 || (parts.length === 3 && parts[2] === "index")) return undefined;
    return { found, expected: "An article, in the folder of the articles: addresses that begin with /posts/ are theirs.", write: `Move it to ${CONTENT}/${parts.slice(1).join("/")}.md` };
  }
  return { found, expected: `Another address: /${first} is taken by the site itself.`, write: `Rename it to ${CONTENT}/pages/${[`${first}-page`, ...parts.slice(2)].join("/")}.md` };
}

/** Signs that mean something in an address or to the build, and those that not every system has in a file's name. */
const NO_NAME = /[%?#"\\|<>*:]/g;

function pictureNameWords(name: string): Pick<ContentProblem, "found" | "expected" | "write"> | undefined {
  const signs = name.match(NO_NAME);
  if (!signs) return undefined;
  return { found: `the file name ${name}`, expected: `A picture whose name has no ${oneOf([...new Set(signs)])}`, write: `Rename it to ${CONTENT}/${name.replace(NO_NAME, "-")}, also where it is used.` };
}

/** A file that nothing reads. */
function unreadWords(name: string): Pick<ContentProblem, "found" | "expected" | "write"> {
  const found = `the file name ${name}`;
  const expected = `Pages in pages/ and articles in posts/, which end with .md; lists, which end with .yaml; pictures, which end with ${oneOf([".png", ".jpg", ".webp", ".avif", ".svg"])}.`;
  const bare = name.replace(/\.[^./]*$/, "");
  if (/\.(markdown|mdx|mdown|mkd|MD|Md)$/.test(name) || (/^(pages|posts)\//.test(name) && /\.txt$/i.test(name))) return { found, expected, write: `Rename it to ${CONTENT}/${bare}.md` };
  if (/\.(yml|YAML|YML)$/.test(name)) return { found, expected, write: `Rename it to ${CONTENT}/${bare}.yaml` };
  if (name.endsWith(".md")) return { found, expected, write: `Move it to ${CONTENT}/pages/${name.split("/").map((part) => addressPart(part.replace(/\.md$/, "")) || "page").join("/")}.md` };
  if (name.endsWith(".yaml")) return { found, expected, write: `Move it to ${CONTENT}/${name.split("/").at(-1) ?? name}` };
  if (/\.(gif|tiff?|bmp|heic|heif|psd|jfif)$/i.test(name)) return { found, expected, write: `Save the picture as ${CONTENT}/${bare}.jpg` };
  return { found, expected, write: `Remove it from ${CONTENT}. A file for visitors to download belongs in public/.` };
}
