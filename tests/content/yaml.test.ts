import { expect, test } from "vitest";
import { page, problemsIn } from "./written-site.ts";

/** YAML that cannot be read: what is said, and where. */

test("a colon in a text without quotation marks", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "Speed: what it costs" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 13,
        "expected": "Quotation marks around a text that has a colon in it.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": "title: Speed: what it costs",
        "line": 2,
        "write": "title: "Speed: what it costs"",
      },
    ]
  `);
});

test("a colon in the second line of a text", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { description: "What there is to know about the audit, in as many\n  words as it takes: not many." }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 14,
        "expected": "Quotation marks around a text that has a colon in it.",
        "field": "description",
        "file": "src/content/pages/audit.md",
        "found": "description: What there is to know about the audit, in as many",
        "line": 3,
        "write": "Put quotation marks around the text as a whole, from its first line to its last: description: "…"",
      },
    ]
  `);
});

test("two such texts are two problems; what can be read is looked at when all can be read", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "Speed: what it costs", description: "Fast: it is as fast as a page can be, which is quite fast.", draft: "yes" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 13,
        "expected": "Quotation marks around a text that has a colon in it.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": "title: Speed: what it costs",
        "line": 2,
        "write": "title: "Speed: what it costs"",
      },
      {
        "column": 18,
        "expected": "Quotation marks around a text that has a colon in it.",
        "field": "description",
        "file": "src/content/pages/audit.md",
        "found": "description: Fast: it is as fast as a page can be, which is quite fast.",
        "line": 3,
        "write": "description: "Fast: it is as fast as a page can be, which is quite fast."",
      },
    ]
  `);
});

test("a tab at the beginning of a line", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n\theading: All about it\n\ttext: It is worth a look." }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 1,
        "expected": "Spaces at the beginning of a line, two for each level. This line and 1 more begin with a tab.",
        "field": "heading",
        "file": "src/content/pages/audit.md",
        "found": "heading: All about it",
        "line": 5,
        "write": "  heading: All about it",
      },
    ]
  `);
});

test("a closing quotation mark is missing", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: '"The audit' }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 8,
        "expected": "A closing " at the end of a text that begins with one.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": "title: "The audit",
        "line": 2,
        "write": "title: "The audit"",
      },
    ]
  `);
});

test("a text with more after its quotation marks", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "'It's fast'" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 12,
        "expected": "Quotation marks around a text as a whole, and none of the same kind in it.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": "title: 'It's fast'",
        "line": 2,
        "write": "title: "It's fast"",
      },
    ]
  `);
});

test("an item of a list with a colon", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: lists\n    heading: Is it for you?\n    columns:\n      - heading: Yes\n        items:\n          - Always: we mend it\n      - heading: No\n        items: [Never]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A text.",
        "field": "sections[0].columns[0].items[0]",
        "file": "src/content/pages/audit.md",
        "found": "fields: Always",
        "line": 13,
        "write": "- "Always: we mend it"",
      },
    ]
  `);
});

test("a text that begins with a mark of YAML", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "@home with us" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 8,
        "expected": "Quotation marks around a text that begins with @.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": "title: @home with us",
        "line": 2,
        "write": "title: "@home with us"",
      },
    ]
  `);
});

test("a text that begins with a star", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "*The* audit" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 8,
        "expected": "Quotation marks around a text that begins with *.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": "title: *The* audit",
        "line": 2,
        "write": "title: "*The* audit"",
      },
    ]
  `);
});

test("a text that begins with a brace", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "{ms} and counting" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 8,
        "expected": "Quotation marks around a text that begins with {.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": "title: {ms} and counting",
        "line": 2,
        "write": "title: "{ms} and counting"",
      },
    ]
  `);
});

test("no space after a colon", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { draft: undefined, title: undefined, "title:The audit\nwarmOnView": "true" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 7,
        "expected": "A space after the colon.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": "title:The audit",
        "line": 6,
        "write": "title: The audit",
      },
    ]
  `);
});

test("a field that stands twice", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { draft: "true\ndraft: false" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Each field once. It stands on line 7 already.",
        "field": "draft",
        "file": "src/content/pages/audit.md",
        "found": "draft: false",
        "line": 8,
        "write": "Keep one of the two and remove the other.",
      },
    ]
  `);
});

