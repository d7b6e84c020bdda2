import { z } from "astro/zod";
import { faqSchema, logoSchema, personSchema, testimonialSchema } from "../../site/schema/lists.ts";
import { pageSchema } from "../../site/schema/page.ts";
import { postSchema } from "../../site/schema/post.ts";
import { siteSchema } from "../../site/schema/site.ts";
import { yamlName } from "../../site/content-files/content-names.ts";
import type { ContentSource } from "../../site/content-files/content-source.ts";

/** The part of a field's JSON Schema that messages are made from. */
export interface FieldSchema {
  type?: string;
  description?: string;
  properties?: Record<string, FieldSchema>;
  required?: string[];
  additionalProperties?: FieldSchema | boolean;
  items?: FieldSchema | boolean;
  prefixItems?: FieldSchema[];
  oneOf?: FieldSchema[];
  anyOf?: FieldSchema[];
  const?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  default?: unknown;
  role?: "href" | "picture" | "event" | "reference" | "page" | "file" | "cta";
  /** The number of characters that the design has room for, or search results. */
  fits?: number;
  /** The lines that these take on a phone, where they are larger than other texts. */
  lines?: number;
  /** The number of characters below which a text says too little. */
  least?: number;
  /** What does not fit is not shown. */
  isCut?: boolean;
  /** Placeholders that a text has to contain. */
  marks?: string[];
  /** The shared list of a reference. */
  list?: string;
}

const entries = <T extends z.ZodType>(entry: T) => z.record(z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/).max(60), entry);

/** The entries of the shared lists, by the names of their folders. */
export const ENTRIES = { people: personSchema, testimonials: testimonialSchema, faqs: faqSchema, logos: logoSchema };

/** The same lists in one file each, as sites before version 0.2 have them. */
export const LISTS = { people: entries(personSchema), testimonials: entries(testimonialSchema), faqs: entries(faqSchema), logos: entries(logoSchema) };

const described = new Map<z.ZodType, FieldSchema>();

/** The schema of a content file; undefined for a list that no page can refer to. */
export function schemaOf({ kind, file }: Pick<ContentSource, "kind" | "file">): z.ZodType | undefined {
  if (kind === "page") return pageSchema;
  if (kind === "post") return postSchema;
  if (kind === "site") return siteSchema;
  const [list = ""] = kind === "entry" ? file.split("/").slice(-2) : yamlName(file.replace(/^.*\//, ""));
  return Object.entries<z.ZodType>(kind === "entry" ? ENTRIES : LISTS).find(([name]) => name === list)?.[1];
}

/** The same schema as JSON Schema. */
export function fieldSchemaOf(schema: z.ZodType): FieldSchema {
  const known = described.get(schema);
  if (known) return known;
  // zod's own type of a JSON schema allows anything for every key.
  const made = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as FieldSchema;
  described.set(schema, made);
  return made;
}

/** The schema of one place in `data`. Of several kinds it is the one that `data` names in "type", or the one for fields or for a text. */
export function fieldSchemaAt(schema: FieldSchema, data: unknown, path: readonly PropertyKey[]): FieldSchema | undefined {
  const here = chosen(schema, data);
  const [key, ...rest] = path;
  if (key === undefined) return here;
  const next = childSchema(here, key);
  return next && fieldSchemaAt(next, childOf(data, key), rest);
}

/** All texts in `data` whose schema has this property, with their paths. */
export function valuesWith(property: "role" | "fits", schema: FieldSchema, data: unknown, path: PropertyKey[] = []): { path: PropertyKey[]; value: string; schema: FieldSchema }[] {
  const here = chosen(schema, data);
  if (typeof data === "string") return here[property] ? [{ path, value: data, schema: here }] : [];
  return childrenOf(here, data).flatMap(({ key, schema: next }) => valuesWith(property, next, childOf(data, key), [...path, key]));
}

/** The paths of all calls to action in `data`. */
export function ctasIn(schema: FieldSchema, data: unknown, path: PropertyKey[] = []): PropertyKey[][] {
  const here = chosen(schema, data);
  if (here.role === "cta") return [path];
  return childrenOf(here, data).flatMap(({ key, schema: next }) => ctasIn(next, childOf(data, key), [...path, key]));
}

function childrenOf(schema: FieldSchema, data: unknown): { key: PropertyKey; schema: FieldSchema }[] {
  if (typeof data !== "object" || data === null) return [];
  const keys: PropertyKey[] = Array.isArray(data) ? [...data.keys()] : Object.keys(data);
  return keys.flatMap((key) => {
    const child = childSchema(schema, key);
    return child ? [{ key, schema: child }] : [];
  });
}

/** Whether a field holds free text: no address, no name from a list, no choice. */
export function isFreeText(schema: FieldSchema | undefined): boolean {
  // The values of a prefill may be anything, and are texts as a rule.
  const isAny = schema !== undefined && Object.keys(schema).length === 0;
  return isAny || (schema?.type === "string" && !schema.role && !schema.enum && schema.const === undefined && !schema.pattern && !schema.format);
}

/** Whether a field holds a calendar day. */
export function isDay(schema: FieldSchema | undefined): boolean {
  return schema?.anyOf?.some(({ format }) => format === "date") ?? false;
}

export function chosen(schema: FieldSchema, data: unknown): FieldSchema {
  const kind = childOf(data, "type");
  const fits = (option: FieldSchema) => (typeof data === "string" ? option.type === "string" && (option.role ?? (option.pattern && !option.format)) : typeof data === "object" && data !== null && option.type === "object");
  return schema.oneOf?.find((option) => option.properties?.type?.const === kind) ?? schema.anyOf?.find(fits) ?? schema;
}

function childSchema(schema: FieldSchema, key: PropertyKey): FieldSchema | undefined {
  if (typeof key === "number") return schema.prefixItems?.[key] ?? (typeof schema.items === "object" ? schema.items : undefined);
  const own = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[String(key)] : undefined;
  return own ?? (typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined);
}

function childOf(data: unknown, key: PropertyKey): unknown {
  return typeof data === "object" && data !== null && Object.hasOwn(data, key) ? (data as Record<PropertyKey, unknown>)[key] : undefined;
}
