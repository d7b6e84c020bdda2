/** A site in three languages, one of them from right to left: built from content of its own, and walked as search engines, visitors and screen readers do. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "playwright/test";
import { buildIn } from "../../fixtures/builds/built-copy.ts";
import { builtPages } from "../../fixtures/builds/built-pages.ts";
import { LANGUAGES, THREE_LANGUAGES } from "../../fixtures/content/three-languages.ts";
import { readXml } from "../../fixtures/content/well-formed.ts";
import { copyProject } from "../../fixtures/builds/project-copy.ts";
import { startDevServer } from "../../fixtures/site/dev-server.ts";
import { startSite } from "../../fixtures/site/running-site.ts";
import { accessibilityProblems } from "../accessibility.ts";
import { book, dialog, expect, expectTimes, heroLink, test as onSite } from "../fixtures.ts";
import { htmlErrors } from "../../site/html-validity.ts";
import { overlaps, smallTargets } from "../../site/page-soundness.ts";

const CONFIG = `import { defineSite } from "./site/config/site-config.ts";\n\nexport default defineSite({ languages: ${JSON.stringify(LANGUAGES)} });\n`;

const test = onSite.extend<object, { output: string; log: string }>({
  /** The folder of a built copy of the project with this content. */
  output: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's dependencies from this pattern.
    async ({}, use) => {
      const { root, remove } = await copyProject();
      const content = join(root, "src", "content");
      await rm(content, { recursive: true });
      for (const [name, text] of Object.entries(THREE_LANGUAGES)) {
        await mkdir(dirname(join(content, name)), { recursive: true });
        await writeFile(join(content, name), text);
      }
      await writeFile(join(root, "src", "site.config.ts"), CONFIG);
      await writeFile(join(root, "build.log"), await buildIn(root, {}));
      await use(root);
      await remove();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  log: [async ({ output }, use) => use(await readFile(join(output, "build.log"), "utf8")), { scope: "worker" }],
  site: [
    async ({ output }, use) => {
      const site = await startSite({ TEST_SITE_ROOT: output });
      await fetch(`${site.origin}/api/cal-embed.js`);
      await use(site);
      await site.close();
    },
    { scope: "worker" },
  ],
});

test.use({ trace: "off" });

const pagesOf = (output: string) => builtPages(join(output, ".vercel", "output", "static"));

