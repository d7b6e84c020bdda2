import { addressPart } from "../markdown/address-part.ts";
import type { z } from "astro/zod";
import { valueAt, type Words } from "../content-problem.ts";
import { didYouMean } from "../../host/settings/did-you-mean.ts";
import { isDay, type FieldSchema } from "./field-schema.ts";
import { formatWords } from "./format-words.ts";
import { excerpt, inQuotes, quoted } from "../../site/content-files/quoted.ts";
import { itemLines, sampleValue, sampleYaml } from "./sample-value.ts";

export interface IssuePlace {
  data: unknown;
  schema: FieldSchema | undefined;
  /** The value as it stands in the file; empty where there is none. */
  text: string;
}

/** A finding of zod's in the words of somebody who writes pages. */
export function issueWords(issue: z.core.$ZodIssue, place: IssuePlace): Words {
  const value = valueAt(place.data, issue.path);
  const key = issue.path.at(-1) ?? "";
  const { schema, text } = place;
  if (issue.code === "invalid_union" && "discriminator" in issue) return kindWords(value, "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : []);
  if (value === undefined && issue.code === "custom") return { found: `no "${String(key)}"`, expected: issue.message, write: `${head(key)}"…"` };
  if (value === undefined || (value === null && (text === "" || schema?.type !== "string"))) return missingWords(key, value, place);
  if (isDay(schema)) return dayWords(key, value);
  switch (issue.code) {
    case "too_big":
    case "too_small":
      return sizeWords(key, value, schema);
    case "invalid_value":
      return choiceWords(key, value, issue.values.map(String));
    case "invalid_format":
      return formatWords(key, value, schema);
    case "invalid_key":
      return nameWords(String(key));
    case "invalid_type":
      return typeWords(key, value, issue.expected, place);
    default:
      return { found: shown(value), expected: issue.message, write: instead(key, value, text) };
  }
}

/** How a value's line begins: an item of a list has a dash where others have a name. */
export function head(key: PropertyKey): string {
  return typeof key === "number" ? "- " : `${String(key)}: `;
}

/** A value as an editor would recognise it. */
export function shown(value: unknown): string {
  if (typeof value === "string") return quoted(excerpt(value));
  if (Array.isArray(value)) return value.every((item) => typeof item === "number") ? `[${value.join(", ")}]` : `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return `fields: ${Object.keys(value).join(", ")}`;
  return String(value);
}

/** What to write in place of a value that breaks a rule of its own: the smaller number first, or a mark that a text has to have. */
function instead(key: PropertyKey, value: unknown, text: string): string {
  if (Array.isArray(value) && value.every((item) => typeof item === "number")) return `${head(key)}[${value.toSorted((a, b) => a - b).join(", ")}]`;
  return `Add it to your text: ${head(key)}${text}`;
}

function missingWords(key: PropertyKey, value: unknown, { schema }: IssuePlace): Words {
  return {
    found: value === null ? `${head(key).trimEnd()} with nothing after it` : `no "${String(key)}"`,
    expected: sentence(schema?.description ?? "It has to be there."),
    write: typeof key === "number" ? `- ${sampleValue("", schema)}` : sampleYaml(key, schema),
  };
}

/** A section whose type is none of those that there are. */
function kindWords(value: unknown, kinds: string[]): Words {
  const meant = typeof value === "string" ? didYouMean(value, kinds) : undefined;
  return {
    found: value === undefined ? 'no "type"' : shown(value),
    expected: `${meant ? `Did you mean "${meant}"? ` : ""}One of: ${kinds.join(", ")}.`,
    write: meant !== undefined || value === undefined ? `type: ${meant ?? kinds[0] ?? ""}` : "Choose one of them.",
  };
}

function sizeWords(key: PropertyKey, value: unknown, schema: FieldSchema | undefined): Words {
  if (typeof value === "number") {
    const [least = 0, most = least] = [schema?.minimum, schema?.maximum];
    return { found: String(value), expected: `A whole number from ${least} to ${most}.`, write: `Choose a number from ${least} to ${most}.` };
  }
  if (Array.isArray(value)) return listSizeWords(key, value, schema);
  const text = String(value).trim();
  const [least = 0, most] = [schema?.minLength, schema?.maxLength];
  if (text === "") return { found: '""', expected: sentence(schema?.description ?? "A text."), write: `${head(key)}${sampleValue(String(key), schema)}` };
  const limits = most === undefined ? `At least ${least} characters.` : least > 1 ? `${least} to ${most} characters.` : `At most ${most} characters.`;
  const change = most !== undefined && text.length > most ? `Shorten it by ${count(text.length - most, "character")}.` : `Write ${count(least - text.length, "character")} more.`;
  return { found: `${count(text.length, "character")}: ${quoted(excerpt(text))}`, expected: limits, write: change };
}

function listSizeWords(key: PropertyKey, value: unknown[], schema: FieldSchema | undefined): Words {
  if (schema?.prefixItems) return { found: `[${value.join(", ")}]`, expected: `${schema.prefixItems.length} of them. ${schema.description ?? ""}`.trim(), write: `${head(key)}${sampleValue(String(key), schema)}` };
  const [least = 0, most = Infinity] = [schema?.minItems, schema?.maxItems];
  const expected = least === 0 || !Number.isFinite(most) ? (least === 0 ? `At most ${most}.` : `At least ${least}.`) : `${least} to ${most}.`;
  if (value.length > most) return { found: `${value.length} in the list`, expected, write: `Remove ${value.length - most} of them.` };
  const item = itemLines(typeof schema?.items === "object" ? schema.items : undefined);
  const lines = item.map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`));
  return { found: `${value.length} in the list`, expected, write: `Add ${least - value.length} more:\n${lines.join("\n")}` };
}

