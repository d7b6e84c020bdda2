import { expect, test } from "vitest";
import { defineSite } from "../../../src/site/config/site-config.ts";
import { isIndexed, ownPages } from "../../../src/site/own-pages.ts";

const URL_OF_LAB = "https://example.com/lab";

test("own pages are the files in src/pages that the engine does not bring", () => {
  const names = ["lab.astro", "lab/index.astro", "shop/[id].astro", "docs/[...rest].mdx", "feed.json.ts", "_part.astro", "lab/_parts/a.astro", "404.astro", "admin/metrics.astro", "api/own.ts", "posts/[...slug].astro", "notes.txt"];
  expect(ownPages(names).map(({ path }) => path)).toEqual(["/lab", "/lab", "/shop/[id]", "/docs/[...rest]", "/feed.json"]);
});

test.each([
  ["shop/[id].astro", "/shop/one", true],
  ["shop/[id].astro", "/shop", false],
  ["shop/[id].astro", "/shop/one/two", false],
  ["docs/[...rest].mdx", "/docs", true],
  ["docs/[...rest].mdx", "/docs/a/b", true],
  ["docs/[...rest].mdx", "/documents", false],
  ["feed.json.ts", "/feedxjson", false],
])("%s answers at %s: %s", (name, path, isAnswered) => {
  expect(ownPages([name])[0]?.matches.test(path)).toBe(isAnswered);
});

test.each([
  ["<title>Lab</title>", true],
  [`<link rel="canonical" href="${URL_OF_LAB}">`, true],
  ['<link rel="canonical" href="https://example.com/other">', false],
  ['<meta name="robots" content="noindex">', false],
  ["<META NAME=robots CONTENT='nofollow, NOINDEX'>", false],
  ['<meta name="googlebot" content="none">', false],
  ['<meta name="robots" content="max-snippet:-1">', true],
  ['<meta http-equiv="refresh" content="0; url=/">', false],
  ["", false],
])("a page with %j is in the sitemap: %s", (html, isListed) => {
  expect(isIndexed(html, URL_OF_LAB)).toBe(isListed);
});

test("an integration that is not one is refused with its place", () => {
  const integrations = [{ name: "a", hooks: {} }, (() => ({})) as never];
  expect(() => defineSite({ integrations })).toThrow("integrations.1: Expected an Astro integration, such as svelte().");
  expect(defineSite({ integrations: integrations.slice(0, 1) }).integrations).toEqual(integrations.slice(0, 1));
});
