import type { ContentProblem, Words } from "../content-problem.ts";
import type { MarkdownPart, MarkdownText } from "./markdown-text.ts";
import { excerpt, quoted } from "../../site/content-files/quoted.ts";

/**
 * What Markdown would leave out of a page, or change, without a word: a text that reads as something else than
 * its editor meant.
 */
export function markdownLosses({ parts, html }: MarkdownText, file: string): ContentProblem[] {
  const names = referencesIn(parts);
  const defined = { definition: new Set<string>(), footnoteDefinition: new Set<string>() };
  const columns: number[] = [];
  return [
    ...parts.flatMap((part) => {
      const { node, line, source } = part;
      if (node.type === "table") columns.push(node.align?.length ?? 0);
      const words = lossWords(part, { names, defined, columns: columns.at(-1) ?? Infinity });
      return words ? [{ file, line, field: "text", found: excerpt(source), ...words }] : [];
    }),
    ...html.flatMap(({ line, source }) => (isComment(source) ? [] : commentedOut(source)).map((words) => ({ file, line, field: "text", found: excerpt(source), ...words }))),
  ];
}

type Loss = Pick<Words, "expected" | "write"> & { found?: string };

interface Known {
  /** The names that links, pictures and notes refer to. */
  names: ReadonlySet<string>;
  /** Those that the text has defined so far. */
  defined: { definition: Set<string>; footnoteDefinition: Set<string> };
  /** Of the table that one is in. */
  columns: number;
}

function lossWords({ node, source }: MarkdownPart, { names, defined, columns }: Known): Loss | undefined {
  switch (node.type) {
    case "definition":
    case "footnoteDefinition": {
      const isNote = node.type === "footnoteDefinition";
      const name = `${isNote ? "^" : ""}${node.identifier}`;
      const isKnown = defined[node.type].has(name);
      defined[node.type].add(name);
      const label = `[${isNote ? "^" : ""}${node.label ?? node.identifier}]`;
      if (isKnown) return { expected: `${label} once. The page has the first one only.`, write: "Give it another name, or remove it." };
      if (names.has(name)) return undefined;
      return isNote
        ? { expected: `A note that the text refers to. Nothing says ${label}, so the note is not shown.`, write: `Write ${label} where the note belongs, or remove it.` }
        : { expected: `A text. After ${label}: Markdown reads an address for a link of that name, and shows nothing.`, write: `\\${firstLine(source)}` };
    }
    case "text": {
      const note = /(?<!\\)\[\^[^\]\s]+\]/.exec(source)?.[0];
      return note ? { found: note, expected: "A note of that name in the same text.", write: `${note}: What the note says — or \\${note} if it is meant as text` } : undefined;
    }
    case "delete":
      if (source.startsWith("~~")) return undefined;
      return { expected: "Two ~ on both sides of what is struck out. One is read so as well, also between two numbers.", write: `~${source}~ if it is to be struck out, else ${source.replaceAll("~", "\\~")}` };
    case "tableRow":
      if (node.children.length <= columns) return undefined;
      return { expected: `As many cells as the table has columns: ${columns}. The page leaves out the others.`, write: "Remove a | too many, or write \\| for one that belongs to a text." };
    case "list":
      return node.ordered ? numberWords(source, node.children.map(({ position }) => (position?.start.offset ?? 0) - (node.position?.start.offset ?? 0))) : undefined;
    case "heading": {
      const closing = /[^\\\s#]\s+(#+)\s*$/.exec(source)?.[1];
      return closing === undefined || closing.length === node.depth || !source.startsWith("#") ? undefined : { expected: "A heading whose # at the end belongs to its words. Markdown takes it off.", write: source.replace(/(?=#+\s*$)/, "\\").trim() };
    }
    default:
      return undefined;
  }
}

/** What is wrong with the numbers of a list, given where its items begin. A list that counts "1. 1. 1." leaves them to the page. */
function numberWords(source: string, starts: readonly number[]): Loss | undefined {
  const numbers = starts.map((start) => Number(/^\d+/.exec(source.slice(start, start + 10))?.[0]));
  const [first = 1] = numbers;
  const wrong = numbers.findIndex((number, i) => number !== first + i);
  if (wrong < 0 || numbers.every((number) => number === first && first < 2)) return undefined;
  return {
    found: excerpt(source.slice(starts[wrong])),
    expected: `The next number, ${first + wrong}: the page counts on from ${first}.`,
    write: `${first + wrong}${source.slice(starts[wrong]).replace(/^\d+/, "").split("\n")[0] ?? ""}`,
  };
}

/** A comment to Markdown and to browsers alike; it is no part of the page. */
export function isComment(html: string): boolean {
  return /^(?:\s*<!--(?!-?>)(?:(?!<!--|--!?>)[\s\S])*-->)+\s*$/.test(html);
}

/** What a comment takes with it. */
function commentedOut(html: string): Loss[] {
  const text = /^\s*<!--(?!-?>)(?:(?!<!--|--!?>)[\s\S])*-->[ \t]*([^\s<].*)/.exec(html)?.[1];
  return text === undefined ? [] : [{ expected: "Nothing after a comment on its line: it is no part of the page either.", write: `Begin a new line, after an empty one, with ${quoted(excerpt(text, 40))}` }];
}

function referencesIn(parts: readonly MarkdownPart[]): Set<string> {
  return new Set(
    parts.flatMap(({ node }) => {
      if (node.type === "linkReference" || node.type === "imageReference") return [node.identifier];
      return node.type === "footnoteReference" ? [`^${node.identifier}`] : [];
    }),
  );
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
