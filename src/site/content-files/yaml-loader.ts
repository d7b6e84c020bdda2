import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Loader, LoaderContext } from "astro/loaders";
import { plainText } from "./content-source.ts";
import { readYaml } from "./yaml-text.ts";

/**
 * The entries of a YAML file by name, `{name: {…}}`; with `as`, the whole file is one entry with that name. In a
 * build, every mistake is an error. The development server leaves out invalid entries. If it cannot parse the file,
 * or if its only entry is invalid, it keeps the last valid version.
 */
export function yamlFile(path: string, { as }: { as?: string } = {}): Loader {
  return {
    name: "yaml-file",
    async load(context) {
      const file = fileURLToPath(new URL(path, context.config.root));
      const { watcher, logger } = context;
      if (!watcher) return store(context, await entriesOf(file, path, as));
      try {
        await store(context, await entriesOf(file, path, as), { keepLast: as !== undefined });
      } catch (error) {
        logger.error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}

/**
 * A list that is missing has no entries: not every site has people or logos.
 *
 * @throws {Error} if the file cannot be parsed or is not a map of names, or if the file of one entry is missing.
 */
async function entriesOf(file: string, path: string, as: string | undefined): Promise<[string, Record<string, unknown>][]> {
  // The same reader as in the content check.
  const text = await readFile(file, "utf8").catch((reason: NodeJS.ErrnoException) => {
    if (as !== undefined || reason.code !== "ENOENT") throw reason;
    return "";
  });
  const { data, errors } = readYaml(plainText(text), 1);
  const [error] = errors;
  if (error) throw new TypeError(`${path}:${error.line}: ${error.message}`);
  const content = data ?? {};
  if (!isMap(content)) throw new TypeError(`${path} must be a list of names, each with its fields below it.`);
  if (as !== undefined) return [[as, content]];
  return Object.entries(content).map(([id, entry]) => [id, isMap(entry) ? entry : {}]);
}

/** @throws {Error} if an entry does not fit the schema. With a watcher, the error is logged instead. */
async function store(context: LoaderContext, entries: [string, Record<string, unknown>][], { keepLast = false } = {}): Promise<void> {
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

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
