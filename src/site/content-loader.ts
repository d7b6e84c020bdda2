import { fileURLToPath } from "node:url";
import { glob, type Loader, type LoaderContext } from "astro/loaders";
import { partsOf } from "../content-check/content-source.ts";
import { readYaml } from "../content-check/yaml/yaml-text.ts";
import { renderingDigest } from "./markdown/rendering-digest.ts";
import { onSettled } from "./settled-changes.ts";

type ParseData = LoaderContext["parseData"];

/** How Astro reads a kind of file. Its own loaders are handed this; its types keep it to themselves. */
interface EntryType {
  getEntryInfo(file: { contents: string; fileUrl: URL }): Promise<{ data: Record<string, unknown>; body: string }>;
}

/**
 * Astro's glob(), of the Markdown files under `base`. In a build a bad file is an error. The development
 * server, which one used to take down, goes on without it: no list, no navigation and no other page
 * needs it, and src/content-check/overlay shows what is wrong with it at its own address.
 */
export function markdownFiles(base: string): Loader {
  const files = glob({ base, pattern: "**/*.md" });
  return {
    ...files,
    async load(context) {
      const rendering = await renderingDigest(context.config.root);
      const generateDigest: LoaderContext["generateDigest"] = (data) => context.generateDigest(JSON.stringify([rendering, data]));
      const { watcher } = context;
      // Only a server that somebody edits under has one.
      if (!watcher) return files.load({ ...context, generateDigest });
      await files.load({ ...forgiving(context), generateDigest, watcher: settling(watcher) });
    },
  };
}

/**
 * Has a loader read a file's fields and its text as the check reads them. Astro's own reader takes other days and
 * numbers for such, and ends the fields elsewhere: what the one accepts, the other may refuse or misread.
 */
export function readAsChecked(loader: Loader): Loader {
  return { ...loader, load: (context) => loader.load(Object.assign({ ...context }, { entryTypes: new Map([...entryTypesOf(context)].map(([ending, type]) => [ending, { ...type, getEntryInfo: readEntry }])) })) };
}

/** @throws {Error} if the fields cannot be read. */
const readEntry: EntryType["getEntryInfo"] = async ({ contents, fileUrl }) => {
  const { frontmatter, yaml, yamlLine, body } = partsOf(contents.replace(/^\uFEFF/, ""), "page");
  const { data, errors } = readYaml(yaml, yamlLine);
  const [error] = errors;
  if (frontmatter !== "closed" || error) throw new Error(`${fileURLToPath(fileUrl)}:${error?.line ?? 1}: ${error?.message ?? "There are no fields between two lines of three dashes at the top."}`);
  return { data: typeof data === "object" && data !== null ? { ...data } : {}, body };
};

/** A context in which a file that cannot be read or is against the schema is passed over, with a line in the log. */
function forgiving(context: LoaderContext): LoaderContext {
  const unreadable = new WeakMap<object, unknown>();
  const bad = new Set<string>();

  const parseData: ParseData = async (entry) => {
    try {
      if (unreadable.has(entry.data)) throw unreadable.get(entry.data);
      const data = await context.parseData(entry);
      bad.delete(entry.id);
      return data;
    } catch (error) {
      bad.add(entry.id);
      context.store.delete(entry.id);
      context.logger.error(error instanceof Error ? error.message : String(error));
      return entry.data;
    }
  };
  const entryTypes = new Map(
    [...entryTypesOf(context)].map(([ending, type]) => {
      const getEntryInfo: EntryType["getEntryInfo"] = async (file) => {
        try {
          return await type.getEntryInfo(file);
        } catch (error) {
          const data = {};
          unreadable.set(data, error);
          return { data, body: "" };
        }
      };
      return [ending, { ...type, getEntryInfo }];
    }),
  );
  const store = { ...context.store, set: (entry: Parameters<LoaderContext["store"]["set"]>[0]) => !bad.has(entry.id) && context.store.set(entry) };
  return Object.assign({ ...context, parseData, store }, { entryTypes });
}

/** The watcher, telling of a file that was added or changed when it has settled. */
function settling(watcher: NonNullable<LoaderContext["watcher"]>): typeof watcher {
  return new Proxy(watcher, {
    get: (target, name, receiver) => {
      if (name !== "on") return Reflect.get(target, name, receiver) as unknown;
      return (event: string, listener: (path: string) => void) => {
        if (event === "change") onSettled(target, listener);
        // onSettled has seen to those that are added as well.
        else if (event !== "add") target.on(event, listener);
        return receiver as unknown;
      };
    },
  });
}

/** Safe with the Astro that the lockfile names: tests/e2e/site/dev.full.spec.ts fails with one whose loaders get no such map. */
function entryTypesOf(context: LoaderContext): Map<string, EntryType> {
  return (context as LoaderContext & { entryTypes: Map<string, EntryType> }).entryTypes;
}
