import { expect, test } from "vitest";
import { page, problemsIn } from "./written-site.ts";

/** Pages among each other: what is said, and where. */

test("one title twice", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "About services" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A title of its own: src/content/pages/audit.md has the same.",
        "field": "title",
        "file": "src/content/pages/services.md",
        "found": ""About services"",
        "line": 2,
        "write": "title: say what only this page is about",
      },
    ]
  `);
});

test("one description twice", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { description: "What there is to know about services, in as many words as it takes." }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A description of its own: src/content/pages/audit.md has the same.",
        "field": "description",
        "file": "src/content/pages/services.md",
        "found": ""What there is to know about services, in as many words as it takes."",
        "line": 3,
        "write": "description: say what the reader finds only here",
      },
    ]
  `);
});

test("one place in the navigation twice", async () => {
  expect(await problemsIn({ "pages/a.md": page("a", { nav: "\n  label: A\n  order: 10" }), "pages/b.md": page("b", { nav: "\n  label: B\n  order: 10" }), "pages/c.md": page("c", { nav: "\n  label: C\n  order: 11" }), "pages/d.md": page("d", { nav: "\n  label: D\n  order: 10\n  place: footer" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A number of its own in the header: src/content/pages/a.md has this one.",
        "field": "nav.order",
        "file": "src/content/pages/b.md",
        "found": "10",
        "line": 9,
        "write": "order: 12",
      },
    ]
  `);
});

test("an old address that the site itself has, however it is written", async () => {
  const claimed = "[/Robots.txt, /api/health, /_astro/old.css, /OG/a.png, /Other, /api-guide]";
  const problems = await problemsIn({ "pages/audit.md": page("audit", { redirectFrom: claimed }), "pages/other.md": page("other") });
  expect(problems.map(({ found, expected }) => [found, expected])).toEqual([
    ['"/Robots.txt"', "An address where nothing is any more: this is an address of the site itself."],
    ['"/api/health"', "An address where nothing is any more: this is an address of the site itself."],
    ['"/_astro/old.css"', "An address where nothing is any more: this is an address of the site itself."],
    ['"/OG/a.png"', "An address where nothing is any more: this is an address of the site itself."],
    ['"/Other"', "An address where nothing is any more: this is src/content/pages/other.md."],
  ]);
});

test("an old address that a page has", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { redirectFrom: "[/services/, /rss.xml]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address where nothing is any more: this is src/content/pages/services.md.",
        "field": "redirectFrom[0]",
        "file": "src/content/pages/audit.md",
        "found": ""/services/"",
        "line": 7,
        "write": "Remove it.",
      },
      {
        "expected": "An address where nothing is any more: this is an address of the site itself.",
        "field": "redirectFrom[1]",
        "file": "src/content/pages/audit.md",
        "found": ""/rss.xml"",
        "line": 7,
        "write": "Remove it.",
      },
    ]
  `);
});

test("an old address that leads to itself", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { redirectFrom: "[/audit.html, /audit/]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address that the page had before: this is the one that it has.",
        "field": "redirectFrom[1]",
        "file": "src/content/pages/audit.md",
        "found": ""/audit/"",
        "line": 7,
        "write": "Remove it.",
      },
    ]
  `);
});

test("an old address that two pages claim", async () => {
  expect(await problemsIn({ "pages/a.md": page("a", { redirectFrom: "[/old, /Old]" }), "pages/b.md": page("b", { redirectFrom: "[/old/]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Each old address once.",
        "field": "redirectFrom[1]",
        "file": "src/content/pages/a.md",
        "found": ""/Old"",
        "line": 7,
        "write": "Remove it.",
      },
      {
        "expected": "An old address leads to one page: src/content/pages/a.md has it already.",
        "field": "redirectFrom[0]",
        "file": "src/content/pages/b.md",
        "found": ""/old/"",
        "line": 7,
        "write": "Remove it.",
      },
    ]
  `);
});
