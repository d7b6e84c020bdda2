import type { z } from "astro/zod";
import type { ContentProblem } from "./content-problem.ts";
import { didYouMean } from "./did-you-mean.ts";
import { fieldPath, valueAt } from "./field-path.ts";
import { fieldSchemaAt, type FieldSchema } from "./field-schema.ts";
import { excerpt } from "./quoted.ts";
import { issueWords } from "./issue-words.ts";

/** A file's fields, and what stands where. */
export interface JudgedFields {
  file: string;
  data: unknown;
  lineOf(path: readonly PropertyKey[]): number;
  /** The lines of the file, from the first. */
  lines: readonly string[];
}

/** One thing that zod found, as its editor should read it. */
export interface SchemaProblem {
  path: PropertyKey[];
  problem: ContentProblem;
}

/** What zod has to say about a file's fields, in plain words; one problem for one mistake. */
export function schemaProblems(fields: JudgedFields, schema: FieldSchema, issues: readonly z.core.$ZodIssue[]): SchemaProblem[] {
  const { file, data, lineOf } = fields;
  const unknown = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys.map((key) => unknownField(fields, schema, issue.path, key)) : []));
  const meant = new Set(unknown.flatMap(({ meantPath }) => (meantPath ? [fieldPath(meantPath)] : [])));
  const others = issues.flatMap((issue): SchemaProblem[] => {
    // What a mistyped field was meant to be is not missing as well.
    if (issue.code === "unrecognized_keys" || (isMissing(data, issue) && meant.has(fieldPath(issue.path)))) return [];
    const at = { file, line: lineOf(issue.path), field: fieldPath(issue.path) };
    const text = (fields.lines[at.line - 1] ?? "").trim();
    const words = issueWords(issue, { data, schema: fieldSchemaAt(schema, data, issue.path), text });
    return [{ path: issue.path, problem: { ...at, ...words } }];
  });
  return [...unknown.map(({ path, problem }) => ({ path, problem })), ...others];
}

function isMissing(data: unknown, { path }: z.core.$ZodIssue): boolean {
  return valueAt(data, path) === undefined;
}

function unknownField({ file, data, lineOf, lines }: JudgedFields, schema: FieldSchema, parent: PropertyKey[], key: string): SchemaProblem & { meantPath?: PropertyKey[] } {
  const path = [...parent, key];
  const allowed = Object.keys(fieldSchemaAt(schema, data, parent)?.properties ?? {});
  const siblings = valueAt(data, parent);
  const free = allowed.filter((name) => typeof siblings !== "object" || siblings === null || !Object.hasOwn(siblings, name));
  const meant = didYouMean(key, free);
  const line = lineOf(path);
  const text = (lines[line - 1] ?? "").trim();
  return {
    path,
    ...(meant && { meantPath: [...parent, meant] }),
    problem: {
      file,
      line,
      field: fieldPath(path),
      found: excerpt(text) || key,
      expected: `${meant ? `Did you mean "${meant}"? ` : ""}Fields that exist here: ${allowed.join(", ")}.`,
      write: meant ? text.replace(key, meant) : placeFor(schema, key) ?? `Remove "${key}" and what belongs to it.`,
    },
  };
}

/** Where a field that is in the wrong place would be right: at the top, or in a field of the top. */
function placeFor(schema: FieldSchema, key: string): string | undefined {
  if (schema.properties && Object.hasOwn(schema.properties, key)) return `Move "${key}" to the beginning of a line: it belongs to the page as a whole.`;
  const owner = Object.entries(schema.properties ?? {}).find(([, field]) => field.properties && Object.hasOwn(field.properties, key))?.[0];
  return owner && `Move "${key}" under "${owner}:", two spaces further in, or remove it.`;
}
