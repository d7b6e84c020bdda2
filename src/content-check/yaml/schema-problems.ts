import type { z } from "astro/zod";
import { type ContentProblem, fieldPath, valueAt } from "../content-problem.ts";
import { fieldSchemaAt, type FieldSchema } from "./field-schema.ts";
import { excerpt } from "../../site/content-files/quoted.ts";
import { issueWords } from "./issue-words.ts";
import { meantField } from "./meant-field.ts";
import type { YamlText } from "../../site/content-files/yaml-text.ts";

/** A file's fields, and what stands where. */
export interface JudgedFields {
  file: string;
  data: unknown;
  reading: YamlText;
}

/** One thing that zod found, as its editor should read it. */
export interface SchemaProblem {
  path: PropertyKey[];
  problem: ContentProblem;
}

/** What zod has to say about a file's fields, in plain words; one problem for one mistake. */
export function schemaProblems(fields: JudgedFields, schema: FieldSchema, issues: readonly z.core.$ZodIssue[]): SchemaProblem[] {
  const { file, data, reading } = fields;
  const unknown = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys.map((key) => unknownField(fields, schema, issue.path, key)) : []));
  const meant = new Set(unknown.flatMap(({ meantPath }) => (meantPath ? [fieldPath(meantPath)] : [])));
  const others = issues.flatMap((issue): SchemaProblem[] => {
    // What a mistyped field was meant to be is not missing as well.
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
  const fields = `Fields that exist here: ${allowed.join(", ")}.`;
  return {
    path,
    ...(meant.name !== undefined && { meantPath: [...parent, meant.name] }),
    problem: {
      file,
      line: reading.lineOf(path),
      field: fieldPath(path),
      found: excerpt(reading.renamed(path, key)) || key,
      expected: meant.expected ?? `${meant.name === undefined ? "" : `Did you mean "${meant.name}"? `}${fields}`,
      write: meant.write ?? (meant.name === undefined ? placeFor(schema, key) : reading.renamed(path, meant.name)) ?? `Remove "${key}" and what belongs to it.`,
    },
  };
}

/** Where a field that is in the wrong place would be right: at the top, or in a field of the top. */
function placeFor(schema: FieldSchema, key: string): string | undefined {
  if (schema.properties && Object.hasOwn(schema.properties, key)) return `Move "${key}" to the beginning of a line: it belongs to the page as a whole.`;
  const owner = Object.entries(schema.properties ?? {}).find(([, field]) => field.properties && Object.hasOwn(field.properties, key))?.[0];
  return owner && `Move "${key}" under "${owner}:", two spaces further in, or remove it.`;
}
