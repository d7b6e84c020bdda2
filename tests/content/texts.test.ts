import { expect, test } from "vitest";
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
