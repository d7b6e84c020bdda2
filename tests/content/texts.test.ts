import { describe, expect, test } from "vitest";
import { page, problemsIn } from "./written-site.ts";

/** Texts in Markdown: what is said, and where. */

test("a heading of the first level", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `# The audit`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Headings from the second level on: the page's one heading of the first level stands in its fields.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "# The audit",
        "line": 8,
        "write": "## The audit",
      },
    ]
  `);
});

test("a level that is left out", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `### The first\n\n## Second\n\n#### Third`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A heading of level 2 at most, as it is the first one. Levels are not for sizes.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "### The first",
        "line": 8,
        "write": "## The first",
      },
      {
        "expected": "A heading of level 3 at most, as the one before has level 2. Levels are not for sizes.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "#### Third",
        "line": 12,
        "write": "### Third",
      },
    ]
  `);
});

test("a heading without words", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `##`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A heading with words in it.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "##",
        "line": 8,
        "write": "Write the heading, or remove the line.",
      },
    ]
  `);
});

test("pictures", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `![](../images/team.png)\n\n![The team](../images/taem.png)\n\n![The team](/images/team.png)\n\n![The team](https://example.com/team.png)\n\n![The team](../images/team.png "All of us")`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "What the picture shows, for those who cannot see it.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "![](../images/team.png)",
        "line": 8,
        "write": "![What the picture shows](../images/team.png)",
      },
      {
        "expected": "Did you mean "../images/team.png"? There is no src/content/images/taem.png.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "![The team](../images/taem.png)",
        "line": 10,
        "write": "![The team](../images/team.png)",
      },
      {
        "expected": "Did you mean "../images/team.png"? The way from this file's own folder, beginning with ./ or ../",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "![The team](/images/team.png)",
        "line": 12,
        "write": "![The team](../images/team.png)",
      },
      {
        "expected": "A picture of this site's own: pages load nothing from anywhere else.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "![The team](https://example.com/team.png)",
        "line": 14,
        "write": "Save the picture in src/content/images and write ../images/team.png",
      },
    ]
  `);
});

test("HTML", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `Some <b>bold</b> text.<br>\n\n<!-- a note -->\n\n<div class="x">\nText\n</div>\n\n<iframe src="https://example.com"></iframe>`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Markdown: pages take no HTML.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "<b>",
        "line": 8,
        "write": "**bold**",
      },
      {
        "expected": "Markdown: pages take no HTML.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "<br>",
        "line": 8,
        "write": "An empty line begins a new paragraph; a backslash at the end of a line breaks it.",
      },
      {
        "expected": "Markdown: pages take no HTML.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "<div class="x"> Text </div>",
        "line": 12,
        "write": "An empty line begins a new paragraph.",
      },
      {
        "expected": "Markdown: pages take no HTML.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "<iframe src="https://example.com"></iframe>",
        "line": 16,
        "write": "Remove the <iframe>: pages carry text and pictures only.",
      },
    ]
  `);
});

describe("a comment", () => {
  test.each(["<!-- a note -->", "<!-- a\nlong\n\nnote -->", "Text <!-- a note --> text.", "<!-- one --><!-- two -->", "<!---->"])("is for editors: %j", async (text) => {
    expect(await problemsIn({ "pages/audit.md": page("audit", {}, text) })).toEqual([]);
  });

  test.each([
    '<!--><meta http-equiv="refresh" content="0;url=https://evil.example/">-->',
    "<!---><b>x</b>-->",
    "<!-- x --!><b>x</b> -->",
    "<!-- <!-- --> -->",
    "<!-- never closed",
    "Text <!--> text -->",
    "<![CDATA[ x ]]>",
    "<?php x ?>",
    "<!DOCTYPE html>",
    "</div>\n<b>x</b>",
    "</p>",
    "Text</b> text",
    "<constructor>",
  ])("that is none in HTML, or anything else of HTML's, is refused with its line: %j", async (text) => {
    const problems = await problemsIn({ "pages/audit.md": page("audit", {}, `One.\n\n${text}`) });
    expect(problems.map(({ file, line, expected }) => `${file}:${line} ${expected}`)).toContain("src/content/pages/audit.md:10 Markdown: pages take no HTML.");
  });

  test("that takes the rest of its line with it", async () => {
    expect((await problemsIn({ "pages/audit.md": page("audit", {}, "<!-- a note --> The text.") })).map(({ write }) => write)).toContain('Begin a new line, after an empty one, with "The text."');
  });
});

/** What Markdown leaves out of a page, or changes, without a word. */
test("an address that no link has, and a note that nothing refers to", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, "[Note]: Important\n\n[^1]: A note.\n\nText[^2], and \\[^3] is text.\n\n[a]: /services\n[a]: /\n\n[Services][a]") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A text. After [Note]: Markdown reads an address for a link of that name, and shows nothing.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Note]: Important",
        "line": 8,
        "write": "\\[Note]: Important",
      },
      {
        "expected": "A note that the text refers to. Nothing says [^1], so the note is not shown.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[^1]: A note.",
        "line": 10,
        "write": "Write [^1] where the note belongs, or remove it.",
      },
      {
        "expected": "A note of that name in the same text.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[^2]",
        "line": 12,
        "write": "[^2]: What the note says — or \\[^2] if it is meant as text",
      },
      {
        "expected": "[a] once. The page has the first one only.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[a]: /",
        "line": 15,
        "write": "Give it another name, or remove it.",
      },
    ]
  `);
});

test("one ~, a cell too many, a number that does not follow, a # at the end of a heading", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, "## Learn F #\n\n5~10 and 10~20\n\n| a | b |\n|---|---|\n| 1 | 2 | 3 |\n\n3. Three\n4. Four\n6. Six") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A heading whose # at the end belongs to its words. Markdown takes it off.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "## Learn F #",
        "line": 8,
        "write": "## Learn F \\#",
      },
      {
        "expected": "Two ~ on both sides of what is struck out. One is read so as well, also between two numbers.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "~10 and 10~",
        "line": 10,
        "write": "~~10 and 10~~ if it is to be struck out, else \\~10 and 10\\~",
      },
      {
        "expected": "As many cells as the table has columns: 2. The page leaves out the others.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "| 1 | 2 | 3 |",
        "line": 14,
        "write": "Remove a | too many, or write \\| for one that belongs to a text.",
      },
      {
        "expected": "The next number, 5: the page counts on from 3.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "6. Six",
        "line": 16,
        "write": "5. Six",
      },
    ]
  `);
});

test("what of this is as it should be", async () => {
  const text = "## Closed ##\n\n~~struck out~~ 5~10\n\n| a | b |\n|---|---|\n| 1 |\n| 1 \\| 2 | 3 |\n\n1. One\n1. Two\n\nBetween\n\n7. Seven\n8. Eight\n\n[Services][a][^n]\n\n[a]: /services\n\n[^n]: A note.";
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, text) })).toEqual([]);
});

test("the lines are those of the file", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `One.\n\nTwo.\n\n[Here](/services)`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A link that says where it leads, also when it is read alone.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Here](/services)",
        "line": 12,
        "write": "[what the reader finds there](/services)",
      },
    ]
  `);
});

test("a text that begins with a line across the page is read from there on", async () => {
  const problems = await problemsIn({ "pages/audit.md": page("audit", {}, "---\n\n[Services](/servces)\n\n---\n") });
  expect(problems.map(({ line }) => line)).toEqual([10]);
});
