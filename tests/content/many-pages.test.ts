import { expect, test } from "vitest";
import sharp from "sharp";
import { checkContent, problemsOf } from "../../src/content-check/check-content.ts";
import { OPTIONS, page, problemsIn, writeFiles, writtenSite, type Files } from "./written-site.ts";

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

/** `count` pages without problems, each with its own picture and a link to the next page. */
async function manyPages(count: number): Promise<Files> {
  const files: Files = {};
  for (let i = 0; i < count; i++) {
    const next = (i + 1) % count;
    files[`images/many/picture-${i}.png`] = await sharp({ create: { width: 320, height: 200, channels: 3, background: { r: i % 256, g: i >> 8, b: 128 } } }).png().toBuffer();
    files[`pages/many/page-${i}.md`] = page(
      `number ${i}`,
      {
        hero: `\n  heading: Number ${i}\n  text: It is worth a look.\n  image:\n    src: ../../images/many/picture-${i}.png\n    alt: A coloured field`,
        sections: `\n  - type: features\n    heading: What it covers\n    items:\n      - heading: One\n        text: The first point, in a sentence.\n        href: /many/page-${next}\n      - heading: Two\n        text: The second point, in a sentence.\n  - type: faq\n    heading: Fair questions\n    items: [why-free, catch]\n  - type: cta\n    heading: Thirty minutes\n    text: Choose a slot.\n    cta:\n      label: Book Free Audit\n      event: studio/15min`,
      },
      `## The first part\n\n${"Some text in a paragraph, with **strong** words and *others*. ".repeat(8)}\n\n![A coloured field](../../images/many/picture-${i}.png "The field")\n\n## The second part\n\nThe [next page](/many/page-${next}#the-second-part), [above](#the-first-part), [booking](https://cal.com/studio/30min).\n\n- One\n- Two\n\n### A detail\n\n> Quoted.\n`,
    );
  }
  return files;
}
