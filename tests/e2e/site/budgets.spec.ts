/**
 * What a visitor has to receive, as tests over the files that would be deployed. Sizes are those of
 * gzip at level 9. A KB is 1,000 bytes where a budget is named in full thousands, 1,024 at most.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "playwright/test";
import { attribute, BYTE_BUDGETS, elements, filesOf, gzipped, inlineScripts, measureParts, runningScripts, scriptsBeforeIntent } from "../../../scripts/build/page-weight.ts";
import siteConfig from "../../../src/site.config.ts";
import { builtPages, staticOutput as output } from "../../fixtures/builds/built-pages.ts";
import { test as inBrowser } from "../fixtures.ts";

const pages = builtPages();
const home = pages.filter(({ path }) => path === "/");
const bookable = pages.filter(({ html }) => html.includes("data-booking-link"));
const plain = pages.filter((page) => !bookable.includes(page));

test("the site has pages with and without a booking link, and the home page is one with", () => {
  expect(home).toHaveLength(1);
  expect(bookable.map(({ path }) => path)).toContain("/");
  expect(plain).not.toEqual([]);
});

test("the home page is at most 16.04 KB of HTML, with its styles", () => {
  for (const { html } of home) {
    const styles = elements(html, "link").filter(({ attributes }) => /\brel="stylesheet"/.test(attributes));
    const bytes = gzipped(html) + styles.reduce((sum, { attributes }) => sum + gzipped(deployed(attribute(attributes, "href"))), 0);
    expect(bytes).toBeLessThanOrEqual(BYTE_BUDGETS.homePage);
  }
});

for (const { path, html } of pages) {
  test(`${path} is at most 20 KB of HTML`, () => {
    expect(gzipped(html)).toBeLessThanOrEqual(BYTE_BUDGETS.page);
  });
}

// TCP's first two flights, 2 × 10 segments of 1,460 bytes, less the answer's head: see src/site.config.ts.
test("the font that every page fetches is one file, and comes in two flights", () => {
  test.skip(!siteConfig.brand.font, "The site has no typeface of its own.");
  // The letters of a heading may be a file of their own: src/site/lean.
  const preloaded = pages.map(({ html }) => elements(html, "link").filter(({ attributes }) => attributes.includes('as="font"') && !attributes.includes("/h1.")));
  expect(preloaded.map((links) => links.length)).toEqual(pages.map(() => 1));
  const fonts = new Set(preloaded.flat().map(({ attributes }) => attribute(attributes, "href")));
  expect([...fonts]).toEqual([expect.stringMatching(/\/_astro\/fonts\/[^/]*\.woff2$/)]);
  // Files for other characters are there only if the content has some.
  expect(readdirSync(join(output, "_astro", "fonts"))).toEqual(expect.arrayContaining([...fonts].map((font) => font.split("/").at(-1))));
  for (const font of fonts) expect(deployed(font).length).toBeLessThanOrEqual(28_600);
});

for (const { path, html } of bookable) {
  test(`${path} has at most 3.22 KB of inline script that runs, each element compressed alone`, () => {
    const [nextFree, inline] = inlineScripts(html);
    expect(inline).not.toEqual([]);
    expect(inline.reduce((sum, { text }) => sum + gzipped(text), 0)).toBeLessThanOrEqual(BYTE_BUDGETS.inlineScript);
    // Only where the author asks for it.
    for (const { text } of nextFree) expect(gzipped(text)).toBeLessThanOrEqual(BYTE_BUDGETS.nextFreeScript);
  });

  test(`${path}: the list of free times is one file, and comes only to visitors who get it`, async () => {
    const files = await filesOf(output, html, "instant");
    expect(files).toHaveLength(1);
    expect(sizeOf(files)).toBeLessThanOrEqual(BYTE_BUDGETS.listCode);
    expect(await filesOf(output, html, "hints")).not.toContain(files[0]);
  });

  test(`${path}: the first sign of intent fetches one file of our own origin for everybody, at most 3.49 KB`, async () => {
    const files = await filesOf(output, html, "hints");
    expect(files).toHaveLength(1);
    expect(sizeOf(files)).toBeLessThanOrEqual(BYTE_BUDGETS.bookingCode);
  });

  test(`${path}: the island is one file, at most 75 KB`, async () => {
    const files = await filesOf(output, html, "island");
    expect(files).toHaveLength(1);
    expect(sizeOf(files)).toBeLessThanOrEqual(BYTE_BUDGETS.island);
  });

  test(`${path}: the reporting code is one file, at most 3 KB`, async () => {
    const files = await filesOf(output, html, "report");
    expect(files).toHaveLength(1);
    expect(sizeOf(files)).toBeLessThanOrEqual(BYTE_BUDGETS.reportingCode);
  });
}

test("every script that is fetched waits in a template", () => {
  expect(scriptsBeforeIntent(output)).toEqual([]);
});

test("the budgets are these, and what the doctor measures is what is measured here", async () => {
  expect(BYTE_BUDGETS).toEqual({ homePage: 16_040, page: 20_000, inlineScript: 3_220, nextFreeScript: 680, listCode: 3_870, bookingCode: 3_490, island: 75_000, reportingCode: 3_000 });
  const measured = await measureParts(output);
  expect(Object.keys(measured).toSorted()).toEqual(Object.keys(BYTE_BUDGETS).toSorted());
  const [page] = home;
  expect(measured.homePage).toBe(gzipped(page?.html ?? ""));
  expect(measured.bookingCode).toBe(sizeOf(await filesOf(output, page?.html ?? "", "hints")));
  expect(measured.reportingCode).toBe(sizeOf(await filesOf(output, page?.html ?? "", "report")));
});

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

function deployed(file: string): Buffer {
  return readFileSync(join(output, file));
}

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + gzipped(deployed(file)), 0);
}
