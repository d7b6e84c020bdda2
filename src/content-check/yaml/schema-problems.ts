import type { z } from "astro/zod";
import { type ContentProblem, fieldPath, valueAt } from "../content-problem.ts";
import { fieldSchemaAt, type FieldSchema } from "./field-schema.ts";
import { excerpt } from "../../site/content-files/quoted.ts";
import { issueWords } from "./issue-words.ts";
import { meantField } from "./meant-field.ts";
import type { YamlText } from "../../site/content-files/yaml-text.ts";

/** A file's fields with their places. */
export interface JudgedFields {
  file: string;
  data: unknown;
  reading: YamlText;
}

/** A zod issue in words for editors. */
export interface SchemaProblem {
  path: PropertyKey[];
  problem: ContentProblem;
}

/** The zod issues of a file's fields in words for editors. One mistake is one problem. */
export function schemaProblems(fields: JudgedFields, schema: FieldSchema, issues: readonly z.core.$ZodIssue[]): SchemaProblem[] {
  const { file, data, reading } = fields;
  const unknown = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys.map((key) => unknownField(fields, schema, issue.path, key)) : []));
  const meant = new Set(unknown.flatMap(({ meantPath }) => (meantPath ? [fieldPath(meantPath)] : [])));
  const others = issues.flatMap((issue): SchemaProblem[] => {
    // A field that was misspelled is not missing as well.
    if (issue.code === "unrecognized_keys" || (isMissing(data, issue) && meant.has(fieldPath(issue.path)))) return [];
    const at = { file, line: reading.lineOf(issue.path), field: fieldPath(issue.path) };
    const words = issueWords(issue, { data, schema: fieldSchemaAt(schema, data, issue.path), text: reading.textOf(issue.path) });
    return [{ path: issue.path, problem: { ...at, ...words } }];
  });
  return [...unknown.map(({ path, problem }) => ({ path, problem })), ...others];
}

function isMissing(data: unknown, { path }: z.core.$ZodIssue): boolean {
  return valueAt(data, path) === undefined;
}

function unknownField({ file, data, reading }: JudgedFields, schema: FieldSchema, parent: PropertyKey[], key: string): SchemaProblem & { meantPath?: PropertyKey[] } {
  const path = [...parent, key];
  const here = fieldSchemaAt(schema, data, parent);
  const allowed = Object.keys(here?.properties ?? {});
  const siblings = valueAt(data, parent);
  const isFree = (name: string) => typeof siblings !== "object" || siblings === null || !Object.hasOwn(siblings, name);
  const meant = meantField({ key, value: valueAt(data, path), text: reading.textOf(path) }, here?.properties ?? {}, isFree);
  const fields = `Fields allowed here: ${allowed.join(", ")}.`;
  return {
    path,
    ...(meant.name !== undefined && { meantPath: [...parent, meant.name] }),
    problem: {
      file,
      line: reading.lineOf(path),
      field: fieldPath(path),
      found: excerpt(reading.renamed(path, key)) || "a colon without a name before it",
      expected: meant.expected ?? `${meant.name === undefined ? "" : `Did you mean "${meant.name}"? `}${fields}`,
      fix: meant.fix ?? (meant.name === undefined ? placeFor(schema, key) : reading.renamed(path, meant.name)) ?? (key ? `Remove "${key}" and the lines that belong to it.` : "Write the name of a field before the colon, or remove the line."),
    },
  };
}

/** Where a misplaced field belongs: at the top level, or in a field of the top level. */
function placeFor(schema: FieldSchema, key: string): string | undefined {
  if (schema.properties && Object.hasOwn(schema.properties, key)) return `Move "${key}" to the beginning of a line: it is a field of the whole page.`;
  const owner = Object.entries(schema.properties ?? {}).find(([, field]) => field.properties && Object.hasOwn(field.properties, key))?.[0];
  return owner && `Move "${key}" below "${owner}:" with two more spaces at its beginning, or remove it.`;
}
