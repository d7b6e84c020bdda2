import { ADDRESS_PART, addressPart } from "./markdown/address-part.ts";
import { refusedCharacter, withoutRefused } from "./markdown/characters.ts";
import type { ContentProblem } from "./content-problem.ts";
import { CONTENT, kindOf, yamlName } from "../site/content-files/content-names.ts";
import { folderOf, otherFolders, type Languages } from "../site/languages/languages.ts";
import { didYouMean } from "../host/settings/did-you-mean.ts";
import { ENTRIES } from "./yaml/field-schema.ts";
import { IMAGE_FILE } from "./pictures/image-files.ts";
import { oneOf } from "../site/content-files/quoted.ts";

/** Addresses that are in use. No page can have one of them or an address below it. */
const RESERVED = new Set(["admin", "api", "measure", "metrics", "404", "500", "og", "posts", "rss", "sitemap", "robots"]);

/** In characters; docs/editing.md documents it. The build names files after addresses, and file systems allow 255. */
export const LONGEST_PART = 200;
const LONGEST_NAME = 400;

/** Problems with the names and folders of the files in src/content. */
export function fileProblems(names: readonly string[], languages: Languages = []): ContentProblem[] {
  return names.flatMap((name) => {
    // Files that operating systems create.
    if (/(^|\/)(\.|Thumbs\.db$|desktop\.ini$)/.test(name)) return [];
    // Files that src/site.config.ts names: fonts and drawings.
    if (name.startsWith("brand/")) return [];
    const words = placeWords(name, languages);
    return words ? [{ file: `${CONTENT}/${name}`, line: 1, field: "file", ...words }] : [];
  });
}

function placeWords(name: string, languages: Languages): Pick<ContentProblem, "found" | "expected" | "fix"> | undefined {
  const found = `the file name ${name}`;
  const character = refusedCharacter(name);
  if (character) return { found, expected: `A file name without ${character.name}.`, fix: `Rename it to ${CONTENT}/${withoutRefused(name).replaceAll(" ", "-")}` };
  switch (kindOf(name)) {
    case "page":
    case "post":
      return addressWords(name, languages);
    case "site":
      return languageWords(name, languages);
    case "list": {
      const [bare] = yamlName(name);
      if (Object.hasOwn(ENTRIES, bare)) return languageWords(name, languages);
      const meant = didYouMean(bare, [...LIST_NAMES, "site"]);
      return { found, expected: `${meant ? `Did you mean ${meant}.yaml? ` : ""}A list that pages can refer to: ${LIST_NAMES.map((list) => `${list}.yaml`).join(", ")}.`, fix: meant ? `Rename it to ${CONTENT}/${meant}.yaml` : "Remove it, or move its entries to one of these lists." };
    }
    case "entry":
      return entryWords(name, languages);
    case undefined:
      return IMAGE_FILE.test(name) ? pictureNameWords(name) : unreadWords(name);
  }
}

const LIST_NAMES = Object.keys(ENTRIES);

/** In characters; the schema of a reference has the same limit. */
const LONGEST_ENTRY = 60;

/** The problem with the name of an entry's file, such as faqs/why-free.de.yaml. */
function entryWords(name: string, languages: Languages): Pick<ContentProblem, "found" | "expected" | "fix"> | undefined {
  const found = `the file name ${name}`;
  const [list = "", file = ""] = name.split("/");
  const [bare, language] = yamlName(file);
  if (!Object.hasOwn(ENTRIES, list)) {
    const meant = didYouMean(list, LIST_NAMES);
    return { found, expected: `${meant ? `Did you mean the folder ${meant}? ` : ""}A folder of a list that pages can refer to: ${LIST_NAMES.join(", ")}.`, fix: meant ? `Move it to ${CONTENT}/${meant}/${file}` : "Remove it, or move it to one of these folders." };
  }
  if (ADDRESS_PART.test(bare) && bare.length <= LONGEST_ENTRY) return languageWords(name, languages);
  const right = addressPart(bare || file.replace(/\.yaml$/, "")).slice(0, LONGEST_ENTRY).replace(/-$/, "") || "entry";
  return { found, expected: `Lower-case letters a to z, digits and single hyphens, at most ${LONGEST_ENTRY}: pages refer to the entry by this name.`, fix: `Rename it to ${CONTENT}/${list}/${right}${language && `.${language}`}.yaml` };
}

