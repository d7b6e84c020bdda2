import { excerpt, inQuotes, isBlank } from "../../site/content-files/quoted.ts";
import type { ContentSource } from "../../site/content-files/content-source.ts";
import type { YamlError, YamlText } from "../../site/content-files/yaml-text.ts";
import { fieldPath, fieldStart, type ContentProblem, type Words } from "../content-problem.ts";
import { fieldSchemaOf, isFreeText, schemaOf, type FieldSchema } from "./field-schema.ts";
import { itemLines } from "./sample-value.ts";

const MOST_ERRORS = 100;

/** The errors that keep a file's YAML from being parsed: the place, the line itself and the rule that it breaks. */
export function yamlProblems(source: ContentSource): ContentProblem[] {
  const frontmatter = frontmatterProblem(source);
  if (frontmatter) return [frontmatter];
  const { file, reading, yaml, yamlLine } = source;
  const lines = yaml.split(/\r?\n/);
  const problems = new Map<number, ContentProblem>();
  for (const error of reading.errors.slice(0, MOST_ERRORS)) {
    const { isLocal = false, expected, fix } = ruleOf(error);
    // Later errors are mostly consequences of the first one.
    if (problems.size > 0 && !isLocal) break;
    const at = Math.min(error.line - yamlLine, lines.length - 1);
    const line = at + yamlLine;
    const text = lines[at] ?? "";
    if (!problems.has(line)) problems.set(line, { file, line, column: error.column, field: nameOn(text), found: excerpt(text) || "an empty line", expected, fix });
    if (!isLocal) break;
  }
  return [...problems.values(), ...reading.duplicates.map((duplicate) => duplicateProblem(duplicate, file, lines[duplicate.line - yamlLine] ?? ""))];
}

interface Rule extends Pick<Words, "expected" | "fix"> {
  /** Matches the parser's code and message, see https://eemeli.org/yaml/#errors */
  error: RegExp;
  /** The parser reads the lines after such an error correctly. */
  isLocal?: boolean;
}

const QUOTE = "Put the whole text in quotation marks.";

const RULES: readonly Rule[] = [
  { error: /^BLOCK_AS_IMPLICIT_KEY/, isLocal: true, expected: "Quotation marks around a text that contains a colon followed by a space, in this line or in one that continues it.", fix: QUOTE },
  { error: /^(BAD_SCALAR_START|UNQUOTED_SIGN)/, isLocal: true, expected: "Quotation marks around a text that begins with a special character, such as @, %, *, &, ! or `.", fix: QUOTE },
  { error: /^TAB_AS_INDENT/, expected: "Spaces instead of tabs at the beginning of a line: two for each level.", fix: "Replace each tab at the beginning of a line with two spaces." },
  { error: /^MISSING_CHAR Missing closing/, expected: "A closing quotation mark for the text that begins here.", fix: "Add the same quotation mark at the end of the text." },
  { error: /end with a [\]}]/, expected: "A closing bracket for the one that opens here: ] for [ and } for {.", fix: "Add the closing bracket. If the bracket is part of a text, put the whole text in quotation marks." },
  { error: /at node end/, expected: "Nothing after a closing quotation mark or bracket.", fix: `${QUOTE} If the text itself contains quotation marks, use the other kind around it: ' or ".` },
  { error: /^(MULTILINE_IMPLICIT_KEY|MISSING_CHAR)/, expected: "A field's name, a colon, a space and its value.", fix: "Add the colon or the space after it. If the line continues the text above it, begin it with two spaces more than the line with the field's name." },
  { error: /^BAD_INDENT|same column/, expected: "As many spaces at the beginning of the line as the other lines of its group have: two for each level.", fix: "Compare the line with the ones above and below it, and correct the spaces." },
];

const OTHER_RULE: Rule = { error: /^/, expected: 'Fields written as "name: text", each on its own line, with two more spaces for each level.', fix: "Compare the line with the ones above and below it. Put a text that contains special characters in quotation marks." };

function ruleOf({ code, message }: YamlError): Rule {
  return RULES.find(({ error }) => error.test(`${code} ${message}`)) ?? OTHER_RULE;
}

function duplicateProblem({ path, line, firstLine }: YamlText["duplicates"][number], file: string, text: string): ContentProblem {
  return { file, line, field: fieldPath(path), found: excerpt(text), expected: `Each field once. Line ${firstLine} already has it.`, fix: "Remove one of the two." };
}

function nameOn(line: string): string {
  return /^\s*(?:- +)*([A-Za-z_][\w-]*)\s*:/.exec(line)?.[1] ?? "file";
}

function frontmatterProblem(source: ContentSource): ContentProblem | undefined {
  const { file, frontmatter, text } = source;
  if (frontmatter === "closed") return undefined;
  const lines = text.split(/\r?\n/);
  if (frontmatter === "open") {
    // The fields end above the first line that cannot be a field: an empty line, or Markdown.
    const end = lines.findIndex((line, i) => i > 0 && !/^\s*(#.*|- .*|[\w-]+:.*)$|^\s+\S/.test(line));
    const line = end < 0 ? lines.length + (text.endsWith("\n") ? 0 : 1) : end + 1;
    return { file, line, field: "file", found: "no line of three dashes after the fields", expected: "The fields between two lines of three dashes, and the text below the second one.", fix: "---" };
  }
  const first = lines.find((line) => !isBlank(line));
  if (first?.startsWith("---")) return { file, line: 1, field: "file", found: "an empty line before the first ---", expected: "--- on the first line of the file.", fix: "Remove all empty lines above ---." };
  const [before, dashes] = first?.split("---", 2) ?? [];
  if (dashes !== undefined && isBlank(`${before}${dashes}`)) return { file, line: lines.indexOf(first ?? "") + 1, field: "file", found: "spaces or invisible characters before the first ---", expected: "--- at the beginning of the first line.", fix: "Remove everything before ---." };
  const schema = schemaOf(source);
  return { file, line: 1, field: "file", found: first === undefined ? "an empty file" : excerpt(first), expected: "Fields at the top of the file, between two lines of three dashes.", fix: ["---", ...itemLines(schema && fieldSchemaOf(schema)), "---"].join("\n") };
}

/** Texts that YAML reads differently from what the editor wrote: a day, or a text that is cut off at a # or begins with one. */
export function misreadTexts(reading: YamlText, file: string, schemaAt: (path: readonly PropertyKey[]) => FieldSchema | undefined): ContentProblem[] {
  return reading.scalars().flatMap(({ path, value, text, isQuoted, comment = "" }): ContentProblem[] => {
    if (isQuoted || !isFreeText(schemaAt(path))) return [];
    // "# to do" alone is a comment; "#1 in Europe" is a text.
    const isText = text === "" ? /^\s*#\S/.test(comment) : comment !== "" || (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value));
    if (!isText) return [];
    const expected = comment ? "Quotation marks around a text that contains #. Without them, everything after the # is a comment and does not appear on the page." : "Quotation marks around a text that looks like a date.";
    return [{ file, line: reading.lineOf(path), field: fieldPath(path), found: excerpt(text + comment), expected, fix: fieldStart(path.at(-1)) + inQuotes((text + comment).trim()) }];
  });
}
