import { describe, expect, test } from "vitest";
import { page, problemsIn } from "./written-site.ts";

/** Messages about Markdown texts, with their places. */

test("a heading of level 1", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `# The audit`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A heading of level 2 or deeper. The page's level 1 heading comes from its fields.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "## The audit",
        "found": "# The audit",
        "line": 8,
      },
    ]
  `);
});

test("a skipped heading level", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `### The first\n\n## Second\n\n#### Third`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A heading of level 2, because it is the first one. Levels show the structure of a text, not the size of its letters.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "## The first",
        "found": "### The first",
        "line": 8,
      },
      {
        "expected": "A heading of level 3 or less, because the previous one has level 2. Levels show the structure of a text, not the size of its letters.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "### Third",
        "found": "#### Third",
        "line": 12,
      },
    ]
  `);
});

test("a heading without text", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `##`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A heading with text.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Write the heading, or remove the line.",
        "found": "##",
        "line": 8,
      },
    ]
  `);
});

test("pictures", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `![](../images/team.png)\n\n![The team](../images/taem.png)\n\n![The team](/images/team.png)\n\n![The team](https://example.com/team.png)\n\n![The team](../images/team.png "All of us")`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A description of the picture for people who cannot see it.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "![What the picture shows](../images/team.png)",
        "found": "![](../images/team.png)",
        "line": 8,
      },
      {
        "expected": "Did you mean "../images/team.png"? There is no src/content/images/taem.png.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "![The team](../images/team.png) or, if it is another picture, add src/content/images/taem.png",
        "found": "![The team](../images/taem.png)",
        "line": 10,
      },
      {
        "expected": "Did you mean "../images/team.png"? The path from this file's own folder, beginning with ./ or ../",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "![The team](../images/team.png)",
        "found": "![The team](/images/team.png)",
        "line": 12,
      },
      {
        "expected": "A picture on this site. Pages load nothing from other sites.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Save the picture in src/content/images, and write ../images/team.png",
        "found": "![The team](https://example.com/team.png)",
        "line": 14,
      },
    ]
  `);
});

test("HTML", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `Some <b>bold</b> text.<br>\n\n<!-- a note -->\n\n<div class="x">\nText\n</div>\n\n<iframe src="https://example.com"></iframe>`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Markdown. HTML is not allowed.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "**bold**",
        "found": "<b>",
        "line": 8,
      },
      {
        "expected": "Markdown. HTML is not allowed.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Write a backslash at the end of the line for a line break, or an empty line for a new paragraph.",
        "found": "<br>",
        "line": 8,
      },
      {
        "expected": "Markdown. HTML is not allowed.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Write an empty line for a new paragraph.",
        "found": "<div class="x"> Text </div>",
        "line": 12,
      },
      {
        "expected": "Markdown. HTML is not allowed.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Remove the <iframe>: pages contain only text and pictures.",
        "found": "<iframe src="https://example.com"></iframe>",
        "line": 16,
      },
    ]
  `);
});

describe("a comment", () => {
  test.each(["<!-- a note -->", "<!-- a\nlong\n\nnote -->", "Text <!-- a note --> text.", "<!-- one --><!-- two -->", "<!---->"])("is accepted: %j", async (text) => {
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
  ])("that browsers do not read as one, and any other HTML, is refused with its line: %j", async (text) => {
    const problems = await problemsIn({ "pages/audit.md": page("audit", {}, `One.\n\n${text}`) });
    expect(problems.map(({ file, line, expected }) => `${file}:${line} ${expected}`)).toContain("src/content/pages/audit.md:10 Markdown. HTML is not allowed.");
  });

  test("with text after it on the same line", async () => {
    expect((await problemsIn({ "pages/audit.md": page("audit", {}, "<!-- a note --> The text.") })).map(({ fix }) => fix)).toContain('Add an empty line before this text: "The text."');
  });
});

