import type { MdastNode } from "satteri";
import { refusedCharacter, visible, withoutRefused, WITHOUT_REFUSED } from "./characters.ts";
import { type ContentProblem, fieldPath } from "../content-problem.ts";
import type { ContentSource } from "../../site/content-files/content-source.ts";
import type { MarkdownText } from "./markdown-text.ts";
import { excerpt } from "../../site/content-files/quoted.ts";

/**
 * The characters in a file that no text may have: as they are, or written in the way that YAML ("\\v") or HTML
 * ("&#11;") has for them. One problem for a line.
 */
export function characterProblems(source: ContentSource, markdown: MarkdownText): ContentProblem[] {
  const written = writtenCharacters(source);
  const lines = new Set(written.map(({ line }) => line));
  return [...written, ...[...escapedInFields(source), ...escapedInText(source, markdown)].filter(({ line }) => !lines.has(line))];
}

function writtenCharacters({ file, text, yamlLine, bodyLine, yaml, kind, frontmatter }: ContentSource): ContentProblem[] {
  // One look at the whole is enough for nearly every file.
  if (!refusedCharacter(text)) return [];
  const yamlEnd = kind === "site" || kind === "list" ? Infinity : yamlLine + yaml.split("\n").length - 1;
  const isField = (line: number) => frontmatter === "closed" && line >= yamlLine && line < yamlEnd;
  return text.split("\n").flatMap((content, i): ContentProblem[] => {
    const found = refusedCharacter(content);
    if (!found) return [];
    const field = isField(i + 1) ? (/^\s*(?:- +)*([A-Za-z_][\w-]*):/.exec(content)?.[1] ?? "file") : i + 1 < bodyLine ? "file" : "text";
    return [{ file, line: i + 1, column: found.index + 1, field, found: `${found.name} in ${excerpt(around(content, found.index))}`, expected: WITHOUT_REFUSED, write: withoutRefused(content).trim() || "Remove it." }];
  });
}

/** Those that stand between quotation marks in YAML's own writing. */
function escapedInFields({ file, reading }: ContentSource): ContentProblem[] {
  if (reading.data === undefined) return [];
  return reading.scalars().flatMap(({ path, value, text }): ContentProblem[] => {
    const found = typeof value === "string" ? refusedCharacter(value) : undefined;
    if (!found) return [];
    const key = path.at(-1);
    const head = typeof key === "number" ? "- " : `${String(key)}: `;
    const clean = text.replace(/\\(?:x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|[^xuU])/gi, (escape) => (refusedCharacter(unescaped(escape)) ? " " : escape));
    return [{ file, line: reading.lineOf(path), field: fieldPath(path), found: `${found.name} in ${excerpt(text)}`, expected: WITHOUT_REFUSED, write: clean === text ? "Write the text without it." : head + clean }];
  });
}

const SINGLE: Readonly<Record<string, string>> = { "0": "\0", a: "\x07", b: "\b", v: "\v", f: "\f", e: "\x1b", N: "\x85", L: "\u2028", P: "\u2029" };

/** The character that an escape in YAML's double quotation marks stands for; only those that it is asked about. */
function unescaped(escape: string): string {
  const code = /^\\[xuU]([\da-f]+)$/i.exec(escape)?.[1];
  if (code === undefined) return SINGLE[escape.slice(1)] ?? "";
  const point = Number.parseInt(code, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : "";
}

/** Those that an entity stands for. The parser has a sign for something lost in their place. */
function escapedInText({ file, text: whole }: ContentSource, { parts }: MarkdownText): ContentProblem[] {
  return parts.flatMap(({ node, line, source }): ContentProblem[] => {
    if (!textsOf(node).some((text) => refusedCharacter(text)) || refusedCharacter(source)) return [];
    const lines = source.split("\n");
    const at = lines.findIndex((text) => entityIn(text));
    const part = lines[at] ?? "";
    const entity = entityIn(part);
    const clean = withoutRefused(part.replace(ENTITY, (one) => (characterOf(one) ? "\u0000" : one)));
    const write = (whole.split("\n")[line + at - 1] ?? "").replace(part, () => clean).trim();
    return [{ file, line: line + Math.max(at, 0), field: "text", found: entity ? `${entity.name}, written ${entity.written}` : excerpt(source), expected: WITHOUT_REFUSED, write: write || "Write the text without it." }];
  });
}

const ENTITY = /&#(?:x[\da-f]+|\d+);/gi;

function entityIn(text: string): { written: string; name: string } | undefined {
  for (const [written] of text.matchAll(ENTITY)) {
    const name = characterOf(written);
    if (name !== undefined) return { written, name };
  }
  return undefined;
}

/** The name of the character that an entity stands for, if no text may have it. */
function characterOf(entity: string): string | undefined {
  const [, hexadecimal, decimal] = /&#(?:x([\da-f]+)|(\d+));/i.exec(entity) ?? [];
  const point = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  return point > 0x10ffff ? "a character that does not exist" : refusedCharacter(String.fromCodePoint(point))?.name;
}

/** The texts that a part of a page has by itself, also those that are not seen. */
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

/** Some of the words around a place in a text, with what cannot be seen written out. */
function around(text: string, index: number): string {
  return visible(text.slice(Math.max(0, index - 30), index + 30));
}
