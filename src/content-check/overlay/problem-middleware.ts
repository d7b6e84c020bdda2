import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CollectionEntry } from "astro:content";
import { defineMiddleware } from "astro:middleware";
import { problemsOf } from "../check-content.ts";
import type { ContentProblem } from "../content-problem.ts";
import { folderAt } from "../../site/languages/languages.ts";
import { contentFileAt, listsOf, yamlFiles } from "./files-of-page.ts";
import { problemNotice, problemPage } from "./problem-html.ts";

/** Astro runs its servers in the project's folder. */
const root = process.cwd();
const SITE = "src/content/site.yaml";

/**
 * Adds a notice to a page whose content has problems, and replaces a page that cannot be rendered because of
 * them. Until site.yaml has been valid once, that is every page.
 */
export const onRequest = defineMiddleware(async ({ url: { pathname } }, next) => {
  if (!isPage(pathname)) return next();
  if (!(await hasSite())) return problemPage("No page can be shown", SITE, await problemsIn([SITE]));

  const entry = await entryAt(pathname);
  const file = entry?.filePath ?? contentFileAt(pathname, (path) => existsSync(join(root, path)), LANGUAGES);
  if (file && !entry) return problemPage("This page cannot be shown", file, await problemsIn([file]));

  const folder = folderAt(pathname, LANGUAGES);
  const problems = await problemsIn([...(file ? [file] : []), ...(entry ? listsOf(entry, folder) : []), ...yamlFiles("site", folder)]);
  if (problems.length === 0) return next();
  try {
    const response = await next();
    if (!response.headers.get("content-type")?.startsWith("text/html")) return response;
    const html = (await response.text()).replace(/<body[^>]*>/, (body) => body + problemNotice(problems));
    return new Response(html, response);
  } catch {
    return problemPage("This page cannot be shown", file ?? SITE, problems);
  }
});

/** If the check itself fails, e.g. because a file was just deleted, its error is shown as a problem. */
async function problemsIn(files: string[]): Promise<ContentProblem[]> {
  const all = await Promise.allSettled(files.map((file) => problemsOf(file, root, LANGUAGES)));
  const problems = all.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  const failed = all.find((one) => one.status === "rejected");
  if (!failed) return problems;
  const found = failed.reason instanceof Error ? failed.reason.message : String(failed.reason);
  return [...problems, { file: files[0] ?? SITE, line: 1, field: "file", found, expected: "Content that can be read.", fix: "Save the file again, or restart the development server." }];
}

// Imported on each call: Astro keeps a middleware's modules, with the old content, when the content changes.

async function hasSite(): Promise<boolean> {
  const { getEntry } = await import("astro:content");
  return (await getEntry("site", "site")) !== undefined;
}

async function entryAt(path: string): Promise<CollectionEntry<"pages" | "posts"> | undefined> {
  const { publishedPages, publishedPosts } = await import("../../site/published-pages.ts");
  const published = [...(await publishedPages()), ...(await publishedPosts())];
  return published.find((page) => page.path === path)?.entry;
}

/** Neither the admin's, nor the API, nor Astro's and Vite's own addresses, nor a file. */
function isPage(path: string): boolean {
  return !/^\/(admin|api|_|@)|\.[^/]*$/.test(path);
}
