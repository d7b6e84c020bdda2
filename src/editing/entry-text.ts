import { Document, isPair, isScalar, parse, visit } from "yaml";
import type { FieldSchema } from "../content-check/yaml/field-schema.ts";

/**
 * Between a content file and the CMS's form. It runs in the browser. The CMS has one form for each field; a file may write
 * some in two ways, e.g. an event as a link or as a link with words. In a file, whatever is empty or a default is left out.
 */

type Fields = Record<string, unknown>;

/** Whether files of a kind have Markdown below their fields. */
export interface EntryFormat {
  readonly schema: FieldSchema;
  readonly hasBody: boolean;
}

/** The head of a table in Markdown, and the line below it. */
const TABLE = /^(\|.*\|)[ \t]*\n(\|(?:[ \t]*:?-+:?[ \t]*\|)+)[ \t]*$/gm;
/** The lines below the heads of the tables that were read: they align the columns, and the CMS's formatted text loses them. */
const rules = new Map<string, string>();

/** The fields of a file for the form; the Markdown is the field "body". @throws {Error} if the fields cannot be parsed. */
export function fromFile(text: string, { schema, hasBody }: EntryFormat): Fields {
  const plain = text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
  const found = hasBody ? /^---[ \t]*\n([\s\S]*?)^---[ \t]*(?:\n|$)/m.exec(`${plain}\n`) : undefined;
  // A line of dashes further down is a rule in the text.
  const match = found?.index === 0 ? found : undefined;
  const data: unknown = parse(match ? (match[1] ?? "") : hasBody ? "" : plain, { stringKeys: true });
  const fields = isFields(data) ? (forForm(data, schema) as Fields) : {};
  if (!hasBody) return fields;
  const body = plain.slice(match?.[0].length ?? 0).replace(/^\n+/, "").trimEnd();
  for (const [, head = "", rule = ""] of body.matchAll(TABLE)) rules.set(head.trim(), rule);
  return { ...fields, body };
}

/** The text of a file with the fields of the form. */
export function toFile({ body, ...fields }: Fields, { schema, hasBody }: EntryFormat): string {
  const data = forFile(fields, schema);
  const yaml = isFields(data) ? yamlText(data, schema) : "";
  if (!hasBody) return yaml;
  const text = typeof body === "string" ? body.trim().replaceAll(TABLE, (_table, head: string, rule: string) => `${head}\n${/:/.test(rule) ? rule : (rules.get(head.trim()) ?? rule)}`) : "";
  return `---\n${yaml}---\n${text && `\n${text}\n`}`;
}

function forForm(value: unknown, schema: FieldSchema | undefined): unknown {
  if (!schema || value === null || value === undefined) return value;
  const { button, object } = formsOf(schema);
  if (button) return value === false ? { type: "none" } : isFields(value) ? { type: "button", ...(forForm(value, button) as Fields) } : value;
  if (object) return forForm(typeof value === "string" ? { [object.required?.[0] ?? "link"]: value } : value, object);
  if (isAnyNames(schema) && isFields(value)) return new Document(value).toString({ lineWidth: 0 }).trim();
  if (Array.isArray(value)) return value.map((item: unknown) => forForm(item, itemOf(schema, item)));
  return isFields(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, forForm(one, propertyOf(schema, name))])) : value;
}

/** Undefined for what a file leaves out. */
function forFile(value: unknown, schema: FieldSchema | undefined): unknown {
  if (value === undefined || value === null || value === "") return undefined;
  const { button, object } = schema ? formsOf(schema) : {};
  if (button && isFields(value)) {
    const { type, ...fields } = value;
    return type === "none" ? false : forFile(fields, button);
  }
  if (object) return shortest(forFile(value, object), object);
  if (schema && isAnyNames(schema) && typeof value === "string") return namesIn(value);
  if (Array.isArray(value)) return orNothing(value.map((item: unknown) => forFile(item, itemOf(schema, item))).filter((item) => item !== undefined));
  if (isFields(value)) {
    const fields = Object.entries(value).flatMap(([name, one]) => {
      // The CMS marks the items of lists while they are edited.
      const written = name.startsWith("__sc_") ? undefined : forFile(one, propertyOf(schema, name));
      return written === undefined ? [] : [[name, written] as const];
    });
    return orNothing(Object.fromEntries(fields));
  }
  if (typeof value === "string") return textFor(value, schema);
  return value === schema?.default ? undefined : value;
}

