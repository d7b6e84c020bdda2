import type { ContentProblem, Words } from "../content-problem.ts";
import { isComment, markdownLosses } from "./markdown-losses.ts";
import type { MarkdownHeading, MarkdownPlace, MarkdownText } from "./markdown-text.ts";
import { excerpt } from "../../site/content-files/quoted.ts";
import { TEXT_LIMITS, TOO_DEEP } from "../../site/content-files/text-bounds.ts";

/** What is wrong with a Markdown text by itself: its size, headings, link texts, alternative texts, HTML, and what would be lost. */
export function markdownProblems(markdown: MarkdownText, file: string): ContentProblem[] {
  const { headings, links, images, html } = markdown;
  const problem = ({ line, source }: MarkdownPlace, expected: string, write: string): ContentProblem => ({ file, line, field: "text", found: excerpt(source), expected, write });
  const bounds = boundProblems(markdown, file);
  if (bounds.length > 0) return bounds;
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
    ...markdownLosses(markdown, file),
    ...refusedTags(html).map((tag) => problem(tag, "Markdown: pages take no HTML.", markdownFor(tag.source))),
  ];
}

/** What is wrong with how much there is of a text. Then nothing else is looked at. */
function boundProblems({ parts, links, images, unreadable }: MarkdownText, file: string): ContentProblem[] {
  const problem = (at: MarkdownPlace | undefined, words: Words): ContentProblem[] => (at ? [{ file, line: at.line, field: "text", ...words }] : []);
  const { levels, links: mostLinks, pictures } = TEXT_LIMITS;
  if (unreadable) return problem(unreadable, { found: excerpt(unreadable.source), expected: "A text whose signs are not all in one another.", write: "Take the signs of Markdown out of this part, or write a backslash before those that are meant as text." });
  const deep = parts.find((part) => part.levels >= levels && (part.node.type === "blockquote" || part.node.type === "list"));
  return [
    ...problem(deep, { found: excerpt(deep?.source ?? ""), ...TOO_DEEP, write: "Take it out of the quotes and lists around it." }),
    ...problem(links[mostLinks], { found: `${links.length.toLocaleString("en")} links`, expected: `At most ${mostLinks.toLocaleString("en")} links in one text.`, write: "Divide the text into several pages." }),
    ...problem(images[pictures], { found: `${images.length.toLocaleString("en")} pictures`, expected: `At most ${pictures} pictures in one text.`, write: "Divide the text into several pages." }),
  ];
}

function headingWords(heading: MarkdownHeading, before: MarkdownHeading | undefined): { expected: string; write: string } | undefined {
  const { depth, text, source } = heading;
  const most = (before?.depth ?? 1) + 1;
  if (!text.trim()) return { expected: "A heading with words in it.", write: "Write the heading, or remove the line." };
  if (depth === 1) return { expected: "Headings from the second level on: the page's one heading of the first level stands in its fields.", write: atLevel(2, source) };
  if (depth <= most) return undefined;
  return { expected: `A heading of level ${most} at most, as ${before ? `the one before has level ${Math.max(before.depth, 1)}` : "it is the first one"}. Levels are not for sizes.`, write: atLevel(most, source) };
}

/** A heading as its editor wrote it, on another level. One may be marked by a line under it. */
function atLevel(level: number, source: string): string {
  const words = source.startsWith("#") ? source.replace(/^#+\s*|\s+#+\s*$/g, "") : source.replace(/\n[=-]+\s*$/, "").replaceAll("\n", " ");
  return `${"#".repeat(level)} ${words}`;
}

/** Texts which tell a reader nothing who hears the links of a page one after the other. */
function saysNothing(text: string): boolean {
  return /^(|here|click here|click|this|link|this link|this page|more|read more|learn more|details)$/i.test(text.replace(/[\s.…>→»:]+/g, " ").trim());
}

function withText(source: string, old: string, text: string): string {
  return source.startsWith("[") ? source.replace(`[${old}`, `[${text}`) : `[${text}](${source})`;
}

/** All HTML but comments, which are for editors only; the closing half of a tag that is refused is no second mistake. */
function refusedTags(html: readonly MarkdownPlace[]): MarkdownPlace[] {
  const open: string[] = [];
  return html.filter(({ source }) => {
    if (isComment(source)) return false;
    const closed = /^<\/([a-z][\w-]*)\s*>$/i.exec(source)?.[1]?.toLowerCase();
    const opened = closed === undefined ? -1 : open.lastIndexOf(closed);
    if (opened >= 0) open.splice(opened, 1);
    else open.push(tagOf(source));
    return opened < 0;
  });
}

function tagOf(source: string): string {
  return /^\s*<([a-z][a-z0-9-]*)/i.exec(source)?.[1]?.toLowerCase() ?? "";
}

const IN_MARKDOWN = new Map([
  ["b", "**bold**"],
  ["strong", "**bold**"],
  ["i", "*italic*"],
  ["em", "*italic*"],
  ["a", "[The link's text](/address)"],
  ["img", "![What the picture shows](../images/picture.png)"],
  ["br", "An empty line begins a new paragraph; a backslash at the end of a line breaks it."],
  ["p", "An empty line begins a new paragraph."],
  ["div", "An empty line begins a new paragraph."],
  ["span", "The text alone."],
  ["ul", "- one line for each item"],
  ["ol", "1. one line for each item"],
  ["li", "- one line for each item"],
  ["h1", "## A heading"],
  ["h2", "## A heading"],
  ["h3", "### A heading"],
  ["h4", "#### A heading"],
  ["hr", "---"],
  ["code", "`code`"],
  ["pre", "```\ncode\n```"],
  ["del", "~~struck out~~"],
  ["s", "~~struck out~~"],
  ["blockquote", "> quoted"],
  ["table", "| One | Two |\n|---|---|\n| 1 | 2 |"],
  ["figure", '![What the picture shows](../images/picture.png "The caption")'],
]);

function markdownFor(source: string): string {
  const tag = tagOf(source);
  if (tag === "script" || tag === "style" || tag === "iframe" || tag === "meta") return `Remove the <${tag}>: pages carry text and pictures only.`;
  if (source.trimStart().startsWith("<!--")) return "Write the comment between <!-- and --> alone, without -- in it, or remove it.";
  return IN_MARKDOWN.get(tag) ?? "The text without the tags. A < that is meant as a sign is written \\<.";
}
