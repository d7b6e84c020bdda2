/** The size of the parts that a visitor downloads, measured on the files that would be deployed, and their budgets. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/**
 * In bytes after gzip at level 9. `homePage` is that of the engine's tests; tests/site/first-flight.spec.ts has the stricter
 * rule for a site's own pages, with brotli and the headers. The list has 420 bytes of styles and the booking code 530 of styles
 * and colours that used to be in every page: docs/reference/site.md#one-flight.
 *
 * The free times (variant instant) took 370 bytes of the inline script (one request, three variants, the links that have
 * times): docs/reference/free-times.md#bytes. Attribution took 300: the links have to have the campaign before any intent,
 * for a new tab. With `attribution: { campaign: [], prefill: [] }` it takes none. Titles of events took 40.
 */
export const BYTE_BUDGETS = {
  homePage: 14_900,
  page: 20_000,
  inlineScript: 3_220,
  /** For pages whose author asks for it: NextFree.astro. */
  nextFreeScript: 680,
  /** For pages with a video of another site or with a form: the larger of the two. */
  sectionScript: 360,
  /** For visitors who use a form. */
  formCode: 900,
  /** For visitors of the variant instant, beside the free times. */
  listCode: 4_290,
  bookingCode: 4_030,
  island: 75_000,
  reportingCode: 3_000,
} as const;

/** What parts may have beside that in a build that asks for consent (`CONSENT`): the state, the notice and the questions. */
export const CONSENT_BYTES: Readonly<Partial<Record<Part, number>>> = { homePage: 2_900, page: 2_900, inlineScript: 1_350, sectionScript: 150, formCode: 50, listCode: 250, bookingCode: 250, island: 50, reportingCode: 300 };

export type Part = keyof typeof BYTE_BUDGETS;

export interface PageElement {
  readonly attributes: string;
  readonly text: string;
}

/** The largest size of each part over all pages, in bytes; a part that no page has is left out. */
export async function measureParts(folder: string): Promise<Partial<Record<Part, number>>> {
  const found: Partial<Record<Part, number>> = {};
  const note = (part: Part, bytes: number) => (found[part] = Math.max(found[part] ?? 0, bytes));
  for (const { path, html } of htmlFiles(folder)) {
    note("page", gzipped(html));
    if (path === "index.html") note("homePage", gzipped(html));
    const [nextFree, sections, inline] = inlineScripts(html);
    for (const { text } of sections) note("sectionScript", gzipped(text));
    if (html.includes("data-form-code")) note("formCode", sizeOf(folder, await filesOf(folder, html, "form")));
    if (!html.includes("data-booking-link")) continue;
    note("inlineScript", inline.reduce((sum, { text }) => sum + gzipped(text), 0));
    for (const { text } of nextFree) note("nextFreeScript", gzipped(text));
    for (const [template, part] of [["instant", "listCode"], ["hints", "bookingCode"], ["island", "island"], ["report", "reportingCode"]] as const) {
      // Analytics and the page after a booking are optional.
      const files = (await filesOf(folder, html, template)).filter((file) => !ANALYTICS_FILE.test(file) && !/\/BookingAfter/.test(file));
      note(part, sizeOf(folder, files));
    }
  }
  return found;
}

function sizeOf(folder: string, files: readonly string[]): number {
  return files.reduce((sum, file) => sum + gzipped(readFileSync(join(folder, file))), 0);
}

/** The code of the host's statistics and of the providers in src/site.config.ts, which only some sites have. */
const ANALYTICS_FILE = /\/(HostStatistics|AnalyticsCode)\b/;

/** What the owner adds to pages in src/site.config.ts: analytics, and the scripts of integrations, which Astro names so. */
const OWNERS_FILE = new RegExp(`${ANALYTICS_FILE.source}|/_astro/page\\.`);

/** Scripts that a page requests by itself, before the visitor shows intent. Those of integrations, and of analytics with `load: "at-load"`, are the owner's wish. */
export function scriptsBeforeIntent(folder: string): string[] {
  return htmlFiles(folder).flatMap(({ path, html }) => {
    const outside = html.replaceAll(/<template\b[\s\S]*?<\/template>/g, "");
    const fetched = [
      ...runningScripts(outside).filter(({ attributes }) => /\bsrc=/.test(attributes) && !OWNERS_FILE.test(attributes)),
      ...elements(outside, "link").filter(({ attributes }) => /\b(?:rel="modulepreload"|as="script")/.test(attributes)),
    ];
    return fetched.map(({ attributes }) => `${path}: ${attributes.trim()}`);
  });
}

/** The elements of this name, including those in templates. */
export function elements(html: string, name: "script" | "link"): PageElement[] {
  const pattern = name === "script" ? /<script\b([^>]*)>([\s\S]*?)<\/script>/gi : /<link\b([^>]*)>/gi;
  return [...html.matchAll(pattern)].map(([, attributes = "", text = ""]) => ({ attributes, text }));
}

/** Without JSON-LD, which is data for search engines in a script element: a browser does not run it. */
export function runningScripts(html: string): PageElement[] {
  return elements(html, "script").filter(({ attributes }) => !/\btype="application\/ld\+json"/.test(attributes));
}

/** Those that fill a line with the next free time, those of sections, and the others, without the one that waits for consent to analytics. */
export function inlineScripts(html: string): [nextFree: PageElement[], sections: PageElement[], others: PageElement[]] {
  const inline = runningScripts(html).filter(({ attributes }) => !/\bsrc=|\bdata-analytics\b/.test(attributes));
  const isNextFree = ({ attributes }: PageElement) => /\bdata-next-free\b/.test(attributes);
  const isSection = ({ attributes }: PageElement) => /\bdata-section-script\b/.test(attributes);
  return [inline.filter(isNextFree), inline.filter(isSection), inline.filter((one) => !isNextFree(one) && !isSection(one))];
}

export function attribute(attributes: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
  if (value === undefined) throw new Error(`No ${name} in <… ${attributes}>.`);
  return value;
}

/** The files of a template's script elements and all that they import statically, as paths on the site. */
export async function filesOf(folder: string, html: string, template: "instant" | "hints" | "island" | "report" | "form"): Promise<string[]> {
  const content = new RegExp(`<template data-${template === "form" ? "form-code" : `booking-${template}`}>([\\s\\S]*?)</template>`).exec(html)?.[1] ?? "";
  // With Skew Protection a URL ends with the deployment's name.
  const found = new Set(elements(content, "script").map(({ attributes }) => attribute(attributes, "src").replace(/\?.*/, "")));
  for (const file of found) for (const imported of await staticImports(folder, file)) found.add(imported);
  return [...found];
}

export function gzipped(content: string | Buffer): number {
  return gzipSync(content, { level: 9 }).length;
}

/** The static imports of a built module, as paths on the site. */
async function staticImports(folder: string, file: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: [`.${file}`],
    bundle: true,
    format: "esm",
    metafile: true,
    write: false,
    outdir: "unused",
    logLevel: "silent",
    plugins: [{ name: "without-query", setup: ({ onResolve }) => onResolve({ filter: /\?/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path.replace(/\?.*/, "")) })) }],
  });
  const imports = metafile.inputs[file.slice(1)]?.imports ?? [];
  return imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => `/${path}`);
}

function htmlFiles(folder: string): { path: string; html: string }[] {
  if (!existsSync(folder)) throw new Error(`There is no build in ${folder}. Run "npm run build" first.`);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"));
  return files.map((file) => ({ path: file.replaceAll("\\", "/"), html: readFileSync(join(folder, file), "utf8") }));
}
