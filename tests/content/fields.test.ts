import { expect, test } from "vitest";
import { page, post, problemsIn, writtenText } from "./written-site.ts";

/** Fields that do not fit: what is said, and where. */

test("a mistyped field is one problem, though the right one is missing", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { description: undefined, descripton: "What there is to know about the audit, in as many words." }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean "description"? Fields that exist here: title, description, draft, redirectFrom, seo, warmOnView, publishDate, hero, sections, nav.",
        "field": "descripton",
        "file": "src/content/pages/audit.md",
        "found": "descripton: What there is to know about the audit, in as many words.",
        "line": 6,
        "write": "description: What there is to know about the audit, in as many words.",
      },
    ]
  `);
});

test("a field that nobody knows", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { keywords: "fast, faster" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields that exist here: title, description, draft, redirectFrom, seo, warmOnView, publishDate, hero, sections, nav.",
        "field": "keywords",
        "file": "src/content/pages/audit.md",
        "found": "keywords: fast, faster",
        "line": 7,
        "write": "Remove "keywords" and what belongs to it.",
      },
    ]
  `);
});

test("a field one level too far out", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { eyebrow: "Audits" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields that exist here: title, description, draft, redirectFrom, seo, warmOnView, publishDate, hero, sections, nav.",
        "field": "eyebrow",
        "file": "src/content/pages/audit.md",
        "found": "eyebrow: Audits",
        "line": 7,
        "write": "Move "eyebrow" under "hero:", two spaces further in, or remove it.",
      },
    ]
  `);
});

test("a field one level too far in", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: It is worth a look.\n  draft: true" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields that exist here: eyebrow, heading, text, image, cta.",
        "field": "hero.draft",
        "file": "src/content/pages/audit.md",
        "found": "draft: true",
        "line": 7,
        "write": "Move "draft" to the beginning of a line: it belongs to the page as a whole.",
      },
    ]
  `);
});

test("a missing title", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: undefined }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "For the browser's tab and search results. The studio's name is added.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": "no "title"",
        "line": 2,
        "write": "title: "What the page is called"",
      },
    ]
  `);
});

test("a missing hero", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: undefined }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The top of the page.",
        "field": "hero",
        "file": "src/content/pages/audit.md",
        "found": "no "hero"",
        "line": 2,
        "write": "hero:
      heading: "What this is about"
      text: "A sentence or two."",
      },
    ]
  `);
});

test("a field with nothing after it", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "For the browser's tab and search results. The studio's name is added.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": "title: with nothing after it",
        "line": 2,
        "write": "title: "What the page is called"",
      },
    ]
  `);
});

test("an empty text", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: '""' }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "For the browser's tab and search results. The studio's name is added.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": """",
        "line": 2,
        "write": "title: "What the page is called"",
      },
    ]
  `);
});

test("a title that is too long", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "The audit of a website, told at a length that no tab of a browser shows" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "At most 60 characters.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": "71 characters: "The audit of a website, told at a length that no tab of a browser shows"",
        "line": 2,
        "write": "Shorten it by 11 characters.",
      },
    ]
  `);
});

test("a description that is too short", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { description: "Short." }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "50 to 160 characters.",
        "field": "description",
        "file": "src/content/pages/audit.md",
        "found": "6 characters: "Short."",
        "line": 3,
        "write": "Write 44 characters more.",
      },
    ]
  `);
});

test("a description that is too long", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { description: `${"Long and longer. ".repeat(10)}End.` }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "50 to 160 characters.",
        "field": "description",
        "file": "src/content/pages/audit.md",
        "found": "174 characters: "Long and longer. Long and longer. Long and longer. Long and longer. Long and lo…"",
        "line": 3,
        "write": "Shorten it by 14 characters.",
      },
    ]
  `);
});

test("a number where a text belongs", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "2027" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A text.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "found": "2027",
        "line": 2,
        "write": "title: "2027"",
      },
    ]
  `);
});

test("yes and no written as words", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { draft: "yes", warmOnView: '"false"' }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "true or false, without quotation marks.",
        "field": "draft",
        "file": "src/content/pages/audit.md",
        "found": ""yes"",
        "line": 7,
        "write": "draft: true",
      },
      {
        "expected": "true or false, without quotation marks.",
        "field": "warmOnView",
        "file": "src/content/pages/audit.md",
        "found": ""false"",
        "line": 8,
        "write": "warmOnView: false",
      },
    ]
  `);
});

test("a number written as text", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { nav: '\n  label: Audit\n  order: "7"' }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A whole number from 0 to 999, without quotation marks.",
        "field": "nav.order",
        "file": "src/content/pages/audit.md",
        "found": ""7"",
        "line": 9,
        "write": "order: 7",
      },
    ]
  `);
});

