import { readFile, readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { bracketBound, encodingBound, nestingBound, sizeBound, type TextBound } from "./text-bounds.ts";
import { readYaml, type YamlText } from "./yaml-text.ts";

/** What a content file is, told from where it stands. */
export type ContentKind = "page" | "post" | "list" | "site";

/** A content file as it was written, before anybody has judged it. */
export interface ContentSource {
  /** From the project's root, with slashes: "src/content/pages/services/audit.md". */
  file: string;
  kind: ContentKind;
  /** The address of the page or article on the site: "/services/audit". */
  path?: string;
  /** The YAML's value; undefined where it could not be read. Days are strings. */
  data: unknown;
  /** What keeps the file from being read at all: it is too large, too deep, or no text. Then nothing else is known of it. */
  bound?: TextBound;
  /** The whole file. */
  text: string;
  /** Whether the frontmatter has both its lines of three dashes; "closed" for a YAML file. */
  frontmatter: "closed" | "open" | "missing";
  /** The YAML alone. */
  yaml: string;
  /** The line of the file on which `yaml` begins, from 1. */
  yamlLine: number;
  /** The Markdown under the frontmatter; empty in a YAML file. */
  body: string;
  /** The line of the file on which `body` begins, from 1. */
  bodyLine: number;
  /**
   * The line on which a value stands, by its path in `data`: `["hero", "cta", "label"]`. What is not
   * there has the line of the nearest that is.
   */
  lineOf: YamlText["lineOf"];
  /** All that the YAML reader knows. */
  reading: YamlText;
}

export const CONTENT = "src/content";

/** The names of all files under a folder, with slashes, in their order; none where there is no such folder. */
export async function fileNames(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
      .toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * Reads all of src/content under `root`, in the order of the files' names. Nothing in it is an error
 * yet. A file that has not changed since it was last read is not read again: what comes back is shared.
 */
export async function readContent(root: string): Promise<ContentSource[]> {
  const folder = join(root, CONTENT);
  const sources = await inTurn(await fileNames(folder), (name) => contentSource(folder, name));
  return sources.filter((source) => source !== undefined);
}

/** Readings by full path, so that the development server can look at every page view. */
const readings = new Map<string, { mtimeMs: number; size: number; source: ContentSource }>();

/** One file, by its name in src/content; undefined where it is no text of an editor's, or is gone by now. */
async function contentSource(folder: string, name: string): Promise<ContentSource | undefined> {
  const kind = kindOf(name);
  if (!kind) return undefined;
  const path = join(folder, name);
  try {
    const { mtimeMs, size } = await stat(path);
    const known = readings.get(path);
    if (known?.mtimeMs === mtimeMs && known.size === size) return known.source;
    const source = await readSource(path, { name, kind, size });
    readings.set(path, { mtimeMs, size, source });
    return source;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function readSource(path: string, { name, kind, size }: { name: string; kind: ContentKind; size: number }): Promise<ContentSource> {
  const tooLarge = sizeBound(size);
  if (tooLarge) return unreadSource(name, kind, tooLarge);
  const content = await readFile(path);
  const encoding = encodingBound(content);
  if (encoding) return unreadSource(name, kind, encoding);
  const text = content.toString("utf8").replace(/^\uFEFF/, "");
  const parts = partsOf(text, kind);
  const bound = nestingBound(text.split("\n")) ?? bracketIn(parts);
  return bound ? unreadSource(name, kind, bound) : sourceOf(name, kind, text);
}

function bracketIn({ yaml, yamlLine }: Pick<ContentSource, "yaml" | "yamlLine">): TextBound | undefined {
  const bound = bracketBound(yaml);
  return bound && { ...bound, line: bound.line + yamlLine - 1 };
}

function unreadSource(name: string, kind: ContentKind, bound: TextBound): ContentSource {
  return { ...sourceOf(name, kind, ""), frontmatter: "closed", data: undefined, bound };
}

/** A Markdown file's fields and its text; of a YAML file, all is fields. */
export function partsOf(text: string, kind: ContentKind): Pick<ContentSource, "frontmatter" | "yaml" | "yamlLine" | "body" | "bodyLine"> {
  return kind === "page" || kind === "post" ? splitFrontmatter(text) : { frontmatter: "closed", yaml: text, yamlLine: 1, body: "", bodyLine: 1 };
}

function sourceOf(name: string, kind: ContentKind, text: string): ContentSource {
  const parts = partsOf(text, kind);
  const reading = readYaml(parts.yaml, parts.yamlLine);
  const path = pathOf(name, kind);
  return { file: `${CONTENT}/${name}`, kind, ...(path !== undefined && { path }), data: reading.data, text, ...parts, lineOf: reading.lineOf, reading };
}

/** What the file of this name in src/content is to the site; undefined for what it does not read as text. */
export function kindOf(name: string): ContentKind | undefined {
  if (/(^|\/)\./.test(name)) return undefined;
  if (/^pages\/.+\.md$/.test(name)) return "page";
  if (/^posts\/.+\.md$/.test(name)) return "post";
  if (name === "site.yaml") return "site";
  return /^[^/]+\.yaml$/.test(name) ? "list" : undefined;
}

function pathOf(name: string, kind: ContentKind): string | undefined {
  if (kind === "post") return `/${name.replace(/\.md$/, "")}`;
  if (kind === "page") return `/${name.replace(/^pages\//, "").replace(/(^|\/)index\.md$|\.md$/, "")}`;
  return undefined;
}

/** Frontmatter stands between two lines of three dashes, the first of which is the file's first line. */
function splitFrontmatter(text: string): Pick<ContentSource, "frontmatter" | "yaml" | "yamlLine" | "body" | "bodyLine"> {
  const match = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(text);
  if (match?.index === 0) {
    return { frontmatter: "closed", yaml: match[1] ?? "", yamlLine: 2, body: text.slice(match[0].length), bodyLine: match[0].split("\n").length };
  }
  return { frontmatter: /^---[ \t]*\r?\n/.test(text) ? "open" : "missing", yaml: "", yamlLine: 1, body: text, bodyLine: 1 };
}

/** Files that are open at a time: systems allow a few hundred. */
const AT_ONCE = 64;

/** Does something with every item, with some of them at a time, and gives the results in the items' order. */
export async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i] as T);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}
