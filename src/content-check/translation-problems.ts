import { didYouMean } from "../host/settings/did-you-mean.ts";
import { excerpt, quoted } from "../site/content-files/quoted.ts";
import { folderAt, languageOf, type Languages } from "../site/languages/languages.ts";
import type { ContentIndex } from "./content-index.ts";
import { type ContentProblem, fieldPath, valueAt, type Words } from "./content-problem.ts";
import type { JudgedFile } from "./judged-file.ts";

/** Problems with the fields that say to which language a text belongs, and what it translates. */
export function translationProblems(index: ContentIndex): ContentProblem[] {
  const first = new Map<string, string>();
  return index.files.flatMap((judged) => {
    const { file, kind } = judged.source;
    const at = (path: string[], words: Words | undefined): ContentProblem[] => (words ? [{ file, line: judged.lineOf(path), field: fieldPath(path), ...words }] : []);
    if (kind === "site") return [...at(["language"], languageWords(judged, index.languages)), ...at(["booking", "event"], defaultEventWords(judged))];
    return kind === "list" || kind === "entry" ? [] : at(["translationOf"], originalWords(judged, index, first));
  });
}

/** The language of site.de.yaml is a kind of German. */
function languageWords({ source, data }: JudgedFile, languages: Languages): Words | undefined {
  const written = valueAt(data, ["language"]);
  const expected = languageOf(source.language, languages);
  if (typeof written !== "string" || expected === undefined || written.split("-")[0] === expected.split("-")[0]) return undefined;
  const place = source.language ? "the name of the file" : "src/site.config.ts";
  return { found: written, expected: `The language of ${place}, ${expected}, or a regional form of it.`, fix: `language: ${expected}` };
}

function defaultEventWords({ source, data }: JudgedFile): Words | undefined {
  const event = valueAt(data, ["booking", "event"]);
  if (event === undefined || source.language) return undefined;
  return { found: quoted(excerpt(String(event))), expected: "The setting PUBLIC_CAL_LINK for the default event of the site. The field is for the files of other languages.", fix: 'Remove "event", or move it to a file such as site.de.yaml.' };
}

/** @param first the first translation of each page, by its language and the page. */
function originalWords({ source, data }: JudgedFile, { addressed, languages }: ContentIndex, first: Map<string, string>): Words | undefined {
  const written = valueAt(data, ["translationOf"]);
  const { language, file, path = "" } = source;
  if (written !== undefined && typeof written !== "string") return undefined;
  if (written !== undefined && !language) {
    return { found: quoted(excerpt(written)), expected: languages.length > 1 ? "A page in the folder of another language: this one is in the default language." : "A page in another language. src/site.config.ts lists no other language.", fix: 'Remove "translationOf".' };
  }
  if (!language) return undefined;
  const original = written ?? (path.slice(language.length + 1) || "/");
  if (written !== undefined && (!addressed.has(written) || folderAt(written, languages))) {
    const meant = didYouMean(written, [...addressed.keys()].filter((one) => !folderAt(one, languages)));
    return { found: quoted(excerpt(written)), expected: "The address of the page in the default language that this one translates.", fix: meant ? `translationOf: ${meant}` : "Write the address of that page, e.g. /pricing, or remove the line." };
  }
  const key = `${language} ${original}`;
  const other = first.get(key);
  if (other === undefined) first.set(key, file);
  return other === undefined ? undefined : { found: `a second translation of ${original}`, expected: `One translation of a page in each language. ${other} translates it, too.`, fix: written === undefined ? 'Add "translationOf" with the page that this one translates, or rename the file.' : "Write the address of the page that this one translates." };
}
