import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Loader, LoaderContext } from "astro/loaders";
import { fileNames, plainText } from "./content-source.ts";
import { entryId, languageOf, otherFolders, type Languages } from "../languages/languages.ts";
import { siteTexts, translatedEntries, translatedSite } from "../languages/merged-texts.ts";
import { readYaml } from "./yaml-text.ts";

type Entry = { readonly id: string; readonly data: Fields; readonly filePath?: string };

/**
 * The site's words: one entry named "site", and one for every other language, with the texts of that language's file
 * (site.de.yaml) as far as it has some. In a build, every mistake is an error. The development server keeps the last valid
 * version.
 */
export function siteWords(path: string, languages: Languages = []): Loader {
  const entries = async ({ config: { root } }: LoaderContext): Promise<Entry[]> => {
    const site = await fieldsOf(root, path, { isRequired: true });
    const others = otherFolders(languages).map(async (folder) => {
      const data = await fieldsOf(root, path.replace(/\.yaml$/, `.${folder}.yaml`));
      return { id: entryId(folder, "site"), data: translatedSite(site, { language: languageOf(folder, languages) ?? folder, data }) };
    });
    return [{ id: "site", data: siteTexts(site) }, ...(await Promise.all(others))];
  };
  return { name: "site-words", load: (context) => forgiving(context, path, async () => store(context, await entries(context), { keepLast: true })) };
}

/**
 * The entries of a list, each in a file of its own: faqs/why-free.yaml is "why-free". The entries of the file faqs.yaml, as
 * sites before version 0.2 have it, are read as well. Each entry is there once more for every other language, with the texts
 * of that language's file (faqs/why-free.de.yaml) as far as it has some. In a build, every mistake is an error. The
 * development server leaves out invalid entries.
 *
 * @param path the folder of the list.
 */
export function listEntries(path: string, languages: Languages = []): Loader {
  return {
    name: "list-entries",
    load: (context) => forgiving(context, path, async () => {
      const [own = new Map<string, FileEntry>(), ...others] = await Promise.all(["", ...otherFolders(languages)].map((folder) => entriesIn(context, path, folder)));
      const translated = otherFolders(languages).flatMap((folder, i) => {
        const there = others[i] ?? new Map<string, FileEntry>();
        const data = translatedEntries(fieldsByName(own), fieldsByName(there));
        return Object.entries(data).map(([name, entry]) => entryOf(entryId(folder, name), entry, there.get(name)?.data.src === undefined ? (own.get(name) ?? there.get(name)) : there.get(name)));
      });
      await store(context, [...[...own].map(([name, { data, file }]) => entryOf(name, data, { file })), ...translated]);
    }),
  };
}

type Fields = Record<string, unknown>;

interface FileEntry {
  readonly data: Fields;
  readonly file: string;
}

function entryOf(id: string, data: unknown, from: Pick<FileEntry, "file"> | undefined): Entry {
  return { id, data: isMap(data) ? data : {}, ...(from && { filePath: from.file }) };
}

function fieldsByName(entries: ReadonlyMap<string, FileEntry>): Fields {
  return Object.fromEntries([...entries].map(([name, { data }]) => [name, data]));
}

/** The entries of a list in a language, by name: those of the old file, and those of the folder. */
async function entriesIn(context: LoaderContext, path: string, language: string): Promise<Map<string, FileEntry>> {
  const { root } = context.config;
  const suffix = `${language && `.${language}`}.yaml`;
  const old = await fieldsOf(root, `${path}${suffix}`);
  const entries = new Map(Object.entries(old).map(([name, data]) => [name, { data: isMap(data) ? data : {}, file: `${path}${suffix}` }]));
  const names = (await fileNames(fileURLToPath(new URL(path, root)))).filter((name) => name.endsWith(suffix) && !/[./]/.test(name.slice(0, -suffix.length)));
  for (const name of names) {
    const file = `${path}/${name}`;
    await forgiving(context, file, async () => void entries.set(name.slice(0, -suffix.length), { data: await fieldsOf(root, file), file }));
  }
  return entries;
}

/** In development, the error is logged. */
async function forgiving({ watcher, logger }: LoaderContext, path: string, load: () => Promise<void>): Promise<void> {
  if (!watcher) return load();
  await load().catch((error: unknown) => logger.error(`${path}: ${error instanceof Error ? error.message : String(error)}`));
}

/**
 * The fields of a file; none if it is missing: not every site has people or logos.
 *
 * @throws {Error} if the file cannot be parsed or has no fields, or if it is required and missing.
 */
async function fieldsOf(root: URL, path: string, { isRequired = false } = {}): Promise<Fields> {
  // The same reader as in the content check.
  const text = await readFile(fileURLToPath(new URL(path, root)), "utf8").catch((reason: NodeJS.ErrnoException) => {
    if (isRequired || reason.code !== "ENOENT") throw reason;
    return "";
  });
  const { data, errors } = readYaml(plainText(text), 1);
  const [error] = errors;
  if (error) throw new TypeError(`${path}:${error.line}: ${error.message}`);
  const content = data ?? {};
  if (!isMap(content)) throw new TypeError(`${path} must be a list of names, each with its value after a colon.`);
  return content;
}

/** @throws {Error} if an entry does not fit the schema. With a watcher, the error is logged instead. */
async function store(context: LoaderContext, entries: readonly Entry[], { keepLast = false } = {}): Promise<void> {
  const { collection, logger, parseData, watcher } = context;
  const good: Parameters<LoaderContext["store"]["set"]>[0][] = [];
  for (const { id, data, filePath } of entries) {
    try {
      good.push({ id, data: await parseData({ id, data }), ...(filePath && { filePath }) });
    } catch (error) {
      if (!watcher) throw error;
      logger.error(`${collection}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (keepLast && good.length === 0) return;
  context.store.clear();
  for (const entry of good) context.store.set(entry);
}

function isMap(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
