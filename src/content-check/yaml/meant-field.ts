import { ADDRESS_NAMES, OTHER_NAMES, PUBLIC_NAMES } from "../../site/schema/other-names.ts";
import { didYouMean } from "../../host/settings/did-you-mean.ts";
import { isDay, type FieldSchema } from "./field-schema.ts";

/** A field that nobody knows, and what stands in it. */
interface UnknownField {
  key: string;
  value: unknown;
  /** The value as it stands in the file. */
  text: string;
}

/** What a field was meant to be. */
interface MeantField {
  /** The field's name; left out where it is none of those that exist here. */
  name?: string;
  /** Where it takes more than another name, what to say and what to write. */
  expected?: string;
  write?: string;
}

/**
 * The field that an unknown one was meant to be: one that is written another way, one that has another name
 * elsewhere, or a typing mistake. What the editor wrote in it stays as it is.
 *
 * @param isFree whether a field does not stand there already.
 */
export function meantField(field: UnknownField, fields: Record<string, FieldSchema>, isFree: (name: string) => boolean): MeantField {
  const { key, value } = field;
  const free = Object.keys(fields).filter(isFree);
  const same = free.find((name) => bare(name) === bare(key));
  if (same !== undefined) return { name: same };
  if ("draft" in fields && typeof value === "boolean" && includes(PUBLIC_NAMES, key)) {
    return { expected: 'A page is public, unless it says "draft: true".', write: value ? "Remove the line." : "draft: true" };
  }
  for (const name of free) {
    const meant = includes(OTHER_NAMES[name] ?? [], key) ? fitting(field, name, fields[name] ?? {}) : undefined;
    if (meant) return meant;
  }
  if ("redirectFrom" in fields && includes(ADDRESS_NAMES, key)) {
    return { expected: "The address of a page is the name of its file.", write: "Remove the line, and rename the file if the page needs another address." };
  }
  const near = didYouMean(key, free);
  return near === undefined ? {} : { name: near };
}

/** The value in another field, if that field can hold it. */
function fitting({ key, value, text }: UnknownField, name: string, schema: FieldSchema): MeantField | undefined {
  if (isDay(schema)) return typeof value === "string" && /\d/.test(value) ? { name } : undefined;
  switch (schema.type) {
    case "string":
      if (Array.isArray(value)) return value.length === 1 && typeof value[0] === "string" ? { name, expected: `Did you mean "${name}"? It has one value.`, write: `${name}: ${/^\[\s*([^,\]]+?)\s*\]$/.exec(text)?.[1] ?? value[0]}` } : undefined;
      return typeof value === "object" && value !== null ? undefined : { name };
    case "array":
      if (typeof value !== "string") return Array.isArray(value) ? { name } : undefined;
      if (typeof schema.items !== "object" || schema.items.type !== "string") return undefined;
      return { name, expected: `Did you mean "${name}"? It is a list.`, write: `${name}:\n  - ${text}` };
    case "object":
      if (typeof value !== "string") return typeof value === "object" ? { name } : undefined;
      // A picture has a file, and words for those who cannot see it.
      return schema.properties?.src ? { name, expected: `Did you mean "${name}"? Instead of "${key}" there is a field with the picture's file and what it shows.`, write: `${name}:\n  src: ${text}\n  alt: "What the picture shows"` } : undefined;
    default:
      return typeof value === "object" ? undefined : { name };
  }
}

function includes(names: readonly string[], key: string): boolean {
  return names.some((name) => bare(name) === bare(key));
}

/** A name without capitals and without what stands between its words. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, "");
}
