import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkContent } from "../../../src/content-check/check-content.ts";
import { OPTIONS, writtenSite } from "../written-site.ts";

const script = join(import.meta.dirname, "../../../scripts/new.ts");
const run = (root: string, ...words: string[]) => spawnSync(process.execPath, [script, ...words], { encoding: "utf8", env: { PATH: process.env.PATH, CONTENT_ROOT: root } });

test("a new page is a draft without problems in the right folder", async () => {
  const root = await writtenSite({});
  const { status, stdout } = run(root, "page", "offers/seo-audit");
  expect(stdout).toBe(`src/content/pages/offers/seo-audit.md

Its address is /offers/seo-audit. It is a draft: npm run dev shows it, the public site does not.
Fill it in, and remove the line "draft: true" when it is ready. npm run check:content finds mistakes.
`);
  expect(status).toBe(0);
  expect(await readFile(join(root, "src/content/pages/offers/seo-audit.md"), "utf8")).toBe(`---
title: "Seo audit"
description: "A draft of the page “Seo audit”: what readers find here, in 50 to 160 characters."
draft: true
hero:
  heading: "Seo audit"
  text: Two or three sentences on what the page offers and why it matters to the reader.
---

## The first heading

The text, in Markdown.
`);
  expect(await checkContent(root, OPTIONS)).toEqual([]);
});

test("a new article has a date and an author", async () => {
  const root = await writtenSite({});
  run(root, "post", "my-first-article");
  const text = await readFile(join(root, "src/content/posts/my-first-article.md"), "utf8");
  expect(text).toMatch(/^---\ntitle: "My first article"\ndescription: .*\ndraft: true\npublishDate: \d{4}-\d\d-\d\d\nauthor: mara\n---\n/);
  expect(await checkContent(root, OPTIONS)).toEqual([]);
});

test.each([
  ["/Offers/Über uns.md", "src/content/pages/offers/ueber-uns.md"],
  ["src/content/pages/offers.md", "src/content/pages/offers.md"],
  ["pages/offers/", "src/content/pages/offers.md"],
  [`a${"-very".repeat(30)}-long-name`, `src/content/pages/a${"-very".repeat(30)}-long-name.md`],
  ["x", "src/content/pages/x.md"],
])("%s makes %s", async (name, file) => {
  const root = await writtenSite({});
  expect(run(root, "page", ...name.split(" ")).stdout.split("\n")[0]).toBe(file);
  expect(await checkContent(root, OPTIONS)).toEqual([]);
});

test("an existing page is never overwritten, whatever its file name", async () => {
  const root = await writtenSite({});
  const before = await readFile(join(root, "src/content/pages/services.md"), "utf8");
  for (const name of ["services", "services/index", "/Services.md"]) {
    const { status, stderr } = run(root, "page", name);
    expect(stderr.trim()).toBe("src/content/pages/services.md already has the address /services. Edit this file, or choose another name.");
    expect(status).toBe(1);
  }
  expect(await readFile(join(root, "src/content/pages/services.md"), "utf8")).toBe(before);
});

test.each([
  [["pge", "audit"], 'There is no "pge". Did you mean "page"? npm run new page audit'],
  [["article", "audit"], 'There is no "article". Did you mean "post"? npm run new post audit'],
  [["page"], "Usage: npm run new page services/audit, npm run new post my-first-article, npm run new site, or npm run new entries"],
  [["page", "???"], '"???" contains no letters or digits for an address. Use a name such as npm run new page services/audit'],
  [["page", "admin/audit"], "src/content/pages/admin/audit.md cannot be created. Expected: Another address: the site itself uses /admin."],
])("%j prints what to type", async (words, message) => {
  const { status, stderr } = run(await writtenSite({}), ...words);
  expect(stderr.trim()).toBe(message);
  expect(status).toBe(1);
});
