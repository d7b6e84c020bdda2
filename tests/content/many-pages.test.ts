import { expect, test } from "vitest";
import { checkContent, problemsOf } from "../../src/content-check/check-content.ts";
import { manyPages } from "./many-pages.ts";
import { OPTIONS, page, problemsIn, writeFiles, writtenSite } from "./written-site.ts";

test("finds exactly the mistakes among a thousand pages", { tags: ["full"] }, async () => {
  const files = await manyPages(1000);
  const planted = {
    "pages/many/page-17.md": String(files["pages/many/page-17.md"]).replace("(/many/page-18#", "(/many/pag-18#"),
    "pages/many/page-404.md": String(files["pages/many/page-404.md"]).replace("picture-404.png\n    alt", "picture-4o4.png\n    alt"),
    "pages/many/page-900.md": String(files["pages/many/page-900.md"]).replace("title: About", "titel: About"),
    "pages/many/page-901.md": "no frontmatter",
  };
  const problems = await problemsIn({ ...files, ...planted });
  expect(problems.map(({ file, line, field }) => `${file}:${line} ${field}`)).toEqual([
    "src/content/pages/many/page-17.md:37 text",
    "src/content/pages/many/page-404.md:8 hero.image.src",
    "src/content/pages/many/page-900.md:2 titel",
    "src/content/pages/many/page-901.md:1 file",
  ]);
});

test("a changed file is checked again", async () => {
  const root = await writtenSite({ "pages/audit.md": page("audit", {}, "[Services](/servces)") });
  expect(await checkContent(root, OPTIONS)).toHaveLength(1);
  await writeFiles(root, { "pages/audit.md": page("audit", {}, "[Our services](/services)") });
  expect(await checkContent(root, OPTIONS)).toEqual([]);
  await writeFiles(root, { "pages/services.md": page("services", { titel: "x" }) });
  expect((await checkContent(root, OPTIONS)).map(({ file }) => file)).toEqual(["src/content/pages/services.md"]);
});

test("in development a page has only its own problems", async () => {
  const root = await writtenSite({ "pages/audit.md": page("audit", {}, "[Services](/servces)"), "pages/b.md": page("b", { title: '""' }) });
  const [audit, b, services] = await Promise.all(["audit", "b", "services"].map((name) => problemsOf(`src/content/pages/${name}.md`, root)));
  expect([audit, b, services].map((problems) => problems?.map((problem) => problem.field))).toEqual([["text"], ["title"], []]);
});
