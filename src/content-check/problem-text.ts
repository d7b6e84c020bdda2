import type { ContentProblem } from "./content-problem.ts";
import { labelsOf } from "./field-labels.ts";

/** The problems as text for a terminal, grouped by file. */
export function problemText(problems: readonly ContentProblem[]): string {
  const files = Map.groupBy(problems, ({ file }) => file);
  const blocks = [...files].map(([file, own]) => [file, ...own.map(oneProblem)].join("\n\n"));
  return blocks.join("\n\n\n");
}

/** "3 problems in 2 files", or "41 files, no problems". */
export function problemCount(problems: readonly ContentProblem[], files: number): string {
  if (problems.length === 0) return `${count(files, "file")}, no problems`;
  return `${count(problems.length, "problem")} in ${count(new Set(problems.map(({ file }) => file)).size, "file")}`;
}

/** The problems as a page in Markdown, for editors who work in a browser: the summary of a job at the Git host. */
export function problemPage(problems: readonly ContentProblem[]): string {
  if (problems.length === 0) return "## The content has no problems\n\nIt can be published.\n";
  const files = [...Map.groupBy(problems, ({ file }) => file)].map(([file, own]) => [`### ${placeOf(file)}`, ...own.map(({ field, found, expected, fix }) => [`- **${labelsOf(field)}**`, `  - Found: ${inMarkdown(found)}`, `  - Expected: ${inMarkdown(expected)}`, `  - To mend it: ${inMarkdown(fix)}`].join("\n"))].join("\n\n"));
  return [`## Mend ${problemCount(problems, 0)} before this can be published`, "The public site stays as it is until then. Open the entry in the editor, mend it, and save it again.", ...files, ""].join("\n\n");
}

const FOLDERS: Readonly<Record<string, string>> = { pages: "Pages", posts: "Articles", faqs: "Questions", people: "People", testimonials: "Testimonials", logos: "Logos", images: "Pictures" };

/** A file as the editor names it: "Pages › services/audit". */
function placeOf(file: string): string {
  const [, folder = "", rest = ""] = /^src\/content\/([^/]+)\/(.+?)(?:\.(?:md|yaml))?$/.exec(file) ?? [];
  return FOLDERS[folder] ? `${FOLDERS[folder]} › ${rest}` : /\/site(\.[\w-]+)?\.yaml$/.test(file) ? "Site's name and words" : file;
}

function inMarkdown(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_[\]<>|]/g, "\\$&");
}

function oneProblem({ file, line, column, field, found, expected, fix }: ContentProblem): string {
  return [`  ${file}:${line}${column === undefined ? "" : `:${column}`}  ${field}`, labelled("Found", found), labelled("Expected", expected), labelled("Fix", fix)].join("\n");
}

function labelled(label: string, text: string): string {
  return `    ${label.padEnd(10)}${text.replaceAll("\n", `\n${" ".repeat(14)}`)}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/**
 * A problem as an annotation on a pull request: GitHub reads such lines from a job's output.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function annotation({ found, expected, fix, ...place }: ContentProblem): string {
  return annotationAt("error", place, `Found: ${found}\nExpected: ${expected}\nFix: ${fix}`);
}

/** A text at a place in a content file as such a line. */
export function annotationAt(level: "error" | "warning", { file, line, column, field }: Pick<ContentProblem, "file" | "line" | "column" | "field">, text: string): string {
  return `::${level} file=${property(file)},line=${line}${column === undefined ? "" : `,col=${column}`},title=${property(field)}::${escaped(text)}`;
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
