import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { glob, type Loader, type LoaderContext } from "astro/loaders";
import { slug } from "github-slugger";
import { partsOf, plainText } from "./content-source.ts";
import { readYaml } from "./yaml-text.ts";

type ParseData = LoaderContext["parseData"];

/** How Astro reads a file type. Loaders receive it, but Astro does not export the type. */
interface EntryType {
  getEntryInfo(file: { contents: string; fileUrl: URL }): Promise<{ data: Record<string, unknown>; body: string }>;
}

/**
 * Astro's glob() for the Markdown files below `base`. In a build, an invalid file is an error. The development
 * server continues without it, and src/content-check/overlay shows its problems at its address.
 */
export function markdownFiles(base: string): Loader {
  const files = glob({ base, pattern: "**/*.md", generateId: ({ entry }) => idOf(entry) });
  return {
    ...files,
    async load(context) {
      const rendering = await renderingDigest(context.config.root);
      const generateDigest: LoaderContext["generateDigest"] = (data) => context.generateDigest(JSON.stringify([rendering, data]));
      // Only the development server has a watcher. It is not used: after a change, everything is loaded again. See
      // src/content-check/overlay/content-problems.ts, which waits for `isLoaded`.
      const { watcher, ...rest } = context;
      await files.load({ ...(watcher ? forgiving(rest) : rest), generateDigest });
      if (context.refreshContextData) context.refreshContextData.isLoaded = true;
    },
  };
}

/** The id of an entry by its file. Astro's own ids lack a last "index", so that one of two files would silently replace the other. */
function idOf(file: string): string {
  return file.replace(/\.md$/, "").split("/").map((part) => slug(part)).join("/");
}

/**
 * Makes a loader read fields and text with the same code as the content check. Astro's own reader parses days,
 * numbers and the end of the fields differently, so that it may reject or misread what the check accepts.
 */
export function readAsChecked(loader: Loader): Loader {
  return { ...loader, load: (context) => loader.load(Object.assign({ ...context }, { entryTypes: new Map([...entryTypesOf(context)].map(([ending, type]) => [ending, { ...type, getEntryInfo: readEntry }])) })) };
}

/** @throws {Error} if the fields cannot be parsed. */
const readEntry: EntryType["getEntryInfo"] = async ({ contents, fileUrl }) => {
  const { frontmatter, yaml, yamlLine, body } = partsOf(plainText(contents), "page");
  const { data, errors } = readYaml(yaml, yamlLine);
  const [error] = errors;
  if (frontmatter !== "closed" || error) throw new Error(`${fileURLToPath(fileUrl)}:${error?.line ?? 1}: ${error?.message ?? "The file does not begin with fields between two lines of three dashes."}`);
  return { data: typeof data === "object" && data !== null ? { ...data } : {}, body };
};

/** A context that skips files which cannot be parsed or do not fit the schema, and logs them. */
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

/** Not in Astro's types. tests/e2e/site/dev.full.spec.ts fails with an Astro version whose loaders receive no such map. */
function entryTypesOf(context: LoaderContext): Map<string, EntryType> {
  return (context as LoaderContext & { entryTypes: Map<string, EntryType> }).entryTypes;
}

/**
 * A hash of the code that renders Markdown. Astro caches rendered texts between builds, on Vercel between
 * deployments, and renders one again only if its file, a setting or this hash has changed.
 *
 * @param root the project's folder.
 */
async function renderingDigest(root: URL): Promise<string> {
  const folder = new URL("src/site/markdown/", root);
  const hash = createHash("sha256");
  for (const name of (await readdir(folder)).toSorted()) hash.update(await readFile(new URL(name, folder)));
  return hash.digest("hex");
}