function textFor(value: string, schema: FieldSchema | undefined): unknown {
  if ((schema?.type === "integer" || schema?.type === "number") && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (schema?.enum && value === schema.default) return undefined;
  // One line, although its box has several.
  const text = schema?.fits === undefined ? value.trim() : value.replaceAll(/\s*\n\s*/g, " ").trim();
  return text === "" ? undefined : text;
}

/** The two ways to write a value: "button" for false or an object, "object" for a text or an object. */
function formsOf({ anyOf = [] }: FieldSchema): { button?: FieldSchema; object?: FieldSchema } {
  const object = anyOf.find(({ properties }) => properties);
  if (!object) return {};
  return anyOf.some((form) => form.const === false) ? { button: object } : { object };
}

/** An object with its required field alone, as a text. */
function shortest(value: unknown, { required: [name = ""] = [] }: FieldSchema): unknown {
  return isFields(value) && Object.keys(value).length === 1 && typeof value[name] === "string" ? value[name] : value;
}

/** The names and values that somebody has written as lines. The check reports what it cannot read. */
function namesIn(text: string): unknown {
  try {
    const names: unknown = parse(text, { stringKeys: true });
    return isFields(names) ? names : text;
  } catch {
    return text;
  }
}

function isAnyNames({ type, properties, additionalProperties }: FieldSchema): boolean {
  return type === "object" && !properties && typeof additionalProperties === "object";
}

function propertyOf(schema: FieldSchema | undefined, name: string): FieldSchema | undefined {
  const { properties } = schema ?? {};
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function itemOf(schema: FieldSchema | undefined, item: unknown): FieldSchema | undefined {
  const items = schema?.prefixItems?.[0] ?? (typeof schema?.items === "object" ? schema.items : undefined);
  return items?.oneOf ? items.oneOf.find(({ properties }) => isFields(item) && properties?.type?.const === item.type) : items;
}

function orNothing<T extends Fields | unknown[]>(value: T): T | undefined {
  return Object.keys(value).length > 0 ? value : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The names of all fields that are days. */
function dayNames({ properties = {}, items, anyOf = [], oneOf = [] }: FieldSchema): string[] {
  const own = Object.entries(properties).flatMap(([name, one]) => (one.anyOf?.some(({ format }) => format === "date") ? [name] : dayNames(one)));
  return [...own, ...[...(typeof items === "object" ? [items] : []), ...anyOf, ...oneOf].flatMap(dayNames)];
}

/** A text that looks like a day is one only where the schema says so. */
function yamlText(data: Fields, schema: FieldSchema): string {
  const days = new Set(dayNames(schema));
  const document = new Document(data);
  visit(document, {
    Pair: (_key, { key, value }) => {
      if (isScalar(key) && days.has(String(key.value)) && isScalar(value)) value.type = "PLAIN";
    },
    Scalar: (_key, node, path) => {
      const pair = path.at(-1);
      const isDay = isPair(pair) && isScalar(pair.key) && days.has(String(pair.key.value));
      if (!isDay && typeof node.value === "string" && /^\d{4}-\d\d-\d\d$/.test(node.value)) node.type = "QUOTE_DOUBLE";
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** An entry with the paths of its pictures from its own folder, also after it was moved to another. The CMS names those that it adds by `folder.name`. */
export function withPicturePaths<T>(value: T, file: string, folder: { readonly name: string; readonly path: string }): T {
  const [images = ""] = folder.path.split("/").slice(-1);
  const depth = file.split("/").length - folder.path.split("/").length;
  const here = `${"../".repeat(depth) || "./"}${images}/`;
  const escaped = folder.name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const added = new RegExp(`(^|\\]\\(<?)${escaped}/`, "g");
  const moved = new RegExp(`(^|\\]\\(<?)(?:\\./|(?:\\.\\./)+)${images}/`, "g");
  const change = (one: unknown): unknown => {
    if (typeof one === "string") return one.replaceAll(added, `$1${here}`).replaceAll(moved, `$1${here}`);
    if (Array.isArray(one)) return one.map(change);
    return isFields(one) ? Object.fromEntries(Object.entries(one).map(([name, each]) => [name, change(each)])) : one;
  };
  return change(value) as T;
}
