import type { ConsentMode } from "../booking/consent-mode.ts";
import { visitors as english } from "../host/words/en/visitors.ts";
import { readyWords } from "../site/languages/ready-words.ts";
import { type ContentProblem, fieldPath, valueAt } from "./content-problem.ts";
import type { ContentIndex } from "./content-index.ts";
import type { JudgedFile } from "./judged-file.ts";

/** What a page's sections need of site.yaml: the address of a map, and the words of videos and maps in a language without ready-made ones. */
export function sectionProblems({ files }: ContentIndex, consent: ConsentMode): ContentProblem[] {
  const site = (language: string) => files.find(({ source }) => source.kind === "site" && source.language === language);
  const used = files.filter(({ source }) => source.kind === "page").flatMap((page) => sectionsOf(page).map((section) => ({ page, ...section })));
  const nowhere = used.flatMap(({ page, type, path }) => {
    const hasAddress = valueAt(page.data, [...path, "address"]) !== undefined || ["", page.source.language].some((language) => valueAt(site(language)?.data, ["organization", "address"]) !== undefined);
    return type === "map" && site("")?.data !== undefined && !hasAddress ? [nowhereProblem(page, [...path, "address"])] : [];
  });
  const types = new Set(used.filter(({ page }) => page.source.language === "").map(({ type }) => type));
  return [...nowhere, ...wordProblems(site(""), types, consent)];
}

function sectionsOf({ data }: JudgedFile): { type: unknown; path: PropertyKey[] }[] {
  const sections = valueAt(data, ["sections"]);
  return Array.isArray(sections) ? sections.map((section: unknown, i) => ({ type: valueAt(section, ["type"]), path: ["sections", i] })) : [];
}

function nowhereProblem({ source: { file }, lineOf }: JudgedFile, path: PropertyKey[]): ContentProblem {
  return { file, line: lineOf(path), field: fieldPath(path), found: 'no "address"', expected: "The address of the place: organization in src/content/site.yaml has none.", fix: 'address: "Example Street 1, 10115 Berlin"' };
}

function wordProblems(site: JudgedFile | undefined, types: ReadonlySet<unknown>, consent: ConsentMode): ContentProblem[] {
  const language = valueAt(site?.data, ["language"]);
  if (!site || typeof language !== "string" || readyWords(language)) return [];
  const { asks, agree, ...always } = english.words.video;
  const texts = { ...(types.has("video") && { video: consent === "none" ? always : { ...always, asks, agree } }), ...(types.has("map") && { map: english.words.map }) };
  return Object.entries(texts).flatMap(([section, words]) =>
    Object.entries(words).flatMap(([name, text]) => {
      const path = ["words", section, name];
      if (valueAt(site.data, path) !== undefined) return [];
      return [{ file: site.source.file, line: site.lineOf(path), field: fieldPath(path), found: "nothing", expected: `A text in the site's language, ${language}. Without it, visitors see "${text}".`, fix: `Add "${name}:" with the text to words, ${section}.` }];
    }),
  );
}
