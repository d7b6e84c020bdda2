/**
 * What a visitor of the site has to receive, as tests over the files that would be deployed. Sizes are those of gzip at level 9.
 * A page from src/pages has the scripts and styles that its author gives it; the budgets are those of the engine's pages.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "playwright/test";
import { attribute, BYTE_BUDGETS, elements, filesOf, gzipped, inlineScripts, runningScripts, scriptsBeforeIntent } from "../../scripts/build/page-weight.ts";
import siteConfig from "../../src/site.config.ts";
import { tagsOfPage } from "../fixtures/builds/built-pages.ts";
import { hasIsland, isNotFound, isOwnPage, output, pages, test as inBrowser } from "./built-site.ts";

const engines = pages.filter((page) => !isOwnPage(page));
/** The owner wants scripts on every page. */
const addsScripts = siteConfig.integrations.length + siteConfig.policy.inline.length + siteConfig.analytics.length > 0;

test("the home page is at most 14.9 KB of HTML, with its styles", () => {
  for (const { html } of pages.filter(({ path }) => path === "/")) {
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
test("the font that the pages in a language fetch is one file, and comes in two flights", () => {
  test.skip(!siteConfig.brand.font, "The site has no typeface of its own.");
  // The letters of a heading may be a file of their own: src/site/lean.
  const preloaded = engines.map(({ html }) => elements(html, "link").filter(({ attributes }) => attributes.includes('as="font"') && !attributes.includes("/h1.")));
  expect(preloaded.map((links) => links.length)).toEqual(engines.map(() => 1));
  const fonts = new Set(preloaded.flat().map(({ attributes }) => attribute(attributes, "href")));
  expect(fonts.size).toBeLessThanOrEqual(new Set(engines.map(({ html }) => /<html lang="([^"]+)/.exec(html)?.[1])).size);
  for (const font of fonts) expect(font).toMatch(/\/_astro\/fonts\/[^/]*\.woff2$/);
  // Files for other characters are there only if the content has some.
  expect(readdirSync(join(output, "_astro", "fonts"))).toEqual(expect.arrayContaining([...fonts].map((font) => font.split("/").at(-1))));
  for (const font of fonts) expect(deployed(font).length).toBeLessThanOrEqual(28_600);
});

for (const page of engines) {
  const { path, html } = page;
  const isBookable = html.includes("data-booking-link");

  test(`${path} fetches no script before anybody shows intent${hasIsland(page) ? ", except those of its islands" : ""}`, () => {
    expect(scriptsBeforeIntent(output).filter((line) => line.startsWith(`${fileOf(path)}: `))).toEqual([]);
  });

  if (!isBookable && !hasIsland(page)) {
    test(`${path} has no booking link and no script that runs`, () => {
      test.skip(addsScripts, "src/site.config.ts adds scripts to every page.");
      expect(runningScripts(html)).toEqual([]);
    });
  }

  if (!isBookable) continue;

  test(`${path} has at most 3.22 KB of inline script that runs, each element compressed alone`, () => {
    const [nextFree, sections, inline] = inlineScripts(html);
    expect(inline).not.toEqual([]);
    if (!hasIsland(page) && !addsScripts) expect(inline.reduce((sum, { text }) => sum + gzipped(text), 0)).toBeLessThanOrEqual(BYTE_BUDGETS.inlineScript);
    // Only where the author asks for it.
    for (const { text } of nextFree) expect(gzipped(text)).toBeLessThanOrEqual(BYTE_BUDGETS.nextFreeScript);
    for (const { text } of sections) expect(gzipped(text)).toBeLessThanOrEqual(BYTE_BUDGETS.sectionScript);
  });

  test(`${path}: each part of the booking is one file within its budget`, async () => {
    for (const [template, budget] of [["instant", BYTE_BUDGETS.listCode], ["hints", BYTE_BUDGETS.bookingCode], ["island", BYTE_BUDGETS.island], ["report", BYTE_BUDGETS.reportingCode]] as const) {
      const files = (await filesOf(output, html, template)).filter((file) => !OPTIONAL.test(file));
      expect(files.length, template).toBeLessThanOrEqual(1);
      expect(files.reduce((sum, file) => sum + gzipped(deployed(file)), 0), template).toBeLessThanOrEqual(budget);
    }
    expect(await filesOf(output, html, "hints")).not.toContain((await filesOf(output, html, "instant"))[0]);
  });

  if (!hasIsland(page)) {
    inBrowser(`${path} requests no script before anybody shows intent`, { tag: tagsOfPage(path, pages) }, async ({ page: tab }) => {
      const scripts: string[] = [];
      tab.on("request", (request) => {
        if (request.resourceType() === "script" && !OPTIONAL.test(request.url())) scripts.push(request.url());
      });
      await tab.goto(path, { waitUntil: "networkidle" });
      await expect(tab.locator("a[data-booking-link]").first()).toBeVisible();
      expect(scripts).toEqual([]);
    });
  }
}

/** Analytics, the page after a booking, and the scripts that integrations add to every page. */
const OPTIONAL = /\/(HostStatistics|AnalyticsCode|BookingAfter|PageAnalytics)\b|\/_astro\/page\./;

function deployed(file: string): Buffer {
  return readFileSync(join(output, file));
}

/** As builds with `format: "directory"` name them. */
function fileOf(path: string): string {
  return path === "/" ? "index.html" : isNotFound(path) ? `${path.slice(1)}.html` : `${path.slice(1)}/index.html`;
}
