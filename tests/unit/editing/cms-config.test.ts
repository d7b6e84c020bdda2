import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { EntryCollection } from "@sveltia/cms";
import Ajv from "ajv";
import { describe, expect, test } from "vitest";
import { checkContent } from "../../../src/content-check/check-content.ts";
import type { FieldSchema } from "../../../src/content-check/yaml/field-schema.ts";
import { cmsConfig, ENTRY_FORMATS } from "../../../src/editing/cms-config.ts";
import { editingConfig, type EditingConfig } from "../../../src/editing/editing-config.ts";
import { fromFile, toFile } from "../../../src/editing/entry-text.ts";
import { kindOf } from "../../../src/site/content-files/content-names.ts";
import { partsOf } from "../../../src/site/content-files/content-source.ts";
import { readYaml } from "../../../src/site/content-files/yaml-text.ts";
import { FIXTURE } from "../../fixtures/builds/project-copy.ts";
import { OPTIONS, writtenSite, type Files } from "../../content/written-site.ts";

const editing = (config: object = {}) => editingConfig.parse({ host: "github", repository: "acme/website", ...config }) as EditingConfig;
const config = cmsConfig(editing(), { name: "Lapwing", languages: ["en", "de", "pt-BR"], url: "https://lapwing.example" });

/** The parts of a field that differ between kinds of fields. */
interface AnyField {
  name: string;
  fields?: AnyField[];
  field?: AnyField;
  types?: { name: string; fields?: AnyField[] }[];
  [option: string]: unknown;
}

const collections = (config.collections ?? []).filter((one): one is EntryCollection => "folder" in one);
const formOf = (name: string) => ((name.startsWith("site") ? config.singletons : config.collections)?.find((one) => one.name === name) as { fields?: AnyField[] } | undefined)?.fields ?? [];

const KINDS = [["pages", "page"], ["posts", "post"], ["site", "site"], ["site_de", "site"], ["people", "people"], ["testimonials", "testimonials"], ["faqs", "faqs"], ["logos", "logos"]] as const;

/** The paths of all fields of a schema: "sections[faq].items[]". */
function pathsOf(schema: FieldSchema | undefined, path: string): string[] {
  if (!schema) return [];
  const object = schema.properties ? schema : schema.anyOf?.find(({ properties }) => properties);
  if (schema.oneOf) return schema.oneOf.flatMap((kind) => [`${path}[${String(kind.properties?.type?.const)}]`, ...pathsOf({ ...kind, properties: Object.fromEntries(Object.entries(kind.properties ?? {}).filter(([name]) => name !== "type")) }, `${path}[${String(kind.properties?.type?.const)}]`)]);
  if (object) return Object.entries(object.properties ?? {}).flatMap(([name, one]) => [`${path}.${name}`, ...pathsOf(one, `${path}.${name}`)]);
  const item = schema.prefixItems?.[0] ?? (typeof schema.items === "object" ? schema.items : undefined);
  return item ? [`${path}[]`, ...pathsOf(item, item.oneOf ? path : `${path}[]`)] : [];
}

/** The same of a form. */
function formPaths(fields: readonly AnyField[], path: string): string[] {
  return fields.flatMap((field) => {
    const at = `${path}.${field.name}`;
    const isList = field.widget === "list";
    const types = (field.types ?? []).filter(({ name }) => name !== "none").flatMap(({ name, fields: inner }) => (name === "button" ? formPaths(inner ?? [], at) : [`${at}[${name}]`, ...formPaths(inner ?? [], `${at}[${name}]`)]));
    return [at, ...(isList ? [`${at}[]`] : []), ...types, ...formPaths(field.fields ?? [], isList ? `${at}[]` : at)];
  });
}

/** A pattern and its message. */
const pattern = ({ pattern: [text, message] = ["", ""] }: { pattern?: [string, string] }) => [new RegExp(text.slice(1, -1)), message] as const;

/** The format of a file by its name in src/content; undefined for lists in one file, which the CMS does not open. */
const formatOf = (name: string) => {
  const kind = kindOf(name);
  return kind === "entry" ? ENTRY_FORMATS[name.split("/")[0] ?? ""] : kind === "list" ? undefined : ENTRY_FORMATS[kind ?? ""];
};

