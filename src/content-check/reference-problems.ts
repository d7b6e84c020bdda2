import { bookedPath, eventPath, eventWords } from "./markdown/booking-problems.ts";
import type { ContentIndex } from "./content-index.ts";
import { type ContentProblem, fieldPath, fieldStart, type ReferenceWords, valueAt } from "./content-problem.ts";
import { CONTENT } from "../site/content-files/content-names.ts";
import { didYouMean } from "../host/settings/did-you-mean.ts";
import type { FieldSchema } from "./yaml/field-schema.ts";
import { imageWords } from "./pictures/image-problems.ts";
import type { JudgedFile } from "./judged-file.ts";
import { addressPart } from "./markdown/address-part.ts";
import { linkWords } from "./markdown/link-problems.ts";
import { readVideo } from "../site/video/video-address.ts";
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
  for (const path of judged.ctas) for (const problem of ctaProblems(path, judged, index)) if (!found.has(problem.field)) found.set(problem.field, problem);
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
    case "file":
      return fileWords(value, index);
    case "page":
      return pageWords(value, judged, index);
    case "reference":
      return entryWords(value, { list: schema.list ?? "", language: judged.source.language }, index);
    default:
      return undefined;
  }
}

/** A file in the folder public. A value of another form, such as a video at YouTube, is for the schema. */
function fileWords(value: string, { otherPaths }: ContentIndex): ReferenceWords | undefined {
  if (!/^\/(?!\/)\S+\.vtt$/i.test(value) && readVideo(value).kind !== "file") return undefined;
  if (otherPaths.has(value)) return undefined;
  const meant = didYouMean(value, [...otherPaths].filter((path) => /\.(?:mp4|m4v|webm|vtt)$/i.test(path)));
  return { found: quoted(excerpt(value)), expected: `${meant ? `Did you mean ${quoted(meant)}? ` : ""}A file that exists. There is no public${value}.`, fix: meant ?? `Put the file into the folder public, as public${value}.` };
}

/** The page after a booking: one that visitors can read, and neither a file nor a page of the admin's. */
function pageWords(value: string, { source: { file } }: JudgedFile, index: ContentIndex): ReferenceWords | undefined {
  const words = linkWords(value, { file }, index);
  const target = index.addressed.get(value);
  if (target?.ends !== undefined) return { found: quoted(excerpt(value)), expected: `A page that stays public. ${target.path} has an unpublishDate, ${target.ends}.`, fix: `Name another page, or remove "unpublishDate" from ${target.file}.` };
  if (words || target || !value.startsWith("/")) return words;
  const path = value.replace(/[?#].*$/, "");
  const meant = index.addressed.has(path) ? path : didYouMean(value, index.addressed.keys());
  return { found: quoted(excerpt(value)), expected: `A page of this site${path === value ? "" : ", without ? and #"}.`, fix: meant ?? "Write the address of a page, e.g. /thank-you, or create it: npm run new page thank-you" };
}

/** The problems of a call to action as a whole: where it leads, and what it says. */
function ctaProblems(path: readonly PropertyKey[], judged: JudgedFile, index: ContentIndex): ContentProblem[] {
  const cta = valueAt(judged.data, path);
  if (typeof cta !== "object" || cta === null) return [];
  const { label, event, href, prefill, nextFree } = cta as Record<string, unknown>;
  const problem = (name: string, words: ReferenceWords): ContentProblem => {
    const at = [...path, name];
    return { file: judged.source.file, line: judged.lineOf(at), field: fieldPath(at), ...words };
  };
  const booked = typeof href === "string" ? bookedPath(href, index) : typeof event === "string" ? eventPath(event) : index.defaultEvent(judged.source.language);
  const isOther = href !== undefined && booked === undefined;
  // Without the list it is not known which events have a label.
  const hasLabel = label !== undefined || !index.events || (booked !== undefined && index.events.get(booked) !== undefined) || isMeant("label", path, judged);
  return [
    ...(hasLabel ? [] : [problem("label", { found: 'no "label"', expected: 'The text of the button. Start with a verb: "Book a call". Optional if site.yaml has a label for the event.', fix: 'label: "Book a call"' })]),
    ...(href !== undefined && event !== undefined ? [problem("href", { found: quoted(excerpt(String(href))), expected: "One target: an event, or href for any other.", fix: 'Remove "event" or "href".' })] : []),
    ...(isOther && prefill !== undefined ? [problem("prefill", { found: "prefill, which fills in a booking form", expected: "A button that opens a booking: href leads elsewhere.", fix: 'Remove "prefill".' })] : []),
    ...(isOther && nextFree !== undefined ? [problem("nextFree", { found: "nextFree, which names the next free time of an event", expected: "A button that opens a booking: href leads elsewhere.", fix: 'Remove "nextFree".' })] : []),
  ];
}

/** Whether an unknown field here was probably meant to be this one. */
function isMeant(name: string, path: readonly PropertyKey[], { schemaProblems }: JudgedFile): boolean {
  return schemaProblems.some((one) => fieldPath(one.path.slice(0, -1)) === fieldPath(path) && one.problem.expected.startsWith(`Did you mean ${quoted(name)}`));
}

function entryWords(name: string, { list, language }: { list: string; language: string }, { namesIn, files }: ContentIndex): ReferenceWords | undefined {
  const names = namesIn(list, language);
  // A list that cannot be parsed is reported elsewhere.
  if (!names || names.has(name)) return undefined;
  const meant = didYouMean(name, names);
  const isOneFile = files.some(({ source }) => source.file === `${CONTENT}/${list}.yaml`);
  const place = isOneFile ? `${CONTENT}/${list}.yaml` : `${CONTENT}/${list}`;
  const all = names.size > 0 ? `An entry of ${place}: ${someOf([...names])}.` : `An entry of ${place}. There is none yet.`;
  const step = isOneFile ? `add "${excerpt(name, 40)}" to ${place}` : `add the file ${place}/${addressPart(name).slice(0, 60) || "the-name"}.yaml`;
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