function choiceWords(key: PropertyKey, value: unknown, choices: string[]): Words {
  const meant = typeof value === "string" ? didYouMean(value, choices) : undefined;
  return { found: shown(value), expected: `${meant ? `Did you mean "${meant}"? ` : ""}One of: ${choices.join(", ")}.`, write: meant ? `${head(key)}${meant}` : "Choose one of them." };
}

/** The name of an entry in a shared list. */
function nameWords(name: string): Words {
  const right = addressPart(name);
  return { found: quoted(excerpt(name)), expected: "A name of small letters, digits and single hyphens, 60 at most.", write: `${right}:` };
}

function dayWords(key: PropertyKey, value: unknown): Words {
  const day = dayOf(String(value));
  const other = /^\d+[-/.]\d+[-/.]\d+/.test(String(value)) ? "Choose a day that exists." : "Write the day as year-month-day: 15 January 2027 is 2027-01-15.";
  return { found: shown(value), expected: "A day that exists, as year-month-day, e.g. 2027-01-15.", write: day ? `${head(key)}${day}` : other };
}

/** The day that is written another way: 15.1.2027 and 2027/1/15 are 2027-01-15. */
function dayOf(text: string): string | undefined {
  const [, year, month, date] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(text) ?? [];
  const [, germanDate, germanMonth, germanYear] = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(text) ?? [];
  const iso = `${year ?? germanYear}-${(month ?? germanMonth)?.padStart(2, "0")}-${(date ?? germanDate)?.padStart(2, "0")}`;
  const day = new Date(`${iso}T00:00:00Z`);
  // 31 February is the third of March to a Date.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso) ? iso : undefined;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "A text.",
  boolean: "true or false, without quotation marks.",
  int: "A whole number, without quotation marks.",
  number: "A number, without quotation marks.",
  array: "A list: each of its items on a line of its own, beginning with a dash.",
  object: "Fields of its own, each on a line of its own, two spaces further in.",
  record: "Entries, each with its name, a colon, and its fields two spaces further in.",
};

function typeWords(key: PropertyKey, value: unknown, expected: string, { schema, text }: IssuePlace): Words {
  const limits = schema?.type === "integer" ? `A whole number from ${schema.minimum ?? 0} to ${schema.maximum ?? "any"}, without quotation marks.` : undefined;
  // As the editor wrote it: 1.10 is to YAML the number 1.1.
  const found = typeof value === "object" && value !== null ? shown(value) : typeof value === "string" ? shown(value) : excerpt(text);
  return { found, expected: limits ?? KINDS[expected] ?? sentence(schema?.description ?? expected), write: written(key, value, expected, { schema, text }) };
}

/** What to write for a value of another kind, in the editor's own characters. */
function written(key: PropertyKey, value: unknown, expected: string, { schema, text }: Omit<IssuePlace, "data">): string {
  const isOneLine = text !== "" && !text.includes("\n");
  if (expected === "string" && isOneLine && (typeof value !== "object" || value === null)) return head(key) + inQuotes(text);
  // An item such as "- Speed: what it costs" is a field to YAML.
  if (expected === "string" && isOneLine && typeof key === "number" && !/^[{[]/.test(text)) return head(key) + inQuotes(text);
  if (expected === "boolean" && typeof value === "string") return yesOrNo(key, value.trim());
  if (expected === "int" || expected === "number") {
    const bare = /^["']?\s*(\d+)\s*["']?$/.exec(text)?.[1];
    return bare === undefined ? "Choose a whole number." : head(key) + bare;
  }
  if (expected === "array" && !schema?.prefixItems && typeof value === "string" && isOneLine) return `${String(key)}:\n  - ${text}`;
  if (typeof key === "number") return itemLines(namedKind(schema, value)).map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`)).join("\n");
  return key === "" ? "Write the fields at the beginning of their lines." : sampleYaml(key, schema);
}

/** Of the kinds that an item can be, the one that the editor has named instead of writing it: "- quote". */
function namedKind(schema: FieldSchema | undefined, value: unknown): FieldSchema | undefined {
  return schema?.oneOf?.find((option) => option.properties?.type?.const === value) ?? schema;
}

function yesOrNo(key: PropertyKey, word: string): string {
  if (/^(yes|y|on|true|1|ja|oui|si|sí)$/i.test(word)) return `${head(key)}true`;
  if (/^(no|n|off|false|0|nein|non)$/i.test(word)) return `${head(key)}false`;
  return `${head(key)}true, or ${head(key)}false`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
