import { markdownToMdast, type MdastNode } from "satteri";

export interface MarkdownHeading {
  depth: number;
  text: string;
  /** From 1, in the file; so are the other lines. */
  line: number;
  /** As it stands in the file. */
  source: string;
}

export interface MarkdownLink {
  url: string;
  /** What a reader reads. */
  text: string;
  line: number;
  source: string;
}

export interface MarkdownImage {
  url: string;
  alt: string;
  line: number;
  source: string;
}

/** What of a Markdown text can be wrong. */
export interface MarkdownText {
  headings: MarkdownHeading[];
  links: MarkdownLink[];
  images: MarkdownImage[];
  html: { source: string; line: number }[];
}

type Ancestor = MdastNode & { children?: MdastNode[] };

/** Reads Markdown with the site's own parser, so that it sees what the page will show. `firstLine` is its first line's in the file. */
export function readMarkdown(markdown: string, firstLine: number): MarkdownText {
  const found: MarkdownText = { headings: [], links: [], images: [], html: [] };
  if (!markdown.trim()) return found;
  const tree = markdownToMdast(markdown, { features: { gfm: true, smartPunctuation: true, frontmatter: false } });
  const addresses = new Map<string, string>();
  const walk = (node: MdastNode): void => {
    if (node.type === "definition") addresses.set(node.identifier, node.url);
    for (const child of childrenOf(node)) walk(child);
  };
  walk(tree);
  collect(tree, { markdown, firstLine, addresses, found });
  return found;
}

interface Reading {
  markdown: string;
  firstLine: number;
  addresses: ReadonlyMap<string, string>;
  found: MarkdownText;
}

function collect(node: MdastNode, reading: Reading): void {
  const { found, firstLine, markdown, addresses } = reading;
  const at = { line: (node.position?.start.line ?? 1) + firstLine - 1, source: markdown.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0) };
  switch (node.type) {
    case "heading":
      found.headings.push({ ...at, depth: node.depth, text: textOf(node) });
      break;
    case "link":
      found.links.push({ ...at, url: node.url, text: linkText(node) });
      break;
    case "linkReference":
      found.links.push({ ...at, url: addresses.get(node.identifier) ?? "", text: linkText(node) });
      break;
    case "image":
      found.images.push({ ...at, url: node.url, alt: node.alt ?? "" });
      break;
    case "imageReference":
      found.images.push({ ...at, url: addresses.get(node.identifier) ?? "", alt: node.alt ?? "" });
      break;
    case "html":
      found.html.push(at);
      break;
  }
  for (const child of childrenOf(node)) collect(child, reading);
}

function childrenOf(node: Ancestor): readonly MdastNode[] {
  return node.children ?? [];
}

/** What stands on the page as text: an id is made from it. */
function textOf(node: MdastNode): string {
  if (node.type === "text" || node.type === "inlineCode") return node.value;
  return childrenOf(node).map(textOf).join("");
}

/** What a link says, a picture in it included. */
function linkText(node: MdastNode): string {
  if (node.type === "image" || node.type === "imageReference") return node.alt ?? "";
  if (node.type === "text" || node.type === "inlineCode") return node.value;
  return childrenOf(node).map(linkText).join("");
}
