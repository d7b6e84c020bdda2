import { ADDRESS_PART, addressPart } from "./markdown/address-part.ts";
import { refusedCharacter, withoutRefused } from "./markdown/characters.ts";
import type { ContentProblem } from "./content-problem.ts";
import { CONTENT, kindOf } from "../site/content-files/content-source.ts";
import { didYouMean } from "../host/settings/did-you-mean.ts";
import { LISTS } from "./yaml/field-schema.ts";
import { IMAGE_FILE } from "./pictures/image-files.ts";
import { oneOf } from "../site/content-files/quoted.ts";

/** Addresses that are in use. No page can have one of them or an address below it. */
const RESERVED = new Set(["admin", "api", "measure", "metrics", "404", "500", "og", "posts", "rss", "sitemap", "robots"]);

/** In characters; docs/editing.md documents it. The build names files after addresses, and file systems allow 255. */
export const LONGEST_PART = 200;
const LONGEST_NAME = 400;

/** Problems with the names and folders of the files in src/content. */
export function fileProblems(names: readonly string[]): ContentProblem[] {
  return names.flatMap((name) => {
    // Files that operating systems create.
    if (/(^|\/)(\.|Thumbs\.db$|desktop\.ini$)/.test(name)) return [];
    // Files that src/site.config.ts names: fonts and drawings.
    if (name.startsWith("brand/")) return [];
    const words = placeWords(name);
    return words ? [{ file: `${CONTENT}/${name}`, line: 1, field: "file", ...words }] : [];
  });
}

function placeWords(name: string): Pick<ContentProblem, "found" | "expected" | "fix"> | undefined {
  const found = `the file name ${name}`;
  const character = refusedCharacter(name);
  if (character) return { found, expected: `A file name without ${character.name}.`, fix: `Rename it to ${CONTENT}/${withoutRefused(name).replaceAll(" ", "-")}` };
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
      return { found, expected: `${meant ? `Did you mean ${meant}.yaml? ` : ""}A list that pages can refer to: ${Object.keys(LISTS).map((list) => `${list}.yaml`).join(", ")}.`, fix: meant ? `Rename it to ${CONTENT}/${meant}.yaml` : "Remove it, or move its entries to one of these lists." };
    }
    case undefined:
      return IMAGE_FILE.test(name) ? pictureNameWords(name) : unreadWords(name);
  }
}

function addressWords(name: string): Pick<ContentProblem, "found" | "expected" | "fix"> | undefined {
  const found = `the file name ${name}`;
  const parts = name.replace(/\.md$/, "").split("/");
  if (!parts.every((part) => ADDRESS_PART.test(part))) {
    const right = parts.map((part, i) => addressPart(part) || (i === 0 ? part : "page")).join("/");
    return { found, expected: "Lower-case letters a to z, digits and single hyphens: the file name becomes the page's address.", fix: `Rename it to ${CONTENT}/${right}.md` };
  }
  if (name.length > LONGEST_NAME || parts.some((part) => part.length > LONGEST_PART)) {
    return { found, expected: `A name of at most ${LONGEST_PART} characters, or ${LONGEST_NAME} with its folders: it becomes the page's address.`, fix: "Choose a shorter name." };
  }
  if (parts.slice(1, -1).includes("index")) return { found, expected: "A folder with another name: a file named index is the page of its folder.", fix: "Rename the folder." };
  if (name === "posts/index.md") return { found, expected: "An article. The list of articles is an ordinary page.", fix: `Move it to ${CONTENT}/pages/posts.md` };
  const first = parts[1] ?? "";
  if (parts[0] !== "pages" || !RESERVED.has(first)) return undefined;
  if (first === "posts") {
    if (parts.length === 2 || (parts.length === 3 && parts[2] === "index")) return undefined;
    return { found, expected: "An article in src/content/posts: addresses that begin with /posts/ are reserved for articles.", fix: `Move it to ${CONTENT}/${parts.slice(1).join("/")}.md` };
  }
  return { found, expected: `Another address: the site itself uses /${first}.`, fix: `Rename it to ${CONTENT}/pages/${[`${first}-page`, ...parts.slice(2)].join("/")}.md` };
}

/** Characters with a meaning in addresses or in the build, and those that not every system allows in file names. */
const NO_NAME = /[%?#"\\|<>*:]/g;

function pictureNameWords(name: string): Pick<ContentProblem, "found" | "expected" | "fix"> | undefined {
  const signs = name.match(NO_NAME);
  if (!signs) return undefined;
  return { found: `the file name ${name}`, expected: `A picture name without ${oneOf([...new Set(signs)])}`, fix: `Rename it to ${CONTENT}/${name.replace(NO_NAME, "-")}, and update the pages that use it.` };
}

/** A file that nothing reads. */
function unreadWords(name: string): Pick<ContentProblem, "found" | "expected" | "fix"> {
  const found = `the file name ${name}`;
  const expected = `Pages (pages/….md), articles (posts/….md), lists (….yaml) and pictures (${oneOf([".png", ".jpg", ".webp", ".avif", ".svg"])}).`;
  const bare = name.replace(/\.[^./]*$/, "");
  if (/\.(markdown|mdx|mdown|mkd|MD|Md)$/.test(name) || (/^(pages|posts)\//.test(name) && /\.txt$/i.test(name))) return { found, expected, fix: `Rename it to ${CONTENT}/${bare}.md` };
  if (/\.(yml|YAML|YML)$/.test(name)) return { found, expected, fix: `Rename it to ${CONTENT}/${bare}.yaml` };
  if (name.endsWith(".md")) return { found, expected, fix: `Move it to ${CONTENT}/pages/${name.split("/").map((part) => addressPart(part.replace(/\.md$/, "")) || "page").join("/")}.md` };
  if (name.endsWith(".yaml")) return { found, expected, fix: `Move it to ${CONTENT}/${name.split("/").at(-1) ?? name}` };
  if (/\.(gif|tiff?|bmp|heic|heif|psd|jfif)$/i.test(name)) return { found, expected, fix: `Save the picture as ${CONTENT}/${bare}.jpg` };
  return { found, expected, fix: `Remove it from ${CONTENT}. Files for visitors to download belong in public/.` };
}
