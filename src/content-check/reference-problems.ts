import { eventWords } from "./markdown/booking-problems.ts";
import type { ContentIndex } from "./content-index.ts";
import { type ContentProblem, fieldPath, fieldStart, type ReferenceWords } from "./content-problem.ts";
import { CONTENT } from "../site/content-files/content-source.ts";
import { didYouMean } from "../host/settings/did-you-mean.ts";
import type { FieldSchema } from "./yaml/field-schema.ts";
import { imageWords } from "./pictures/image-problems.ts";
import type { JudgedFile } from "./judged-file.ts";
import { linkWords } from "./markdown/link-problems.ts";
import { excerpt, quoted, someOf } from "../site/content-files/quoted.ts";

/**
 * Problems with the fields: those that the schemas report, and references to things that do not exist. For a
 * value with both, the second message is the more helpful one.
 */
export function referenceProblems(index: ContentIndex): ContentProblem[] {
  return index.files.flatMap((file) => fieldProblems(file, index));
}

function fieldProblems(judged: JudgedFile, index: ContentIndex): ContentProblem[] {
  const { file } = judged.source;
  const found = new Map<string, ContentProblem>();
  for (const { path, value, schema } of judged.values) {
    if (value.trim() === "") continue;
    const referred = roleWords(value, schema, judged, index);
    if (!referred) continue;
    const { otherwise, ...words } = referred;
    const field = fieldPath(path);
    const start = fieldStart(path.at(-1));
    // A sentence is an instruction. A single word is the new value.
    const fix = /\s/.test(words.fix) ? words.fix : start + (needsQuotes(words.fix) ? quoted(words.fix) : words.fix);
    found.set(field, { file, line: judged.lineOf(path), field, ...words, fix: otherwise ? `${fix} or, ${otherwise}` : fix });
  }
  return [...judged.schemaProblems.filter(({ path }) => !found.has(fieldPath(path))).map(({ problem }) => problem), ...found.values()];
}

function roleWords(value: string, schema: FieldSchema, judged: JudgedFile, index: ContentIndex): ReferenceWords | undefined {
  const { file, kind } = judged.source;
  switch (schema.role) {
    case "href":
      return linkWords(value, { file, from: index.addressed.get(index.pathOf(judged)) }, index);
    case "picture":
      return imageWords(value, file, index.images);
    case "event":
      // site.yaml lists the events.
      return eventWords(value, kind === "site" ? { ...index, events: undefined } : index);
    case "reference":
      return entryWords(value, schema.list ?? "", index);
    default:
      return undefined;
  }
}

function entryWords(name: string, list: string, { lists }: ContentIndex): ReferenceWords | undefined {
  const names = lists.get(list);
  // A list that cannot be parsed is reported elsewhere.
  if (!names || names.has(name)) return undefined;
  const meant = didYouMean(name, names);
  const all = names.size > 0 ? `An entry of ${CONTENT}/${list}.yaml: ${someOf([...names])}.` : `An entry of ${CONTENT}/${list}.yaml. The file has none yet.`;
  const step = `add "${excerpt(name, 40)}" to ${CONTENT}/${list}.yaml`;
  return {
    found: quoted(excerpt(name)),
    expected: `${meant ? `Did you mean ${quoted(meant)}? ` : ""}${all}`,
    fix: meant ?? `Use one of these names, or ${step}.`,
    ...(meant && { otherwise: `if it is another entry, ${step}` }),
  };
}

function needsQuotes(text: string): boolean {
  return /^[#@&*!|>%{[`"'-]|: |:$/.test(text);
}
