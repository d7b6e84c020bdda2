import { isUtf8 } from "node:buffer";
import { excerpt } from "./quoted.ts";

/** What a page, an article or a list may be; docs/editing.md states it. */
export const TEXT_LIMITS = {
  /** Of a file: about 40,000 words. */
  kilobytes: 250,
  /** Of quotes and lists in one another: a phone has no room for more. */
  levels: 6,
  /** In one text. */
  links: 1000,
  pictures: 100,
  /** Of an address, in characters. */
  address: 2000,
};

/** Markers at the beginning of one line: far more than a text may have, and few enough for every reader. */
const MOST_MARKERS = 50;

/** Why a file is not read, in words for its editor. */
export interface TextBound {
  /** From 1. */
  line: number;
  found: string;
  expected: string;
  write: string;
}

/** What is wrong with the size of a text file, before it is opened. */
export function sizeBound(bytes: number): TextBound | undefined {
  const { kilobytes } = TEXT_LIMITS;
  if (bytes <= kilobytes * 1024) return undefined;
  const size = bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  return { line: 1, found: `a file of ${size}`, expected: `At most ${kilobytes} KB of text.`, write: "Divide it into several pages. A picture is a file of its own in src/content/images." };
}

/** What is wrong with how a text file was saved. */
export function encodingBound(content: Buffer): TextBound | undefined {
  if (isUtf8(content)) return undefined;
  const lines = content.toString("utf8").split("\n");
  const line = lines.findIndex((text) => text.includes("\uFFFD"));
  const isUtf16 = content.length > 1 && /^(fffe|feff)/.test(content.subarray(0, 2).toString("hex"));
  return {
    line: isUtf16 ? 1 : line + 1,
    found: isUtf16 ? "a file that was saved as UTF-16" : `a file that was not saved as UTF-8: ${excerpt(lines[line] ?? "")}`,
    expected: "A file that was saved as UTF-8, as every editor can.",
    write: 'Save the file again as UTF-8. In VS Code, click the encoding in the line at the bottom, and choose "Save with Encoding".',
  };
}

/** What is wrong with how deep a text is nested, looked for without parsing it: parsers go as deep as a text does. */
export function nestingBound(lines: readonly string[]): TextBound | undefined {
  for (const [i, text] of lines.entries()) {
    const markers = /^[ \t]*((?:[>?][ \t]*|[-*+][ \t]+|\d{1,9}[.)][ \t]+)*)/.exec(text)?.[1] ?? "";
    const count = markers.match(/[>?]|[-*+](?=[ \t])|\d[.)](?=[ \t])/g)?.length ?? 0;
    if (count <= MOST_MARKERS || /^[ \t]*([-*_])(?:[ \t]*\1)*[ \t]*$/.test(text)) continue;
    return { line: i + 1, found: `${count.toLocaleString("en")} marks of quotes and lists in a row: ${excerpt(text, 20)}`, ...TOO_DEEP, write: "Remove all but a few of them." };
  }
  return undefined;
}

/** The same for YAML, where brackets nest as well. */
export function bracketBound(yaml: string): TextBound | undefined {
  let depth = 0;
  let line = 1;
  for (const character of yaml) {
    if (character === "\n") line++;
    else if (character === "[" || character === "{") depth++;
    else if ((character === "]" || character === "}") && depth > 0) depth--;
    if (depth > MOST_MARKERS) return { line, found: `${depth} opening brackets in one another`, expected: "Fields and lists that are a few levels deep.", write: "Close the brackets, or put the text that they belong to in quotation marks." };
  }
  return undefined;
}

export const TOO_DEEP = { expected: `At most ${TEXT_LIMITS.levels} levels of quotes and lists in one another.` };