/** A field of pages by its path: "sections.faq.items". */
const fieldAt = (path: string) => path.split(".").reduce<{ fields?: AnyField[] }>((here, name) => {
  const own = here as AnyField;
  return [...(own.fields ?? []), ...(own.types ?? []), ...(own.field ? [own.field] : [])].find((one) => one.name === name) as AnyField;
}, { fields: formOf("pages") }) as AnyField;

describe("the configuration of the CMS", () => {
  test.each(KINDS)("%s: has every field of the schema, and no other", (name, format) => {
    const body = ENTRY_FORMATS[format]?.hasBody ? [".body"] : [];
    expect(formPaths(formOf(name), "").toSorted()).toEqual([...pathsOf(ENTRY_FORMATS[format]?.schema, ""), ...body].toSorted());
  });

  test("is valid for the CMS itself", async () => {
    const file = join(createRequire(import.meta.url).resolve("@sveltia/cms"), "../../schema/sveltia-cms.json");
    const validate = new Ajv({ strict: false, validateFormats: false, allowUnionTypes: true, logger: false }).compile(JSON.parse(await readFile(file, "utf8")) as object);
    for (const one of [config, cmsConfig(editing({ host: "gitlab", appId: "abc", api: "https://git.example.com/api/v4" }), { name: "A", languages: [] }), cmsConfig(editing({ host: "gitea" }), { name: "A", languages: ["de"] })]) {
      expect([validate(JSON.parse(JSON.stringify(one))), validate.errors]).toEqual([true, null]);
    }
  });

  test("has the limits and hints of the schema", () => {
    expect(fieldAt("title")).toMatchObject({ required: true, maxlength: 240, hint: expect.stringContaining("There is room for about 60 characters.") });
    expect(fieldAt("sections")).toMatchObject({ widget: "list", max: 24, required: false, label_singular: "Section" });
    expect(fieldAt("sections.faq.items")).toMatchObject({ min: 2, max: 12, field: { widget: "relation", collection: "faqs", value_field: "{{slug}}" } });
    expect(fieldAt("sections.steps.items.minutes")).toMatchObject({ min: 2, max: 2, field: { widget: "number", min: 0, max: 60 } });
    expect(fieldAt("nav.order")).toMatchObject({ widget: "number", min: 0, max: 999, required: true });
    expect(fieldAt("hero.image.src")).toMatchObject({ widget: "image", required: true });
    expect(fieldAt("hero.cta.nextFree")).toMatchObject({ widget: "select", required: false, options: [{ value: "intent" }, { value: "view" }] });
    expect(fieldAt("publishDate")).toMatchObject({ widget: "datetime", type: "date", format: "YYYY-MM-DD" });
    expect(fieldAt("draft")).toMatchObject({ widget: "boolean", default: false, hint: expect.stringMatching(/^On keeps it off/) });
    expect(fieldAt("seo.noindex")).toMatchObject({ widget: "select", options: [{ value: true }, { value: false }] });
    const [own, words] = pattern(fieldAt("hero.watch.own") as never);
    expect([own.test("Yours: {time}"), own.test("Yours"), words]).toEqual([true, false, expect.stringContaining("{time}")]);
    const [address] = pattern(fieldAt("redirectFrom.from") as never);
    expect(["/old", "old", "/a b"].map((text) => address.test(text))).toEqual([true, false, false]);
    // A plain address is enough.
    expect(["from", "query"].map((name) => fieldAt(`redirectFrom.${name}`).required)).toEqual([true, false]);
  });

  test("requires a text in the default language alone, and none of a site's words in another", () => {
    expect(formOf("faqs").map(({ name, required, i18n }) => [name, required, i18n])).toEqual([["question", ["en"], true], ["answer", ["en"], true]]);
    expect(formOf("logos").map(({ name, i18n }) => [name, i18n])).toEqual([["name", true], ["src", undefined]]);
    expect(formPathsWith(formOf("site_de"), "required", true)).toEqual([]);
    expect(config.i18n).toMatchObject({ structure: "multiple_files", locales: ["en", "de", "pt-br"], default_locale: "en", omit_default_locale_from_file_path: true });
    expect(collections.find(({ name }) => name === "faqs")).toMatchObject({ folder: "src/content/faqs", format: "faqs", i18n: true });
  });

  test.each<[what: string, given: object, backend: object, mode: string]>([
    ["GitHub", {}, { name: "github", repo: "acme/website", branch: "main", auth_methods: ["token"] }, "editorial_workflow"],
    ["GitHub with this site's own sign-in", { signIn: "own" }, { name: "github", repo: "acme/website", branch: "main", base_url: "https://own.invalid", auth_endpoint: "api/edit/sign-in" }, "editorial_workflow"],
    ["GitHub with a service to sign in", { signIn: "https://sign-in.example.com" }, { name: "github", repo: "acme/website", branch: "main", base_url: "https://sign-in.example.com" }, "editorial_workflow"],
    ["GitLab without a review", { host: "gitlab", appId: "abc", publish: "direct" }, { name: "gitlab", repo: "acme/website", branch: "main", auth_type: "pkce", app_id: "abc" }, "simple"],
    ["a Forgejo of one's own", { host: "gitea", api: "https://git.example.com/api/v1", appId: "abc", branch: "site" }, { name: "gitea", repo: "acme/website", branch: "site", api_root: "https://git.example.com/api/v1", base_url: "https://git.example.com", app_id: "abc" }, "simple"],
  ])("works with %s", (_what, given, backend, mode) => {
    const { backend: made, publish_mode } = cmsConfig(editing(given), { name: "A", languages: [] });
    expect([made, publish_mode]).toEqual([backend, mode]);
  });
});

