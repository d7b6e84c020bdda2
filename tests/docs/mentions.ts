import GithubSlugger from "github-slugger";
import { markdownToMdast, type MdastNode } from "satteri";

/** A name in a document that must exist in the project. */
export interface Mention {
  /**
   * In inline code and in fences of `sh`:
   * `command`: `npm run x`, `node --run x`. `option`: a word that begins with `--` after `npm run x --`.
   * `variable`: capitals with an underscore, whole or up to an ellipsis (`KV_REST_API_…`), or an assignment before a command.
   * `path`: a word with a slash that begins with one of the project's folders, or a word with a file's ending.
   * `address`: a word that begins with a slash and a letter, with or without a method; also the path after localhost:4321.
   * In links: `link` (to a file, relative to the document) and `anchor` (a heading in this document or in the linked one).
   */
  readonly kind: "command" | "option" | "variable" | "path" | "address" | "link" | "anchor";
  readonly text: string;
  /** The command of an option; the file of an anchor, "" for this one. */
  readonly of?: string;
  readonly line: number;
}

export interface ReadDocument {
  readonly mentions: readonly Mention[];
  /** The ids that GitHub gives to the headings. */
  readonly anchors: readonly string[];
}

const FILE_ENDINGS = "astro|cjs|css|csv|db|html|js|json|md|mdx|mjs|png|svg|ts|tsx|txt|xml|yaml|yml";
const FOLDERS = "src|scripts|tests|docs|public|\\.github|\\.ci|\\.vercel|\\.data";
const PATH = new RegExp(`^(?:(?:${FOLDERS})/[\\w./{},*\\[\\]…-]*|[\\w.{][\\w./{},*\\[\\]-]*\\.(?:${FILE_ENDINGS}))$`);
const VARIABLE = /(?<![\w-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w)|(?<![\w-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?=…)|(?<![\w-])[A-Z][A-Z0-9_]*(?==)/g;
const COMMAND = /\b(?:npm run|node --run) ([\w:-]+)((?: [^\n#;&|]*)?)/g;
const LOCAL = /^https?:\/\/localhost:4321/;

/** Reads a document with the site's own parser, which also finds code in tables and lists. */
export function readDocument(markdown: string): ReadDocument {
  const mentions: Mention[] = [];
  const anchors: string[] = [];
  const slugger = new GithubSlugger();
  const walk = (node: MdastNode): void => {
    const line = node.position?.start.line ?? 1;
    if (node.type === "heading") anchors.push(slugger.slug(textOf(node)));
    if (node.type === "inlineCode") mentions.push(...mentionsIn(node.value, line));
    if (node.type === "code" && (node.lang === "sh" || !node.lang)) {
      node.value.split("\n").forEach((text, index) => mentions.push(...mentionsIn(text, line + 1 + index)));
    }
    if (node.type === "link" || node.type === "image" || node.type === "definition") mentions.push(...linkMentions(node.url, line));
    for (const child of childrenOf(node)) walk(child);
  };
  walk(markdownToMdast(markdown, { features: { gfm: true, frontmatter: false } }));
  return { mentions, anchors };
}

function mentionsIn(code: string, line: number): Mention[] {
  const found: Mention[] = [];
  for (const [, text = "", rest = ""] of code.matchAll(COMMAND)) {
    found.push({ kind: "command", text, line });
    const [, options = ""] = / -- (.*)/.exec(rest) ?? [];
    for (const [option] of options.matchAll(/(?<=^|\s)--[\w-]+/g)) found.push({ kind: "option", text: option, of: text, line });
  }
  for (const [text] of code.matchAll(VARIABLE)) found.push({ kind: "variable", text, line });
  for (const word of wordsOf(code)) {
    if (LOCAL.test(word)) found.push({ kind: "address", text: withoutQuery(word.replace(LOCAL, "")) || "/", line });
    else if (/^\/[a-z_]/.test(word)) found.push({ kind: "address", text: withoutQuery(word), line });
    else if (PATH.test(word)) found.push({ kind: "path", text: word, line });
  }
  return found;
}

/** Words of a command, without the quotes and the brackets around them. `<name>` matches any name, as `*` does. */
function wordsOf(code: string): string[] {
  return code.replaceAll(/<\w+>/g, "*").split(/[\s|;&<>"'`()]+/).map((word) => word.replace(/[.,:]+$/, "")).filter(Boolean);
}

function linkMentions(url: string, line: number): Mention[] {
  if (LOCAL.test(url)) return [{ kind: "address", text: withoutQuery(url.replace(LOCAL, "")) || "/", line }];
  if (/^[a-z][a-z+.-]*:/i.test(url)) return [];
  const [file = "", anchor] = url.split("#");
  const link: Mention[] = file ? [{ kind: "link", text: file, line }] : [];
  return anchor === undefined ? link : [...link, { kind: "anchor", text: anchor, of: file, line }];
}

function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/, "");
}

function textOf(node: MdastNode): string {
  if (node.type === "text" || node.type === "inlineCode") return node.value;
  return childrenOf(node).map(textOf).join("");
}

function childrenOf(node: MdastNode & { children?: MdastNode[] }): readonly MdastNode[] {
  return node.children ?? [];
}
