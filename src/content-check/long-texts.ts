import type { Languages } from "../site/languages/languages.ts";
import { readContent } from "../site/content-files/content-source.ts";
import { fieldPath } from "./content-problem.ts";
import { judgeFile } from "./judged-file.ts";
import { fieldSchemaOf, schemaOf, valuesWith } from "./yaml/field-schema.ts";

/** A text that is longer than what the design has room for. It is no mistake: the text is shown in full, on more lines. */
export interface LongText {
  /** From the project's root. */
  readonly file: string;
  readonly line: number;
  readonly field: string;
  /** In columns: a Chinese, Japanese or Korean character is as wide as two others. */
  readonly length: number;
  readonly fits: number;
}

export async function longTexts(root: string, languages: Languages = []): Promise<LongText[]> {
  return (await readContent(root, languages)).flatMap((source) => {
    const schema = schemaOf(source);
    const { data, lineOf } = judgeFile(source);
    if (!schema || data === undefined) return [];
    return valuesWith("fits", fieldSchemaOf(schema), data).flatMap(({ path, value, schema: { fits = Infinity } }) => {
      const length = columns(value.trim());
      return length > fits ? [{ file: source.file, line: lineOf(path), field: fieldPath(path), length, fits }] : [];
    });
  });
}

function columns(text: string): number {
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  return characters.reduce((sum, character) => sum + (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(character) ? 2 : 1), 0);
}

/** The texts for a terminal, one per line. */
export function longTextsText(texts: readonly LongText[]): string {
  const lines = texts.map(({ file, line, field, length, fits }) => `  ${file}:${line}  ${field}: ${length} characters; there is room for about ${fits}`);
  return ["Long texts. They are shown in full, on more lines than the design expects: look at them on a phone.", ...lines].join("\n");
}
