import type { Languages } from "../site/languages/languages.ts";
import { readContent } from "../site/content-files/content-source.ts";
import { plainPath } from "../site/seo/old-addresses.ts";
import { publicationOf } from "../site/publication.ts";
import { publishable, type CheckOptions } from "./content-index.ts";
import { type ContentProblem, fieldPath, valueAt } from "./content-problem.ts";
import { judgeFile, type JudgedFile } from "./judged-file.ts";
import { annotationAt } from "./problem-text.ts";
import { oldAddresses } from "./redirect-problems.ts";

/** A page or an article with an `unpublishDate`. It is no mistake, but links to it lead nowhere afterwards. */
export interface EndingPage {
  readonly file: string;
  readonly line: number;
  readonly path: string;
  readonly day: string;
  readonly isOver: boolean;
  /** The page that takes over its address; the links lead there. */
  readonly successor?: string | undefined;
  readonly links: readonly Pick<ContentProblem, "file" | "line" | "field">[];
}

/** The pages that are taken off the site, and what links to them. */
export async function endingPages(root: string, { languages, now }: { languages?: Languages; now: CheckOptions["now"] }): Promise<EndingPage[]> {
  const files = (await readContent(root, languages)).map(judgeFile);
  return files.flatMap(({ source: { file, path }, data, lineOf }) => {
    const { draft, unpublishDate } = publishable(data);
    if (path === undefined || draft || !unpublishDate) return [];
    const isThere = ({ data: one }: JudgedFile) => !publicationOf(publishable(one), { stage: "production", now: unpublishDate }).heldBack;
    const successor = files.find((judged) => isThere(judged) && oldAddresses(judged).some(({ address }) => address === path))?.source.path;
    const links = files.flatMap((judged) => linksTo(path, unpublishDate, judged));
    return [{ file, line: lineOf(["unpublishDate"]), path, day: String(valueAt(data, ["unpublishDate"])), isOver: unpublishDate <= now, successor, links }];
  });
}

/** The links to a page on pages that are still public when it is not. */
function linksTo(path: string, ends: Date, { source, data, values, markdown, lineOf }: JudgedFile): EndingPage["links"] {
  if (source.path === path || publicationOf(publishable(data), { stage: "production", now: ends }).heldBack) return [];
  const inFields = values.flatMap(({ path: at, value, schema }) => (schema.role === "href" ? [{ url: value, line: lineOf(at), field: fieldPath(at) }] : []));
  const inText = markdown.links.map(({ url, line }) => ({ url, line, field: "text" }));
  return [...inFields, ...inText].flatMap(({ url, line, field }) => (plainPath(url.replace(/[?#].*$/, "")) === path ? [{ file: source.file, line, field }] : []));
}

/** The pages for a terminal. */
export function endingPagesText(pages: readonly EndingPage[]): string {
  const notes = pages.map((page) => [`  ${page.file}:${page.line}  ${endWords(page)}`, ...(page.successor === undefined ? page.links.map(({ file, line, field }) => `    ${file}:${line}  ${field}`) : [])].join("\n"));
  return ["Pages with an unpublishDate. These are no mistakes.", ...notes].join("\n\n");
}

/** The links that lead nowhere, as annotations on a pull request. */
export function endingPagesAnnotations(pages: readonly EndingPage[]): string[] {
  return pages.flatMap((page) => (page.successor === undefined ? page.links.map((link) => annotationAt("warning", link, `${page.path} ${page.isOver ? "is no longer public" : `is public until ${page.day}`}. Remove the link, or add "redirectFrom: [${page.path}]" to the page that takes its place.`)) : []));
}

function endWords({ path, day, isOver, successor, links }: EndingPage): string {
  const state = `${path} ${isOver ? "is no longer public, since" : "is public until"} ${day}.`;
  if (successor !== undefined) return `${state} ${isOver ? "It redirects" : "Then it redirects"} to ${successor}.`;
  if (links.length === 0) return `${state} No page links to it.`;
  return `${state} ${isOver ? "These links lead nowhere" : "Then these links lead nowhere"}. Remove them, or add "redirectFrom: [${path}]" to the page that takes its place:`;
}
