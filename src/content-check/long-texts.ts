import type { Languages } from "../site/languages/languages.ts";
import { readContent } from "../site/content-files/content-source.ts";
import { fieldPath } from "./content-problem.ts";
import { judgeFile } from "./judged-file.ts";
import { visible } from "./markdown/characters.ts";
import { annotationAt } from "./problem-text.ts";
import { fieldSchemaOf, schemaOf, valuesWith } from "./yaml/field-schema.ts";

/** A text whose length does not suit its place. It is no mistake: it is accepted and shown. */
export interface LongText {
  /** From the project's root. */
  readonly file: string;
  readonly line: number;
  readonly field: string;
  readonly text: string;
  /** In columns: a Chinese, Japanese or Korean character is as wide as two others. */
  readonly width: number;
  /** The columns that there is room for. */
  readonly fits: number;
  /** The lines that it may take on a phone, where its letters are large. */
  readonly lines?: number | undefined;
  /** Below this, it says too little. */
  readonly least: number;
  /** What does not fit is not shown. */
  readonly isCut: boolean;
}

/** In columns, roughly: a line of text on a phone, and a line of search results. */
const PHONE = 40;
const RESULTS = 60;
/** In a drawing. */
const MOST_LINES = 8;

export async function longTexts(root: string, languages: Languages = []): Promise<LongText[]> {
  return (await readContent(root, languages)).flatMap((source) => {
    const schema = schemaOf(source);
    const { data, lineOf } = judgeFile(source);
    if (!schema || data === undefined) return [];
    return valuesWith("fits", fieldSchemaOf(schema), data).flatMap(({ path, value, schema: { fits = Infinity, lines, least = 0, isCut = false } }) => {
      const text = visible(value.trim().replaceAll(/\s+/g, " "));
      const width = columns(text);
      // An empty text is a mistake, and reported as such.
      return width > fits || (width > 0 && width < least) ? [{ file: source.file, line: lineOf(path), field: fieldPath(path), text, width, fits, lines, least, isCut }] : [];
    });
  });
}

/** The texts for a terminal, each with a drawing of how it is shown. */
export function longTextsText(texts: readonly LongText[]): string {
  const notes = texts.map((one) => [`  ${one.file}:${one.line}  ${one.field}: ${lengthWords(one)}`, ...drawing(one).map((line) => `    ${line}`)].join("\n"));
  return ["Lengths of texts. These are no mistakes; docs/brand.md#lengths-of-texts shows what happens.", ...notes].join("\n\n");
}

/** The same as annotations on a pull request. */
export function longTextAnnotations(texts: readonly LongText[]): string[] {
  return texts.map((one) => annotationAt("warning", one, [lengthWords(one), ...drawing(one)].join("\n")));
}

function lengthWords({ text, width, fits, least, isCut }: LongText): string {
  const count = graphemes(text).length;
  const length = `${count} character${count === 1 ? "" : "s"}${count === width ? "" : `, as wide as ${width}`}`;
  if (width < least) return `${length}; search results have room for ${least} to ${fits}`;
  return `${length}; ${isCut ? `search results show about ${fits}` : `there is room for about ${fits}, and the rest takes more lines`}`;
}

/** A frame as wide as the place, with a dashed line where the room ends. */
function drawing({ text, width, fits, lines: most, least, isCut }: LongText): string[] {
  if (width < least) return [];
  const inner = most ? Math.ceil(fits / most) : Math.min(fits, isCut ? RESULTS : PHONE);
  const lines = wrapped(isCut ? cutOff(text, fits) : text, inner);
  const room = Math.ceil(fits / inner);
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 1), "…"] : lines;
  const rows = shown.map((line) => `│ ${line}${" ".repeat(Math.max(0, inner - columns(line)))} │`);
  if (!isCut && rows.length > room) rows.splice(room, 0, `├${"╌".repeat(inner + 2)}┤`);
  return [`┌${"─".repeat(inner + 2)}┐`, ...rows, `└${"─".repeat(inner + 2)}┘`];
}

/** Lines of at most `width` columns, broken between words where that is possible. */
function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ").flatMap((one) => pieces(one, width))) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (columns(line) + 1 + columns(word) <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A word in pieces of at most `width` columns. */
function pieces(word: string, width: number): string[] {
  const found = [""];
  for (const character of graphemes(word)) {
    const piece = found.at(-1) ?? "";
    if (columns(piece) + columns(character) <= width) found[found.length - 1] = piece + character;
    else found.push(character);
  }
  return found;
}

function cutOff(text: string, width: number): string {
  const [start = ""] = pieces(text, width - 1);
  return start === text ? text : `${start.trimEnd()}…`;
}

function columns(text: string): number {
  return graphemes(text).reduce((sum, character) => sum + (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60]/u.test(character) ? 2 : 1), 0);
}

function graphemes(text: string): string[] {
  return [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
}
