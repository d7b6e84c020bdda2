import type { z } from "astro/zod";
import { fieldPath, valueAt, type ContentProblem } from "../content-check/content-problem.ts";
import { labelsOf } from "../content-check/field-labels.ts";
import { ctasIn, fieldSchemaOf } from "../content-check/yaml/field-schema.ts";
import { issuesOfForm, schemaProblems } from "../content-check/yaml/schema-problems.ts";
import { readYaml } from "../site/content-files/yaml-text.ts";
import { pageSchema } from "../site/schema/page.ts";
import { postSchema } from "../site/schema/post.ts";
import { toFile, type EntryFormat } from "./entry-text.ts";

/** A mistake in a form, in the words of the content check. */
export interface EntryProblem extends Pick<ContentProblem, "found" | "expected" | "fix"> {
  /** The field by its labels: "Sections 2 › Heading". */
  readonly place: string;
}

const SCHEMAS = { page: pageSchema, post: postSchema };

/**
 * The mistakes that can be seen in a form alone, before it is saved. What needs the other files, such as a link to a page
 * that does not exist, and the text, the check of the pull request reports.
 */
export function entryProblems(kind: keyof typeof SCHEMAS, form: Record<string, unknown>, format: EntryFormat): EntryProblem[] {
  const schema: z.ZodType = SCHEMAS[kind];
  const { body: _body, ...fields } = form;
  const reading = readYaml(toFile(fields, { ...format, hasBody: false }), 1);
  const data = withPictures(reading.data ?? {});
  const issuesOf = (one: unknown) => (schema.safeParse(one).error?.issues ?? []).flatMap(issuesOfForm);
  const problems = schemaProblems({ file: "", data, reading, issuesOf }, fieldSchemaOf(schema), issuesOf(data)).map(({ path, problem: { found, expected, fix } }) => ({ place: labelsOf(fieldPath(path)), found, expected, fix }));
  const targets = ctasIn(fieldSchemaOf(schema), data).flatMap((path) => {
    const isBoth = valueAt(data, [...path, "href"]) !== undefined && valueAt(data, [...path, "event"]) !== undefined;
    return isBoth ? [{ place: labelsOf(fieldPath(path)), found: "an event and a link", expected: "One target: an event, or a link for any other.", fix: "Remove one of the two." }] : [];
  });
  return [...problems, ...targets];
}

/** A picture that was just added has the address of the browser's copy until it is saved. */
function withPictures(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data).replaceAll(/"(?:blob:[^"]+|@images\/[^"]+)"/g, '"../images/picture.png"'));
}
