import type { ContentProblem } from "./content-problem.ts";
import type { ContentSource } from "./content-source.ts";
import { fieldPath } from "./field-path.ts";
import { fieldSchemaOf, schemaOf } from "./field-schema.ts";
import { excerpt } from "./quoted.ts";
import { itemLines } from "./sample-value.ts";
import { yamlRepairs, type YamlRepair } from "./yaml-repairs.ts";
import { readYaml, type YamlError, type YamlText } from "./yaml-text.ts";

/** More mistakes in one file's YAML than anybody reads at a time. */
const MOST_REPAIRS = 50;

/**
 * What is wrong with a file's YAML, and the YAML as it was most likely meant: each mistake is mended as
 * its message says, and the reading goes on, so that one look shows them all. What the message says to
 * write is thereby known to be readable.
 *
 * @returns a reading without `data` where a mistake could not be mended; then it is the last problem.
 */
export function judgeYaml(source: ContentSource): { reading: YamlText; problems: ContentProblem[] } {
  const frontmatter = frontmatterProblem(source);
  if (frontmatter) return { reading: readYaml("", 1), problems: [frontmatter] };
  if (source.reading.errors.length === 0) return { reading: source.reading, problems: [] };
  const { file, yamlLine } = source;
  const problems: ContentProblem[] = [];
  let lines = source.yaml.split(/\r?\n/);
  const done = new Set<string>();
  let allowsDuplicates = false;
  for (;;) {
    const reading = readYaml(lines.join("\n"), yamlLine, { allowsDuplicates });
    const [error] = reading.errors;
    if (!error) return { reading, problems };
    const at = Math.min(error.line - yamlLine, lines.length - 1);
    if (error.code === "DUPLICATE_KEY" && !allowsDuplicates) {
      problems.push(...reading.errors.filter(({ code }) => code === "DUPLICATE_KEY").map((duplicate) => duplicateProblem(duplicate, { file, lines, yamlLine })));
      allowsDuplicates = true;
      continue;
    }
    const repair = yamlRepairs(lines, at).find((one) => !done.has(`${one.kind} ${one.line}`) && works(one, lines));
    if (!repair || problems.length >= MOST_REPAIRS) return { reading, problems: [...problems, unreadable(error, { file, line: lines[at] ?? "" })] };
    done.add(`${repair.kind} ${repair.line}`);
    problems.push({
      file,
      line: repair.line + yamlLine,
      field: nameOn(lines[repair.line] ?? ""),
      found: excerpt(lines[repair.line] ?? ""),
      expected: repair.expected,
      write: (repair.edits.get(repair.line) ?? "").trimEnd(),
    });
    lines = mended(lines, repair);
  }
}

function works(repair: YamlRepair, lines: readonly string[]): boolean {
  const text = mended(lines, repair).slice(0, repair.through + 1).join("\n");
  return readYaml(text, 1, { allowsDuplicates: true }).errors.length === 0;
}

function mended(lines: readonly string[], { edits }: YamlRepair): string[] {
  return lines.map((line, i) => edits.get(i) ?? line);
}

function duplicateProblem({ line }: YamlError, { file, lines, yamlLine }: { file: string; lines: readonly string[]; yamlLine: number }): ContentProblem {
  const text = lines[line - yamlLine] ?? "";
  const name = nameOn(text);
  const first = lines.slice(0, line - yamlLine).findLastIndex((other) => nameOn(other) === name && other.search(/\S/) === text.replace("- ", "  ").search(/\S/));
  const where = first >= 0 ? `It stands on line ${first + yamlLine} already.` : "It stands further up already.";
  return { file, line, field: name, found: excerpt(text), expected: `Each field once. ${where}`, write: `Keep one of the two and remove the other.` };
}

function unreadable({ line }: YamlError, { file, line: text }: { file: string; line: string }): ContentProblem {
  return {
    file,
    line,
    field: nameOn(text),
    found: excerpt(text) || "a line that cannot be read",
    expected: 'Fields written as "name: text", each on a line of its own, two spaces further in for each level.',
    write: 'Put a text with signs in it in quotation marks, e.g. title: "Speed: what it costs"',
  };
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
export function misreadTexts(reading: YamlText, file: string, isDayAt: (path: readonly PropertyKey[]) => boolean): ContentProblem[] {
  return reading.scalars().flatMap(({ path, value, text, isQuoted, comment }): ContentProblem[] => {
    if (isQuoted || typeof value !== "string") return [];
    const at = { file, line: reading.lineOf(path), field: fieldPath(path) };
    const key = path.at(-1);
    const head = typeof key === "number" ? "- " : `${String(key)}: `;
    if (comment !== undefined && !isDayAt(path)) {
      return [{ ...at, found: `${excerpt(text)} #${excerpt(comment)}`, expected: "Quotation marks around a text with # in it: what follows a # is a note that nobody sees.", write: `${head}"${text} #${comment.trimEnd()}"` }];
    }
    if (/^\d{4}-\d\d-\d\d$/.test(value) && !isDayAt(path)) {
      return [{ ...at, found: text, expected: "Quotation marks around a day that is meant as a text.", write: `${head}"${text}"` }];
    }
    return [];
  });
}
