/** Two versions of a page's hero: chosen before the page is sent, kept, indexed as one page, and told apart in the numbers. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright/test";
import { BYTE_BUDGETS, gzipped } from "../../../scripts/build/page-weight.ts";
import { cookieOf, SECOND } from "../../../src/site/heroes/hero-variants.ts";
import { staticOutput } from "../../fixtures/builds/built-pages.ts";
import { copyProject } from "../../fixtures/builds/project-copy.ts";
import { startDevServer } from "../../fixtures/site/dev-server.ts";
import { htmlErrors } from "../../site/html-validity.ts";
import { accessibilityProblems } from "../accessibility.ts";
import { becomeAdmin, bookingLink, expect, expectTimes, METRICS_TOKEN, test } from "../fixtures.ts";
import { samplesOf, visit } from "../samples.ts";

const PAGE = "/services/repair";
const HEADINGS = { a: "Less of it, sooner.", b: "Faster in two weeks." } as const;
type Version = keyof typeof HEADINGS;
const GOOGLEBOT = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/136.0.0.0 Safari/537.36";

/** A browser's name by which a visitor gets this version. */
async function userAgentOf(version: Version, origin: string): Promise<string> {
  for (let i = 100; i < 160; i++) {
    const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${i}.0.0.0 Safari/537.36`;
    const html = await (await fetch(origin + PAGE, { headers: { "user-agent": userAgent, "accept-language": "en-US" } })).text();
    if (html.includes(`data-hero="shorter-heading:${version}"`)) return userAgent;
  }
  throw new Error(`No browser gets the version ${version}.`);
}

async function contextOf(browser: Browser, version: Version, origin: string, { javaScriptEnabled = true } = {}) {
  return browser.newContext({ baseURL: origin, userAgent: await userAgentOf(version, origin), locale: "en-US", javaScriptEnabled });
}

for (const version of ["a", "b"] as const) {
  test(`a visitor of version ${version} sees it at once, without a script, and keeps it`, async ({ browser, site }) => {
    const context = await contextOf(browser, version, site.origin, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${PAGE}?utm_source=x`);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(`${PAGE}?utm_source=x`);
    await expect(page.locator("h1")).toHaveText(HEADINGS[version]);
    await expect(page.locator("link[rel=canonical]")).toHaveAttribute("href", new RegExp(`${PAGE}$`));
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: "readyslot-hero-shorter-heading", value: version, path: PAGE, httpOnly: true, sameSite: "Lax" });
    for (let i = 0; i < 3; i++) {
      await page.reload();
      await expect(page.locator("h1")).toHaveText(HEADINGS[version]);
    }
    await context.close();
  });
}

test("the page that is sent has one version, and nothing of the other: no script has to hide anything", async ({ site }) => {
  for (const version of ["a", "b"] as const) {
    const answer = await fetch(site.origin + PAGE, { headers: { "user-agent": await userAgentOf(version, site.origin), "accept-language": "en-US" } });
    const html = await answer.text();
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html).not.toContain(HEADINGS[version === "a" ? "b" : "a"]);
    expect(html).not.toMatch(/<!--\/?hero|%hero%/);
    expect(html.includes("Book the First Look")).toBe(version === "b");
    expect(answer.headers.get("cache-control")).toBe("private, max-age=0, must-revalidate");
    expect(answer.headers.get("vary")).toContain("cookie");
  }
});

test("search engines find one page: the first version, without a cookie, and the second has no address of its own", async ({ site, request }) => {
  for (let i = 0; i < 5; i++) {
    const answer = await fetch(site.origin + PAGE, { headers: { "user-agent": GOOGLEBOT, "accept-language": `x-${i}` } });
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(await answer.text()).toContain(HEADINGS.a);
  }
  const sitemap = await (await request.get("/sitemap.xml")).text();
  expect(sitemap.match(new RegExp(`${PAGE}<`, "g"))).toHaveLength(1);
  expect(sitemap).not.toContain(SECOND);
  const second = await request.get(`/${SECOND}${PAGE}`);
  expect(second.headers()["x-robots-tag"]).toBe("noindex");
  expect(await second.text()).toMatch(new RegExp(`<link rel="canonical" href="[^"]*(?<!${SECOND})${PAGE}"`));
});

