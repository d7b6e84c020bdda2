import { type ContentProblem, fieldPath, type Words } from "../content-problem.ts";
import type { ContentSource } from "../../site/content-files/content-source.ts";
import { fieldSchemaOf, isFreeText, schemaOf, type FieldSchema } from "./field-schema.ts";
import { excerpt, inQuotes } from "../../site/content-files/quoted.ts";
import { itemLines } from "./sample-value.ts";
import type { YamlError, YamlText } from "../../site/content-files/yaml-text.ts";

/** More than anybody reads at a time. */
const MOST_ERRORS = 100;

/** What keeps a file's YAML from being read: where, the line as it stands there, and the rule that it breaks. */
export function yamlProblems(source: ContentSource): ContentProblem[] {
  const frontmatter = frontmatterProblem(source);
  if (frontmatter) return [frontmatter];
  const { file, reading, yaml, yamlLine } = source;
  const lines = yaml.split(/\r?\n/);
  const problems = new Map<number, ContentProblem>();
  for (const error of reading.errors.slice(0, MOST_ERRORS)) {
    const rule = brokenRule(lines, Math.min(error.line - yamlLine, lines.length - 1));
    // After a line that breaks no rule of its own the parser is lost, and has only consequences to tell.
    if (problems.size > 0 && !rule?.isOfOneLine) break;
    const { line, column } = rule ? { line: rule.at + yamlLine, column: rule.column } : error;
    const text = lines[line - yamlLine] ?? "";
    if (!problems.has(line)) problems.set(line, { file, line, column, field: nameOn(text), found: excerpt(text) || "a line that cannot be read", ...(rule?.words ?? words(error, text)) });
    if (rule && !rule.isOfOneLine) break;
  }
  return [...problems.values(), ...reading.duplicates.map((duplicate) => ({ file, line: duplicate.line, ...duplicateWords(duplicate, lines[duplicate.line - yamlLine] ?? "") }))];
}

interface BrokenRule {
  /** The line, from 0. */
  at: number;
  /** From 1. */
  column: number;
  /** Whether the next lines can be read all the same. */
  isOfOneLine: boolean;
  words: Pick<Words, "expected" | "write">;
}

const FIELD = /^(\s*(?:- +)*)([A-Za-z_][\w-]*):[ \t]+(.*\S)\s*$/;

/** The rule that a line breaks, or one above or below it: a parser stumbles behind the mistake. Lines are counted from 0. */
function brokenRule(lines: readonly string[], at: number): BrokenRule | undefined {
  const near = [at, at - 1, at + 1].filter((line) => line >= 0 && line < lines.length);
  const tab = near.find((line) => /^ *\t/.test(lines[line] ?? ""));
  if (tab !== undefined) return tabbedLine(lines, tab);
  const quote = openQuote(lines, at);
  if (quote) return quote;
  for (const line of near) {
    const rule = missingSpace(lines[line] ?? "", line) ?? bareText(lines, line);
    if (rule) return rule;
  }
  return undefined;
}

function tabbedLine(lines: readonly string[], at: number): BrokenRule {
  const others = lines.filter((line, i) => i !== at && /^ *\t/.test(line)).length;
  const text = lines[at] ?? "";
  return {
    at,
    column: text.indexOf("\t") + 1,
    // The other lines are told of here.
    isOfOneLine: false,
    words: {
      expected: `Spaces at the beginning of a line, two for each level.${others > 0 ? ` This line and ${others} more begin with a tab.` : ""}`,
      write: text.replace(/^\s+/, (space) => space.replaceAll("\t", "  ")).trimEnd(),
    },
  };
}

