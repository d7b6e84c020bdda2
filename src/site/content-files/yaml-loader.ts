import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Loader, LoaderContext } from "astro/loaders";
import { plainText } from "./content-source.ts";
import { entryId, languageOf, otherFolders, type Languages } from "../languages/languages.ts";
import { siteTexts, translatedEntries, translatedSite } from "../languages/merged-texts.ts";
import { readYaml } from "./yaml-text.ts";

/**
 * The entries of a YAML file by name, `{name: {…}}`; with `as: "site"`, the whole file is one entry with that name. Each is
 * there once more for every other language, with the texts of that language's file (faqs.de.yaml) as far as it has some.
 * In a build, every mistake is an error. The development server leaves out invalid entries. If it cannot parse the file,
 * or if its only entry is invalid, it keeps the last valid version.
 */
export function yamlFile(path: string, { as, languages = [] }: { as?: "site"; languages?: Languages } = {}): Loader {
  return {
    name: "yaml-file",
    async load(context) {
      const { watcher, logger } = context;
      const entries = () => allEntries(context.config.root, path, { as, languages });
      if (!watcher) return store(context, await entries());
      try {
        await store(context, await entries(), { keepLast: as !== undefined });
      } catch (error) {
        logger.error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}

type Fields = Record<string, unknown>;

async function allEntries(root: URL, path: string, { as, languages }: { as: "site" | undefined; languages: Languages }): Promise<[string, Fields][]> {
  const read = (name: string, isRequired: boolean) => fieldsOf(fileURLToPath(new URL(name, root)), name, isRequired);
  const own = await read(path, as !== undefined);
  const others = await Promise.all(otherFolders(languages).map(async (folder) => ({ folder, data: await read(path.replace(/\.yaml$/, `.${folder}.yaml`), false) })));
  if (as !== undefined) return [[as, siteTexts(own)], ...others.map(({ folder, data }): [string, Fields] => [entryId(folder, as), translatedSite(own, { language: languageOf(folder, languages) ?? folder, data })])];
  return [...namedEntries("", own), ...others.flatMap(({ folder, data }) => namedEntries(folder, translatedEntries(own, data)))];
}

function namedEntries(folder: string, fields: Readonly<Fields>): [string, Fields][] {
  return Object.entries(fields).map(([name, entry]) => [entryId(folder, name), isMap(entry) ? entry : {}]);
}

/**
 * The fields of a file. A list that is missing has none: not every site has people or logos.
 *
 * @throws {Error} if the file cannot be parsed or is not a map of names, or if it is required and missing.
 */
async function fieldsOf(file: string, path: string, isRequired: boolean): Promise<Fields> {
  // The same reader as in the content check.
  const text = await readFile(file, "utf8").catch((reason: NodeJS.ErrnoException) => {
    if (isRequired || reason.code !== "ENOENT") throw reason;
    return "";
  });
  const { data, errors } = readYaml(plainText(text), 1);
  const [error] = errors;
  if (error) throw new TypeError(`${path}:${error.line}: ${error.message}`);
  const content = data ?? {};
  if (!isMap(content)) throw new TypeError(`${path} must be a list of names, each with its fields below it.`);
  return content;
}

/** @throws {Error} if an entry does not fit the schema. With a watcher, the error is logged instead. */
async function store(context: LoaderContext, entries: [string, Fields][], { keepLast = false } = {}): Promise<void> {
  const { collection, logger, parseData, watcher } = context;
  const good: Parameters<LoaderContext["store"]["set"]>[0][] = [];
  for (const [id, data] of entries) {
    try {
      good.push({ id, data: await parseData({ id, data }) });
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
