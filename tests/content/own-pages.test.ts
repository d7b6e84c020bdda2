/** Pages in src/pages, beside the content. */
import { expect, test } from "vitest";
import { page, problemsIn } from "./written-site.ts";

const OWN = { "/src/pages/lab.astro": "", "/src/pages/shop/[id].astro": "", "/src/pages/feed.json.ts": "" };

test("texts may link to them, also to those with parameters in their address", async () => {
  const text = "[Lab](/lab), [an article](/shop/one), [the feed](/feed.json)";
  expect(await problemsIn({ ...OWN, "pages/audit.md": page("audit", {}, text) })).toEqual([]);
  expect((await problemsIn({ "pages/audit.md": page("audit", {}, text) })).map(({ found }) => found)).toEqual(["[Lab](/lab)", "[an article](/shop/one)", "[the feed](/feed.json)"]);
});

test("a mistyped link to one is reported with its address", async () => {
  expect(await problemsIn({ ...OWN, "pages/audit.md": page("audit", {}, "[The feed](/feed.jsn)") })).toMatchObject([{ expected: 'Did you mean "/feed.json"? There is no page at /feed.jsn.', fix: "[The feed](/feed.json)" }]);
});

test("one with the address of a page of the content is reported, because it would be shown instead", async () => {
  expect(await problemsIn({ ...OWN, "pages/lab.md": page("lab") })).toEqual([
    { file: "src/content/pages/lab.md", line: 1, field: "file", found: "the address /lab", expected: "An address that no file in src/pages has. src/pages/lab.astro has the same one, and would be shown instead.", fix: "Rename one of the two files." },
  ]);
});

test("a home page in src/pages takes the place of the one in the content", async () => {
  expect(await problemsIn({ "/src/pages/index.astro": "", "pages/index.md": undefined })).toEqual([]);
  expect(await problemsIn({ "pages/index.md": undefined })).toMatchObject([{ file: "src/content/pages/index.md", found: "no such file" }]);
});
