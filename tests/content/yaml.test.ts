import { expect, test } from "vitest";
import { page, problemsIn } from "./written-site.ts";

/** Messages about YAML that cannot be parsed or that YAML reads differently, with their places. */

test("a colon in a text without quotation marks", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "Speed: what it costs" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 8,
        "expected": "Quotation marks around a text that contains a colon followed by a space, in this line or in one that continues it.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "Put the whole text in quotation marks.",
        "found": "title: Speed: what it costs",
        "line": 2,
      },
    ]
  `);
});

test("a colon in the second line of a text", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { description: "What there is to know about the audit, in as many\n  words as it takes: not many." }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 14,
        "expected": "Quotation marks around a text that contains a colon followed by a space, in this line or in one that continues it.",
        "field": "description",
        "file": "src/content/pages/audit.md",
        "fix": "Put the whole text in quotation marks.",
        "found": "description: What there is to know about the audit, in as many",
        "line": 3,
      },
    ]
  `);
});

test("two such texts are two problems, and the fields are checked once the file can be parsed", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "Speed: what it costs", description: "Fast: it is as fast as a page can be, which is quite fast.", draft: "yes" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 8,
        "expected": "Quotation marks around a text that contains a colon followed by a space, in this line or in one that continues it.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "Put the whole text in quotation marks.",
        "found": "title: Speed: what it costs",
        "line": 2,
      },
      {
        "column": 14,
        "expected": "Quotation marks around a text that contains a colon followed by a space, in this line or in one that continues it.",
        "field": "description",
        "file": "src/content/pages/audit.md",
        "fix": "Put the whole text in quotation marks.",
        "found": "description: Fast: it is as fast as a page can be, which is quite fast.",
        "line": 3,
      },
    ]
  `);
});

test("a tab at the beginning of a line", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n\theading: All about it\n\ttext: It is worth a look." }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 1,
        "expected": "Spaces instead of tabs at the beginning of a line: two for each level.",
        "field": "heading",
        "file": "src/content/pages/audit.md",
        "fix": "Replace each tab at the beginning of a line with two spaces.",
        "found": "heading: All about it",
        "line": 5,
      },
    ]
  `);
});

test("a missing closing quotation mark", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: '"The audit' }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 8,
        "expected": "A closing quotation mark for the text that begins here.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "Add the same quotation mark at the end of the text.",
        "found": "title: "The audit",
        "line": 2,
      },
    ]
  `);
});

test("a text that continues after its closing quotation mark", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "'It's fast'" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 12,
        "expected": "Nothing after a closing quotation mark or bracket.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "Put the whole text in quotation marks. If the text itself contains quotation marks, use the other kind around it: ' or ".",
        "found": "title: 'It's fast'",
        "line": 2,
      },
    ]
  `);
});

test("an item of a list with a colon", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: lists\n    heading: Is it for you?\n    columns:\n      - heading: Yes\n        items:\n          - Always: we mend it\n      - heading: No\n        items: [Never]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Quotation marks around this text. Without them, it is read as a field.",
        "field": "sections[0].columns[0].items[0]",
        "file": "src/content/pages/audit.md",
        "fix": "- "Always: we mend it"",
        "found": "Always: we mend it",
        "line": 13,
      },
    ]
  `);
});

test("a text that begins with a special character", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "@home with us" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 8,
        "expected": "Quotation marks around a text that begins with a special character, such as @, %, *, &, ! or \`.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "Put the whole text in quotation marks.",
        "found": "title: @home with us",
        "line": 2,
      },
    ]
  `);
});

test("a text that begins with a star", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "*The* audit" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 8,
        "expected": "Quotation marks around a text that begins with a special character, such as @, %, *, &, ! or \`.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "Put the whole text in quotation marks.",
        "found": "title: *The* audit",
        "line": 2,
      },
    ]
  `);
});

test("a text that begins with a brace", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "{ms} and counting" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 13,
        "expected": "Nothing after a closing quotation mark or bracket.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "Put the whole text in quotation marks. If the text itself contains quotation marks, use the other kind around it: ' or ".",
        "found": "title: {ms} and counting",
        "line": 2,
      },
    ]
  `);
});

test("no space after a colon", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { draft: undefined, title: undefined, "title:The audit\nwarmOnView": "true" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 1,
        "expected": "A field's name, a colon, a space and its value.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "Add the colon or the space after it. If the line continues the text above it, begin it with two spaces more than the line with the field's name.",
        "found": "title:The audit",
        "line": 6,
      },
    ]
  `);
});

test("a field that is used twice", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { draft: "true\ndraft: false" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Each field once. Line 7 already has it.",
        "field": "draft",
        "file": "src/content/pages/audit.md",
        "fix": "Remove one of the two.",
        "found": "draft: false",
        "line": 8,
      },
    ]
  `);
});

