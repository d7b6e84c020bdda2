import { expect, test } from "vitest";
import { page, post, problemsIn } from "./written-site.ts";

/** Messages about conflicts between pages, with their places. */

test("two pages with the same title", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "About services" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A title that no other page has. src/content/pages/audit.md has the same one.",
        "field": "title",
        "file": "src/content/pages/services.md",
        "fix": "Write a title that says what only this page is about.",
        "found": ""About services"",
        "line": 2,
      },
    ]
  `);
});

test("two pages with the same description", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { description: "What there is to know about services, in as many words as it takes." }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A description that no other page has. src/content/pages/audit.md has the same one.",
        "field": "description",
        "file": "src/content/pages/services.md",
        "fix": "Describe what readers find only on this page.",
        "found": ""What there is to know about services, in as many words as it takes."",
        "line": 3,
      },
    ]
  `);
});

test("two pages at the same place in the navigation", async () => {
  expect(await problemsIn({ "pages/a.md": page("a", { nav: "\n  label: A\n  order: 10" }), "pages/b.md": page("b", { nav: "\n  label: B\n  order: 10" }), "pages/c.md": page("c", { nav: "\n  label: C\n  order: 11" }), "pages/d.md": page("d", { nav: "\n  label: D\n  order: 10\n  place: footer" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A number that no other page in the header has. src/content/pages/a.md has the same one.",
        "field": "nav.order",
        "file": "src/content/pages/b.md",
        "fix": "order: 12",
        "found": "10",
        "line": 9,
      },
    ]
  `);
});

test("an old address that the site itself uses, in any spelling", async () => {
  const claimed = "[/Robots.txt, /api/health, /_astro/old.css, /OG/a.png, /Other, /api-guide]";
  const problems = await problemsIn({ "pages/audit.md": page("audit", { redirectFrom: claimed }), "pages/other.md": page("other") });
  expect(problems.map(({ found, expected }) => [found, expected])).toEqual([
    ['"/Robots.txt"', "An address that is no longer in use. This one belongs to the site itself."],
    ['"/api/health"', "An address that is no longer in use. This one belongs to the site itself."],
    ['"/_astro/old.css"', "An address that is no longer in use. This one belongs to the site itself."],
    ['"/OG/a.png"', "An address that is no longer in use. This one belongs to the site itself."],
    ['"/Other"', "An address that is no longer in use. This one belongs to src/content/pages/other.md."],
  ]);
});

test("an old address that a page uses", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { redirectFrom: "[/services/, /rss.xml]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address that is no longer in use. This one belongs to src/content/pages/services.md.",
        "field": "redirectFrom[0]",
        "file": "src/content/pages/audit.md",
        "fix": "Remove it.",
        "found": ""/services/"",
        "line": 7,
      },
      {
        "expected": "An address that is no longer in use. This one belongs to the site itself.",
        "field": "redirectFrom[1]",
        "file": "src/content/pages/audit.md",
        "fix": "Remove it.",
        "found": ""/rss.xml"",
        "line": 7,
      },
    ]
  `);
});

const spring = (from: string, query = "utm_campaign=spring") => `{from: ${from}, query: "${query}"}`;

test("an address with parameters that is in use, listed twice or malformed", async () => {
  const problems = await problemsIn({
    "pages/audit.md": page("audit", { redirectFrom: `[${[spring("/services"), spring("/audit"), spring("/spring"), spring("/Spring/"), spring("/x?y=z"), spring("/q", "spring"), spring("/r", "a=b c"), spring("/s", "#a=b"), "{from: /t}", "/u?utm_campaign=x"].join(", ")}]` }),
    "pages/b.md": page("b", { redirectFrom: "[/spring]" }, "[Spring](/spring?x=y)"),
  });
  expect(problems.map(({ file, field, found, expected }) => [`${file.slice(18)} ${field}`, found, expected.slice(0, 60)])).toMatchInlineSnapshot(`
    [
      [
        "audit.md redirectFrom[0].from",
        ""/services"",
        "An address that is no longer in use. This one belongs to src",
      ],
      [
        "audit.md redirectFrom[1].from",
        ""/audit"",
        "An earlier address of the page. This is its current one.",
      ],
      [
        "audit.md redirectFrom[3].from",
        ""/Spring/"",
        "Each old address once.",
      ],
      [
        "audit.md redirectFrom[4].from",
        ""/x?y=z"",
        "An address on this site that begins with a slash, without sp",
      ],
      [
        "audit.md redirectFrom[5].query",
        ""spring"",
        "The parameters that the page's address gets, ten at most, e.",
      ],
      [
        "audit.md redirectFrom[6].query",
        ""a=b c"",
        "The parameters that the page's address gets, ten at most, e.",
      ],
      [
        "audit.md redirectFrom[7].query",
        ""#a=b"",
        "The parameters that the page's address gets, ten at most, e.",
      ],
      [
        "audit.md redirectFrom[8].query",
        "no "query"",
        "The parameters that the page's address gets, ten at most, e.",
      ],
      [
        "audit.md redirectFrom[9]",
        ""/u?utm_campaign=x"",
        "An address on this site that begins with a slash, without sp",
      ],
      [
        "b.md redirectFrom[0]",
        ""/spring"",
        "An old address that only one page lists. src/content/pages/a",
      ],
      [
        "b.md text",
        "[Spring](/spring?x=y)",
        "The page's current address. This is an old one, which redire",
      ],
    ]
  `);
});

test("a page that ends: its days, the home page, the page after a booking, and its address", async () => {
  const problems = await problemsIn({
    "pages/index.md": page("home", { unpublishDate: "2027-01-01" }),
    "pages/audit.md": page("audit", { publishDate: "2027-01-01", unpublishDate: "2027-01-01" }),
    "pages/offer.md": page("offer", { unpublishDate: "2026-11-10" }),
    "pages/other.md": page("other", { redirectFrom: "[/offer, /services]" }, "[The offer](/offer)"),
    "posts/last.md": post("last", { unpublishDate: "soon" }),
  });
  expect(problems.map(({ file, field, found, expected, fix }) => [`${file.slice(12)} ${field}`, found, expected, fix])).toMatchInlineSnapshot(`
    [
      [
        "pages/audit.md unpublishDate",
        "2027-01-01",
        "A later day than the publishDate, 2027-01-01.",
        "Correct one of the two days.",
      ],
      [
        "pages/index.md unpublishDate",
        "unpublishDate: 2027-01-01",
        "A home page that stays public.",
        "Remove the line with "unpublishDate".",
      ],
      [
        "pages/other.md redirectFrom[1]",
        ""/services"",
        "An address that is no longer in use. This one belongs to src/content/pages/services.md.",
        "Remove it.",
      ],
      [
        "posts/last.md unpublishDate",
        ""soon"",
        "A valid date, written as year-month-day.",
        "Write it in this form: unpublishDate: 2027-01-15",
      ],
    ]
  `);
});

test("an old address that redirects to itself", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { redirectFrom: "[/audit.html, /audit/]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An earlier address of the page. This is its current one.",
        "field": "redirectFrom[1]",
        "file": "src/content/pages/audit.md",
        "fix": "Remove it.",
        "found": ""/audit/"",
        "line": 7,
      },
    ]
  `);
});

test("an old address that a page uses, or that two pages list, in another spelling", async () => {
  const problems = await problemsIn({ "pages/audit.md": page("audit", { redirectFrom: "[/%73ervices, '/Caf%C3%A9/', /%61udit]" }), "pages/b.md": page("b", { redirectFrom: "[/café]" }, "[The café](/caf%C3%A9/) and [the CAFÉ](/CAFÉ)") });
  expect(problems.map(({ file, found, expected }) => [file, found, expected])).toEqual([
    ["src/content/pages/audit.md", '"/%73ervices"', "An address that is no longer in use. This one belongs to src/content/pages/services.md."],
    ["src/content/pages/audit.md", '"/%61udit"', "An earlier address of the page. This is its current one."],
    ["src/content/pages/b.md", '"/café"', "An old address that only one page lists. src/content/pages/audit.md already has it."],
    ["src/content/pages/b.md", "[The café](/caf%C3%A9/)", "The page's current address. This is an old one, which redirects to /b."],
    ["src/content/pages/b.md", "[the CAFÉ](/CAFÉ)", "The page's current address. This is an old one, which redirects to /b."],
  ]);
});

test("an old address that two pages list", async () => {
  expect(await problemsIn({ "pages/a.md": page("a", { redirectFrom: "[/old, /Old]" }), "pages/b.md": page("b", { redirectFrom: "[/old/]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Each old address once.",
        "field": "redirectFrom[1]",
        "file": "src/content/pages/a.md",
        "fix": "Remove it.",
        "found": ""/Old"",
        "line": 7,
      },
      {
        "expected": "An old address that only one page lists. src/content/pages/a.md already has it.",
        "field": "redirectFrom[0]",
        "file": "src/content/pages/b.md",
        "fix": "Remove it.",
        "found": ""/old/"",
        "line": 7,
      },
    ]
  `);
});