/** The problem with the language in the name of a YAML file: "de" in faqs.de.yaml. */
function languageWords(name: string, languages: Languages): Pick<ContentProblem, "found" | "expected" | "fix"> | undefined {
  const [bare, language] = yamlName(name);
  if (!language || otherFolders(languages).includes(language)) return undefined;
  const found = `the file name ${name}`;
  const [first] = languages;
  if (first !== undefined && [first, folderOf(first)].includes(language)) return { found, expected: `Texts in the default language, ${first}, in ${bare}.yaml.`, fix: `Move its texts to ${CONTENT}/${bare}.yaml` };
  const meant = otherFolders(languages).find((folder) => folder === folderOf(language)) ?? didYouMean(language, otherFolders(languages));
  if (meant) return { found, expected: `One of the site's languages: ${otherFolders(languages).join(", ")}.`, fix: `Rename it to ${CONTENT}/${bare}.${meant}.yaml` };
  const list = JSON.stringify([...(languages.length > 0 ? languages : ["en"]), language]).replaceAll(",", ", ");
  return { found, expected: "A language that src/site.config.ts lists, the default language first.", fix: `Add it there: languages: ${list}` };
}

function addressWords(name: string, languages: Languages): Pick<ContentProblem, "found" | "expected" | "fix"> | undefined {
  const found = `the file name ${name}`;
  const [kind = "", ...all] = name.replace(/\.md$/, "").split("/");
  const [defaultLanguage] = languages;
  if (defaultLanguage !== undefined && languages.length > 1 && all.length > 1 && all[0] === folderOf(defaultLanguage)) {
    return { found, expected: `A page in the default language, ${defaultLanguage}, in no folder for a language.`, fix: `Move it to ${CONTENT}/${[kind, ...all.slice(1)].join("/")}.md` };
  }
  // Below the folder of a language, the same rules apply once more.
  const language = all.length > 1 ? otherFolders(languages).filter((folder) => folder === all[0]) : [];
  const parts = all.slice(language.length);
  const fileOf = (folder: string, names: readonly string[]) => `${CONTENT}/${[folder, ...language, ...names].join("/")}.md`;
  if (!parts.every((part) => ADDRESS_PART.test(part))) {
    return { found, expected: "Lower-case letters a to z, digits and single hyphens: the file name becomes the page's address.", fix: `Rename it to ${fileOf(kind, parts.map((part) => addressPart(part) || "page"))}` };
  }
  if (name.length > LONGEST_NAME || parts.some((part) => part.length > LONGEST_PART)) {
    return { found, expected: `A name of at most ${LONGEST_PART} characters, or ${LONGEST_NAME} with its folders: it becomes the page's address.`, fix: "Choose a shorter name." };
  }
  if (parts.slice(0, -1).includes("index")) return { found, expected: "A folder with another name: a file named index is the page of its folder.", fix: "Rename the folder." };
  const [first = ""] = parts;
  if (kind === "posts" && parts.length === 1 && first === "index") return { found, expected: "An article. The list of articles is an ordinary page.", fix: `Move it to ${fileOf("pages", ["posts"])}` };
  if (kind !== "pages" || !RESERVED.has(first)) return undefined;
  if (first === "posts") {
    if (parts.length === 1 || (parts.length === 2 && parts[1] === "index")) return undefined;
    return { found, expected: "An article in src/content/posts: addresses that begin with /posts/ are reserved for articles.", fix: `Move it to ${fileOf("posts", parts.slice(1))}` };
  }
  return { found, expected: `Another address: the site itself uses /${first}.`, fix: `Rename it to ${fileOf("pages", [`${first}-page`, ...parts.slice(1)])}` };
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
  const expected = `Pages (pages/….md), articles (posts/….md), lists (faqs/….yaml) and pictures (${oneOf([".png", ".jpg", ".webp", ".avif", ".svg"])}).`;
  const bare = name.replace(/\.[^./]*$/, "");
  if (/\.(markdown|mdx|mdown|mkd|MD|Md)$/.test(name) || (/^(pages|posts)\//.test(name) && /\.txt$/i.test(name))) return { found, expected, fix: `Rename it to ${CONTENT}/${bare}.md` };
  if (/\.(yml|YAML|YML)$/.test(name)) return { found, expected, fix: `Rename it to ${CONTENT}/${bare}.yaml` };
  if (name.endsWith(".md")) return { found, expected, fix: `Move it to ${CONTENT}/pages/${name.split("/").map((part) => addressPart(part.replace(/\.md$/, "")) || "page").join("/")}.md` };
  if (name.endsWith(".yaml")) return { found, expected, fix: `Move it to ${CONTENT}/${name.split("/").at(-1) ?? name}` };
  if (/\.(gif|tiff?|bmp|heic|heif|psd|jfif)$/i.test(name)) return { found, expected, fix: `Save the picture as ${CONTENT}/${bare}.jpg` };
  return { found, expected, fix: `Remove it from ${CONTENT}. Files for visitors to download belong in public/.` };
}
