import { join } from "node:path";
import { calSettings } from "../booking/cal-settings.ts";
import { siteAddress } from "../site/seo/site-address.ts";
import { visible } from "./markdown/characters.ts";
import { contentIndex, type CheckOptions, type ContentIndex } from "./content-index.ts";
import type { ContentProblem } from "./content-problem.ts";
import { CONTENT, fileNames, readContent } from "../site/content-files/content-source.ts";
import { fileProblems } from "./file-problems.ts";
import { judgeFile } from "./judged-file.ts";
import { pictureProblems } from "./pictures/picture-problems.ts";
import { redirectProblems } from "./redirect-problems.ts";
import { referenceProblems } from "./reference-problems.ts";
import { siteProblems } from "./site-problems.ts";
import { textReferenceProblems } from "./markdown/text-reference-problems.ts";

/**
 * Everything that is wrong with the content under `root`, in the order of files and lines: what an
 * editor has to mend before the site can be built. One mistake is one problem.
 *
 * @throws {Error} only for a file that cannot be opened; nothing in a file makes it throw.
 */
export async function checkContent(root: string, options: CheckOptions): Promise<ContentProblem[]> {
  const [sources, names, publicNames] = await Promise.all([readContent(root), fileNames(join(root, CONTENT)), fileNames(join(root, "public"))]);
  const files = sources.map(judgeFile);
  const index = contentIndex({ root, files, names, publicNames, options });
  const misplaced = fileProblems(names);
  const isMisplaced = new Set(misplaced.map(({ file }) => file));
  const problems = [
    ...misplaced,
    ...files.flatMap(({ otherProblems }) => otherProblems),
    ...referenceProblems(index),
    ...textReferenceProblems(index),
    ...(await pictureProblems(index)),
    // A file that has to be renamed has no address yet that another could have.
    ...siteProblems(files, (file) => index.addressed.get(index.pathOf(file))).filter(({ file, field, found }) => !(field === "file" && found.startsWith("the address") && isMisplaced.has(file))),
    ...redirectProblems(files, ownerOf(index)),
    ...missingSite(files.some(({ source }) => source.kind === "site")),
  ];
  const sorted = problems.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.field, b.field));
  return [...Map.groupBy(sorted, ({ file }) => file).values()].flatMap(atMost).map(shownSafely);
}

/** Problems of one file that somebody reads. */
const MOST_PROBLEMS = 100;

/** The first problems of a file, and how many more there are. */
function atMost(problems: ContentProblem[]): ContentProblem[] {
  const next = problems[MOST_PROBLEMS];
  if (!next) return problems;
  const more = { file: next.file, line: next.line, field: "file", found: `${problems.length - MOST_PROBLEMS} more problems from here on`, expected: `These are the first ${MOST_PROBLEMS} of the file.`, write: "Mend them first, and check once more." };
  return [...problems.slice(0, MOST_PROBLEMS), more];
}

/** A problem without the characters that it may be about: a terminal obeys some of them. */
function shownSafely(problem: ContentProblem): ContentProblem {
  const { file, field, found, expected, write } = problem;
  return { ...problem, file: visible(file), field: visible(field), found: visible(found), expected: visible(expected), write: visible(write) };
}

/** Says whose an address is, in small letters: a file's, the site's own, or nobody's. */
function ownerOf({ addressed, otherPaths }: ContentIndex): (address: string) => string | undefined {
  const files = new Map([...addressed].map(([path, { file }]) => [path.toLowerCase(), file]));
  const own = new Set([...otherPaths].map((path) => path.toLowerCase()));
  return (address) => files.get(address) ?? (own.has(address) || /^\/(api|admin|og|_[^/]*)(\/|$)/.test(address) ? "an address of the site itself" : undefined);
}

/** What the check goes by on this machine: its settings, and the present moment. */
export function checkOptions(env: Readonly<Record<string, string | undefined>>): CheckOptions {
  return { now: new Date(), cal: calSettings(env), siteUrl: siteAddress(env) };
}

/** The check that is going on, by root: a page view asks for the problems of several files at once. */
const running = new Map<string, Promise<ContentProblem[]>>();

/**
 * The problems of one content file, given from the project's root ("src/content/pages/audit.md").
 * Whatever has not changed is not read again: quick enough for each page view in development.
 */
export async function problemsOf(file: string, root: string): Promise<ContentProblem[]> {
  const check = running.get(root) ?? checkContent(root, checkOptions(process.env)).finally(() => running.delete(root));
  running.set(root, check);
  return (await check).filter((problem) => problem.file === file);
}

function missingSite(isThere: boolean): ContentProblem[] {
  if (isThere) return [];
  return [{ file: `${CONTENT}/site.yaml`, line: 1, field: "file", found: "no such file", expected: "The site's name and its few words.", write: "Bring the file back from an earlier version of the project." }];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
