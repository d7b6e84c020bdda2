import type { z } from "astro/zod";
import { type ContentProblem, fieldPath, fieldStart, valueAt, type Words } from "../content-problem.ts";
import { fieldSchemaAt, isDay, type FieldSchema } from "./field-schema.ts";
import { excerpt } from "../../site/content-files/quoted.ts";
import { issueWords } from "./issue-words.ts";
import { meantField } from "./meant-field.ts";
import type { YamlText } from "../../site/content-files/yaml-text.ts";

/** A file's fields with their places. */
export interface JudgedFields {
  file: string;
  data: unknown;
  reading: YamlText;
  /** The zod issues of other data. */
  issuesOf(data: unknown): readonly z.core.$ZodIssue[];
}

/** A zod issue in words for editors. */
export interface SchemaProblem {
  path: PropertyKey[];
  problem: ContentProblem;
}

/** Unknown fields whose values are validated under their right names, each with the whole file. */
const MOST_VALIDATED = 20;

/** The zod issues of a file's fields in words for editors. One mistake is one problem. */
export function schemaProblems(fields: JudgedFields, schema: FieldSchema, issues: readonly z.core.$ZodIssue[]): SchemaProblem[] {
  const { file, data, reading } = fields;
  const meant = new Set<string>();
  const unknown = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys.map((key) => unknownField(fields, schema, { path: [...issue.path, key], meant })) : []));
  const others = issues.flatMap((issue): SchemaProblem[] => {
    // A field that was misspelled is not missing as well.
    if (issue.code === "unrecognized_keys" || (isMissing(data, issue) && meant.has(fieldPath(issue.path)))) return [];
    const at = { file, line: reading.lineOf(issue.path), field: fieldPath(issue.path) };
    const words = issueWords(issue, { data, schema: fieldSchemaAt(schema, data, issue.path), text: reading.textOf(issue.path) });
    return [{ path: issue.path, problem: { ...at, ...words } }];
  });
  return [...unknown, ...others];
}

/** The issues of a value that may have several forms, as those of the form that its editor has chosen. */
export function issuesOfForm(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const chosen = issue.errors.filter((form) => !form.some(({ path, code }) => path.length === 0 && ["invalid_type", "invalid_value"].includes(code)));
  return chosen[0] && chosen.length === 1 ? chosen[0].map((one) => ({ ...one, path: [...issue.path, ...one.path] }) as z.core.$ZodIssue) : [issue];
}

function isMissing(data: unknown, { path }: z.core.$ZodIssue): boolean {
  return valueAt(data, path) === undefined;
}

/** @param meant the paths of the fields that were probably meant so far, to which this one's is added. */
function unknownField(fields: JudgedFields, schema: FieldSchema, { path, meant: claimed }: { path: PropertyKey[]; meant: Set<string> }): SchemaProblem {
  const { file, data, reading } = fields;
  const [parent, key] = [path.slice(0, -1), String(path.at(-1))];
  const here = fieldSchemaAt(schema, data, parent);
  const allowed = Object.keys(here?.properties ?? {});
  const siblings = valueAt(data, parent);
  const isFree = (name: string) => !claimed.has(fieldPath([...parent, name])) && (typeof siblings !== "object" || siblings === null || !Object.hasOwn(siblings, name));
  const meant = meantField({ key, value: valueAt(data, path), text: reading.textOf(path) }, here?.properties ?? {}, isFree);
  if (meant.name !== undefined) claimed.add(fieldPath([...parent, meant.name]));
  const words = meant.name === undefined || meant.fix !== undefined || claimed.size > MOST_VALIDATED ? undefined : valueWords(fields, schema, { path, name: meant.name });
  return {
    path,
    problem: {
      file,
      line: reading.lineOf(path),
      field: fieldPath(path),
      found: excerpt(reading.renamed(path, key)) || "a colon without a name before it",
      expected: meant.expected ?? `${meant.name === undefined ? "" : `Did you mean "${meant.name}"? `}${words?.expected ?? `Fields allowed here: ${allowed.join(", ")}.`}`,
      fix: meant.fix ?? words?.fix ?? (meant.name === undefined ? placeFor(schema, key) : reading.renamed(path, meant.name)) ?? (key ? `Remove "${key}" and the lines that belong to it.` : "Write the name of a field before the colon, or remove the line."),
    },
  };
}

/** What is wrong with the value of a field under its right name, if one proposal can correct both. */
function valueWords({ data, reading, issuesOf }: JudgedFields, schema: FieldSchema, { path, name }: { path: PropertyKey[]; name: string }): Words | undefined {
  // A line with other fields has to stay whole.
  if (!reading.renamed(path, name).startsWith(`${name}:`)) return undefined;
  const to = [...path.slice(0, -1), name];
  const renamed = structuredClone(data);
  const siblings = valueAt(renamed, path.slice(0, -1)) as Record<PropertyKey, unknown>;
  siblings[name] = valueAt(data, path);
  delete siblings[String(path.at(-1))];
  const issue = issuesOf(renamed).find((one) => fieldPath(one.path) === fieldPath(to));
  if (!issue) return undefined;
  const place = fieldSchemaAt(schema, renamed, to);
  const words = issueWords(issue, { data: renamed, schema: place, text: reading.textOf(path) });
  return isDay(place) || words.fix.startsWith(fieldStart(name)) ? words : undefined;
}

/** Where a misplaced field belongs: at the top level, or in a field of the top level. */
function placeFor(schema: FieldSchema, key: string): string | undefined {
  if (schema.properties && Object.hasOwn(schema.properties, key)) return `Move "${key}" to the beginning of a line: it is a field of the whole page.`;
  const owner = Object.entries(schema.properties ?? {}).find(([, field]) => field.properties && Object.hasOwn(field.properties, key))?.[0];
  return owner && `Move "${key}" below "${owner}:" with two more spaces at its beginning, or remove it.`;
}
