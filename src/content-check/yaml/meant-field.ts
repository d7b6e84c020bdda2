import { ADDRESS_NAMES, OTHER_NAMES, PUBLIC_NAMES } from "../../site/schema/other-names.ts";
import { didYouMean } from "../../host/settings/did-you-mean.ts";
import { chosen, isDay, type FieldSchema } from "./field-schema.ts";

/** A field that the schema does not have, with its value. */
interface UnknownField {
  key: string;
  value: unknown;
  /** The value as it is written in the file. */
  text: string;
}

/** The field that was probably meant. */
interface MeantField {
  /** Left out if no field here matches. */
  name?: string;
  /** Set where another name is not enough. */
  expected?: string;
  fix?: string;
}

/**
 * Finds the field that was meant by an unknown one: one with another spelling, one that other tools call by
 * this name, or one with a similar name. The value stays as the editor wrote it.
 *
 * @param isFree whether a field is not yet used.
 */
export function meantField(field: UnknownField, fields: Record<string, FieldSchema>, isFree: (name: string) => boolean): MeantField {
  const { key, value } = field;
  const free = Object.keys(fields).filter(isFree);
  const same = free.find((name) => bare(name) === bare(key));
  if (same !== undefined) return { name: same };
  if ("draft" in fields && typeof value === "boolean" && includes(PUBLIC_NAMES, key)) {
    return { expected: 'No field for public pages: a page is public unless it has "draft: true".', fix: value ? "Remove the line." : "draft: true" };
  }
  for (const name of free) {
    // A call to action has a field for an event and one for any other target.
    if (fields[name]?.role === "event" && "href" in fields && /^["']?(?:[/#]|[a-z]+:)/i.test(field.text)) continue;
    const meant = includes(OTHER_NAMES[name] ?? [], key) ? fitting(field, name, fields[name] ?? {}) : undefined;
    if (meant) return meant;
  }
  if ("redirectFrom" in fields && includes(ADDRESS_NAMES, key)) {
    return { expected: "No field for the address: a page's address is its file name.", fix: "Remove the line, and rename the file if the page needs another address." };
  }
  const near = didYouMean(key, free);
  return near === undefined ? {} : { name: near };
}

/** The value in another field, if that field can hold it. */
function fitting({ value, text }: UnknownField, name: string, schema: FieldSchema): MeantField | undefined {
  if (isDay(schema)) return typeof value === "string" && /\d/.test(value) ? { name } : undefined;
  const { type, items, properties } = chosen(schema, value);
  switch (type) {
    case "string":
      return typeof value === "object" && value !== null ? undefined : { name };
    case "array":
      if (typeof value !== "string") return Array.isArray(value) ? { name } : undefined;
      if (typeof items !== "object" || chosen(items, value).type !== "string") return undefined;
      return { name, expected: `Did you mean "${name}"? It is a list.`, fix: `${name}:\n  - ${text}` };
    case "object":
      if (typeof value !== "string") return typeof value === "object" ? { name } : undefined;
      return properties?.src ? { name, expected: `Did you mean "${name}"? It has two fields: the picture's file and a description.`, fix: `${name}:\n  src: ${text}\n  alt: "What the picture shows"` } : undefined;
    default:
      return typeof value === "object" ? undefined : { name };
  }
}

function includes(names: readonly string[], key: string): boolean {
  return names.some((name) => bare(name) === bare(key));
}

/** A name in lower case, without spaces, underscores and hyphens. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, "");
}
