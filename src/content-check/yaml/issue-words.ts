import type { z } from "astro/zod";
import { didYouMean } from "../../host/settings/did-you-mean.ts";
import { excerpt, inQuotes, quoted } from "../../site/content-files/quoted.ts";
import { fieldStart, valueAt, type Words } from "../content-problem.ts";
import { addressPart } from "../markdown/address-part.ts";
import { isDay, isFreeText, type FieldSchema } from "./field-schema.ts";
import { itemLines, sampleValue, sampleYaml } from "./sample-value.ts";

export interface IssuePlace {
  data: unknown;
  schema: FieldSchema | undefined;
  /** The value as it is written in the file; empty if there is none. */
  text: string;
}

/** A zod issue in words for editors. */
export function issueWords(issue: z.core.$ZodIssue, place: IssuePlace): Words {
  const value = valueAt(place.data, issue.path);
  const key = issue.path.at(-1) ?? "";
  const { schema, text } = place;
  if (issue.code === "invalid_union" && "discriminator" in issue) return choiceWords(key, value, "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : []);
  if (value === undefined && issue.code === "custom") return { found: `no "${String(key)}"`, expected: issue.message, fix: fixOf(issue) ?? `${fieldStart(key)}"…"` };
  if (value === undefined || (value === null && (text === "" || schema?.type !== "string"))) return missingWords(key, value, schema);
  if (isDay(schema)) return dayWords(key, value);
  if (issue.code === "invalid_union") return formWords(key, value, place);
  switch (issue.code) {
    case "too_big":
    case "too_small":
      return sizeWords(key, value, schema);
    case "invalid_value":
      return choiceWords(key, value, issue.values.map(String));
    case "invalid_format":
      return { found: shown(value), expected: described(schema), fix: `Write it in this form: ${fieldStart(key)}${sampleValue(schema)}` };
    case "invalid_key":
      return { found: quoted(excerpt(String(key))), expected: "A name of at most 60 lower-case letters, digits and single hyphens.", fix: addressPart(String(key)) ? `${addressPart(String(key))}:` : "Choose another name." };
    case "invalid_type":
      return typeWords(key, value, issue.expected, place);
    default:
      return { found: shown(value), expected: issue.message, fix: fixOf(issue) ?? `Correct the value of "${String(key)}".` };
  }
}

/** The step that one of our own rules proposes. */
function fixOf(issue: z.core.$ZodIssue): string | undefined {
  const fix = "params" in issue && issue.params ? (issue.params as Record<string, unknown>).fix : undefined;
  return typeof fix === "string" ? fix : undefined;
}

/** A value in none of the forms that a field may have. */
function formWords(key: PropertyKey, value: unknown, { schema, text }: IssuePlace): Words {
  const hasLabel = schema?.anyOf?.some(({ properties }) => properties?.label);
  const isLabel = hasLabel && typeof value === "string" && !/^(?:no|none|off|hide|hidden|false)$/i.test(value.trim());
  const sample = typeof key === "number" ? `- ${sampleValue(schema)}` : isLabel ? `${String(key)}:\n  label: ${text}` : sampleYaml(String(key), schema);
  return { found: shown(value), expected: described(schema), fix: `Write it in this form:\n${sample}` };
}

/** A value as its editor would recognise it. */
function shown(value: unknown): string {
  if (typeof value === "string") return quoted(excerpt(value.trim()));
  if (Array.isArray(value)) return value.every((item) => typeof item === "number") ? `[${value.join(", ")}]` : `a list of ${count(value.length, "item")}`;
  if (typeof value === "object" && value !== null) return `the fields ${Object.keys(value).join(", ")}`;
  return String(value);
}

function dayWords(key: PropertyKey, value: unknown): Words {
  const day = dayIn(String(value));
  return { found: shown(value), expected: "A valid date, written as year-month-day.", fix: day === undefined ? `Write it in this form: ${fieldStart(key)}2027-01-15` : fieldStart(key) + day };
}

/** The day with which a text begins, if its notation leaves no doubt: "2026-3-1", "2026/03/01", "2026-03-01T08:00:00Z". */
function dayIn(text: string): string | undefined {
  const [, year = "", , month = "", date = ""] = /^\s*(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/.exec(text) ?? [];
  const day = [year, month.padStart(2, "0"), date.padStart(2, "0")].join("-");
  const parsed = new Date(day);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day) ? day : undefined;
}

function missingWords(key: PropertyKey, value: unknown, schema: FieldSchema | undefined): Words {
  return {
    found: value === null ? `nothing after "${fieldStart(key).trimEnd()}"` : `no "${String(key)}"`,
    expected: described(schema, "This field is required."),
    fix: typeof key === "number" ? `- ${sampleValue(schema)}` : sampleYaml(String(key), schema),
  };
}

function sizeWords(key: PropertyKey, value: unknown, schema: FieldSchema | undefined): Words {
  if (typeof value === "number") return { found: String(value), expected: wholeNumber(schema), fix: "Choose a number in this range." };
  if (Array.isArray(value)) return listSizeWords(key, value, schema);
  // As the schemas count: an emoji is one character, not the two units of its encoding.
  const { length } = [...String(value).trim()];
  const { minLength: least = 0, maxLength: most = Infinity } = schema ?? {};
  if (length === 0) return { found: '""', expected: described(schema, "A text."), fix: `${fieldStart(key)}${sampleValue(schema)}` };
  return {
    found: `${count(length, "character")}: ${shown(value)}`,
    expected: `${range(least > 1 ? least : 0, most)} characters.`,
    fix: length > most ? `Shorten it by ${count(length - most, "character")}.` : `Add at least ${count(least - length, "character")}.`,
  };
}

function listSizeWords(key: PropertyKey, value: unknown[], schema: FieldSchema | undefined): Words {
  if (schema?.prefixItems) return { found: shown(value), expected: `${schema.prefixItems.length} numbers. ${described(schema, "")}`, fix: `Write it in this form: ${fieldStart(key)}${sampleValue(schema)}` };
  const { minItems: least = 0, maxItems: most = Infinity } = schema ?? {};
  const words = { found: `a list of ${count(value.length, "item")}`, expected: `${range(least, most)} items.` };
  if (value.length > most) return { ...words, fix: `Remove ${count(value.length - most, "item")}.` };
  const item = itemLines(typeof schema?.items === "object" ? schema.items : undefined);
  return { ...words, fix: `Add ${least - value.length} more:\n${item.map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`)).join("\n")}` };
}

function choiceWords(key: PropertyKey, value: unknown, choices: string[]): Words {
  const meant = typeof value === "string" ? didYouMean(value, choices) : undefined;
  return {
    found: value === undefined ? `no "${String(key)}"` : shown(value),
    expected: `${meant ? `Did you mean "${meant}"? ` : ""}One of: ${choices.join(", ")}.`,
    fix: meant ? `${fieldStart(key)}${meant}` : "Choose one of them.",
  };
}

const KINDS: Readonly<Record<string, string>> = {
  string: "A text.",
  boolean: "true or false, without quotation marks.",
  array: "A list: each item on its own line, beginning with a dash.",
  object: "Fields, each on its own line, with two more spaces at its beginning.",
  record: "Entries: a name and a colon, and below them the fields with two more spaces at the beginning of each line.",
};

function typeWords(key: PropertyKey, value: unknown, expected: string, { schema, text }: IssuePlace): Words {
  const isNumber = expected === "int" || expected === "number";
  // A flow list or map is a text in brackets only where no name is expected.
  if (expected === "string" && (isOneLine(text) || (isFreeText(schema) && /^[[{][^\n]*$/.test(text)))) {
    const readAs = value === null ? "an empty value" : Array.isArray(value) ? "a list" : typeof value === "object" ? "a field" : typeof value === "boolean" ? "true or false" : "a number";
    // The text of the file, not the value: YAML reads 1.10 as the number 1.1, and "- Speed: what it costs" as a field.
    return { found: excerpt(text), expected: `Quotation marks around this text. Without them, it is read as ${readAs}.`, fix: fieldStart(key) + inQuotes(text) };
  }
  return {
    found: typeof value === "string" || text.includes("\n") ? shown(value) : excerpt(text),
    expected: isNumber ? `${wholeNumber(schema).slice(0, -1)}, without quotation marks.` : (KINDS[expected] ?? described(schema, expected)),
    fix: typeFix(key, expected, schema),
  };
}

/** Whether a value is on one line and not a list or map in brackets. */
function isOneLine(text: string): boolean {
  return /^[^[{\n][^\n]*$/.test(text);
}

function typeFix(key: PropertyKey, expected: string, schema: FieldSchema | undefined): string {
  if (expected === "boolean") return `${fieldStart(key)}true or ${fieldStart(key)}false`;
  if (expected === "int" || expected === "number") return "Write a whole number.";
  if (key === "") return "Start each field at the beginning of a line.";
  if (typeof key === "string") return `Write it in this form:\n${sampleYaml(key, schema)}`;
  // An item that has several kinds says in its field "type" which one it is.
  const lines = schema?.oneOf ? ["type: …"] : itemLines(schema);
  return `Write it in this form:\n${lines.map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`)).join("\n")}`;
}

function wholeNumber({ minimum = 0, maximum }: FieldSchema = {}): string {
  return maximum === undefined ? `A whole number of at least ${minimum}.` : `A whole number from ${minimum} to ${maximum}.`;
}

/** "2 to 6", "At most 6", "At least 2". */
function range(least: number, most: number): string {
  if (least === 0) return `At most ${most}`;
  return Number.isFinite(most) ? `${least} to ${most}` : `At least ${least}`;
}

function described(schema: FieldSchema | undefined, otherwise = ""): string {
  const text = schema?.description ?? otherwise;
  return text === "" || /[.!?…]$/.test(text) ? text : `${text}.`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
