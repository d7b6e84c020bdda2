import { readContent } from "../site/content-files/content-source.ts";
import { englishName, folderOf, languageOf, otherFolders } from "../site/languages/languages.ts";
import { siteTexts } from "../site/languages/merged-texts.ts";
import { readyWords } from "../site/languages/ready-words.ts";
import { publicationOf } from "../site/publication.ts";
import { publishable, type CheckOptions } from "./content-index.ts";
import { fieldPath, valueAt } from "./content-problem.ts";
import { judgeFile, type JudgedFile } from "./judged-file.ts";
import { fieldSchemaOf, schemaOf, valuesWith } from "./yaml/field-schema.ts";

/** Something that visitors of a language get in the default language, or not at all. It is no mistake. */
export interface MissingTranslation {
  readonly language: string;
  /** A page that the language lacks, words that it lacks, or a link to a page in the default language that is translated. */
  readonly kind: "page" | "words" | "link";
  /** The file to add or to change, from the project's root; of a link, with its line. */
  readonly file: string;
  /** The field to add; for a page, the command; for a link, the address that is there and the translated one. */
  readonly field: string;
}

/** What is not translated yet: pages and articles first, then words, then links. */
export async function missingTranslations(root: string, { languages = [], now }: Pick<CheckOptions, "languages" | "now">): Promise<MissingTranslation[]> {
  const files = (await readContent(root, languages)).map(judgeFile);
  return otherFolders(languages).flatMap((folder) => {
    const language = languageOf(folder, languages) ?? folder;
    const own = files.filter(({ source }) => source.language === folder);
    // A language that is only prepared is not reported page by page.
    return own.length === 0 ? [{ language, kind: "page" as const, file: "src/content", field: `npm run new page ${folder}` }] : [...missingPages(files, own, { language, now }), ...missingWords(files, own, language), ...untranslatedLinks(own, language)];
  });
}

function missingPages(files: readonly JudgedFile[], own: readonly JudgedFile[], { language, now }: { language: string; now: Date }): MissingTranslation[] {
  const folder = folderOf(language);
  const translated = translationsOf(own, folder);
  return files.flatMap(({ source: { kind, path, language: one }, data }) => {
    if (path === undefined || one !== "" || translated.has(path) || isHeldBack(data, now)) return [];
    const name = path === "/" ? "index" : path.slice(1).replace(/^posts\//, "");
    return [{ language, kind: "page" as const, file: `src/content/${kind}s/${folder}/${name}.md`, field: `npm run new ${kind} ${folder}${path === "/" ? "" : `/${name}`}` }];
  });
}

/** The addresses of the pages in a language by those of the pages that they translate. */
function translationsOf(own: readonly JudgedFile[], folder: string): Map<string, string> {
  return new Map(own.flatMap(({ source: { path }, data }): [string, string][] => (path === undefined ? [] : [[String(valueAt(data, ["translationOf"]) ?? (path.slice(folder.length + 1) || "/")), path]])));
}

/** Links of pages in a language that leave the language, although the page that they lead to is translated. */
function untranslatedLinks(own: readonly JudgedFile[], language: string): MissingTranslation[] {
  const translated = translationsOf(own, folderOf(language));
  return own.flatMap(({ source: { file, path }, values, markdown, lineOf }) => {
    const links = [
      ...values.flatMap(({ path: at, value, schema }) => (schema.role === "href" ? [{ url: value, line: lineOf(at) }] : [])),
      ...markdown.links,
    ];
    return path === undefined ? [] : links.flatMap(({ url, line }) => {
      const [to = "", rest = ""] = url.split(/(?=[?#])/);
      const better = translated.get(to);
      return better === undefined ? [] : [{ language, kind: "link" as const, file: `${file}:${line}`, field: `${to}${rest} → ${better}` }];
    });
  });
}

function isHeldBack(data: unknown, now: Date): boolean {
  return publicationOf(publishable(data), { stage: "production", now }).heldBack !== undefined;
}

/** Names and addresses are the same in every language as a rule. */
const NAME = /(^|\.)name$|^organization\./;

/** The words of the site, and of the entries of shared lists that pages in the language show. */
function missingWords(files: readonly JudgedFile[], own: readonly JudgedFile[], language: string): MissingTranslation[] {
  const shown = new Set(own.flatMap(({ values }) => values.flatMap(({ value, schema }) => (schema.role === "reference" ? [`${schema.list ?? ""} ${value}`] : []))));
  const ready = readyWords(language);
  return files.flatMap(({ source, data }) => {
    const schema = schemaOf(source);
    if (source.path !== undefined || source.language || !schema || data === undefined) return [];
    const [list, name] = source.kind === "site" ? [] : source.file.replace(/^src\/content\/|\.yaml$/g, "").split("/");
    const file = source.file.replace(/\.yaml$/, `.${folderOf(language)}.yaml`);
    const there = own.find((one) => one.source.file === file)?.data;
    const texts = list === undefined ? siteTexts(data as Record<string, unknown>) : data;
    return valuesWith("fits", fieldSchemaOf(schema), texts).flatMap(({ path, schema: { role } }) => {
      const field = fieldPath(path);
      const isShown = list === undefined || shown.has(`${list} ${name ?? String(path[0])}`);
      const isKnown = valueAt(there, path) !== undefined || (list === undefined && (valueAt(ready, path) !== undefined || isInEvent(path, data, there)));
      return role || NAME.test(field) || !isShown || isKnown ? [] : [{ language, kind: "words" as const, file, field }];
    });
  });
}

/** Whether a text of an event is translated: events are found by their links, not by their places in the list. */
function isInEvent(path: readonly PropertyKey[], site: unknown, translated: unknown): boolean {
  if (path[1] !== "events") return false;
  const link = valueAt(site, [...path.slice(0, 3), "link"]);
  const events = valueAt(translated, ["booking", "events"]);
  return Array.isArray(events) && events.some((one: unknown) => valueAt(one, ["link"]) === link && valueAt(one, path.slice(3)) !== undefined);
}

const MOST = 20;

const TITLES: Readonly<Record<MissingTranslation["kind"], (language: string) => string>> = {
  page: (language) => `Not translated into ${language}. The menus in this language leave these pages out:`,
  words: (language) => `Warning: visitors of the pages in ${language} see these texts in the default language. Add them:`,
  link: (language) => `Links of pages in ${language} to the default language, although there is a translation:`,
};

/** The missing translations for a terminal. */
export function missingTranslationsText(missing: readonly MissingTranslation[]): string {
  const groups = Map.groupBy(missing, ({ language, kind }) => `${kind} ${language}`);
  return [...groups.values()]
    .flatMap((group) => {
      const [{ language = "", kind = "page" } = {}] = group;
      const name = englishName(language);
      const title = TITLES[kind](name);
      const more = group.length > MOST ? [`  and ${group.length - MOST} more`] : [];
      return [title, ...group.slice(0, MOST).map(({ file, field }) => `  ${file}  ${field}`), ...more, ""];
    })
    .join("\n")
    .trimEnd();
}
