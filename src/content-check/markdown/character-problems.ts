import type { MdastNode } from "satteri";
import type { ContentSource } from "../../site/content-files/content-source.ts";
import { excerpt } from "../../site/content-files/quoted.ts";
import { fieldPath, type ContentProblem } from "../content-problem.ts";
import { refusedCharacter, visible, WITHOUT_REFUSED } from "./characters.ts";
import type { MarkdownText } from "./markdown-text.ts";

/**
 * Finds the characters in a file that no text may contain: written directly, or as an escape in YAML ("\\v") or
 * HTML ("&#11;"). At most one problem per line.
 */
export function characterProblems(source: ContentSource, markdown: MarkdownText): ContentProblem[] {
  const written = writtenCharacters(source);
  const lines = new Set(written.map(({ line }) => line));
  return [...written, ...[...escapedInFields(source), ...escapedInText(source, markdown)].filter(({ line }) => !lines.has(line))];
}

function writtenCharacters({ file, text, yamlLine, bodyLine, yaml, kind, frontmatter }: ContentSource): ContentProblem[] {
  // Most files contain none, which one search shows.
  if (!refusedCharacter(text)) return [];
  const yamlEnd = kind !== "page" && kind !== "post" ? Infinity : yamlLine + yaml.split("\n").length - 1;
  const isField = (line: number) => frontmatter === "closed" && line >= yamlLine && line < yamlEnd;
  return text.split("\n").flatMap((content, i): ContentProblem[] => {
    const found = refusedCharacter(content);
    if (!found) return [];
    const column = found.index + 1;
    const field = isField(i + 1) ? (/^\s*(?:- +)*([A-Za-z_][\w-]*):/.exec(content)?.[1] ?? "file") : i + 1 < bodyLine ? "file" : "text";
    return [{ file, line: i + 1, column, field, found: `${found.name} in ${excerpt(around(content, found.index))}`, expected: WITHOUT_REFUSED, fix: `Delete the invisible character in column ${column}, or type a space in its place.` }];
  });
}

/** Refused characters that a text in double quotation marks contains as an escape. */
function escapedInFields({ file, reading }: ContentSource): ContentProblem[] {
  if (reading.data === undefined) return [];
  return reading.scalars().flatMap(({ path, value, text }): ContentProblem[] => {
    const found = typeof value === "string" ? refusedCharacter(value) : undefined;
    return found ? [{ file, line: reading.lineOf(path), field: fieldPath(path), found: `${found.name} in ${excerpt(text)}`, expected: WITHOUT_REFUSED, fix: "Delete the code for this character, which begins with a backslash." }] : [];
  });
}

/** Refused characters that a text contains as an HTML entity. The parser replaces them with U+FFFD. */
function escapedInText({ file }: ContentSource, { parts }: MarkdownText): ContentProblem[] {
  return parts.flatMap(({ node, line, source }): ContentProblem[] => {
    if (!textsOf(node).some((text) => refusedCharacter(text)) || refusedCharacter(source)) return [];
    const at = source.split("\n").findIndex((text) => entityIn(text));
    const entity = entityIn(source);
    return [{ file, line: line + Math.max(at, 0), field: "text", found: entity ? `${entity.name}, written as ${entity.written}` : excerpt(source), expected: WITHOUT_REFUSED, fix: entity ? `Delete ${entity.written}.` : "Delete the character." }];
  });
}

function entityIn(text: string): { written: string; name: string } | undefined {
  for (const [written, hexadecimal, decimal] of text.matchAll(/&#(?:x([\da-f]+)|(\d+));/gi)) {
    const point = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    const name = point > 0x10ffff ? "a character that does not exist" : refusedCharacter(String.fromCodePoint(point))?.name;
    if (name !== undefined) return { written, name };
  }
  return undefined;
}

/** The texts of a node, including those that are not visible on the page. */
function textsOf(node: MdastNode): string[] {
  const texts = [
    "value" in node ? node.value : undefined,
    "url" in node ? node.url : undefined,
    "alt" in node ? node.alt : undefined,
    "title" in node ? node.title : undefined,
    "lang" in node ? node.lang : undefined,
  ];
  return texts.filter((text) => typeof text === "string");
}

/** The words around a position in a text, with invisible characters written out. */
function around(text: string, index: number): string {
  return visible(text.slice(Math.max(0, index - 30), index + 30));
}
