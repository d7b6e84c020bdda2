import { describe, expect, test } from "vitest";
import { feedXml } from "../../../../src/site/seo/feed.ts";
import { robotsText, searchable, sitemapXml } from "../../../../src/site/seo/sitemap.ts";

const SITE = new URL("https://example.com");

const page = (path: string, data: { publishDate?: Date; updated?: Date; seo?: { noindex?: boolean; canonical?: string } } = {}) => ({
  path,
  entry: { data: { ...data, seo: { noindex: false, ...data.seo } } },
});

describe("the sitemap", () => {
  test("lists every page that search engines should index", () => {
    const paths = searchable([
      page("/"),
      page("/hidden", { seo: { noindex: true } }),
      page("/copied", { seo: { canonical: "https://elsewhere.example/original" } }),
      page("/posts/first"),
    ]).map(({ path }) => path);
    expect(paths).toEqual(["/", "/posts/first"]);
  });

  test("contains the day of a page's last change, if known", () => {
    const [first, second, third] = searchable([
      page("/a", { publishDate: new Date("2026-11-02"), updated: new Date("2026-11-05") }),
      page("/b", { publishDate: new Date("2026-11-02") }),
      page("/c"),
    ]);
    expect([first?.changed, second?.changed, third?.changed]).toEqual([new Date("2026-11-05"), new Date("2026-11-02"), undefined]);
  });

  test("links the languages of a page, and names no namespace that it does not use", async () => {
    const languages = [{ language: "en", path: "/a" }, { language: "pt-BR", path: "/pt-br/a" }];
    expect(await sitemapXml(SITE, [{ path: "/pt-br/a", languages }, { path: "/b", languages: [] }])).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">' +
        "<url><loc>https://example.com/pt-br/a</loc>" +
        '<xhtml:link rel="alternate" hreflang="en" href="https://example.com/a"/><xhtml:link rel="alternate" hreflang="pt-BR" href="https://example.com/pt-br/a"/></url>' +
        "<url><loc>https://example.com/b</loc></url></urlset>",
    );
  });

  test("contains absolute addresses and days without a time", async () => {
    const xml = await sitemapXml(SITE, [{ path: "/" }, { path: "/posts/a&b", changed: new Date("2026-11-02") }]);
    expect(xml).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' +
        "<url><loc>https://example.com/</loc></url>" +
        "<url><loc>https://example.com/posts/a&amp;b</loc><lastmod>2026-11-02</lastmod></url></urlset>",
    );
  });
});

describe("robots.txt", () => {
  test("links to the sitemap and excludes private addresses", () => {
    expect(robotsText({ site: SITE, stage: "production" })).toBe(
      "User-agent: *\nDisallow: /admin/\nDisallow: /api/\nDisallow: /measure$\n\nSitemap: https://example.com/sitemap.xml\n",
    );
  });

  test("excludes all of a preview", () => {
    expect(robotsText({ site: SITE, stage: "preview" })).toBe("User-agent: *\nDisallow: /\n");
  });
});

const feed = (article: { title?: string; author?: string } = {}) =>
  feedXml({
    site: SITE,
    path: "/rss.xml",
    name: "Lapwing & Co",
    tagline: "Fast sites.",
    language: "pt-BR",
    articles: [{ path: "/posts/first", title: "First", description: "What it is.", author: "Mara", publishDate: new Date("2026-11-02"), ...article }],
  });

describe("the feed", () => {
  test("is RSS 2.0 with the site's name, language and its own address", async () => {
    const xml = await feed();
    expect(xml).toContain('<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">');
    expect(xml).toContain(
      "<channel><title>Lapwing &amp; Co</title><description>Fast sites.</description><link>https://example.com</link><language>pt-BR</language>" +
        '<atom:link href="https://example.com/rss.xml" rel="self" type="application/rss+xml"/>',
    );
  });

  test("contains the articles with address, day and author", async () => {
    expect(await feed()).toContain(
      '<item><title>First</title><link>https://example.com/posts/first</link><guid isPermaLink="true">https://example.com/posts/first</guid>' +
        "<description>What it is.</description><pubDate>Mon, 02 Nov 2026 00:00:00 GMT</pubDate><dc:creator>Mara</dc:creator></item>",
    );
  });

  test("is well-formed for any text", async () => {
    const xml = await feed({ title: "Fish & <chips>", author: "A & <b>" });
    expect(xml).toContain("<title>Fish &amp; &lt;chips&gt;</title>");
    expect(xml).toContain("<dc:creator>A &amp; &lt;b&gt;</dc:creator>");
  });

  test("exists before the first article", async () => {
    expect(await feedXml({ site: SITE, path: "/rss.xml", name: "L", tagline: "T", language: "en", articles: [] })).toContain("</channel></rss>");
  });
});
