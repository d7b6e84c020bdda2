import type { Backend, CmsConfig, CollectionFile, EntryCollection, GitHubBackend, I18nOptions, RichTextField } from "@sveltia/cms";
import { ENTRIES, fieldSchemaOf, type FieldSchema } from "../content-check/yaml/field-schema.ts";
import { ADDRESS_PART } from "../content-check/markdown/address-part.ts";
import { PICTURE_LIMITS } from "../content-check/pictures/image-files.ts";
import { CONTENT } from "../site/content-files/content-names.ts";
import { folderOf, nameOf, otherFolders, languageOf, type Languages } from "../site/languages/languages.ts";
import { pageSchema } from "../site/schema/page.ts";
import { postSchema } from "../site/schema/post.ts";
import { siteFields } from "../site/schema/site.ts";
import { cmsFields, PICTURES } from "./cms-fields.ts";
import type { EditingConfig } from "./editing-config.ts";
import type { EntryFormat } from "./entry-text.ts";
import { SIGN_IN_PATH } from "./github-sign-in.ts";

/** Stands for the origin at which the editor is opened: editor-client.ts puts it in. */
export const OWN_ORIGIN = "https://own.invalid";

/** The folder for pictures that editors upload. */
export const PICTURE_FOLDER = `${CONTENT}/images`;

const [page, post, site] = [pageSchema, postSchema, siteFields].map((schema) => fieldSchemaOf(schema)) as [FieldSchema, FieldSchema, FieldSchema];

/** The formats of the content's files by name, from which entry-text.ts reads and writes them. */
export const ENTRY_FORMATS: Readonly<Record<string, EntryFormat>> = {
  page: { schema: page, hasBody: true },
  post: { schema: post, hasBody: true },
  site: { schema: site, hasBody: false },
  ...Object.fromEntries(Object.entries(ENTRIES).map(([name, schema]) => [name, { schema: fieldSchemaOf(schema), hasBody: false }])),
};

const BODY: RichTextField = {
  name: "body",
  label: "Text",
  widget: "richtext",
  required: false,
  hint: "The text of the page, below its fields. A link to your calendar alone in its paragraph becomes a booking button.",
  // What the check accepts: the page's heading is a field.
  buttons: ["bold", "italic", "strikethrough", "code", "link", "heading-two", "heading-three", "heading-four", "quote", "bulleted-list", "numbered-list"],
  editor_components: ["code-block", "image"],
  use_emoji_autocomplete: false,
};

const NAME_HINT = "Lower-case letters a to z, digits and single hyphens.";
const namePattern: [string, string] = [`/${ADDRESS_PART.source}/`, NAME_HINT];

/** The pages and articles; the folders of the CMS are those of the addresses, a language among them. */
function markdownCollection(kind: "page" | "post", words: { label: string; one: string; description: string; preview: string }): EntryCollection {
  return {
    name: `${kind}s`,
    label: words.label,
    label_singular: words.one,
    description: words.description,
    icon: kind === "page" ? "web" : "article",
    folder: `${CONTENT}/${kind}s`,
    format: kind,
    slug: { template: "{{title}}", editable: true, pattern: namePattern, hint: `The last part of the address. ${NAME_HINT} A page named "index" has the address of its folder. After a change, add the old address to "Old addresses".` },
    nested: { subfolders: false, summary: "{{title}}" },
    meta: { path: {} },
    summary: "{{title}}",
    preview_path: words.preview,
    aliases_field: false,
    sortable_fields: { fields: kind === "post" ? ["title", "publishDate"] : ["title"], default: kind === "post" ? { field: "publishDate", direction: "descending" } : { field: "title" } },
    view_filters: [{ label: "Drafts", field: "draft", pattern: true }],
    thumbnail: kind === "page" ? "hero.image.src" : "image.src",
    fields: [...cmsFields(kind === "page" ? page : post), BODY],
  };
}

const LIST_WORDS: Readonly<Record<keyof typeof ENTRIES, { label: string; one: string; icon: string; name: string }>> = {
  testimonials: { label: "Testimonials", one: "Testimonial", icon: "format_quote", name: "name" },
  faqs: { label: "Questions", one: "Question", icon: "help", name: "question" },
  people: { label: "People", one: "Person", icon: "group", name: "name" },
  logos: { label: "Logos", one: "Logo", icon: "workspaces", name: "name" },
};