test("half a number, and one that is too large", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { nav: "\n  label: Audit\n  order: 1.5" }), "pages/b.md": page("b", { nav: "\n  label: B\n  order: 1000" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A whole number from 0 to 999, without quotation marks.",
        "field": "nav.order",
        "file": "src/content/pages/audit.md",
        "found": "1.5",
        "line": 9,
        "write": "Choose a whole number.",
      },
      {
        "expected": "A whole number from 0 to 999.",
        "field": "nav.order",
        "file": "src/content/pages/b.md",
        "found": "1000",
        "line": 9,
        "write": "Choose a number from 0 to 999.",
      },
    ]
  `);
});

test("a choice that does not exist", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { nav: "\n  label: Audit\n  order: 1\n  place: foter" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean "footer"? One of: header, footer.",
        "field": "nav.place",
        "file": "src/content/pages/audit.md",
        "found": ""foter"",
        "line": 10,
        "write": "place: footer",
      },
    ]
  `);
});

test("a mistyped section", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: quotes\n    text: One thought." }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean "quote"? One of: features, steps, lists, quote, testimonials, faq, logos, people, pricing, posts, benchmark, cta, body.",
        "field": "sections[0].type",
        "file": "src/content/pages/audit.md",
        "found": ""quotes"",
        "line": 8,
        "write": "type: quote",
      },
    ]
  `);
});

test("a section without a type", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - text: One thought." }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "One of: features, steps, lists, quote, testimonials, faq, logos, people, pricing, posts, benchmark, cta, body.",
        "field": "sections[0].type",
        "file": "src/content/pages/audit.md",
        "found": "no "type"",
        "line": 8,
        "write": "type: features",
      },
    ]
  `);
});

test("a section that is only a word", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - quote" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields of its own, each on a line of its own, two spaces further in.",
        "field": "sections[0]",
        "file": "src/content/pages/audit.md",
        "found": ""quote"",
        "line": 8,
        "write": "- type: quote
      text: "A sentence or two."",
      },
    ]
  `);
});

test("a list where fields belong", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  - All about it" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields of its own, each on a line of its own, two spaces further in.",
        "field": "hero",
        "file": "src/content/pages/audit.md",
        "found": "a list of 1",
        "line": 4,
        "write": "hero:
      heading: "What this is about"
      text: "A sentence or two."",
      },
    ]
  `);
});

test("a text where a list belongs", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { redirectFrom: "/old" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A list: each of its items on a line of its own, beginning with a dash.",
        "field": "redirectFrom",
        "file": "src/content/pages/audit.md",
        "found": ""/old"",
        "line": 7,
        "write": "redirectFrom:
      - /old",
      },
    ]
  `);
});

test("too few items", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: features\n    heading: What it covers\n    items:\n      - heading: One\n        text: And no other." }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "2 to 6.",
        "field": "sections[0].items",
        "file": "src/content/pages/audit.md",
        "found": "1 in the list",
        "line": 10,
        "write": "Add 1 more:
    - heading: "What this is about"
      text: "A sentence or two."",
      },
    ]
  `);
});

test("too many items", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: testimonials\n    heading: What they say\n    items: [tern-and-tide, tern-and-tide, tern-and-tide, tern-and-tide, tern-and-tide, tern-and-tide, tern-and-tide]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "1 to 6.",
        "field": "sections[0].items",
        "file": "src/content/pages/audit.md",
        "found": "7 in the list",
        "line": 10,
        "write": "Remove 1 of them.",
      },
    ]
  `);
});

test("minutes the wrong way round", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: steps\n    heading: How it goes\n    items:\n      - heading: One\n        text: First.\n        minutes: [5, 0]\n      - heading: Two\n        text: Second.\n        minutes: [5]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Write the earlier minute first, e.g. [5, 20].",
        "field": "sections[0].items[0].minutes",
        "file": "src/content/pages/audit.md",
        "found": "[5, 0]",
        "line": 13,
        "write": "minutes: [0, 5]",
      },
      {
        "expected": "2 of them. From which minute to which, e.g. [5, 20]. Drawn on a dial; without it the steps are numbered.",
        "field": "sections[0].items[1].minutes",
        "file": "src/content/pages/audit.md",
        "found": "[5]",
        "line": 16,
        "write": "minutes: [0, 5]",
      },
    ]
  `);
});