function formPathsWith(fields: readonly AnyField[], option: string, value: unknown): string[] {
  return fields.flatMap((field) => [...(field[option] === value ? [field.name] : []), ...formPathsWith(field.fields ?? [], option, value)]);
}

describe("the content of the tests' site", () => {
  const folder = join(FIXTURE, "src/content");

  test("that is opened and saved has the same fields and text, and no problems", async () => {
    const names = (await readdir(folder, { recursive: true })).filter((name) => formatOf(name));
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      const format = formatOf(name);
      if (!format) continue;
      const text = await readFile(join(folder, name), "utf8");
      const saved = toFile(fromFile(text, format), format);
      const kind = format.hasBody ? "page" : "list";
      const [before, after] = [partsOf(text, kind), partsOf(saved, kind)];
      expect({ name, data: readYaml(after.yaml, 1).data, body: after.body.trim() }).toEqual({ name, data: readYaml(before.yaml, 1).data, body: before.body.trim() });
      expect(toFile(fromFile(saved, format), format)).toBe(saved);
    }
  });

  test("passes the check after it was saved", async () => {
    const names = await readdir(folder, { recursive: true });
    const files: Files = Object.fromEntries(await Promise.all(names.filter((name) => /\.\w+$/.test(name)).map(async (name) => {
      const format = formatOf(name);
      const content = await readFile(join(folder, name));
      return [name, format ? toFile(fromFile(content.toString(), format), format) : content] as const;
    })));
    const site = await writtenSite({ "people.yaml": undefined, "testimonials.yaml": undefined, "faqs.yaml": undefined, "logos.yaml": undefined, "images/tern.svg": undefined, "images/team.png": undefined, "posts/first.md": undefined, "pages/services.md": undefined, ...files });
    const languages = names.includes("site.de.yaml") ? ["en", "de"] : [];
    expect((await checkContent(site, { ...OPTIONS, languages })).map(({ file, field, found }) => `${file} ${field} ${found}`)).toEqual([]);
  });
});

test.each<[config: object, message: RegExp]>([
  [{ host: "bitbucket", repository: "acme/website" }, /github.*gitlab.*gitea/],
  [{ host: "github", repository: "website" }, /acme\/website/],
  [{ host: "gitea", repository: "acme/website", publish: "review" }, /no review at Gitea/],
  [{ host: "github", repository: "acme/website", appId: "abc" }, /signIn/],
  [{ host: "gitlab", repository: "acme/website", signIn: "https://sign-in.example.com" }, /appId/],
])("a setting that cannot work is refused: %j", (given, message) => {
  expect(editingConfig.safeParse(given).error?.message).toMatch(message);
});