/** Text that Markdown silently leaves out or changes. */
test("a link definition and a footnote that nothing refers to", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, "[Note]: Important\n\n[^1]: A note.\n\nText[^2], and \\[^3] is text.\n\n[a]: /services\n[a]: /\n\n[Services][a]") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A backslash before a text in brackets with a colon. Without it, Markdown reads [Note]: as the address of a link and does not show it.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "\\[Note]: Important",
        "found": "[Note]: Important",
        "line": 8,
      },
      {
        "expected": "A footnote that the text refers to. The text does not contain [^1], so the footnote is not shown.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Write [^1] where the footnote belongs, or remove the footnote.",
        "found": "[^1]: A note.",
        "line": 10,
      },
      {
        "expected": "A footnote with this name in the same text.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Add the footnote, e.g. [^2]: Its text. Or write \\[^2] if it is meant as text.",
        "found": "[^2]",
        "line": 12,
      },
      {
        "expected": "[a] only once. The page uses the first one.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Give it another name, or remove it.",
        "found": "[a]: /",
        "line": 15,
      },
    ]
  `);
});

test("a single ~, an extra cell, a wrong number in a list, a # at the end of a heading", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, "## Learn F #\n\n5~10 and 10~20\n\n| a | b |\n|---|---|\n| 1 | 2 | 3 |\n\n3. Three\n4. Four\n6. Six") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A backslash before a # at the end of a heading. Without it, Markdown removes the #.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "## Learn F \\#",
        "found": "## Learn F #",
        "line": 8,
      },
      {
        "expected": "Two ~ on each side of text that is struck out. Single ~ strike out the text between them as well, even between two numbers.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Write ~~10 and 10~~ to strike it out, or \\~10 and 10\\~ to show the ~.",
        "found": "~10 and 10~",
        "line": 10,
      },
      {
        "expected": "At most 2 cells, as in the table's first row. The page leaves out the others.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Remove the extra |, or write \\| for one that is part of the text.",
        "found": "| 1 | 2 | 3 |",
        "line": 14,
      },
      {
        "expected": "The number 5: the page numbers the list from 3 without gaps.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "5. Six",
        "found": "6. Six",
        "line": 16,
      },
    ]
  `);
});

test.each([
  ["Our [services](/our services).", "[services](/our services)", "[services](/our%20services)"],
  ["![The team](../images/team photo.png)", "![The team](../images/team photo.png)", "![The team](../images/team-photo.png), and rename the file"],
  ["![The team](../images/the team.png 'All of us')", "![The team](../images/the team.png 'All of us')", "![The team](../images/the-team.png 'All of us'), and rename the file"],
  ["[Call](tel:+49 30 1234567)", "[Call](tel:+49 30 1234567)", "[Call](tel:+49301234567)"],
  ["A box of 50*40*30 cm", "50*40*30", "50\\*40\\*30"],
  ["The file logo@2x.png is large.", "logo@2x.png", "`logo@2x.png`"],
  ["[Our <https://example.com/a> services](/services)", "<https://example.com/a>", "Write it behind the other link."],
])("text that Markdown shows in another way: %s", async (text, found, fix) => {
  expect((await problemsIn({ "pages/audit.md": page("audit", {}, text) })).map((problem) => [problem.found, problem.fix])).toEqual([[found, fix]]);
});

test("correct uses of the same constructs", async () => {
  const text = "[Services](/services 'with a title'), \\[1](not a link), `[a](b c)`, [1] (as we said), 2 * 3 * 4, 2\\*3\\*4, *5* and 6*x*y, logo@2x.example.com [![The team](../images/team.png)](/services)\n\n## Closed ##\n\n~~struck out~~ 5~10\n\n| a | b |\n|---|---|\n| 1 |\n| 1 \\| 2 | 3 |\n\n1. One\n1. Two\n\nBetween\n\n7. Seven\n8. Eight\n\n[Services][a][^n]\n\n[a]: /services\n\n[^n]: A note.";
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, text) })).toEqual([]);
});

test("line numbers are those of the file", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `One.\n\nTwo.\n\n[Here](/services)`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A link text that says where the link leads, even when it is read out on its own.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[what the reader finds there](/services)",
        "found": "[Here](/services)",
        "line": 12,
      },
    ]
  `);
});

test("a text that begins with a horizontal rule is read from its beginning", async () => {
  const problems = await problemsIn({ "pages/audit.md": page("audit", {}, "---\n\n[Services](/servces)\n\n---\n") });
  expect(problems.map(({ line }) => line)).toEqual([10]);
});
