/**
 * What a visitor has to receive, as tests over the files that would be deployed. Sizes are those of
 * gzip at level 9. A KB is 1,000 bytes where a budget is named in full thousands, 1,024 at most.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "playwright/test";
import { root } from "../../scripts/settings.ts";
import { test as inBrowser } from "./fixtures.ts";

const output = join(root, ".vercel/output/static");

interface BuiltPage {
  /** Its address on the site. */
  path: string;
  html: string;
}

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

for (const { path, html } of bookable) {
  test(`${path} has at most 2.5 KB of inline script, each element compressed alone`, () => {
    const inline = elements(html, "script").filter(({ attributes }) => !/\bsrc=/.test(attributes));
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
      ...elements(outside, "script").filter(({ attributes }) => /\bsrc=/.test(attributes)),
      ...elements(outside, "link").filter(({ attributes }) => /\b(?:rel="modulepreload"|as="script")/.test(attributes)),
    ];
    expect(fetched.map(({ attributes }) => attributes)).toEqual([]);
  });
}

for (const { path, html } of plain) {
  test(`${path} has no booking link and no script element at all`, () => {
    expect(elements(html, "script")).toEqual([]);
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

function builtPages(): BuiltPage[] {
  if (!existsSync(output)) throw new Error(`There is no build to measure in ${output}. Run "npm run build" first.`);
  const files = readdirSync(output, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"));
  return files.map((file) => ({
    path: `/${file.replaceAll("\\", "/").replace(/(?:^|\/)index\.html$|\.html$/, "")}`,
    html: readFileSync(join(output, file), "utf8"),
  }));
}

/** The elements of this name, those in templates included. */
function elements(html: string, name: "script" | "link"): { attributes: string; text: string }[] {
  const pattern = name === "script" ? /<script\b([^>]*)>([\s\S]*?)<\/script>/gi : /<link\b([^>]*)>/gi;
  return [...html.matchAll(pattern)].map(([, attributes = "", text = ""]) => ({ attributes, text }));
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