test("the second version is valid and within the same budget, and other pages have no trace of a test", async ({ request }) => {
  const html = readFileSync(join(staticOutput, SECOND, PAGE, "index.html"), "utf8");
  expect(gzipped(html)).toBeLessThanOrEqual(BYTE_BUDGETS.page);
  expect(await htmlErrors(html, PAGE)).toEqual([]);
  const other = await request.get("/pricing");
  expect(other.headers()["set-cookie"]).toBeUndefined();
  expect(await other.text()).not.toMatch(/data-hero|\/api\/hero/);
});

test("in development, the address chooses the version", { tag: "@full" }, async ({ request }) => {
  const copy = await copyProject();
  const server = await startDevServer(copy.root);
  try {
    for (const [search, version] of [["", "a"], ["?hero=b", "b"]] as const) {
      const html = await (await request.get(server.origin + PAGE + search)).text();
      expect(html.match(/<h1[^>]*>([^<]*)/g)).toEqual([expect.stringContaining(HEADINGS[version])]);
      expect(html).not.toMatch(/<!--\/?hero|%hero%/);
    }
  } finally {
    await server.stop();
    await copy.remove();
  }
});

test("an opening says which version the visitor saw, and the admin's numbers compare the two with their visitors", async ({ browser, context, page, site }) => {
  const read = async (version: Version) => {
    const answer = await fetch(`${site.origin}/api/cal-metrics?detail=full&window=7d`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
    const { heroTests } = (await answer.json()) as { heroTests: { name: string; arms: Record<Version, { visitors: number; openings: number }> }[] };
    return heroTests.find(({ name }) => name === "shorter-heading")?.arms[version] ?? { visitors: 0, openings: 0 };
  };
  const openings = { a: 0, b: 0 };
  for (const version of ["a", "b"] as const) {
    const cookie = { name: cookieOf("shorter-heading"), value: version, url: site.origin + PAGE };
    await context.addCookies([cookie]);
    const counted = page.waitForResponse(/\/api\/hero\//);
    const release = await visit(page, PAGE);
    expect(new URL((await counted).url()).pathname).toBe(`/api/hero/shorter-heading:${version}`);
    await bookingLink(page, "hero").click();
    await expectTimes(page);
    await expect.poll(() => samplesOf(site, release)).toMatchObject([{ page: PAGE, hero: `shorter-heading:${version}` }]);
    // Other tests show the page as well. A test is listed once a version has openings.
    await expect.poll(async () => (await read(version)).openings).toBeGreaterThan(0);
    const before = await read(version);

    // A browser keeps the picture for a day: the second time counts no visitor.
    await page.goto("/about");
    await page.goto(PAGE);
    await expect(page.locator("h1")).toHaveText(HEADINGS[version]);
    const other = await browser.newContext({ baseURL: site.origin });
    await other.addCookies([cookie]);
    const second = await other.newPage();
    await Promise.all([second.waitForResponse(/\/api\/hero\//), second.goto(PAGE)]);
    await other.close();
    await expect.poll(() => read(version)).toMatchObject({ visitors: before.visitors + 1, openings: before.openings });
    openings[version] = before.openings;
  }

  await becomeAdmin(page, site.origin);
  await page.goto("/admin/metrics?window=7d");
  const section = page.getByRole("region", { name: "Tests of page tops" });
  await section.locator("summary").click();
  await expect(section.getByRole("row", { name: /^B \(the test\)/ })).toContainText(String(openings.b));
  await expect(section).toContainText(/No verdict yet: A has \d+ and B has \d+ of the 100 visitors needed\./);
  expect(await accessibilityProblems(page)).toEqual([]);
});
