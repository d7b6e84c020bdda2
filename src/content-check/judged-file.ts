import { dirname, basename } from "node:path/posix";
import type { z } from "astro/zod";
import { idsFor, sectionIds } from "../site/markdown/heading-ids.ts";
import { siteTexts } from "../site/languages/merged-texts.ts";
import type { Section } from "../site/schema/sections.ts";
import { characterProblems } from "./markdown/character-problems.ts";
import { type ContentProblem, fieldPath, valueAt } from "./content-problem.ts";
import type { ContentSource } from "../site/content-files/content-source.ts";
import { ctasIn, fieldSchemaAt, fieldSchemaOf, schemaOf, valuesWith, type FieldSchema } from "./yaml/field-schema.ts";
import { markdownProblems } from "./markdown/markdown-problems.ts";
import { readMarkdown, type MarkdownText } from "./markdown/markdown-text.ts";
import { itemLines } from "./yaml/sample-value.ts";
import { issuesOfForm, schemaProblems, type SchemaProblem } from "./yaml/schema-problems.ts";
import { misreadTexts, yamlProblems } from "./yaml/yaml-problems.ts";

/** A content file with all results of checking it on its own. */
export interface JudgedFile {
  source: ContentSource;
  /** The value of its YAML; undefined if it could not be parsed. */
  data: unknown;
  lineOf: ContentSource["lineOf"];
  markdown: MarkdownText;
  /** The ids of its headings. */
  anchors: ReadonlySet<string>;
  /** What its schema reports. For a value with a role, reference-problems.ts may have a better message. */
  schemaProblems: SchemaProblem[];
  otherProblems: ContentProblem[];
  values: { path: PropertyKey[]; value: string; schema: FieldSchema }[];
  /** The paths of its calls to action. */
  ctas: PropertyKey[][];
}

const judged = new WeakMap<ContentSource, JudgedFile>();

/** Checks a file on its own. The result is cached until the file changes. */
export function judgeFile(source: ContentSource): JudgedFile {
  const known = judged.get(source);
  if (known) return known;
  const made = judge(source);
  judged.set(source, made);
  return made;
}

function judge(source: ContentSource): JudgedFile {
  const { file, kind, body, bodyLine, bound, reading } = source;
  const { data: read, lineOf } = reading;
  const markdown = readMarkdown(source.frontmatter === "closed" ? body : "", bodyLine);
  const unreadable = { source, data: undefined, lineOf, markdown, anchors: anchorsOf(undefined, markdown), schemaProblems: [], values: [], ctas: [] };
  if (bound) return { ...unreadable, otherProblems: [{ file, field: "file", ...bound }] };
  const problems = [...characterProblems(source, markdown), ...yamlProblems(source), ...markdownProblems(markdown, file)];
  const schema = schemaOf(source);
  if (!schema || reading.errors.length > 0 || source.frontmatter !== "closed") return { ...unreadable, otherProblems: problems };
  const fields = fieldSchemaOf(schema);
  const data = read === null && kind !== "list" ? {} : read;
  const at = { source, data, lineOf, markdown, anchors: anchorsOf(data, markdown) };
  if (kind === "list" && data === null) return { ...at, schemaProblems: [], otherProblems: [...problems, emptyList(file, fields)], values: [], ctas: [] };
  const misread = misreadTexts(reading, file, (path) => fieldSchemaAt(fields, data, path));
  const misreadFields = new Set(misread.map(({ field }) => field));
  const issuesOf = (one: unknown) => issuesIn(one, source, schema).flatMap(issuesOfForm);
  return {
    ...at,
    schemaProblems: schemaProblems({ file, data, reading, issuesOf }, fields, issuesOf(data)).filter(({ path }) => !misreadFields.has(fieldPath(path))),
    otherProblems: [...problems, ...misread],
    values: valuesWith("role", fields, data),
    ctas: ctasIn(fields, data),
  };
}

/**
 * The issues of a file's fields. Words that the engine has in the site's language are not missing, and a file for another
 * language needs no field at all: missing-translations.ts notes what it lacks.
 */
function issuesIn(data: unknown, { kind, language }: ContentSource, schema: z.ZodType): readonly z.core.$ZodIssue[] {
  const isMap = typeof data === "object" && data !== null && !Array.isArray(data);
  const whole = kind === "site" && !language && isMap ? siteTexts(data as Record<string, unknown>) : data;
  const issues = schema.safeParse(whole).error?.issues ?? [];
  const isThere = ({ path }: z.core.$ZodIssue) => valueAt(data, path) !== undefined;
  if (language !== "" && kind !== "page" && kind !== "post") return issues.filter((issue) => issue.code === "unrecognized_keys" || isThere(issue));
  // Their editor has written what is also the English word, such as "Home".
  return issues.filter((issue) => !(issue.code === "custom" && issue.params?.isDefault && isThere(issue)));
}

function emptyList(file: string, fields: FieldSchema): ContentProblem {
  const entry = typeof fields.additionalProperties === "object" ? fields.additionalProperties : undefined;
  return {
    file,
    line: 1,
    field: "file",
    found: "no entries",
    expected: "Entries: a name and a colon, and below them the fields with two more spaces at the beginning of each line.",
    fix: ["the-name:", ...itemLines(entry).map((line) => `  ${line}`)].join("\n"),
  };
}

function anchorsOf(data: unknown, { headings }: MarkdownText): Set<string> {
  const textIds = headings.map(({ text }) => text).map(idsFor());
  const sections = valueAt(data, ["sections"]);
  const ids = sectionIds(Array.isArray(sections) ? withHeadings(sections) : [], textIds);
  return new Set([...textIds, ...ids.filter((id) => id !== undefined)]);
}

/** The sections with a heading. Only the heading is used, so that mistakes elsewhere in a section do not matter. */
function withHeadings(sections: unknown[]): Section[] {
  return sections.filter((section) => typeof valueAt(section, ["heading"]) === "string") as Section[];
}

/** The file's name in its folder, as a title would have it: "audit" for services/audit.md. */
export function nameOf({ file }: ContentSource): string {
  const name = basename(file).replace(/\.\w+$/, "");
  return name === "index" ? basename(dirname(file)) : name;
}
