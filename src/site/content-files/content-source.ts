import { readFile, readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { addressOf } from "./content-address.ts";
import { CONTENT, kindOf, yamlName, type ContentKind } from "./content-names.ts";
import { bracketBound, encodingBound, nestingBound, sizeBound, type TextBound } from "./text-bounds.ts";
import { fileStamp, isUnchanged, type FileStamp } from "./file-stamp.ts";
import { folderAt, type Languages } from "../languages/languages.ts";
import { readYaml, type YamlText } from "./yaml-text.ts";

/** A content file as it was read, before any check. */
export interface ContentSource {
  /** From the project's root, with slashes: "src/content/pages/services/audit.md". */
  file: string;
  kind: ContentKind;
  /**
   * The folder of its language ("de"), for pages and articles in that folder, and for words, lists and their entries in a
   * file such as site.de.yaml or faqs/why-free.de.yaml; "" for the default language.
   */
  language: string;
  /** The address of the page or article on the site: "/services/audit". */
  path?: string;
  /** The value of the YAML; undefined if it could not be parsed. Days are strings. */
  data: unknown;
  /** Set if the file was not parsed because it is too large, nested too deeply or not UTF-8. */
  bound?: TextBound;
  /** The whole file. */
  text: string;
  /** Whether the frontmatter has both lines of three dashes; "closed" for a YAML file. */
  frontmatter: "closed" | "open" | "missing";
  /** The YAML alone. */
  yaml: string;
  /** The line of the file on which `yaml` begins, from 1. */
  yamlLine: number;
  /** The Markdown below the frontmatter; empty in a YAML file. */
  body: string;
  /** The line of the file on which `body` begins, from 1. */
  bodyLine: number;
  /** The line of a field by its path in `data`: `["hero", "cta", "label"]`. */
  lineOf: YamlText["lineOf"];
  /** The parsed YAML. */
  reading: YamlText;
}

/** The names of all files below a folder, with slashes, sorted; empty if the folder does not exist. */
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
 * Reads src/content under `root`, sorted by file name. Mistakes in a file do not throw. Unchanged files are
 * not read again: the returned objects are shared.
 */
export async function readContent(root: string, languages: Languages = []): Promise<ContentSource[]> {
  const folder = join(root, CONTENT);
  const sources = await inTurn(await fileNames(folder), (name) => contentSource(folder, name, languages));
  return sources.filter((source) => source !== undefined);
}

/** By languages and full path: the development server reads the content on every page view. */
const readings = new Map<string, { stamp: FileStamp; source: ContentSource }>();

/** One file by its name in src/content; undefined if it is not a content file or was deleted meanwhile. */
async function contentSource(folder: string, name: string, languages: Languages): Promise<ContentSource | undefined> {
  const kind = kindOf(name);
  if (!kind) return undefined;
  const path = join(folder, name);
  try {
    const stamp = await fileStamp(path);
    const key = `${languages.join(" ")} ${path}`;
    const known = readings.get(key);
    if (known && isUnchanged(known.stamp, stamp)) return known.source;
    const source = await readSource(path, { name, kind, languages }, stamp.size);
    readings.set(key, { stamp, source });
    return source;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

interface NamedFile {
  name: string;
  kind: ContentKind;
  languages: Languages;
}

async function readSource(path: string, named: NamedFile, size: number): Promise<ContentSource> {
  const tooLarge = sizeBound(size);
  if (tooLarge) return unreadSource(named, tooLarge);
  const content = await readFile(path);
  const encoding = encodingBound(content);
  if (encoding) return unreadSource(named, encoding);
  const text = plainText(content.toString("utf8"));
  const parts = partsOf(text, named.kind);
  const bound = nestingBound(text.split("\n")) ?? bracketIn(parts);
  return bound ? unreadSource(named, bound) : sourceOf(named, text);
}

/** The text of a file without a byte order mark, and with "\n" at the end of every line. */
export function plainText(content: string): string {
  return content.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
}

function bracketIn({ yaml, yamlLine }: Pick<ContentSource, "yaml" | "yamlLine">): TextBound | undefined {
  const bound = bracketBound(yaml);
  return bound && { ...bound, line: bound.line + yamlLine - 1 };
}

function unreadSource(named: NamedFile, bound: TextBound): ContentSource {
  return { ...sourceOf(named, ""), frontmatter: "closed", data: undefined, bound };
}

/** Divides a Markdown file into fields and text. A YAML file consists of fields only. */
export function partsOf(text: string, kind: ContentKind): Pick<ContentSource, "frontmatter" | "yaml" | "yamlLine" | "body" | "bodyLine"> {
  return kind === "page" || kind === "post" ? splitFrontmatter(text) : { frontmatter: "closed", yaml: text, yamlLine: 1, body: "", bodyLine: 1 };
}

function sourceOf({ name, kind, languages }: NamedFile, text: string): ContentSource {
  const parts = partsOf(text, kind);
  const reading = readYaml(parts.yaml, parts.yamlLine);
  const path = kind === "page" || kind === "post" ? addressOf(name.replace(/\.md$/, ""), languages) : undefined;
  return { file: `${CONTENT}/${name}`, kind, language: path === undefined ? yamlName(name)[1] : folderAt(path, languages), ...(path !== undefined && { path }), data: reading.data, text, ...parts, lineOf: reading.lineOf, reading };
}

/** The frontmatter is between two lines of three dashes. The first of them is the first line of the file. */
function splitFrontmatter(text: string): Pick<ContentSource, "frontmatter" | "yaml" | "yamlLine" | "body" | "bodyLine"> {
  const match = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(text);
  if (match?.index === 0) {
    return { frontmatter: "closed", yaml: match[1] ?? "", yamlLine: 2, body: text.slice(match[0].length), bodyLine: match[0].split("\n").length };
  }
  return { frontmatter: /^---[ \t]*\r?\n/.test(text) ? "open" : "missing", yaml: "", yamlLine: 1, body: text, bodyLine: 1 };
}

/** Open files at a time; systems allow a few hundred. */
const AT_ONCE = 64;

/** Calls `work` for every item, for up to 64 at a time, and returns the results in the order of the items. */
export async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i] as T);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}
