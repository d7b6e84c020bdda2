import { describe, expect, test } from "vitest";
import { page, problemsIn } from "./written-site.ts";

/** Messages about invisible and lost characters, with their places. */

test("a line break copied from a slide, in a title and in the text", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "What we learned\u000Bin a year" }, "Text of the article with a \u000B break.") })).toMatchInlineSnapshot(`
    [
      {
        "column": 23,
        "expected": "Text without control characters: feeds, search engines and browsers cannot read them.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "Delete the invisible character in column 23, or type a space in its place.",
        "found": "U+000B (vertical tab) in title: What we learned\\u{B}in a year",
        "line": 2,
      },
      {
        "column": 28,
        "expected": "Text without control characters: feeds, search engines and browsers cannot read them.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Delete the invisible character in column 28, or type a space in its place.",
        "found": "U+000B (vertical tab) in Text of the article with a \\u{B} break.",
        "line": 8,
      },
    ]
  `);
});

test("the same character as an escape in YAML and in HTML", async () => {
  const text = "A line that goes on,\nand on&#11;in the next; in `code &#11;` it is only text.";
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: String.raw`"What we learned\vin a \\v year\x0B"` }, text) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Text without control characters: feeds, search engines and browsers cannot read them.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "Delete the code for this character, which begins with a backslash.",
        "found": "U+000B (vertical tab) in "What we learned\\vin a \\\\v year\\x0B"",
        "line": 2,
      },
      {
        "expected": "Text without control characters: feeds, search engines and browsers cannot read them.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Delete &#11;.",
        "found": "U+000B (vertical tab), written as &#11;",
        "line": 9,
      },
    ]
  `);
});

test.each([
  ["half a character, escaped", { title: String.raw`"Half \ud83d"` }, "", "U+D83D (half a character)"],
  ["a line separator in an item of a list", { sections: '\n  - type: lists\n    heading: Is it for you?\n    columns:\n      - heading: "Yes"\n        items: ["A\\u2028B"]\n      - heading: "No"\n        items: [Never]' }, "", "U+2028 (line separator)"],
  ["in an alternative text", {}, "![The &#8; team](../images/team.png)", "U+0008 (backspace), written as &#8;"],
  ["in the title of a link", {}, "[Services](/services 'What&#x1b; we do')", "U+001B (escape), written as &#x1b;"],
  ["in a picture's caption", {}, '![The team](../images/team.png "May &#0;")', "U+0000 (NUL), written as &#0;"],
  ["in code", {}, "```\na\u0007b\n```", "U+0007 (control character)"],
  ["in a footnote", {}, "Text[^1].\n\n[^1]: A\u0000 note.", "U+0000 (NUL)"],
  ["in a comment", {}, "<!-- \u001B[31m -->", "U+001B (escape)"],
  ["that reverses the direction of the text", { title: "Audit \u202Etxt.exe" }, "", "U+202E (right-to-left override)"],
  ["that was lost when the text was copied", {}, "Gr\uFFFD\u00DFe", "U+FFFD (a character that was lost when the text was copied or saved)"],
])("%s", async (_name, fields, text, found) => {
  const problems = await problemsIn({ "pages/audit.md": page("audit", fields, text) });
  expect(problems.map((problem) => problem.found)).toEqual([expect.stringContaining(found)]);
});

test("no control character of a file reaches the terminal", async () => {
  const problems = await problemsIn({ "pages/audit.md": page("audit", { "x\u001B[2J": "y\u001B[31m" }, "[\u009B31m](/nowhere\u001B)") });
  expect(problems.length).toBeGreaterThan(0);
  for (const problem of problems) expect(JSON.stringify(problem)).not.toMatch(/\p{Cc}/u);
});

test("an old address and a link with such a character, written with %", async () => {
  const problems = await problemsIn({ "pages/audit.md": page("audit", { redirectFrom: "['/old%00']" }, "[Services](/services?a=%0B)") });
  expect(problems.map(({ field, expected }) => [field, expected])).toEqual([
    ["redirectFrom[0]", "Text without control characters: feeds, search engines and browsers cannot read them."],
    ["text", "Text without control characters: feeds, search engines and browsers cannot read them."],
  ]);
});

describe("a text that shows nothing", () => {
  test.each(["\\u200B", "\\uFEFF\\u200B", "\\u00AD", "\\u2060\\u200D", "\\u200E", "\\uFE0F", "\\u034F"])("in a field: %s", async (written) => {
    const problems = await problemsIn({ "pages/audit.md": page("audit", { nav: `\n  label: "${written}"\n  order: 7` }) });
    expect(problems.map(({ field, expected }) => [field, expected])).toEqual([["nav.label", expect.stringMatching(/^A text with visible characters\.$|^The text of the link\.$/)]]);
  });

  test.each([
    ["## \u200B", "A heading with text."],
    ["## &#8203;&nbsp;", "A heading with text."],
    ["[\u200B](/services)", "A link text that says where the link leads, even when it is read out on its own."],
    ["![&#8203;](../images/team.png)", "A description of the picture for people who cannot see it."],
  ])("in a text: %j", async (text, expected) => {
    expect((await problemsIn({ "pages/audit.md": page("audit", {}, text) })).map((problem) => problem.expected)).toEqual([expected]);
  });

  test("but not one of signs or of any language", async () => {
    const text = ["🇩🇪", "→", "€", "日本", "हिन्दी", "مرحبا", "①", "…"].map((words) => `## ${words}`).join("\n\n");
    expect(await problemsIn({ "pages/audit.md": page("audit", { title: '"👩‍👩‍👧"' }, text) })).toEqual([]);
  });
});

describe("a file that was saved in another encoding", () => {
  test("as Latin 1", async () => {
    const text = page("audit", { title: "Größe" });
    expect(await problemsIn({ "pages/audit.md": Buffer.from(text, "latin1") })).toMatchInlineSnapshot(`
      [
        {
          "expected": "A file saved as UTF-8.",
          "field": "file",
          "file": "src/content/pages/audit.md",
          "fix": "Save the file again as UTF-8. In VS Code, click the encoding in the status bar and choose "Save with Encoding".",
          "found": "a file not saved as UTF-8: title: Gr\\u{FFFD}\\u{FFFD}e",
          "line": 2,
        },
      ]
    `);
  });

  test("as UTF-16", async () => {
    expect((await problemsIn({ "people.yaml": Buffer.from("\uFEFFmara:\n  name: Mara\n  role: Größe\n", "utf16le") })).map(({ file, found }) => [file, found])).toEqual([
      ["src/content/people.yaml", "a file saved as UTF-16"],
    ]);
  });
});

describe("a file's name", () => {
  test.each(["images/a\u000Bb.png", "images/a\u001Bb.txt", "pages/a\u2028b.md"])("%j", async (name) => {
    const problems = await problemsIn({ [name]: "" });
    expect(problems.map(({ field, expected }) => [field, expected])).toContainEqual(["file", expect.stringMatching(/^A file name without U\+/)]);
  });
});
