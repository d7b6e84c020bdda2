/**
 * What a visitor has to receive, as tests over the files that would be deployed. Sizes are those of
 * gzip at level 9. A KB is 1,000 bytes where a budget is named in full thousands, 1,024 at most.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "playwright/test";
import { builtPages, staticOutput as output } from "../fixtures/built-pages.ts";
import { test as inBrowser } from "./fixtures.ts";

const pages = builtPages();
const home = pages.filter(({ path }) => path === "/");
const bookable = pages.filter(({ html }) => html.includes("data-booking-link"));
const plain = pages.filter((page) => !bookable.includes(page));

test("the site has pages with and without a booking link, and the home page is one with", () => {
  expect(home).toHaveLength(1);
  expect(bookable.map(({ path }) => path)).toContain("/");
  expect(plain).not.toEqual([]);
});

test("the home page is at most 15 KB of HTML, with its styles", () => {
  for (const { html } of home) {
    const styles = elements(html, "link").filter(({ attributes }) => /\brel="stylesheet"/.test(attributes));
    const bytes = gzipped(html) + styles.reduce((sum, { attributes }) => sum + gzipped(deployed(attribute(attributes, "href"))), 0);
    expect(bytes).toBeLessThanOrEqual(15_000);
  }
});

for (const { path, html } of pages) {
  test(`${path} is at most 20 KB of HTML`, () => {
    expect(gzipped(html)).toBeLessThanOrEqual(20_000);
  });
}

// TCP's first two flights, 2 × 10 segments of 1,460 bytes, less the answer's head: see tokens.css.
test("the font that every page fetches is one file, and comes in two flights", () => {
  const preloaded = pages.map(({ html }) => elements(html, "link").filter(({ attributes }) => attributes.includes('as="font"')));
  expect(preloaded.map((links) => links.length)).toEqual(pages.map(() => 1));
  const fonts = new Set(preloaded.flat().map(({ attributes }) => attribute(attributes, "href")));
  expect([...fonts]).toEqual([expect.stringMatching(/\/outfit-latin\.[^/]*\.woff2$/)]);
  // Another would be one that is preloaded and never used, with the used one coming late.
  expect(readdirSync(join(output, "_astro")).filter((file) => file.endsWith(".woff2"))).toHaveLength(2);
  for (const font of fonts) expect(deployed(font).length).toBeLessThanOrEqual(28_600);
});

for (const { path, html } of bookable) {
  test(`${path} has at most 2.5 KB of inline script that runs, each element compressed alone`, () => {
    const inline = runningScripts(html).filter(({ attributes }) => !/\bsrc=/.test(attributes));
    expect(inline).not.toEqual([]);
    expect(inline.reduce((sum, { text }) => sum + gzipped(text), 0)).toBeLessThanOrEqual(2_500);
  });

  test(`${path}: the first sign of intent fetches one file of ours, at most 3 KB`, async () => {
    const files = await filesOf(html, "hints");
    expect(files).toHaveLength(1);
    expect(sizeOf(files)).toBeLessThanOrEqual(3 * 1_024);
  });

  test(`${path}: the island is one file, at most 75 KB`, async () => {
    const files = await filesOf(html, "island");
    expect(files).toHaveLength(1);
    expect(sizeOf(files)).toBeLessThanOrEqual(75_000);
  });

  test(`${path}: the reporting code is one file, at most 3 KB`, async () => {
    const files = await filesOf(html, "report");
    expect(files).toHaveLength(1);
    expect(sizeOf(files)).toBeLessThanOrEqual(3_000);
  });

  test(`${path}: every script that is fetched waits in a template`, () => {
    const outside = html.replaceAll(/<template\b[\s\S]*?<\/template>/g, "");
    const fetched = [
      ...runningScripts(outside).filter(({ attributes }) => /\bsrc=/.test(attributes)),
      ...elements(outside, "link").filter(({ attributes }) => /\b(?:rel="modulepreload"|as="script")/.test(attributes)),
    ];
    expect(fetched.map(({ attributes }) => attributes)).toEqual([]);
  });
}

for (const { path, html } of plain) {
  test(`${path} has no booking link and no script that runs`, () => {
    expect(runningScripts(html)).toEqual([]);
  });
}

// The home page is looked at more closely in booking.spec.ts.
for (const { path } of bookable.filter((page) => page.path !== "/")) {
  inBrowser(`${path} requests no script before anybody shows intent`, async ({ page }) => {
    const scripts: string[] = [];
    page.on("request", (request) => {
      if (request.resourceType() === "script") scripts.push(request.url());
    });
    await page.goto(path, { waitUntil: "networkidle" });
    await expect(page.locator("a[data-booking-link]").first()).toBeVisible();
    expect(scripts).toEqual([]);
  });
}

/** The elements of this name, those in templates included. */
function elements(html: string, name: "script" | "link"): { attributes: string; text: string }[] {
  const pattern = name === "script" ? /<script\b([^>]*)>([\s\S]*?)<\/script>/gi : /<link\b([^>]*)>/gi;
  return [...html.matchAll(pattern)].map(([, attributes = "", text = ""]) => ({ attributes, text }));
}

/** What JSON-LD holds is data for search engines: a browser does not run it, whatever its element is called. */
function runningScripts(html: string): ReturnType<typeof elements> {
  return elements(html, "script").filter(({ attributes }) => !/\btype="application\/ld\+json"/.test(attributes));
}

function attribute(attributes: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
  if (value === undefined) throw new Error(`No ${name} in <… ${attributes}>.`);
  return value;
}

/** The files of a template's script elements and all that they import statically, as paths on the site. */
async function filesOf(html: string, template: "hints" | "island" | "report"): Promise<string[]> {
  const content = new RegExp(`<template data-booking-${template}>([\\s\\S]*?)</template>`).exec(html)?.[1] ?? "";
  const found = new Set(elements(content, "script").map(({ attributes }) => attribute(attributes, "src")));
  for (const file of found) for (const imported of await staticImports(file)) found.add(imported);
  return [...found];
}

/** What a built module imports when it loads, as paths on the site. */
async function staticImports(file: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: output,
    entryPoints: [`.${file}`],
    bundle: true,
    format: "esm",
    metafile: true,
    write: false,
    outdir: "unused",
    logLevel: "silent",
  });
  const imports = metafile.inputs[file.slice(1)]?.imports ?? [];
  return imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => `/${path}`);
}

function deployed(file: string): Buffer {
  return readFileSync(join(output, file));
}

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + gzipped(deployed(file)), 0);
}

function gzipped(content: string | Buffer): number {
  return gzipSync(content, { level: 9 }).length;
}
