import type { ContentProblem } from "./content-problem.ts";
import type { MarkdownHeading, MarkdownText } from "./markdown-text.ts";
import { excerpt } from "./quoted.ts";

/** What is wrong with a Markdown text by itself: headings, link texts, alternative texts, HTML. */
export function markdownProblems({ headings, links, images, html }: MarkdownText, file: string): ContentProblem[] {
  const problem = ({ line, source }: { line: number; source: string }, expected: string, write: string): ContentProblem => ({ file, line, field: "text", found: excerpt(source), expected, write });
  return [
    ...headings.flatMap((heading, i) => {
      const words = headingWords(heading, headings[i - 1]);
      return words ? [problem(heading, words.expected, words.write)] : [];
    }),
    ...links.flatMap((link) => {
      if (saysNothing(link.text)) {
        return [problem(link, "A link that says where it leads, also when it is read alone.", withText(link.source, link.text, "what the reader finds there"))];
      }
      return [];
    }),
    ...images.flatMap((image) => (image.alt.trim() ? [] : [problem(image, "What the picture shows, for those who cannot see it.", image.source.replace(/^!\[[^\]]*\]/, "![What the picture shows]"))])),
    ...withoutComments(html).map((tag) => problem(tag, "Markdown: pages take no HTML.", markdownFor(tag.source))),
  ];
}

function headingWords(heading: MarkdownHeading, before: MarkdownHeading | undefined): { expected: string; write: string } | undefined {
  const { depth, text } = heading;
  const most = (before?.depth ?? 1) + 1;
  if (!text.trim()) return { expected: "A heading with words in it.", write: "Write the heading, or remove the line." };
  if (depth === 1) return { expected: "Headings from the second level on: the page's one heading of the first level stands in its fields.", write: `## ${text}` };
  if (depth <= most) return undefined;
  return { expected: `A heading of level ${most} at most, as ${before ? `the one before has level ${Math.max(before.depth, 1)}` : "it is the first one"}. Levels are not for sizes.`, write: `${"#".repeat(most)} ${text}` };
}

/** Texts which tell a reader nothing who hears the links of a page one after the other. */
function saysNothing(text: string): boolean {
  return /^(|here|click here|click|this|link|this link|this page|more|read more|learn more|details)$/i.test(text.replace(/[\s.…>→»:]+/g, " ").trim());
}

function withText(source: string, old: string, text: string): string {
  return source.startsWith("[") ? source.replace(`[${old}`, `[${text}`) : `[${text}](${source})`;
}

/** A comment is for editors only, and the closing half of a tag is no second mistake. */
function withoutComments(html: MarkdownText["html"]): MarkdownText["html"] {
  return html.filter(({ source }) => !/^(\s*<!--[\s\S]*?-->\s*)+$/.test(source) && !source.startsWith("</"));
}

const IN_MARKDOWN: Record<string, string> = {
  b: "**bold**",
  strong: "**bold**",
  i: "*italic*",
  em: "*italic*",
  a: "[The link's text](/address)",
  img: "![What the picture shows](../images/picture.png)",
  br: "An empty line begins a new paragraph; a backslash at the end of a line breaks it.",
  p: "An empty line begins a new paragraph.",
  div: "An empty line begins a new paragraph.",
  span: "The text alone.",
  ul: "- one line for each item",
  ol: "1. one line for each item",
  li: "- one line for each item",
  h1: "## A heading",
  h2: "## A heading",
  h3: "### A heading",
  h4: "#### A heading",
  hr: "---",
  code: "`code`",
  pre: "```\ncode\n```",
  del: "~~struck out~~",
  s: "~~struck out~~",
  blockquote: "> quoted",
  table: "| One | Two |\n|---|---|\n| 1 | 2 |",
  figure: '![What the picture shows](../images/picture.png "The caption")',
};

function markdownFor(source: string): string {
  const tag = /^\s*<([a-z][a-z0-9]*)/i.exec(source)?.[1]?.toLowerCase() ?? "";
  if (tag === "script" || tag === "style" || tag === "iframe") return `Remove the <${tag}>: pages carry text and pictures only.`;
  return IN_MARKDOWN[tag] ?? "The text without the tags. A < that is meant as a sign is written \\<.";
}
