import { join } from "node:path";
import { calSettings } from "../booking/cal-settings.ts";
import { consentMode } from "../booking/consent-mode.ts";
import { siteAddress } from "../site/seo/site-address.ts";
import { visible } from "./markdown/characters.ts";
import { consentProblems } from "./consent-problems.ts";
import { contentIndex, type CheckOptions, type ContentIndex } from "./content-index.ts";
import type { ContentProblem } from "./content-problem.ts";
import type { Languages } from "../site/languages/languages.ts";
import { CONTENT } from "../site/content-files/content-names.ts";
import { fileNames, readContent } from "../site/content-files/content-source.ts";
import { fileProblems } from "./file-problems.ts";
import { judgeFile, type JudgedFile } from "./judged-file.ts";
import { ownPages, type OwnPage } from "../site/own-pages.ts";
import { formProblems } from "./form-problems.ts";
import { pictureProblems } from "./pictures/picture-problems.ts";
import { redirectProblems } from "./redirect-problems.ts";
import { referenceProblems } from "./reference-problems.ts";
import { sectionProblems } from "./section-problems.ts";
import { siteProblems } from "./site-problems.ts";
import { translationProblems } from "./translation-problems.ts";
import { textReferenceProblems } from "./markdown/text-reference-problems.ts";

/**
 * Checks the content under `root`. Returns the problems that editors have to fix before the site can be
 * built, sorted by file and line; one mistake is one problem.
 *
 * @throws {Error} only if a file cannot be opened, never because of a file's content.
 */
export async function checkContent(root: string, options: CheckOptions): Promise<ContentProblem[]> {
  const [sources, names, publicNames, routes] = await Promise.all([readContent(root, options.languages), fileNames(join(root, CONTENT)), fileNames(join(root, "public")), fileNames(join(root, "src/pages"))]);
  const files = sources.map(judgeFile);
  const own = ownPages(routes);
  const index = contentIndex({ root, files, names, publicNames, ownPages: own, options });
  const misplaced = fileProblems(names, options.languages);
  const isMisplaced = new Set(misplaced.map(({ file }) => file));
  const problems = [
    ...misplaced,
    ...files.flatMap(({ otherProblems }) => otherProblems),
    ...referenceProblems(index),
    ...textReferenceProblems(index),
    ...(await pictureProblems(index)),
    ...translationProblems(index),
    // A misplaced file has no address yet that could collide with another one.
    ...siteProblems(files, (file) => index.addressed.get(index.pathOf(file)), { hasOwnHome: own.some(({ path }) => path === "/") }).filter(({ file, field, found }) => !(field === "file" && found.startsWith("the address") && isMisplaced.has(file))),
    ...redirectProblems(files, ownerOf(index)),
    ...formProblems(files),
    ...consentProblems(index, options.consent ?? "none"),
    ...sectionProblems(index, options.consent ?? "none"),
    ...hiddenPages(files, own),
    ...missingSite(files.some(({ source }) => source.kind === "site" && !source.language)),
  ];
  const sorted = problems.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.field, b.field));
  return [...Map.groupBy(sorted, ({ file }) => file).values()].flatMap(atMost).map(shownSafely);
}

const MOST_PROBLEMS = 100;

/** The first problems of a file and the number of the others. */
function atMost(problems: ContentProblem[]): ContentProblem[] {
  const next = problems[MOST_PROBLEMS];
  if (!next) return problems;
  const more = { file: next.file, line: next.line, field: "file", found: `${problems.length - MOST_PROBLEMS} more problems`, expected: `Only the first ${MOST_PROBLEMS} problems of the file are shown.`, fix: "Fix them first, and check again." };
  return [...problems.slice(0, MOST_PROBLEMS), more];
}

/** In characters. A proposal can repeat a whole paragraph. */
const LONGEST_FIX = 1000;

/** A problem with control characters written out, because a terminal obeys some of them. */
function shownSafely(problem: ContentProblem): ContentProblem {
  const { file, field, found, expected, fix } = problem;
  return { ...problem, file: visible(file), field: visible(field), found: visible(found), expected: visible(expected), fix: visible(fix.length > LONGEST_FIX ? `${fix.slice(0, LONGEST_FIX)}…` : fix) };
}

/** Finds the owner of an address in lower case: a file, the site itself, or undefined. */
function ownerOf({ addressed, otherPaths }: ContentIndex): (address: string) => string | undefined {
  const files = new Map([...addressed].map(([path, { file }]) => [path.toLowerCase(), file]));
  const own = new Set([...otherPaths].map((path) => path.toLowerCase()));
  return (address) => files.get(address) ?? (own.has(address) || /^\/(api|admin|og|_[^/]*)(\/|$)/.test(address) ? "the site itself" : undefined);
}

/** The options of a check with these settings at the present moment. */
export function checkOptions(env: Readonly<Record<string, string | undefined>>, languages: Languages = []): CheckOptions {
  return { now: new Date(), cal: calSettings(env), consent: consentMode(env), siteUrl: siteAddress(env), languages };
}

/** By root: the check that runs, and the one that has not begun, which callers share. */
const running = new Map<string, Promise<unknown>>();
const waiting = new Map<string, Promise<ContentProblem[]>>();

/**
 * The problems of one content file, given from the project's root ("src/content/pages/audit.md"). A page view asks for
 * the problems of several files at once, which is one check. Unchanged files are not read again, so that this is fast
 * enough for each page view in development.
 */
export async function problemsOf(file: string, root: string, languages: Languages = []): Promise<ContentProblem[]> {
  // Not the check that runs: it may have read a file before the file's latest change.
  const check = waiting.get(root) ?? nextCheck(root, languages);
  return (await check).filter((problem) => problem.file === file);
}

function nextCheck(root: string, languages: Languages): Promise<ContentProblem[]> {
  const begin = () => {
    waiting.delete(root);
    return checkContent(root, checkOptions(process.env, languages));
  };
  const check = Promise.resolve(running.get(root)).then(begin, begin);
  waiting.set(root, check);
  running.set(root, check);
  return check;
}

/** Astro prefers a page in src/pages to one from the content. */
function hiddenPages(files: readonly JudgedFile[], own: readonly OwnPage[]): ContentProblem[] {
  return files.flatMap(({ source: { file, path } }) => {
    const page = own.find((one) => one.path === path);
    return page ? [{ file, line: 1, field: "file", found: `the address ${path}`, expected: `An address that no file in src/pages has. ${page.file} has the same one, and would be shown instead.`, fix: "Rename one of the two files." }] : [];
  });
}

function missingSite(isThere: boolean): ContentProblem[] {
  if (isThere) return [];
  return [{ file: `${CONTENT}/site.yaml`, line: 1, field: "file", found: "no such file", expected: "The file with the site's name and words.", fix: "Restore the file from an earlier version of the project." }];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
