import type { ContentProblem, Words } from "../content-problem.ts";
import { isComment, markdownLosses } from "./markdown-losses.ts";
import type { MarkdownHeading, MarkdownPlace, MarkdownText } from "./markdown-text.ts";
import { excerpt, isBlank } from "../../site/content-files/quoted.ts";
import { TEXT_LIMITS, TOO_DEEP } from "../../site/content-files/text-bounds.ts";

/** Problems of a Markdown text on its own: size, headings, link texts, alternative texts, HTML and lost text. */
export function markdownProblems(markdown: MarkdownText, file: string): ContentProblem[] {
  const { headings, links, images, html } = markdown;
  const problem = ({ line, source }: MarkdownPlace, expected: string, fix: string): ContentProblem => ({ file, line, field: "text", found: excerpt(source), expected, fix });
  const bounds = boundProblems(markdown, file);
  if (bounds.length > 0) return bounds;
  return [
    ...headings.flatMap((heading, i) => {
      const words = headingWords(heading, headings[i - 1]);
      return words ? [problem(heading, words.expected, words.fix)] : [];
    }),
    ...links.flatMap((link) => {
      if (saysNothing(link.text)) {
        return [problem(link, "A link text that says where the link leads, even when it is read out on its own.", withText(link.source, link.text, "what the reader finds there"))];
      }
      return [];
    }),
    ...images.flatMap((image) => (!isBlank(image.alt) ? [] : [problem(image, "A description of the picture for people who cannot see it.", image.source.replace(/^!\[[^\]]*\]/, "![What the picture shows]"))])),
    ...markdownLosses(markdown, file),
    ...refusedTags(html).map((tag) => problem(tag, "Markdown. HTML is not allowed.", markdownFor(tag.source))),
  ];
}

/** The problem with a text that is too large or nested too deeply. Then nothing else is checked. */
function boundProblems({ parts, links, images, unreadable }: MarkdownText, file: string): ContentProblem[] {
  const problem = (at: MarkdownPlace | undefined, words: Words): ContentProblem[] => (at ? [{ file, line: at.line, field: "text", ...words }] : []);
  const { levels, links: mostLinks, pictures, cells: mostCells } = TEXT_LIMITS;
  if (unreadable) return problem(unreadable, { found: excerpt(unreadable.source), expected: "Markdown that is nested less deeply.", fix: "Remove the Markdown characters from this part, or write a backslash before those that are meant as text." });
  const deep = parts.find((part) => part.levels >= levels && (part.node.type === "blockquote" || part.node.type === "list"));
  const notes = parts.filter(({ node }) => node.type === "footnoteReference");
  let cells = 0;
  const large = parts.find(({ node }) => node.type === "table" && (cells += (node.align?.length ?? 0) * node.children.length) > mostCells);
  return [
    ...problem(deep, { found: excerpt(deep?.source ?? ""), ...TOO_DEEP, fix: "Move it out of the quotes and lists around it." }),
    ...problem(large, { found: `${cells.toLocaleString("en")} table cells`, expected: `At most ${mostCells.toLocaleString("en")} table cells in one text, including those that are left out at the end of a row.`, fix: "Divide the table into several pages, or offer it as a file in public/." }),
    ...problem(notes[mostLinks], { found: `${notes.length.toLocaleString("en")} footnote marks`, expected: `At most ${mostLinks.toLocaleString("en")} footnote marks in one text.`, fix: "Divide the text into several pages." }),
    ...problem(links[mostLinks], { found: `${links.length.toLocaleString("en")} links`, expected: `At most ${mostLinks.toLocaleString("en")} links in one text.`, fix: "Divide the text into several pages." }),
    ...problem(images[pictures], { found: `${images.length.toLocaleString("en")} pictures`, expected: `At most ${pictures} pictures in one text.`, fix: "Divide the text into several pages." }),
  ];
}

function headingWords(heading: MarkdownHeading, before: MarkdownHeading | undefined): { expected: string; fix: string } | undefined {
  const { depth, text, source } = heading;
  const most = (before?.depth ?? 1) + 1;
  if (isBlank(text)) return { expected: "A heading with text.", fix: "Write the heading, or remove the line." };
  if (depth === 1) return { expected: "A heading of level 2 or deeper. The page's level 1 heading comes from its fields.", fix: atLevel(2, source) };
  if (depth <= most) return undefined;
  return { expected: `A heading of level ${most}${before ? ` or less, because the previous one has level ${before.depth}` : ", because it is the first one"}. Levels show the structure of a text, not the size of its letters.`, fix: atLevel(most, source) };
}

/** A heading on another level, as its editor wrote it, also if it is marked by a line below it. */
function atLevel(level: number, source: string): string {
  const words = source.startsWith("#") ? source.replace(/^#+\s*|\s+#+\s*$/g, "") : source.replace(/\n[=-]+\s*$/, "").replaceAll("\n", " ");
  return `${"#".repeat(level)} ${words}`;
}

/** Whether a link text has no meaning for people who hear the links of a page one after the other. */
function saysNothing(text: string): boolean {
  return isBlank(text) || /^(|here|click here|click|this|link|this link|this page|more|read more|learn more|details)$/i.test(text.replace(/[\s.…>→»:]+/g, " ").trim());
}

/** A link with another text, otherwise as its editor wrote it. */
function withText(source: string, old: string, text: string): string {
  if (!source.startsWith("[")) return `[${text}](${source})`;
  // The name of a reference, which is also its text.
  const [, name] = /^\[([^\]]*)\](?:\[\])?$/.exec(source) ?? [];
  if (name !== undefined) return `[${text}][${name}]`;
  return source.startsWith(`[${old}`) ? `[${text}${source.slice(old.length + 1)}` : `Write ${text} between the brackets.`;
}

/** All HTML except comments, which only editors see. The closing tag of a refused tag is not reported again. */
function refusedTags(html: readonly MarkdownPlace[]): MarkdownPlace[] {
  const open = new Map<string, number>();
  return html.filter(({ source }) => {
    if (isComment(source)) return false;
    const closed = /^<\/([a-z][\w-]*)\s*>$/i.exec(source)?.[1]?.toLowerCase();
    const count = open.get(closed ?? "") ?? 0;
    const isClosing = closed !== undefined && count > 0;
    if (isClosing) open.set(closed, count - 1);
    else open.set(tagOf(source), (open.get(tagOf(source)) ?? 0) + 1);
    return !isClosing;
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
  ["br", "Write a backslash at the end of the line for a line break, or an empty line for a new paragraph."],
  ["p", "Write an empty line for a new paragraph."],
  ["div", "Write an empty line for a new paragraph."],
  ["span", "Write only the text."],
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
  if (tag === "script" || tag === "style" || tag === "iframe" || tag === "meta") return `Remove the <${tag}>: pages contain only text and pictures.`;
  if (source.trimStart().startsWith("<!--")) return "Write the comment between <!-- and -->, without -- in it, or remove it.";
  return IN_MARKDOWN.get(tag) ?? "Remove the tags. Write \\< for a < that is meant as text.";
}
