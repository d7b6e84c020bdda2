import { dirname, basename } from "node:path/posix";
import Slugger from "github-slugger";
import { sectionIds } from "../section-ids.ts";
import type { Section } from "../schema/sections.ts";
import type { ContentProblem } from "./content-problem.ts";
import type { ContentSource } from "./content-source.ts";
import { fieldPath, valueAt } from "./field-path.ts";
import { fieldSchemaAt, fieldSchemaOf, isDay, schemaOf, valuesWithRole, type FieldSchema } from "./field-schema.ts";
import { markdownProblems } from "./markdown-problems.ts";
import { readMarkdown, type MarkdownText } from "./markdown-text.ts";
import { itemLines } from "./sample-value.ts";
import { schemaProblems, type SchemaProblem } from "./schema-problems.ts";
import { judgeYaml, misreadTexts } from "./yaml-problems.ts";

/** A content file with everything that can be said about it alone. */
export interface JudgedFile {
  source: ContentSource;
  /** As it was most likely meant, where its YAML had to be mended; undefined where that failed. */
  data: unknown;
  lineOf: ContentSource["lineOf"];
  markdown: MarkdownText;
  /** The ids of its headings. */
  anchors: ReadonlySet<string>;
  /** What its schema says. Where a value has a role, those who know its role may say it better. */
  schemaProblems: SchemaProblem[];
  otherProblems: ContentProblem[];
  values: { path: PropertyKey[]; value: string; schema: FieldSchema }[];
}

const judged = new WeakMap<ContentSource, JudgedFile>();

/** Judges a file by itself. What was judged once is not judged again while the file stays as it is. */
export function judgeFile(source: ContentSource): JudgedFile {
  const known = judged.get(source);
  if (known) return known;
  const made = judge(source);
  judged.set(source, made);
  return made;
}

function judge(source: ContentSource): JudgedFile {
  const { file, kind, body, bodyLine, text } = source;
  const { reading, problems } = judgeYaml(source);
  const { data: read, lineOf } = reading;
  const markdown = readMarkdown(source.frontmatter === "closed" ? body : "", bodyLine);
  const schema = schemaOf(source);
  const others = [...problems, ...markdownProblems(markdown, file)];
  const unreadable = reading.errors.length > 0 || source.frontmatter !== "closed";
  if (!schema || unreadable) {
    return { source, data: undefined, lineOf, markdown, anchors: anchorsOf(undefined, markdown), schemaProblems: [], otherProblems: others, values: [] };
  }
  const fields = fieldSchemaOf(schema);
  const data = read === null && kind !== "list" ? {} : read;
  const at = { source, data, lineOf, markdown, anchors: anchorsOf(data, markdown) };
  if (kind === "list" && data === null) return { ...at, schemaProblems: [], otherProblems: [...others, emptyList(file, fields)], values: [] };
  const misread = misreadTexts(reading, file, (path) => isDay(fieldSchemaAt(fields, data, path)));
  const misreadFields = new Set(misread.map(({ field }) => field));
  const issues = schema.safeParse(data).error?.issues ?? [];
  return {
    ...at,
    schemaProblems: schemaProblems({ file, data, lineOf, lines: text.split(/\r?\n/) }, fields, issues).filter(({ path }) => !misreadFields.has(fieldPath(path))),
    otherProblems: [...others, ...misread],
    values: valuesWithRole(fields, data),
  };
}

function emptyList(file: string, fields: FieldSchema): ContentProblem {
  const entry = typeof fields.additionalProperties === "object" ? fields.additionalProperties : undefined;
  return {
    file,
    line: 1,
    field: "file",
    found: "no entry",
    expected: "Entries, each with its name, a colon, and its fields two spaces further in.",
    write: ["the-name:", ...itemLines(entry).map((line) => `  ${line}`)].join("\n"),
  };
}

function anchorsOf(data: unknown, { headings }: MarkdownText): Set<string> {
  const texts = headings.map(({ text }) => text);
  const slugger = new Slugger();
  const sections = valueAt(data, ["sections"]);
  const ids = sectionIds(Array.isArray(sections) ? withHeadings(sections) : [], texts);
  return new Set([...texts.map((text) => slugger.slug(text)), ...ids.filter((id) => id !== undefined)]);
}

/** Sections as far as their ids need them. A section with a mistake elsewhere still has its heading, and nothing else is read. */
function withHeadings(sections: unknown[]): Section[] {
  return sections.filter((section) => typeof valueAt(section, ["heading"]) === "string") as Section[];
}

/** The file's name in its folder, as a title would have it: "audit" for services/audit.md. */
export function nameOf({ file }: ContentSource): string {
  const name = basename(file).replace(/\.\w+$/, "");
  return name === "index" ? basename(dirname(file)) : name;
}
