import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { readContent } from "../../../src/site/content-files/content-source.ts";
import { builtPages } from "../../fixtures/builds/built-pages.ts";
import { startDevServer } from "../../fixtures/site/dev-server.ts";
import { copyProject } from "../../fixtures/builds/project-copy.ts";
import { siteUnderTest } from "../../fixtures/builds/site-under-test.ts";
import { structuredDataErrors } from "../../fixtures/content/structured-data.ts";
import { expect, test } from "../fixtures.ts";

/** The content of a page's head as the browser parses it. */
interface Head {
  title: string;
  meta: Record<string, string>;
  canonical: string | null;
  structuredData: string[];
}

const pages = () => builtPages().filter(({ path }) => path !== "/404");

test("every page has its own title, description, address and preview picture", async ({ page, request }) => {
  const seen = { titles: new Set<string>(), descriptions: new Set<string>(), pictures: new Set<string>() };
  for (const { path, html } of pages()) {
    const { title, meta, canonical } = await headOf(page, html);
    const where = `of ${path}`;
    expect(title, where).toMatch(/.+ · Lapwing$/);
    expect(meta.description?.length, where).toBeGreaterThanOrEqual(50);
    if (!meta.robots) expect(new URL(canonical ?? "").pathname, where).toBe(path);
    expect(meta, where).toMatchObject({
      "og:title": title.replace(" · Lapwing", ""),
      "og:description": meta.description,
      "og:site_name": "Lapwing",
      "og:type": path.startsWith("/posts/") ? "article" : "website",
      "og:image:width": "1200",
      "og:image:height": "630",
      "twitter:card": "summary_large_image",
    });
    expect(meta["og:image:alt"], where).toBeTruthy();
    const picture = await request.get(new URL(meta["og:image"] ?? "").pathname);
    expect(picture.status(), where).toBe(200);
    expect(picture.headers()["content-type"], where).toBe(meta["og:image:type"]);
    expect((await picture.body()).length, where).toBeLessThan(meta["og:image:type"] === "image/png" ? 100_000 : 300_000);
    seen.titles.add(title);
    seen.descriptions.add(meta.description ?? "");
    seen.pictures.add(meta["og:image"] ?? "");
  }
  const count = pages().length;
  expect([seen.titles.size, seen.descriptions.size, seen.pictures.size]).toEqual([count, count, count]);
});

test("the structured data of every page is valid", async ({ page, request }) => {
  const types = new Set<string>();
  for (const { path, html } of pages()) {
    const { structuredData } = await headOf(page, html);
    expect(structuredData, `of ${path}`).toHaveLength(1);
    expect(await structuredDataErrors(structuredData[0] ?? ""), `of ${path}`).toEqual([]);
    const graph = JSON.parse(structuredData[0] ?? "") as { "@graph": { "@type": string }[] };
    const found = graph["@graph"].map((thing) => thing["@type"]);
    expect(found.includes("BreadcrumbList"), `of ${path}`).toBe(path.lastIndexOf("/") > 0);
    expect(found.includes("BlogPosting"), `of ${path}`).toBe(path.startsWith("/posts/"));
    expect(found.includes("Organization"), `of ${path}`).toBe(path === "/");
    for (const type of found) types.add(type);
  }
  expect([...types].toSorted()).toEqual(["BlogPosting", "BreadcrumbList", "FAQPage", "Organization", "VideoObject", "WebPage", "WebSite"]);
  expect((await request.get("/og/logo.png")).status()).toBe(200);
});

test("the browser's bar, the icon and the manifest have the brand's colours, in light and in dark", async ({ page, request }) => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto("/");
    const paper = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--paper"));
    await expect(page.locator(`meta[name="theme-color"][media*="${colorScheme}"]`)).toHaveAttribute("content", paper);
  }
  expect(await (await request.get("/favicon.svg")).text()).toMatch(/^<svg xmlns="[^"]+"[^>]*><style>:root\{--ink:#12151b;[^}]*\}@media\(prefers-color-scheme:dark\)/);
  const answer = await request.get((await page.locator('link[rel="manifest"]').getAttribute("href")) ?? "");
  expect(answer.headers()["content-type"]).toContain("application/manifest+json");
  const manifest = (await answer.json()) as { name: string; icons: { src: string; sizes: string }[] };
  expect(manifest).toMatchObject({ name: "Lapwing", theme_color: "#fbf9f4", display: "browser" });
  for (const src of [...manifest.icons.map((icon) => icon.src), (await page.locator('link[rel="apple-touch-icon"]').getAttribute("href")) ?? ""]) {
    const icon = await request.get(src);
    expect([icon.status(), icon.headers()["content-type"]], src).toEqual([200, "image/png"]);
  }
});

