import { markdownToMdast, type MdastNode } from "satteri";
import { headingText } from "../../site/markdown/heading-ids.ts";
import { MARKDOWN_FEATURES } from "../../site/markdown/markdown-features.ts";

/** A place in a text. */
export interface MarkdownPlace {
  /** From 1, in the file. */
  line: number;
  /** As it is written in the file. */
  source: string;
}

export interface MarkdownHeading extends MarkdownPlace {
  depth: number;
  text: string;
}

export interface MarkdownLink extends MarkdownPlace {
  url: string;
  /** As readers see it. */
  text: string;
}

export interface MarkdownImage extends MarkdownPlace {
  url: string;
  alt: string;
}

/** A node of a text with its source. */
export interface MarkdownPart extends MarkdownPlace {
  node: MdastNode;
  /** The number of quotes and lists around it. */
  levels: number;
  /** It is part of a link's text. */
  isInLink: boolean;
}

/** The parts of a Markdown text that are checked. */
export interface MarkdownText {
  headings: MarkdownHeading[];
  links: MarkdownLink[];
  images: MarkdownImage[];
  html: MarkdownPlace[];
  /** All nodes, each before its children. */
  parts: MarkdownPart[];
  /** A part that is nested too deeply for the parser or for this check. */
  unreadable?: MarkdownPlace;
}

/** Deeper than any real text. */
const DEEPEST = 100;

/** Parses Markdown with the site's own parser, so that it sees what the page will show. `firstLine` is the line in the file where it begins. */
export function readMarkdown(markdown: string, firstLine: number): MarkdownText {
  const found: MarkdownText = { headings: [], links: [], images: [], html: [], parts: [] };
  if (!markdown.trim()) return found;
  try {
    const tree = markdownToMdast(markdown, { features: MARKDOWN_FEATURES });
    collect(tree, { markdown, firstLine, found }, { depth: 0, levels: 0, isInLink: false });
  } catch {
    found.unreadable = { line: firstLine, source: markdown.slice(0, 80) };
  }
  const addresses = new Map<string, string>();
  for (const { node } of found.parts) if (node.type === "definition" && !addresses.has(node.identifier)) addresses.set(node.identifier, node.url);
  for (const { node, line, source } of found.parts) {
    const at = { line, source };
    if (node.type === "heading") found.headings.push({ ...at, depth: node.depth, text: headingText(node) });
    else if (node.type === "link") found.links.push({ ...at, url: node.url, text: linkText(node) });
    else if (node.type === "linkReference") found.links.push({ ...at, url: addresses.get(node.identifier) ?? "", text: linkText(node) });
    else if (node.type === "image") found.images.push({ ...at, url: node.url, alt: node.alt ?? "" });
    else if (node.type === "imageReference") found.images.push({ ...at, url: addresses.get(node.identifier) ?? "", alt: node.alt ?? "" });
    else if (node.type === "html") found.html.push(at);
  }
  return found;
}

interface Reading {
  markdown: string;
  firstLine: number;
  found: MarkdownText;
}

interface Around extends Pick<MarkdownPart, "levels" | "isInLink"> {
  depth: number;
}

function collect(node: MdastNode, reading: Reading, { depth, levels, isInLink }: Around): void {
  const { found, firstLine, markdown } = reading;
  const at = { line: (node.position?.start.line ?? 1) + firstLine - 1, source: markdown.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0) };
  if (depth > DEEPEST) {
    found.unreadable ??= at;
    return;
  }
  found.parts.push({ ...at, node, levels, isInLink });
  const inside = { depth: depth + 1, levels: levels + (node.type === "blockquote" || node.type === "list" ? 1 : 0), isInLink: isInLink || node.type === "link" || node.type === "linkReference" };
  for (const child of childrenOf(node)) collect(child, reading, inside);
}

function childrenOf(node: MdastNode): readonly MdastNode[] {
  return "children" in node ? node.children : [];
}

/** The text of a link, with the alternative text of pictures in it. */
function linkText(node: MdastNode): string {
  if (node.type === "image" || node.type === "imageReference") return node.alt ?? "";
  if (node.type === "text" || node.type === "inlineCode") return node.value;
  return childrenOf(node).map(linkText).join("");
}