test("a line that is not as far in as the ones that it belongs with", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n text: It is worth a look." }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 1,
        "expected": "As many spaces at the beginning of a line as the lines it belongs with, two for each level; and every field as a name, a colon, a space and its text.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "text: It is worth a look.",
        "line": 6,
        "write": "Compare the line with the ones above and below it.",
      },
    ]
  `);
});

test("no frontmatter", async () => {
  expect(await problemsIn({ "pages/audit.md": "# The audit\n\nIt is good.\n" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields at the top, between two lines of three dashes.",
        "field": "file",
        "file": "src/content/pages/audit.md",
        "found": "# The audit",
        "line": 1,
        "write": "---
    title: "What the page is called"
    description: "What the reader finds on this page, in 50 to 160 characters."
    hero:
      heading: "What this is about"
      text: "A sentence or two."
    ---",
      },
    ]
  `);
});

test("an empty file", async () => {
  expect(await problemsIn({ "pages/audit.md": "" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields at the top, between two lines of three dashes.",
        "field": "file",
        "file": "src/content/pages/audit.md",
        "found": "an empty file",
        "line": 1,
        "write": "---
    title: "What the page is called"
    description: "What the reader finds on this page, in 50 to 160 characters."
    hero:
      heading: "What this is about"
      text: "A sentence or two."
    ---",
      },
    ]
  `);
});

test("frontmatter that is not closed", async () => {
  expect(await problemsIn({ "pages/audit.md": "---\ntitle: About the audit\ndescription: What there is to know about the audit, in as many words as it takes.\nhero:\n  heading: All about it\n  text: It is worth a look.\n\n## The audit\n" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The fields stand between two lines of three dashes; the text comes below the second.",
        "field": "file",
        "file": "src/content/pages/audit.md",
        "found": "no line of three dashes after the fields",
        "line": 7,
        "write": "---",
      },
    ]
  `);
});

test("an empty line before the frontmatter", async () => {
  expect(await problemsIn({ "pages/audit.md": `\n${page("audit")}` })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The very first line is ---.",
        "field": "file",
        "file": "src/content/pages/audit.md",
        "found": "an empty line before the first ---",
        "line": 1,
        "write": "---",
      },
    ]
  `);
});

test("a text that is cut off at a #", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "The #1 audit" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Quotation marks around a text with # in it: what follows a # is a note that nobody sees.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": "The #1 audit",
        "line": 2,
        "write": "title: "The #1 audit"",
      },
    ]
  `);
});

test("a text that YAML takes for a day", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "2026-11-02" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Quotation marks around a day that is meant as a text.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": "2026-11-02",
        "line": 2,
        "write": "title: "2026-11-02"",
      },
    ]
  `);
});

test("something that cannot be mended by one line", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "The audit", "? [": "{" }) })).toMatchInlineSnapshot(`
    [
      {
        "column": 3,
        "expected": "Fields written as "name: text", each on a line of its own, two spaces further in for each level.",
        "field": "file",
        "file": "src/content/pages/audit.md",
        "found": "? [: {",
        "line": 7,
        "write": "Put a text with signs in it in quotation marks: title: "…"",
      },
    ]
  `);
});

test("a list file that is empty", async () => {
  expect(await problemsIn({ "people.yaml": "# nobody yet\n", "posts/first.md": undefined })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Entries, each with its name, a colon, and its fields two spaces further in.",
        "field": "file",
        "file": "src/content/people.yaml",
        "found": "no entry",
        "line": 1,
        "write": "the-name:
      name: "Their name"
      role: "What they do"",
      },
    ]
  `);
});

test("a list file with a colon in a text", async () => {
  expect(await problemsIn({ "faqs.yaml": "why-free:\n  question: Why: really?\n  answer: So that you try it.\n" })).toMatchInlineSnapshot(`
    [
      {
        "column": 16,
        "expected": "Quotation marks around a text that has a colon in it.",
        "field": "question",
        "file": "src/content/faqs.yaml",
        "found": "question: Why: really?",
        "line": 2,
        "write": "question: "Why: really?"",
      },
    ]
  `);
});
