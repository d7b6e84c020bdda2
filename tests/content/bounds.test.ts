import { writeFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkContent } from "../../src/content-check/check-content.ts";
import { TEXT_LIMITS } from "../../src/site/content-files/text-bounds.ts";
import { OPTIONS, page, problemsIn, writtenSite } from "./written-site.ts";

/** Texts that are too large or nested too deeply: each is one problem with its file and line, found without parsing. */

const NAME = "pages/audit.md";
const found = async (text: string) => (await problemsIn({ [NAME]: text })).map(({ file, line, found: what }) => `${file}:${line} ${what}`);

test("a line of question marks is text", async () => {
  expect(await found(page("audit", {}, `Really${"?".repeat(80)}\n\n${"?".repeat(80)}`))).toEqual([]);
});

test("messages name some of many headings", async () => {
  const headings = Array.from({ length: 5_000 }, (_, i) => `## ${i.toString(36).replace(/\d/g, "q")} heading ${"x".repeat(i % 9)}`).join("\n\n");
  const [problem] = await problemsIn({ [NAME]: page("audit", {}, `${headings}\n\n[There](#nowhere-that-is-known)`) });
  expect(problem?.expected).toMatch(/^The headings on this page: #[^,]+(, #[^,]+){29} and 4,970 more\.$/);
});

describe("a text that is nested too deeply", () => {
  test.each([
    [">".repeat(8_000), "8,000 quote and list markers in a row: >>>>>>>>>>>>>>>>>>>…"],
    ["> ".repeat(8_000), "8,000 quote and list markers in a row: > > > > > > > > > >…"],
    [`${"- ".repeat(8_000)}x`, "8,000 quote and list markers in a row: - - - - - - - - - -…"],
    [`${"1. ".repeat(8_000)}x`, "8,000 quote and list markers in a row: 1. 1. 1. 1. 1. 1. 1…"],
    [`${"> - ".repeat(2_000)}x`, "4,000 quote and list markers in a row: > - > - > - > - > -…"],
  ])("on one line: %.12s", async (line, what) => {
    expect(await found(page("audit", {}, `Text.\n\n${line}`))).toEqual([`src/content/pages/audit.md:10 ${what}`]);
  });

  test.each([
    ["quotes", `${"> ".repeat(7)}x`],
    ["lists, line by line", Array.from({ length: 300 }, (_, i) => `${"  ".repeat(i)}- x`).join("\n")],
    ["emphasis", `${"*a ".repeat(5_000)}x${" a*".repeat(5_000)}`],
    ["struck out in strong in emphasis", `${"~~a **b *c ".repeat(2_000)}x${" c* b** a~~".repeat(2_000)}`],
  ])("over several lines: %s", async (_name, text) => {
    expect(await found(page("audit", {}, text))).toHaveLength(1);
  });

  test("in its fields", async () => {
    expect(await found(page("audit", { sections: "[".repeat(8_000) }))).toEqual(["src/content/pages/audit.md:7 51 nested brackets"]);
    expect(await found(page("audit", { sections: `${"{a: ".repeat(8_000)}1${"}".repeat(8_000)}` }))).toEqual(["src/content/pages/audit.md:7 51 nested brackets"]);
    expect(await found(page("audit", { sections: `\n${"- ".repeat(8_000)}x` }))).toEqual([expect.stringContaining("src/content/pages/audit.md:8 8,000 quote and list markers")]);
  });

  test("the deepest allowed nesting and horizontal rules are accepted", async () => {
    expect(await found(page("audit", {}, `${"> ".repeat(TEXT_LIMITS.levels)}x\n\n${"- ".repeat(100)}\n\n${"-".repeat(8_000)}\n\n${"* ".repeat(200)}`))).toEqual([]);
  });
});

test("YAML aliases are not expanded", async () => {
  const names = Array.from({ length: 40 }, (_, i) => `  b${i}: &b${i} [${`*${i === 0 ? "a" : `b${i - 1}`}, `.repeat(9)}x]`);
  const problems = await problemsIn({ [NAME]: page("audit", { hero: `\n  a: &a [x]\n${names.join("\n")}` }) });
  expect(new Set(problems.map(({ file }) => file))).toEqual(new Set(["src/content/pages/audit.md"]));
});

test("a page of 50 MB is not opened", async () => {
  const root = await writtenSite({ [NAME]: page("audit") });
  await truncate(join(root, "src/content", NAME), 50 * 1024 * 1024);
  expect((await checkContent(root, OPTIONS)).map(({ file, line, found: what }) => `${file}:${line} ${what}`)).toEqual(["src/content/pages/audit.md:1 a file of 50.0 MB"]);
});

test("a list that is too large is reported once, and the files that refer to it are not", async () => {
  const root = await writtenSite({});
  await writeFile(join(root, "src/content/people.yaml"), `${"# ".repeat(150_000)}\n`);
  expect((await checkContent(root, OPTIONS)).map(({ file, found: what }) => `${file} ${what}`)).toEqual(["src/content/people.yaml a file of 293 KB"]);
});

test("a text just below the limit is checked, whatever it consists of", { tags: ["full"], timeout: 120_000 }, async () => {
  const size = TEXT_LIMITS.kilobytes * 1024 - 400;
  for (const part of ["[", "![", "*", "`", "&amp;", "a@b.c ", "\n", "[^1] ", "<!--"]) {
    const problems = await problemsIn({ [NAME]: page("audit", {}, part.repeat(Math.floor(size / Buffer.byteLength(part)))) });
    for (const problem of problems) expect(problem.file).toBe("src/content/pages/audit.md");
    expect(problems.length).toBeLessThanOrEqual(101);
  }
});

test("fields just below the limit are checked, whatever they consist of", { tags: ["full"], timeout: 240_000 }, async () => {
  const size = TEXT_LIMITS.kilobytes * 1024 - 400;
  for (const part of ["&a ", "a: @x\n", 'a: "b\n', "a: 1\n", "? a\n", "a: \u0001\n"]) {
    const text = part.repeat(Math.floor(size / Buffer.byteLength(part)));
    for (const problem of await problemsIn({ [NAME]: page("audit", { hero: `\n${text}` }) })) expect(problem.file).toBe("src/content/pages/audit.md");
  }
});

test("thousands of fields are checked", async () => {
  const entries = Array.from({ length: 12_000 }, (_, i) => `a${i}: 1`).join("\n");
  const problems = await problemsIn({ "people.yaml": entries, [NAME]: page("audit", { hero: `\n${entries.replace(/^/gm, "  ")}` }) });
  expect(problems.filter(({ file }) => file.endsWith("people.yaml"))).toHaveLength(101);
  expect(problems.find(({ found: what }) => what.includes("more problems"))).toMatchObject({ field: "file", found: expect.stringMatching(/^\d+ more problems$/) as string });
});

test("too many links or pictures", async () => {
  expect(await found(page("audit", {}, "[Services](/services) ".repeat(TEXT_LIMITS.links + 1)))).toEqual(["src/content/pages/audit.md:8 1,001 links"]);
  expect(await found(page("audit", {}, "![The team](../images/team.png)\n\n".repeat(TEXT_LIMITS.pictures + 1)))).toEqual(["src/content/pages/audit.md:208 101 pictures"]);
});

test.each([
  ["whose rows have no cells", () => `${"|a".repeat(3_000)}|\n${"|-".repeat(3_000)}|\n${"|\n".repeat(3_000)}`, /^9,003,000 table cells$/],
  ["that is larger than memory", () => `${"|a".repeat(20_000)}|\n${"|-".repeat(20_000)}|\n${"|\n".repeat(80_000)}`, /^1,6\d\d,\d\d\d,\d\d\d table cells$/],
  ["that is one of many", () => `${"|a".repeat(40)}|\n${"|-".repeat(40)}|\n${"|\n".repeat(39)}\n`.repeat(200), /^11,200 table cells$/],
])("a table %s", async (_name, make, cells) => {
  const problems = await problemsIn({ [NAME]: page("audit", {}, make()) });
  expect(problems.map((problem) => problem.found)).toEqual([expect.stringMatching(cells)]);
});

test("a table of two hundred rows is accepted", async () => {
  expect(await found(page("audit", {}, `| a | b | c | d |\n|---|---|---|---|\n${"| 1 | 2 | 3 | 4 |\n".repeat(200)}`))).toEqual([]);
});

test("too many footnote marks", async () => {
  expect(await found(page("audit", {}, `${"a[^1] ".repeat(TEXT_LIMITS.links + 1)}\n\n[^1]: A note.`))).toEqual(["src/content/pages/audit.md:8 1,001 footnote marks"]);
});

test("a proposal is short, however long the line is that it corrects", async () => {
  const [problem] = await problemsIn({ [NAME]: page("audit", {}, `# ${"word ".repeat(40_000)}`) });
  expect(problem?.fix).toMatch(/^## word word .{900,1000}…$/);
});

test("a very long address and a very long file name", async () => {
  expect(await found(page("audit", {}, `[Services](/services?${"a.".repeat(5_000)})`))).toEqual([expect.stringContaining("src/content/pages/audit.md:8 [Services](/services?a.a.")]);
  const name = `pages/${"a".repeat(201)}.md`;
  expect((await problemsIn({ [name]: page("long") })).map(({ expected }) => expected)).toEqual(["A name of at most 200 characters, or 400 with its folders: it becomes the page's address."]);
});
