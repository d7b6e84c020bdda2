import { isUtf8 } from "node:buffer";
import { excerpt } from "./quoted.ts";

/** The limits of a page, an article or a list, which docs/editing.md documents. */
export const TEXT_LIMITS = {
  /** Of a file; about 40,000 words. */
  kilobytes: 250,
  /** Of nested quotes and lists; a phone has no room for more. */
  levels: 6,
  /** In one text; as many footnote marks, each of which is two links. */
  links: 1000,
  pictures: 100,
  /** Cells of all tables in one text. A row without cells is filled up, so that a short text could become a huge page. */
  cells: 10_000,
  /** Characters of an address. */
  address: 2000,
};

/** Markers at the beginning of a line: more than any text needs, and few enough for every parser. */
const MOST_MARKERS = 50;

/** Why a file is not read, in words for its editor. */
export interface TextBound {
  /** From 1. */
  line: number;
  found: string;
  expected: string;
  fix: string;
}

/** The problem with the size of a text file, before it is opened. */
export function sizeBound(bytes: number): TextBound | undefined {
  const { kilobytes } = TEXT_LIMITS;
  if (bytes <= kilobytes * 1024) return undefined;
  const size = bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  return { line: 1, found: `a file of ${size}`, expected: `At most ${kilobytes} KB of text.`, fix: "Divide the text into several pages, and save pictures as separate files in src/content/images." };
}

/** The problem with the encoding of a text file. */
export function encodingBound(content: Buffer): TextBound | undefined {
  if (isUtf8(content)) return undefined;
  const lines = content.toString("utf8").split("\n");
  const line = lines.findIndex((text) => text.includes("\uFFFD"));
  const isUtf16 = content.length > 1 && /^(fffe|feff)/.test(content.subarray(0, 2).toString("hex"));
  return {
    line: isUtf16 ? 1 : line + 1,
    found: isUtf16 ? "a file saved as UTF-16" : `a file not saved as UTF-8: ${excerpt(lines[line] ?? "")}`,
    expected: "A file saved as UTF-8.",
    fix: 'Save the file again as UTF-8. In VS Code, click the encoding in the status bar and choose "Save with Encoding".',
  };
}

/** The problem with a text that is nested too deeply, found without parsing it: parsers recurse as deeply as a text is nested. */
export function nestingBound(lines: readonly string[]): TextBound | undefined {
  for (const [i, text] of lines.entries()) {
    const markers = /^[ \t]*((?:>[ \t]*|[-*+?][ \t]+|\d{1,9}[.)][ \t]+)*)/.exec(text)?.[1] ?? "";
    const count = markers.match(/>|[-*+?](?=[ \t])|\d[.)](?=[ \t])/g)?.length ?? 0;
    if (count <= MOST_MARKERS || /^[ \t]*([-*_])(?:[ \t]*\1)*[ \t]*$/.test(text)) continue;
    return { line: i + 1, found: `${count.toLocaleString("en")} quote and list markers in a row: ${excerpt(text, 20)}`, ...TOO_DEEP, fix: "Remove all but a few of them." };
  }
  return undefined;
}

/** The same for nested brackets in YAML. */
export function bracketBound(yaml: string): TextBound | undefined {
  let depth = 0;
  let line = 1;
  for (const character of yaml) {
    if (character === "\n") line++;
    else if (character === "[" || character === "{") depth++;
    else if ((character === "]" || character === "}") && depth > 0) depth--;
    if (depth > MOST_MARKERS) return { line, found: `${depth} nested brackets`, expected: "Fields and lists that are nested a few levels deep.", fix: "Close the brackets, or put the text that contains them in quotation marks." };
  }
  return undefined;
}

export const TOO_DEEP = { expected: `At most ${TEXT_LIMITS.levels} levels of nested quotes and lists.` };
