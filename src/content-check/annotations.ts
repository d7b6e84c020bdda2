import type { ContentProblem } from "./content-problem.ts";

/**
 * A problem as an annotation on a pull request: GitHub reads such lines from a job's output.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function annotation({ file, line, column, field, found, expected, write }: ContentProblem): string {
  const message = `Found: ${found}\nExpected: ${expected}\nWrite: ${write}`;
  return `::error file=${property(file)},line=${line}${column === undefined ? "" : `,col=${column}`},title=${property(field)}::${escaped(message)}`;
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
