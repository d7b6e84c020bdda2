import { visitors as english } from "../host/words/en/visitors.ts";
import { readyWords } from "../site/languages/ready-words.ts";
import { type ContentProblem, fieldPath, valueAt } from "./content-problem.ts";
import type { JudgedFile } from "./judged-file.ts";

/** Problems with forms beyond their own fields: two of a page with one name, and words that a site in a language without ready-made ones lacks. */
export function formProblems(files: readonly JudgedFile[]): ContentProblem[] {
  const pages = files.filter(({ source, data }) => source.kind === "page" && formsIn(data).length > 0);
  return [...pages.flatMap(sameNames), ...missingWords(files, new Set(pages.map(({ source }) => source.language)))];
}

function formsIn(data: unknown): { name: unknown; path: PropertyKey[] }[] {
  const sections = valueAt(data, ["sections"]);
  return Array.isArray(sections) ? sections.flatMap((section: unknown, i) => (valueAt(section, ["type"]) === "form" ? [{ name: valueAt(section, ["name"]), path: ["sections", i, "name"] }] : [])) : [];
}

function sameNames({ source: { file }, data, lineOf }: JudgedFile): ContentProblem[] {
  const forms = formsIn(data);
  return forms.flatMap(({ name, path }, i) => {
    const first = forms.findIndex((other) => other.name === name);
    if (typeof name !== "string" || first === i) return [];
    return [{ file, line: lineOf(path), field: fieldPath(path), found: name, expected: "A name that no other form of the page has.", fix: `name: ${name}-${i + 1}` }];
  });
}

/** The words of forms, on a site in a language into which the engine is not translated. */
function missingWords(files: readonly JudgedFile[], languages: ReadonlySet<string>): ContentProblem[] {
  return files.flatMap(({ source: { file, kind, language }, data, lineOf }) => {
    const written = valueAt(data, ["language"]);
    if (kind !== "site" || !languages.has(language) || typeof written !== "string" || readyWords(written)) return [];
    return textsOf(english.form).flatMap(({ path, text }) => {
      const at = ["form", ...path];
      const found = valueAt(data, at);
      if (found !== undefined && found !== text) return [];
      return [{ file, line: lineOf(at), field: fieldPath(at), found: found === undefined ? "nothing" : String(found), expected: `A text in the site's language, ${written}, because a page has a form. Without it, visitors see "${text}".`, fix: `Add "${path.at(-1) ?? ""}:" with the text to ${at.slice(0, -1).join(", ")}.` }];
    });
  });
}

function textsOf(texts: object, path: string[] = []): { path: string[]; text: string }[] {
  return Object.entries(texts).flatMap(([name, text]: [string, string | object]) => (typeof text === "string" ? [{ path: [...path, name], text }] : textsOf(text, [...path, name])));
}