test("the 404 page is not indexed and has no canonical address", async ({ page }) => {
  const notFound = builtPages().find(({ path }) => path === "/404");
  const { meta, canonical, structuredData } = await headOf(page, notFound?.html ?? "");
  expect(meta.robots).toBe("noindex");
  expect(canonical).toBeNull();
  expect(structuredData).toEqual([]);
  expect(Object.keys(meta).filter((name) => name.startsWith("og:"))).toEqual([]);
});

test("robots.txt links to the sitemap, and the sitemap lists every page that may be indexed", async ({ page, request }) => {
  const sitemap = /^Sitemap: (.+)$/m.exec(await (await request.get("/robots.txt")).text())?.[1] ?? "";
  const answer = await request.get(new URL(sitemap).pathname);
  expect(answer.headers()["content-type"]).toContain("xml");
  const listed = [...(await answer.text()).matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url = ""]) => new URL(url).pathname);
  const indexed: string[] = [];
  for (const { path, html } of pages()) if (!(await headOf(page, html)).meta.robots) indexed.push(path);
  expect(listed.toSorted()).toEqual(indexed.toSorted());
  for (const path of listed) expect((await request.get(path, { maxRedirects: 0 })).status(), path).toBe(200);
});

test("every page links to the feed, and the feed lists every article", async ({ page, request }) => {
  await page.goto("/");
  const feed = await page.locator('link[rel="alternate"][type="application/rss+xml"]').getAttribute("href");
  const answer = await request.get(feed ?? "");
  expect(answer.headers()["content-type"]).toContain("xml");
  const items = await page.evaluate((text) => {
    const xml = new DOMParser().parseFromString(text, "application/xml");
    return [...xml.querySelectorAll("item")].map((item) => item.querySelector("link")?.textContent ?? "");
  }, await answer.text());
  const articles = pages().flatMap(({ path }) => (path.startsWith("/posts/") ? [path] : []));
  expect(items.map((link) => new URL(link).pathname).toSorted()).toEqual(articles.toSorted());
});

test("every old address is redirected permanently, in upper or lower case, with a slash and with its query", async ({ request }) => {
  const old = (await readContent(siteUnderTest)).flatMap(({ path, data }) => {
    const { redirectFrom = [], draft = false } = (data ?? {}) as { redirectFrom?: (string | { from: string })[]; draft?: boolean };
    return draft || path === undefined ? [] : redirectFrom.flatMap((from) => (typeof from === "string" ? [{ from, to: path }] : []));
  });
  expect(old).not.toEqual([]);
  for (const { from, to } of old) {
    for (const [asked, location] of [
      [from, to],
      [from.toUpperCase(), to],
      [`${from}/`, to],
      [`${from}?utm_source=mail`, `${to}?utm_source=mail`],
    ] as const) {
      const answer = await request.get(asked, { maxRedirects: 0 });
      expect([answer.status(), answer.headers().location], asked).toEqual([308, location]);
    }
    expect((await request.get(from)).status(), from).toBe(200);
  }
});

test("in development an old address works as soon as it is listed", { tag: "@full" }, async ({ request }) => {
  const copy = await copyProject();
  const server = await startDevServer(copy.root);
  try {
    const location = async (path: string) => (await request.get(server.origin + path, { maxRedirects: 0 })).headers().location;
    expect(await location("/a/new/Address.html")).toBeUndefined();
    const file = join(copy.root, "src", "content", "pages", "privacy.md");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("title:", "redirectFrom: [/a/new/Address.html, /services, {from: /letter, query: utm_campaign=spring}]\ntitle:"));
    await expect.poll(() => location("/a/new/address.HTML?x=1")).toBe("/privacy?x=1");
    expect(await location("/services")).toBeUndefined();
    expect(await location("/letter?gclid=1")).toBe("/privacy?utm_campaign=spring&gclid=1");
    expect(await location("/letter?utm_source=x")).toBe("/privacy?utm_source=x");
    await writeFile(file, text);
    await expect.poll(() => location("/a/new/Address.html")).toBeUndefined();
  } finally {
    await server.stop();
    await copy.remove();
  }
});

function headOf(page: Page, html: string): Promise<Head> {
  return page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "text/html");
    const { head } = parsed;
    const meta = [...head.querySelectorAll("meta[name], meta[property]")].map((one) => [
      one.getAttribute("property") ?? one.getAttribute("name") ?? "",
      one.getAttribute("content") ?? "",
    ]);
    return {
      title: head.querySelector("title")?.textContent ?? "",
      meta: Object.fromEntries(meta) as Record<string, string>,
      canonical: head.querySelector('link[rel="canonical"]')?.getAttribute("href") ?? null,
      structuredData: [...parsed.querySelectorAll('script[type="application/ld+json"]')].map((one) => one.textContent ?? ""),
    };
  }, html);
}