test("a line with too few spaces at its beginning", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n text: It is worth a look." }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 1,
        "expected": "As many spaces at the beginning of the line as the other lines of its group have: two for each level.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Compare the line with the ones above and below it, and correct the spaces.",
        "found": "text: It is worth a look.",
        "line": 6,
      },
    ]
  `);
});

test("no frontmatter", async () => {
  expect(await problemsIn({ "pages/audit.md": "# The audit\n\nIt is good.\n" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields at the top of the file, between two lines of three dashes.",
        "field": "file",
        "file": "src/content/pages/audit.md",
        "fix": "---
    title: "…"
    description: "…"
    hero:
      heading: "…"
      text: "…"
    ---",
        "found": "# The audit",
        "line": 1,
      },
    ]
  `);
});

test("an empty file", async () => {
  expect(await problemsIn({ "pages/audit.md": "" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields at the top of the file, between two lines of three dashes.",
        "field": "file",
        "file": "src/content/pages/audit.md",
        "fix": "---
    title: "…"
    description: "…"
    hero:
      heading: "…"
      text: "…"
    ---",
        "found": "an empty file",
        "line": 1,
      },
    ]
  `);
});

test("frontmatter that is not closed", async () => {
  expect(await problemsIn({ "pages/audit.md": "---\ntitle: About the audit\ndescription: What there is to know about the audit, in as many words as it takes.\nhero:\n  heading: All about it\n  text: It is worth a look.\n\n## The audit\n" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The fields between two lines of three dashes, and the text below the second one.",
        "field": "file",
        "file": "src/content/pages/audit.md",
        "fix": "---",
        "found": "no line of three dashes after the fields",
        "line": 7,
      },
    ]
  `);
});

test("an empty line before the frontmatter", async () => {
  expect(await problemsIn({ "pages/audit.md": `\n${page("audit")}` })).toMatchInlineSnapshot(`
    [
      {
        "expected": "--- on the first line of the file.",
        "field": "file",
        "file": "src/content/pages/audit.md",
        "fix": "Remove all empty lines above ---.",
        "found": "an empty line before the first ---",
        "line": 1,
      },
    ]
  `);
});

test.each(["\uFEFF\uFEFF", "\u200B", "\u2060", " ", "\u00A0", "\n\u200B\n \uFEFF"])("spaces or invisible characters before the frontmatter: %j", async (before) => {
  const problems = await problemsIn({ "pages/audit.md": `${before}${page("audit")}` });
  expect(problems.map(({ line, found, fix }) => [line, found, fix])).toEqual([[before.split("\n").length, "spaces or invisible characters before the first ---", "Remove everything before ---."]]);
});

test.each(["\r\n", "\r"])("lines that end with %j are lines", async (end) => {
  const text = page("audit", { title: "2027" }, "## One\n\n- a\n- b\n\n[Services](/servces)\n").replaceAll("\n", end);
  const problems = await problemsIn({ "pages/audit.md": `\uFEFF${text}`, "people.yaml": "mara:\n  name: Mara\n  role: 7\n".replaceAll("\n", end) });
  expect(problems.map(({ file, line, fix }) => [file, line, fix])).toEqual([
    ["src/content/pages/audit.md", 2, 'title: "2027"'],
    ["src/content/pages/audit.md", 13, "[Services](/services)"],
    ["src/content/people.yaml", 3, 'role: "7"'],
  ]);
});

test("a text that is cut off at a #", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "The #1 audit" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Quotation marks around a text that contains #. Without them, everything after the # is a comment and does not appear on the page.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "title: "The #1 audit"",
        "found": "The #1 audit",
        "line": 2,
      },
    ]
  `);
});

test("a text that looks like a date", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "2026-11-02" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Quotation marks around a text that looks like a date.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "title: "2026-11-02"",
        "found": "2026-11-02",
        "line": 2,
      },
    ]
  `);
});

test("any other syntax error", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "The audit", "? [": "{" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 3,
        "expected": "Fields written as "name: text", each on its own line, with two more spaces for each level.",
        "field": "file",
        "file": "src/content/pages/audit.md",
        "fix": "Compare the line with the ones above and below it. Put a text that contains special characters in quotation marks.",
        "found": "? [: {",
        "line": 7,
      },
    ]
  `);
});

test("an empty list file", async () => {
  expect(await problemsIn({ "people.yaml": "# nobody yet\n", "posts/first.md": undefined })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Entries: a name and a colon, and below them the fields with two more spaces at the beginning of each line.",
        "field": "file",
        "file": "src/content/people.yaml",
        "fix": "the-name:
      name: "…"
      role: "…"",
        "found": "no entries",
        "line": 1,
      },
    ]
  `);
});

test("a list file with a colon in a text", async () => {
  expect(await problemsIn({ "faqs.yaml": "why-free:\n  question: Why: really?\n  answer: So that you try it.\n" })).toMatchInlineSnapshot(`
    [
      {
        "column": 13,
        "expected": "Quotation marks around a text that contains a colon followed by a space, in this line or in one that continues it.",
        "field": "question",
        "file": "src/content/faqs.yaml",
        "fix": "Put the whole text in quotation marks.",
        "found": "question: Why: really?",
        "line": 2,
      },
    ]
  `);
});