/** The addresses of a page's links of this kind, by their language. */
function alternatesIn(html: string): Map<string, string> {
  return new Map([...html.matchAll(/<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"/g)].map(([, language = "", href = ""]) => [language, new URL(href).pathname]));
}

test("every language has its own addresses, and a draft has none", ({ output }) => {
  expect(pagesOf(output).map(({ path }) => path)).toEqual([
    "/", "/404", "/ar", "/ar/404", "/ar/pricing", "/ar/services/audit",
    "/de", "/de/404", "/de/danke", "/de/posts/erster", "/de/preise", "/de/services", "/de/services/audit",
    "/english-only", "/posts/first", "/posts/second", "/pricing", "/services", "/services/audit", "/thanks",
  ]);
});

test("every page is valid, names its language and writing direction, and links to its translations, which link back", async ({ output }) => {
  const pages = pagesOf(output);
  const alternates = new Map(pages.map(({ path, html }) => [path, alternatesIn(html)]));
  for (const { path, html } of pages) {
    expect(await htmlErrors(html, path)).toEqual([]);
    const [, folder = ""] = /^\/(de|ar)(?=\/|$)/.exec(path) ?? [];
    const [, language, direction] = /<html lang="([^"]+)" dir="([^"]+)"/.exec(html) ?? [];
    expect([language, direction], path).toEqual([folder || "en-GB", folder === "ar" ? "rtl" : "ltr"]);
    const own = alternates.get(path) ?? new Map<string, string>();
    if (own.size === 0) continue;
    expect(own.get(folder || "en"), path).toBe(path);
    expect(own.get("x-default"), path).toBe(own.get("en"));
    for (const [, other] of own) expect(Object.fromEntries(alternates.get(other) ?? []), `${path} and ${other}`).toEqual(Object.fromEntries(own));
  }
  const found = (path: string) => Object.fromEntries(alternates.get(path) ?? []);
  expect(found("/de/preise")).toEqual({ en: "/pricing", de: "/de/preise", ar: "/ar/pricing", "x-default": "/pricing" });
  expect(found("/de/posts/erster")).toEqual({ en: "/posts/first", de: "/de/posts/erster", "x-default": "/posts/first" });
  for (const path of ["/english-only", "/thanks", "/de/danke", "/404", "/de/404"]) expect(found(path), path).toEqual({});
});

test("the sitemap lists each page with its languages", async ({ output, request }) => {
  const text = await (await request.get("/sitemap.xml")).text();
  readXml(text);
  const entries = [...text.matchAll(/<url>(.*?)<\/url>/gs)].map(([, entry = ""]) => ({
    path: new URL(/<loc>([^<]+)</.exec(entry)?.[1] ?? "").pathname,
    links: Object.fromEntries([...entry.matchAll(/<xhtml:link rel="alternate" hreflang="([^"]+)" href="([^"]+)"/g)].map(([, language, href = ""]) => [language, new URL(href).pathname])),
  }));
  const expected = pagesOf(output).filter(({ html }) => !html.includes('content="noindex"'));
  expect(entries.map(({ path }) => path).toSorted()).toEqual(expected.map(({ path }) => path));
  for (const { path, links } of entries) {
    const { "x-default": _, ...alternates } = Object.fromEntries(alternatesIn(expected.find((page) => page.path === path)?.html ?? ""));
    expect(links, path).toEqual(alternates);
  }
});

test("no page links to an address that does not exist, and the language menu leads to the same page", async ({ output, request }) => {
  const pages = pagesOf(output);
  const links = new Set(pages.flatMap(({ html }) => [...html.matchAll(/<a\b[^>]*\bhref="(\/[^"#?]*)/g)].map(([, href = ""]) => href)));
  for (const href of links) expect((await request.get(href)).status(), href).toBe(200);
  const menu = (path: string) => Object.fromEntries([...(pages.find((page) => page.path === path)?.html ?? "").matchAll(/<a href="([^"]+)" hreflang="([^"]+)" lang="[^"]+"[^>]*>([^<]+)</g)].map(([, href, language, text]) => [language, `${href} ${text}`]));
  expect(menu("/services/audit")).toEqual({ de: "/de/services/audit Deutsch", ar: "/ar/services/audit العربية" });
  expect(menu("/de/preise")).toEqual({ en: "/pricing English", ar: "/ar/pricing العربية" });
  // Without a translation, to the home page of the language.
  expect(menu("/english-only")).toEqual({ de: "/de Deutsch", ar: "/ar العربية" });
  expect(menu("/ar/404")).toEqual({ en: "/ English", de: "/de Deutsch" });
});

test("menus, words and shared lists are in the page's language, and what is missing is in the default language", async ({ page, complaints }) => {
  await page.goto("/de/services");
  await expect(page.getByRole("banner").getByRole("link")).toHaveText([/Lapwing/, "Leistungen", "Preise"]);
  await expect(page.getByRole("banner").getByRole("link").first()).toHaveAttribute("href", "/de");
  await expect(page.locator("dt")).toHaveText(["Warum ist es kostenlos?", "How long does it take?", "Wann geht es los?"]);
  // The second article is not translated.
  await expect(page.locator("main h3")).toHaveText(["The second article", "Der erste Artikel"]);
  await expect(page.locator("main h3").first()).toHaveAttribute("lang", "en");
  await expect(page.locator("main time").first()).toHaveText("3. November 2026");
  await page.goto("/de/services/audit");
  await expect(page.getByRole("navigation", { name: "Sie sind hier" }).getByRole("link")).toHaveText(["Startseite", "Leistungen"]);
  await expect(page.getByRole("heading", { name: "Fußnoten" })).toBeAttached();
  await page.goto("/ar/services/audit");
  await expect(page.getByText("Mara Lindqvist")).toBeVisible();
  await expect(page.getByText("المؤسِّسة")).toBeVisible();
  await page.goto("/de/no/such/page");
  await expect(page).toHaveTitle("Seite nicht gefunden · Lapwing");
  await expect(page.locator("main a.button")).toHaveAttribute("href", "/de");
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("status of 404")));
});

test("a missing address is answered with the status 404, in the language of its beginning", async ({ request }) => {
  for (const [path, language] of [["/nothing", "en-GB"], ["/de/nothing", "de"], ["/de/posts/nothing", "de"], ["/ar/a/b", "ar"], ["/de/404", "de"], ["/deutsch", "en-GB"]] as const) {
    const answer = await request.get(path);
    expect(answer.status(), path).toBe(404);
    expect(await answer.text(), path).toContain(`<html lang="${language}"`);
  }
});

test("old addresses and addresses with the default language are redirected", async ({ request }) => {
  for (const [from, to] of [["/de/preisliste.html", "/de/preise"], ["/en", "/"], ["/en/", "/"], ["/en/pricing", "/pricing"], ["/EN/services/audit/?a=1", "/services/audit?a=1"]] as const) {
    const answer = await request.get(from, { maxRedirects: 0 });
    expect([answer.status(), answer.headers().location], from).toEqual([308, to]);
  }
  for (const path of ["/en//evil.example", "/en/%2Fevil.example", "/en/\\evil.example"]) expect((await request.get(path, { maxRedirects: 0 })).headers().location ?? "", path).not.toMatch(/evil/);
});

test("each language has its own feed, and structured data name the language", async ({ request, output }) => {
  const feed = async (path: string) => {
    const text = await (await request.get(path)).text();
    readXml(text);
    return { language: /<language>([^<]*)</.exec(text)?.[1], links: [...text.matchAll(/<item>.*?<link>([^<]*)</gs)].map(([, link = ""]) => new URL(link).pathname) };
  };
  expect(await feed("/rss.xml")).toEqual({ language: "en-GB", links: ["/posts/second", "/posts/first"] });
  expect(await feed("/de/rss.xml")).toEqual({ language: "de", links: ["/de/posts/erster"] });
  for (const { path, html } of pagesOf(output)) {
    const isGerman = path.startsWith("/de");
    expect(html, path).toContain(`type="application/rss+xml" title="${path.startsWith("/ar") ? "لابوينج" : "Lapwing"}" href="${isGerman ? "/de/rss.xml" : "/rss.xml"}"`);
    const [, graph] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html) ?? [];
    if (graph) expect(new Set([...graph.matchAll(/"inLanguage":"([^"]+)"/g)].map(([, language]) => language)), path).toEqual(new Set([isGerman ? "de" : path.startsWith("/ar") ? "ar" : "en-GB"]));
  }
});

test("the preview pictures show the title in every script", async ({ output, request }) => {
  const { default: sharp } = await import("sharp");
  for (const path of ["/pricing", "/de/preise", "/ar/pricing"]) {
    const html = pagesOf(output).find((page) => page.path === path)?.html ?? "";
    const image = await (await request.get(new URL(/<meta property="og:image" content="([^"]+)"/.exec(html)?.[1] ?? "").pathname)).body();
    // Behind the stripe at the edge, and below the name.
    const { data } = await sharp(image).extract({ left: 40, top: 200, width: 1120, height: 400 }).greyscale().raw().toBuffer({ resolveWithObject: true });
    expect(data.filter((level) => level < 128).length / data.length, path).toBeGreaterThan(0.01);
  }
});

for (const path of ["/", "/de/services", "/ar", "/ar/services/audit"]) {
  test(`${path} is accessible and fits every screen`, async ({ page }) => {
    await page.goto(path);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await accessibilityProblems(page)).toEqual([]);
    for (const width of [320, 768, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${width} px`).toBeLessThanOrEqual(0);
      expect(await overlaps(page), `${width} px`).toEqual([]);
      expect(await smallTargets(page), `${width} px`).toEqual([]);
    }
  });
}

test("Arabic letters stay joined, and its lines are high enough for their marks", async ({ page }) => {
  const spaced = () => page.evaluate(() => [...document.querySelectorAll("body *")].filter((element) => getComputedStyle(element).letterSpacing !== "normal").map(({ outerHTML }) => outerHTML.slice(0, 80)));
  await page.goto("/ar/services/audit");
  expect(await spaced()).toEqual([]);
  expect(await page.locator("h1").evaluate((h1) => Number.parseFloat(getComputedStyle(h1).lineHeight) / Number.parseFloat(getComputedStyle(h1).fontSize))).toBeGreaterThan(1.3);
  await page.goto("/services/audit");
  expect(await spaced()).not.toEqual([]);
});

/** The dialog's texts and the days and times in its list. */
const shown = async (page: Page) => (await dialog(page).innerText()).replaceAll(/\s+/g, " ");

test.describe("the dialog", () => {
  test.use({ variant: "instant" });

  test("speaks the page's language, and the list writes days and times as that language does", async ({ page }) => {
    await page.goto("/de");
    await heroLink(page).click();
    await expect(dialog(page).locator("time").first()).toBeVisible();
    // The event of the German pages, with its German title.
    await expect(dialog(page).getByRole("heading", { level: 2 })).toHaveText("Ein Kurzgespräch");
    expect(await shown(page)).toMatch(/Zeitzone: .*Freie Zeiten bis (Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag), \d+\. \p{L}+/u);
    await page.goto("/ar");
    await heroLink(page).click();
    await expect(dialog(page).locator("time").first()).toBeVisible();
    await expect(dialog(page).getByRole("heading", { level: 2 })).toHaveText("تدقيق مجاني");
    expect(await shown(page)).toMatch(/المنطقة الزمنية/);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.goto("/");
    await heroLink(page).click();
    await expect(dialog(page).getByRole("heading", { level: 2 })).toHaveText("A free audit");
    await expect(dialog(page)).toContainText("Times in");
  });
});

test("a visitor who has booked on a German page is led to the German page afterwards", async ({ page, site }) => {
  await page.goto("/de");
  await heroLink(page).click();
  await expectTimes(page);
  await book(page);
  await page.locator("[data-booking-close]").click();
  await expect(page).toHaveURL(`${site.origin}/de/danke`);
  await expect(page.locator('meta[name="robots"]')).toHaveAttribute("content", "noindex");
});

test("in development, each language has its pages, its drafts, its page for missing addresses and its redirects", async ({ output, request }) => {
  const server = await startDevServer(output);
  try {
    const answer = async (path: string) => {
      const response = await request.get(server.origin + path, { maxRedirects: 0 });
      return [response.status(), /<html lang="([^"]+)"/.exec(await response.text())?.[1] ?? response.headers().location];
    };
    expect(await answer("/de/posts/erster")).toEqual([200, "de"]);
    expect(await answer("/de/entwurf")).toEqual([200, "de"]);
    expect(await answer("/de/nothing")).toEqual([404, "de"]);
    expect(await answer("/nothing")).toEqual([404, "en-GB"]);
    expect(await answer("/en/pricing")).toEqual([308, "/pricing"]);
    expect(await answer("/de/preisliste.html")).toEqual([308, "/de/preise"]);
  } finally {
    await server.stop();
  }
});

test("the build reports what is not translated, with the file and the field", ({ log }) => {
  expect(log).toContain("Not translated into German");
  // The German one is a draft.
  expect(log).not.toContain("src/content/pages/de/english-only.md");
  expect(log).toMatch(/src\/content\/pages\/ar\/english-only\.md\s+npm run new page ar\/english-only/);
  expect(log).toMatch(/src\/content\/posts\/de\/second\.md\s+npm run new post de\/second/);
  expect(log).toMatch(/src\/content\/faqs\.de\.yaml\s+how\.question/);
  expect(log).toMatch(/src\/content\/site\.ar\.yaml\s+booking\.dialog\.ready/);
  // The engine has it.
  expect(log).not.toContain("words.skip");
});