/** A text that begins with a quotation mark and has no other, or more after it. */
function openQuote(lines: readonly string[], at: number): BrokenRule | undefined {
  for (let line = at; line >= 0; line--) {
    const text = (lines[line] ?? "").trimEnd();
    const [, before = "", quote = "", rest = ""] = /^(\s*(?:- +)*(?:[\w-]+:[ \t]+)?)(["'])(.*)$/.exec(text) ?? [];
    if (!quote) continue;
    const end = closingAt(rest, quote);
    if (end < 0 && !closesBelow(lines, line, quote)) {
      return { at: line, column: before.length + 1, isOfOneLine: false, words: { expected: `A closing ${quote} at the end of a text that begins with one.`, write: text.trim() + quote } };
    }
    if (line === at && end >= 0 && !/^\s*(#.*|[,\]}].*)?$/.test(rest.slice(end + 1))) {
      const whole = rest.endsWith(quote) ? rest.slice(0, -1) : quote + rest;
      return {
        at: line,
        column: before.length + end + 3,
        isOfOneLine: true,
        words: { expected: `Quotation marks around a text as a whole, and none of the same kind in it.`, write: `${before.trimStart()}${inQuotes(whole)}` },
      };
    }
  }
  return undefined;
}

/** Whether a quoted text goes on in the next lines and ends there as it should. */
function closesBelow(lines: readonly string[], line: number, quote: string): boolean {
  for (const text of lines.slice(line + 1)) {
    if (FIELD.test(text) || /^\s*$/.test(text)) return false;
    const end = closingAt(text, quote);
    if (end >= 0) return /^\s*(#.*)?$/.test(text.slice(end + 1));
  }
  return false;
}

function closingAt(text: string, quote: string): number {
  return text.replace(quote === '"' ? /\\./g : /''/g, "__").indexOf(quote);
}

function missingSpace(text: string, at: number): BrokenRule | undefined {
  const [, start = "", key = "", value] = /^(\s*(?:- +)*)([a-z][A-Za-z]*):([^\s/].*)$/.exec(text) ?? [];
  if (value === undefined) return undefined;
  return { at, column: start.length + key.length + 2, isOfOneLine: true, words: { expected: "A space after the colon.", write: `${start.trimStart()}${key}: ${value.trimEnd()}` } };
}

/** A text without quotation marks that YAML cannot read without them, because of a sign in it. */
function bareText(lines: readonly string[], at: number): BrokenRule | undefined {
  const text = lines[at] ?? "";
  const [, before = "", value = ""] = /^(\s*(?:- +)*[A-Za-z_][\w-]*:[ \t]+)(.*\S)\s*$/.exec(text) ?? /^(\s*(?:- +)+)(.*\S)\s*$/.exec(text) ?? [];
  if (!value || /^([|>][+-]?\d?$|["'])/.test(value)) return undefined;
  const sign = /^[@`%*&!|>?{}[\],#-]/.exec(value)?.[0];
  const closing = sign === "{" ? "}" : sign === "[" ? "]" : "";
  if (closing && !value.includes(closing)) {
    return { at, column: before.length + 1, isOfOneLine: false, words: { expected: `A ${closing} for the ${sign} that stands here.`, write: `Write the ${closing} where it ends, or put quotation marks around the whole if it is a text.` } };
  }
  const goesOn = isContinuation(lines[at + 1] ?? "", text);
  const colon = [value, ...(goesOn ? [lines[at + 1] ?? ""] : [])].findIndex((part) => /:(\s|$)/.test(part));
  if (sign === undefined && colon < 0) return undefined;
  return {
    at,
    column: before.length + (sign === undefined && colon === 0 ? value.search(/:(\s|$)/) : 0) + 1,
    isOfOneLine: !goesOn && !/^[{[]/.test(value),
    words: {
      expected: sign === undefined ? "Quotation marks around a text that has a colon in it." : `Quotation marks around a text that begins with ${sign}.`,
      write: goesOn ? `Put quotation marks around the text as a whole, from its first line to its last: ${before.trimStart()}"…"` : before.trimStart() + inQuotes(value),
    },
  };
}

/** Whether a line is more of the text above it: further in, and neither a field nor an item. */
function isContinuation(line: string, above: string): boolean {
  return line.trim() !== "" && line.search(/\S/) > above.search(/\S/) && !/^\s*([A-Za-z_][\w-]*:(\s|$)|- )/.test(line);
}

function words({ code }: YamlError, text: string): Pick<Words, "expected" | "write"> {
  if (/INDENT|BLOCK|UNEXPECTED|MULTILINE|MISSING/.test(code) && text.trim()) {
    return {
      expected: "As many spaces at the beginning of a line as the lines it belongs with, two for each level; and every field as a name, a colon, a space and its text.",
      write: "Compare the line with the ones above and below it.",
    };
  }
  return {
    expected: 'Fields written as "name: text", each on a line of its own, two spaces further in for each level.',
    write: 'Put a text with signs in it in quotation marks: title: "…"',
  };
}

function duplicateWords({ path, firstLine }: YamlText["duplicates"][number], text: string): Omit<ContentProblem, "file" | "line"> {
  return { field: fieldPath(path), found: excerpt(text), expected: `Each field once. It stands on line ${firstLine} already.`, write: "Keep one of the two and remove the other." };
}

function nameOn(line: string): string {
  return /^\s*(?:- +)*([A-Za-z_][\w-]*)\s*:/.exec(line)?.[1] ?? "file";
}

function frontmatterProblem(source: ContentSource): ContentProblem | undefined {
  const { file, frontmatter, text } = source;
  if (frontmatter === "closed") return undefined;
  const lines = text.split(/\r?\n/);
  if (frontmatter === "open") {
    // The fields end where the first line stands that can be none: an empty one, or a line of Markdown.
    const end = lines.findIndex((line, i) => i > 0 && !/^\s*(#.*|- .*|[\w-]+:.*)$|^\s+\S/.test(line));
    const line = end < 0 ? lines.length + (text.endsWith("\n") ? 0 : 1) : end + 1;
    return { file, line, field: "file", found: "no line of three dashes after the fields", expected: "The fields stand between two lines of three dashes; the text comes below the second.", write: "---" };
  }
  const dashes = lines.findIndex((line) => /^---\s*$/.test(line));
  if (dashes > 0 && lines.slice(0, dashes).every((line) => !line.trim())) {
    return { file, line: 1, field: "file", found: `${dashes === 1 ? "an empty line" : `${dashes} empty lines`} before the first ---`, expected: "The very first line is ---.", write: "---" };
  }
  const schema = schemaOf(source);
  return {
    file,
    line: 1,
    field: "file",
    found: text.trim() ? excerpt(lines.find((line) => line.trim()) ?? "") : "an empty file",
    expected: "Fields at the top, between two lines of three dashes.",
    write: ["---", ...itemLines(schema && fieldSchemaOf(schema)), "---"].join("\n"),
  };
}

/** Texts that YAML does not take as the text that an editor meant: a day, or one cut off at a #. */
export function misreadTexts(reading: YamlText, file: string, schemaAt: (path: readonly PropertyKey[]) => FieldSchema | undefined): ContentProblem[] {
  return reading.scalars().flatMap(({ path, value, text, isQuoted, comment }): ContentProblem[] => {
    if (isQuoted || typeof value !== "string" || !isFreeText(schemaAt(path))) return [];
    const at = { file, line: reading.lineOf(path), field: fieldPath(path) };
    const key = path.at(-1);
    const head = typeof key === "number" ? "- " : `${String(key)}: `;
    if (comment !== undefined) {
      return [{ ...at, found: excerpt(text + comment), expected: "Quotation marks around a text with # in it: what follows a # is a note that nobody sees.", write: head + inQuotes(text + comment) }];
    }
    if (/^\d{4}-\d\d-\d\d$/.test(value)) {
      return [{ ...at, found: text, expected: "Quotation marks around a day that is meant as a text.", write: head + inQuotes(text) }];
    }
    return [];
  });
}
