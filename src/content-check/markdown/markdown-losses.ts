import type { MdastNode } from "satteri";
import type { ContentProblem, Words } from "../content-problem.ts";
import type { MarkdownPart, MarkdownText } from "./markdown-text.ts";
import { excerpt, quoted } from "../../site/content-files/quoted.ts";

/** Text that Markdown would silently leave out of a page or change. */
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

type Loss = Pick<Words, "expected" | "fix"> & { found?: string };

interface Known {
  /** The names that links, pictures and footnote marks refer to. */
  names: ReadonlySet<string>;
  /** The names defined so far. */
  defined: { definition: Set<string>; footnoteDefinition: Set<string> };
  /** The number of columns of the current table. */
  columns: number;
}

function lossWords({ node, source, isInLink }: MarkdownPart, { names, defined, columns }: Known): Loss | undefined {
  switch (node.type) {
    case "link":
    case "linkReference":
    case "footnoteReference":
      if (isInLink) return { expected: "No link or footnote within the text of another link: browsers cannot open both.", fix: "Write it behind the other link." };
      // "logo@2x.png"
      return /^[^\s[<]+@[\d.]+x\.\w+$/.test(source) ? { expected: "Backticks around the name of a file. Without them, Markdown reads it as an e-mail address.", fix: `\`${source}\`` } : undefined;
    case "definition":
    case "footnoteDefinition": {
      const isNote = node.type === "footnoteDefinition";
      const name = `${isNote ? "^" : ""}${node.identifier}`;
      const isKnown = defined[node.type].has(name);
      defined[node.type].add(name);
      const label = `[${isNote ? "^" : ""}${node.label ?? node.identifier}]`;
      if (isKnown) return { expected: `${label} only once. The page uses the first one.`, fix: "Give it another name, or remove it." };
      if (names.has(name)) return undefined;
      return isNote
        ? { expected: `A footnote that the text refers to. The text does not contain ${label}, so the footnote is not shown.`, fix: `Write ${label} where the footnote belongs, or remove the footnote.` }
        : { expected: `A backslash before a text in brackets with a colon. Without it, Markdown reads ${label}: as the address of a link and does not show it.`, fix: `\\${firstLine(source)}` };
    }
    case "text": {
      const [spaced, before = "", address = ""] = /(?<!\\)(!?\[[^[\]\n]*\])\(([^()\n]+)\)/.exec(source) ?? [];
      if (spaced !== undefined && /\s/.test(address.trim())) {
        return { found: spaced, expected: "An address without spaces. With them, Markdown shows the brackets as text.", fix: before + addressWithoutSpaces(before, address.trim()) };
      }
      const note = /(?<!\\)\[\^[^\]\s]+\]/.exec(source)?.[0];
      return note ? { found: note, expected: "A footnote with this name in the same text.", fix: `Add the footnote, e.g. ${note}: Its text. Or write \\${note} if it is meant as text.` } : undefined;
    }
    case "delete":
      if (source.startsWith("~~")) return undefined;
      return { expected: "Two ~ on each side of text that is struck out. Single ~ strike out the text between them as well, even between two numbers.", fix: `Write ~${source}~ to strike it out, or ${source.replaceAll("~", "\\~")} to show the ~.` };
    case "tableRow":
      if (node.children.length <= columns) return undefined;
      return { expected: `At most ${columns} cells, as in the table's first row. The page leaves out the others.`, fix: "Remove the extra |, or write \\| for one that is part of the text." };
    case "list":
      return node.ordered ? numberWords(source, node.children.map(({ position }) => (position?.start.offset ?? 0) - (node.position?.start.offset ?? 0))) : undefined;
    case "heading": {
      const closing = /[^\\\s#]\s+(#+)\s*$/.exec(source)?.[1];
      return closing === undefined || closing.length === node.depth || !source.startsWith("#") ? undefined : { expected: "A backslash before a # at the end of a heading. Without it, Markdown removes the #.", fix: source.replace(/(?=#+\s*$)/, "\\").trim() };
    }
    default:
      return "children" in node ? productWords(node.children) : undefined;
  }
}

/** The problem with "5*3*2", of which Markdown makes italics. */
function productWords(children: readonly MdastNode[]): Loss | undefined {
  for (const [i, node] of children.entries()) {
    const [before, inner, after] = [children[i - 1], node.type === "emphasis" ? node.children[0] : undefined, children[i + 1]];
    if (before?.type !== "text" || inner?.type !== "text" || after?.type !== "text") continue;
    const [first, last] = [/\d+$/.exec(before.value)?.[0], /^\d+/.exec(after.value)?.[0]];
    if (first === undefined || last === undefined) continue;
    const factors = [first, inner.value, last];
    return { found: factors.join("*"), expected: "A backslash before a * between numbers. Without it, Markdown shows the numbers between two of them in italics and leaves out the *.", fix: factors.join("\\*") };
  }
  return undefined;
}

/** The address in parentheses as it was probably meant: a file's name with hyphens, a phone number without its spaces, or a web address. */
function addressWithoutSpaces(before: string, address: string): string {
  const [, path = "", title = ""] = /^(.*?)(\s+["'].*["'])?$/.exec(address) ?? [];
  return `(${path.replace(/\s+/g, before.startsWith("!") ? "-" : path.startsWith("tel:") ? "" : "%20")}${title})${before.startsWith("!") ? ", and rename the file" : ""}`;
}

/** The problem with the numbers of a list whose items begin at `starts`. "1. 1. 1." is allowed: the page counts. */
function numberWords(source: string, starts: readonly number[]): Loss | undefined {
  const numbers = starts.map((start) => Number(/^\d+/.exec(source.slice(start, start + 10))?.[0]));
  const [first = 1] = numbers;
  const wrong = numbers.findIndex((number, i) => number !== first + i);
  if (wrong < 0 || numbers.every((number) => number === first && first < 2)) return undefined;
  return {
    found: excerpt(source.slice(starts[wrong])),
    expected: `The number ${first + wrong}: the page numbers the list from ${first} without gaps.`,
    fix: `${first + wrong}${source.slice(starts[wrong]).replace(/^\d+/, "").split("\n")[0] ?? ""}`,
  };
}

/** Whether Markdown and browsers both read this as a comment. */
export function isComment(html: string): boolean {
  return /^(?:\s*<!--(?!-?>)(?:(?!<!--|--!?>)[\s\S])*-->)+\s*$/.test(html);
}

/** The problem with text after a comment. */
function commentedOut(html: string): Loss[] {
  const text = /^\s*<!--(?!-?>)(?:(?!<!--|--!?>)[\s\S])*-->[ \t]*([^\s<].*)/.exec(html)?.[1];
  return text === undefined ? [] : [{ expected: "No text after a comment on the same line: it would not appear on the page.", fix: `Add an empty line before this text: ${quoted(excerpt(text, 40))}` }];
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