/** A shared list: each entry is a file, with one more for each other language: faqs/why-free.de.yaml. */
function listCollection(list: keyof typeof ENTRIES, languages: Languages): EntryCollection {
  const { label, one, icon, name } = LIST_WORDS[list];
  const isTranslated = languages.length > 1;
  const [first = ""] = languages;
  return {
    name: list,
    label,
    label_singular: one,
    icon,
    folder: `${CONTENT}/${list}`,
    format: list,
    identifier_field: name,
    slug: { template: `{{${name}}}`, editable: ["create"], pattern: namePattern, hint: `The name by which pages refer to the entry. ${NAME_HINT}` },
    summary: `{{${name}}}`,
    sortable_fields: { fields: [name], default: { field: name } },
    thumbnail: list === "logos" ? "src" : false,
    ...(isTranslated && { i18n: true }),
    fields: cmsFields(fieldSchemaOf(ENTRIES[list]), isTranslated ? { isTranslated, requiredIn: [folderOf(first)] } : {}),
  };
}

function siteFile(folder: string, languages: Languages): CollectionFile {
  const language = folder && nameOf(languageOf(folder, languages) ?? folder);
  return {
    name: folder ? `site_${folder}` : "site",
    label: folder ? `Site's words (${language})` : "Site's name and words",
    icon: "settings",
    file: `${CONTENT}/site${folder && `.${folder}`}.yaml`,
    format: "site",
    fields: cmsFields(site, { isPartial: folder !== "" }),
  };
}

/** How the lists are kept in several languages. */
function i18nOf(languages: Languages): I18nOptions | undefined {
  const [first] = languages;
  if (first === undefined || languages.length < 2) return undefined;
  const folders = [folderOf(first), ...otherFolders(languages)];
  return { structure: "multiple_files", locales: folders, default_locale: folderOf(first), initial_locales: "default", omit_default_locale_from_file_path: true };
}

const BY_TOKEN: Pick<GitHubBackend, "auth_methods"> = { auth_methods: ["token"] };

function backendOf({ host, repository, branch, api, signIn, appId }: EditingConfig): Backend {
  const common = { repo: repository, branch, ...(api && { api_root: api }) };
  const origin = api && new URL(api).origin;
  if (host === "github") return { name: "github", ...common, ...(signIn === "own" ? { base_url: OWN_ORIGIN, auth_endpoint: SIGN_IN_PATH.slice(1) } : signIn ? { base_url: signIn } : BY_TOKEN) };
  if (host === "gitlab") return { name: "gitlab", ...common, ...(origin && { base_url: origin }), ...(appId ? { auth_type: "pkce" as const, app_id: appId } : BY_TOKEN) };
  return { name: "gitea", ...common, ...(origin && { base_url: origin }), ...(appId ? { app_id: appId } : BY_TOKEN) };
}

export interface EditedSite {
  readonly name: string;
  readonly languages: Languages;
  /** The site's own address, if it is known. */
  readonly url?: string | undefined;
}

/** The configuration of the CMS, from the schemas of the content. */
export function cmsConfig(editing: EditingConfig, { name, languages, url }: EditedSite): CmsConfig {
  const i18n = i18nOf(languages);
  return {
    load_config_file: false,
    backend: backendOf(editing),
    publish_mode: editing.publish === "review" ? "editorial_workflow" : "simple",
    app_title: name,
    ...(url && { site_url: url }),
    logo: { src: "/favicon.svg" },
    media_folder: PICTURE_FOLDER,
    public_folder: PICTURES,
    media_libraries: { all: { max_file_size: PICTURE_LIMITS.megabytes * 1024 * 1024, slugify_filename: true }, stock_assets: false },
    slug: { encoding: "ascii", clean_accents: true, maxlength: 60 },
    output: { omit_empty_optional_fields: true },
    ...(i18n && { i18n }),
    collections: [
      markdownCollection("page", { label: "Pages", one: "Page", description: "Each page of the site. Folders are parts of the address.", preview: "/{{slug}}" }),
      markdownCollection("post", { label: "Articles", one: "Article", description: "Each article. The newest comes first.", preview: "/posts/{{slug}}" }),
      { divider: true },
      ...(Object.keys(LIST_WORDS) as (keyof typeof ENTRIES)[]).map((list) => listCollection(list, languages)),
    ],
    singletons: [siteFile("", languages), ...otherFolders(languages).map((folder) => siteFile(folder, languages))],
  };
}