test("a day that does not exist", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { publishDate: "2026-02-31" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A day that exists, as year-month-day, e.g. 2027-01-15.",
        "field": "publishDate",
        "file": "src/content/pages/audit.md",
        "found": ""2026-02-31"",
        "line": 7,
        "write": "Choose a day that exists.",
      },
    ]
  `);
});

test("a day written another way", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { publishDate: "15.1.2027" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A day that exists, as year-month-day, e.g. 2027-01-15.",
        "field": "publishDate",
        "file": "src/content/pages/audit.md",
        "found": ""15.1.2027"",
        "line": 7,
        "write": "publishDate: 2027-01-15",
      },
    ]
  `);
});

test("an article without its day", async () => {
  expect(await problemsIn({ "posts/first.md": post("the first article", { publishDate: undefined }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The article appears with the first build on or after this day, e.g. 2027-01-15. Newer ones come first.",
        "field": "publishDate",
        "file": "src/content/posts/first.md",
        "found": "no "publishDate"",
        "line": 2,
        "write": "publishDate: 2027-01-15",
      },
    ]
  `);
});

test("a picture without alt", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  image:\n    src: ../images/team.png" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "What the picture shows, for those who cannot see it.",
        "field": "hero.image.alt",
        "file": "src/content/pages/audit.md",
        "found": "no "alt"",
        "line": 7,
        "write": "alt: "What the picture shows"",
      },
    ]
  `);
});

test("an old address without its slash", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { redirectFrom: "[old-audit, 'https://old.example/the audit']" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address on this site, from its first slash, without spaces, ? and #.",
        "field": "redirectFrom[0]",
        "file": "src/content/pages/audit.md",
        "found": ""old-audit"",
        "line": 7,
        "write": "- /old-audit",
      },
      {
        "expected": "An address on this site, from its first slash, without spaces, ? and #.",
        "field": "redirectFrom[1]",
        "file": "src/content/pages/audit.md",
        "found": ""https://old.example/the audit"",
        "line": 7,
        "write": "- /the%20audit",
      },
    ]
  `);
});

test("an address for search engines that is not secure", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { seo: "\n  canonical: http://example.com/audit" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A whole address that begins with https://.",
        "field": "seo.canonical",
        "file": "src/content/pages/audit.md",
        "found": ""http://example.com/audit"",
        "line": 8,
        "write": "canonical: https://example.com/audit",
      },
    ]
  `);
});

test("a mail address that is none", async () => {
  expect(await problemsIn({ "site.yaml": writtenText("site.yaml").replace("hello@lapwing.example", "lapwing.example") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A mail address.",
        "field": "email",
        "file": "src/content/site.yaml",
        "found": ""lapwing.example"",
        "line": 3,
        "write": "Write it in this form: email: "hello@example.com"",
      },
    ]
  `);
});

test("a word of the site without its mark", async () => {
  expect(await problemsIn({ "site.yaml": writtenText("site.yaml").replace("By {name}", "Somebody") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Keep {name} in it: that is where it is filled in.",
        "field": "words.by",
        "file": "src/content/site.yaml",
        "found": ""Somebody"",
        "line": 25,
        "write": "Add it to your text: by: Somebody",
      },
    ]
  `);
});

test("an entry of a list with a name that nobody can refer to", async () => {
  expect(await problemsIn({ "people.yaml": "Mara Lindqvist:\n  name: Mara Lindqvist\n  role: Founder\nmara:\n  name: Mara\n  role: Founder\n" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A name of small letters, digits and single hyphens, 60 at most.",
        "field": "Mara Lindqvist",
        "file": "src/content/people.yaml",
        "found": ""Mara Lindqvist"",
        "line": 1,
        "write": "mara-lindqvist:",
      },
    ]
  `);
});

test("an entry of a list without one of its fields", async () => {
  expect(await problemsIn({ "people.yaml": "mara:\n  name: Mara Lindqvist\n" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "What they do here.",
        "field": "mara.role",
        "file": "src/content/people.yaml",
        "found": "no "role"",
        "line": 1,
        "write": "role: "What they do"",
      },
    ]
  `);
});

test("a site in another language has all its words in it; one in English need not", async () => {
  const german = writtenText("site.yaml").replace("language: en\n", "language: de\n");
  expect(await problemsIn({ "site.yaml": german })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Words in the site's language, de. Without them its visitors get "Back to reference {reference}".",
        "field": "words.backToReference",
        "file": "src/content/site.yaml",
        "found": "no "backToReference"",
        "line": 19,
        "write": "backToReference: "…"",
      },
      {
        "expected": "Words in the site's language, de. Without them its visitors get "Footnotes".",
        "field": "words.footnotes",
        "file": "src/content/site.yaml",
        "found": "no "footnotes"",
        "line": 19,
        "write": "footnotes: "…"",
      },
    ]
  `);
  expect(await problemsIn({ "site.yaml": german.replace("words:\n", 'words:\n  footnotes: Fußnoten\n  backToReference: Zurück zu {reference}\n') })).toEqual([]);
});
