import { readFile, readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { LineCounter, parseDocument, type Document } from "yaml";

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
  /** What the YAML reader stumbled over, with lines of the file. */
  syntaxErrors: { line: number; message: string }[];
  /** The Markdown under the frontmatter; empty in a YAML file. */
  body: string;
  /** The line of the file on which `body` begins, from 1. */
  bodyLine: number;
  /**
   * The line on which a value stands, by its path in `data`: `["hero", "cta", "label"]`. What is not
   * there has the line of the nearest that is.
   */
  lineOf(path: readonly PropertyKey[]): number;
}

const CONTENT = "src/content";

/** Reads all of src/content under `root`, in the order of the files' names. Nothing in it is an error yet. */
export async function readContent(root: string): Promise<ContentSource[]> {
  const folder = join(root, CONTENT);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .toSorted();
  const sources = await Promise.all(names.map(async (name) => contentSource(name, () => readFile(join(folder, name), "utf8"))));
  return sources.filter((source) => source !== undefined);
}

/** One file, by its name in src/content; undefined where it is no text of an editor's. */
async function contentSource(name: string, read: () => Promise<string>): Promise<ContentSource | undefined> {
  const kind = kindOf(name);
  if (!kind) return undefined;
  const text = (await read()).replace(/^\uFEFF/, "");
  const { yaml, yamlLine, body, bodyLine } = kind === "page" || kind === "post" ? splitFrontmatter(text) : { yaml: text, yamlLine: 1, body: "", bodyLine: 1 };
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line + yamlLine - 1;
  const path = pathOf(name, kind);
  return {
    file: `${CONTENT}/${name}`,
    kind,
    ...(path !== undefined && { path }),
    data: document.errors.length > 0 ? undefined : (document.toJS() as unknown),
    syntaxErrors: document.errors.map(({ message, pos }) => ({ line: lineAt(pos[0]), message })),
    body,
    bodyLine,
    lineOf: (at) => lineAt(offsetOf(document, at) ?? 0),
  };
}

function kindOf(name: string): ContentKind | undefined {
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
function splitFrontmatter(text: string): { yaml: string; yamlLine: number; body: string; bodyLine: number } {
  const match = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(text);
  if (match?.index !== 0) return { yaml: "", yamlLine: 1, body: text, bodyLine: 1 };
  return { yaml: match[1] ?? "", yamlLine: 2, body: text.slice(match[0].length), bodyLine: match[0].split("\n").length };
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const key = path.slice(0, length);
    const node = document.getIn(key, true) as { range?: [number, number, number] | null } | undefined;
    if (node?.range) return node.range[0];
  }
  return undefined;
}
