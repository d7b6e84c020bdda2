import { expect, test } from "vitest";
import { page, post, problemsIn, writtenText } from "./written-site.ts";

/** Messages about fields that do not fit the schema, with their places. */

test("a misspelled field is one problem, although the right one is missing", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { description: undefined, descripton: "What there is to know about the audit, in as many words." }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean "description"? Fields allowed here: title, description, draft, unpublishDate, redirectFrom, translationOf, seo, warmOnView, headerButton, publishDate, hero, sections, nav.",
        "field": "descripton",
        "file": "src/content/pages/audit.md",
        "fix": "description: What there is to know about the audit, in as many words.",
        "found": "descripton: What there is to know about the audit, in as many words.",
        "line": 6,
      },
    ]
  `);
});

test("an unknown field", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { keywords: "fast, faster" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields allowed here: title, description, draft, unpublishDate, redirectFrom, translationOf, seo, warmOnView, headerButton, publishDate, hero, sections, nav.",
        "field": "keywords",
        "file": "src/content/pages/audit.md",
        "fix": "Remove "keywords" and the lines that belong to it.",
        "found": "keywords: fast, faster",
        "line": 7,
      },
    ]
  `);
});

test("a field one level too high", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { eyebrow: "Audits" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields allowed here: title, description, draft, unpublishDate, redirectFrom, translationOf, seo, warmOnView, headerButton, publishDate, hero, sections, nav.",
        "field": "eyebrow",
        "file": "src/content/pages/audit.md",
        "fix": "Move "eyebrow" below "hero:" with two more spaces at its beginning, or remove it.",
        "found": "eyebrow: Audits",
        "line": 7,
      },
    ]
  `);
});

test("a field one level too deep", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: It is worth a look.\n  draft: true" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields allowed here: eyebrow, heading, text, image, cta, figure, watch, test.",
        "field": "hero.draft",
        "file": "src/content/pages/audit.md",
        "fix": "Move "draft" to the beginning of a line: it is a field of the whole page.",
        "found": "draft: true",
        "line": 7,
      },
    ]
  `);
});

test("a missing title", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: undefined }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The title in the browser tab and in search results. The site's name is added.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "title: "…"",
        "found": "no "title"",
        "line": 2,
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
        "fix": "hero:
      heading: "…"
      text: "…"",
        "found": "no "hero"",
        "line": 2,
      },
    ]
  `);
});

test("a field with nothing after it", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The title in the browser tab and in search results. The site's name is added.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "title: "…"",
        "found": "nothing after "title:"",
        "line": 2,
      },
    ]
  `);
});

test("an empty text", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: '""' }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The title in the browser tab and in search results. The site's name is added.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "title: "…"",
        "found": """",
        "line": 2,
      },
    ]
  `);
});

test("a title that is too long", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "The audit of a website. ".repeat(11) }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "At most 240 characters.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "Shorten it by 23 characters.",
        "found": "263 characters: "The audit of a website. The audit of a website. The audit of a website. The aud…"",
        "line": 2,
      },
    ]
  `);
});

test("a number where a text belongs", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { title: "2027" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Quotation marks around this text. Without them, it is read as a number.",
        "field": "title",
        "file": "src/content/pages/audit.md",
        "fix": "title: "2027"",
        "found": "2027",
        "line": 2,
      },
    ]
  `);
});

test("yes and no as words", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { draft: "yes", warmOnView: '"false"' }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "true or false, without quotation marks.",
        "field": "draft",
        "file": "src/content/pages/audit.md",
        "fix": "draft: true or draft: false",
        "found": ""yes"",
        "line": 7,
      },
      {
        "expected": "true or false, without quotation marks.",
        "field": "warmOnView",
        "file": "src/content/pages/audit.md",
        "fix": "warmOnView: true or warmOnView: false",
        "found": ""false"",
        "line": 8,
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
        "fix": "Write a whole number.",
        "found": ""7"",
        "line": 9,
      },
    ]
  `);
});

test("a fraction, and a number that is too large", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { nav: "\n  label: Audit\n  order: 1.5" }), "pages/b.md": page("b", { nav: "\n  label: B\n  order: 1000" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A whole number from 0 to 999, without quotation marks.",
        "field": "nav.order",
        "file": "src/content/pages/audit.md",
        "fix": "Write a whole number.",
        "found": "1.5",
        "line": 9,
      },
      {
        "expected": "A whole number from 0 to 999.",
        "field": "nav.order",
        "file": "src/content/pages/b.md",
        "fix": "Choose a number in this range.",
        "found": "1000",
        "line": 9,
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
        "fix": "place: footer",
        "found": ""foter"",
        "line": 10,
      },
    ]
  `);
});

test("a misspelled section type", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: quotes\n    text: One thought." }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean "quote"? One of: features, steps, lists, quote, testimonials, faq, logos, people, pricing, posts, work, benchmark, video, map, cta, form, body.",
        "field": "sections[0].type",
        "file": "src/content/pages/audit.md",
        "fix": "type: quote",
        "found": ""quotes"",
        "line": 8,
      },
    ]
  `);
});

test("a section without a type", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - text: One thought." }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "One of: features, steps, lists, quote, testimonials, faq, logos, people, pricing, posts, work, benchmark, video, map, cta, form, body.",
        "field": "sections[0].type",
        "file": "src/content/pages/audit.md",
        "fix": "Choose one of them.",
        "found": "no "type"",
        "line": 8,
      },
    ]
  `);
});

test("a section that is a single word", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - quote" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields, each on its own line, with two more spaces at its beginning.",
        "field": "sections[0]",
        "file": "src/content/pages/audit.md",
        "fix": "Write it in this form:
    - type: …",
        "found": ""quote"",
        "line": 8,
      },
    ]
  `);
});

test("a list where fields belong", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  - All about it" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields, each on its own line, with two more spaces at its beginning.",
        "field": "hero",
        "file": "src/content/pages/audit.md",
        "fix": "Write it in this form:
    hero:
      heading: "…"
      text: "…"",
        "found": "- All about it",
        "line": 4,
      },
    ]
  `);
});

test("a text where a list belongs", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { redirectFrom: "/old" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A list: each item on its own line, beginning with a dash.",
        "field": "redirectFrom",
        "file": "src/content/pages/audit.md",
        "fix": "Write it in this form:
    redirectFrom:
      - "/services/consulting"",
        "found": ""/old"",
        "line": 7,
      },
    ]
  `);
});

test("too few items", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: features\n    heading: What it covers\n    items:\n      - heading: One\n        text: And no other." }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "2 to 6 items.",
        "field": "sections[0].items",
        "file": "src/content/pages/audit.md",
        "fix": "Add 1 more:
    - heading: "…"
      text: "…"",
        "found": "a list of 1 item",
        "line": 10,
      },
    ]
  `);
});

test("too many items", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: testimonials\n    heading: What they say\n    items: [tern-and-tide, tern-and-tide, tern-and-tide, tern-and-tide, tern-and-tide, tern-and-tide, tern-and-tide]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "1 to 6 items.",
        "field": "sections[0].items",
        "file": "src/content/pages/audit.md",
        "fix": "Remove 1 item.",
        "found": "a list of 7 items",
        "line": 10,
      },
    ]
  `);
});

test("minutes in the wrong order", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: steps\n    heading: How it goes\n    items:\n      - heading: One\n        text: First.\n        minutes: [5, 0]\n      - heading: Two\n        text: Second.\n        minutes: [5]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The earlier minute first, e.g. [5, 20].",
        "field": "sections[0].items[0].minutes",
        "file": "src/content/pages/audit.md",
        "fix": "Correct the value of "minutes".",
        "found": "[5, 0]",
        "line": 13,
      },
      {
        "expected": "2 numbers. The first and the last minute of the step, e.g. [5, 20], which are drawn on a dial. If left out, the steps are numbered.",
        "field": "sections[0].items[1].minutes",
        "file": "src/content/pages/audit.md",
        "fix": "Write it in this form: minutes: [0, 5]",
        "found": "[5]",
        "line": 16,
      },
    ]
  `);
});

test("a day that does not exist", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { publishDate: "2026-02-31" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A valid date, written as year-month-day.",
        "field": "publishDate",
        "file": "src/content/pages/audit.md",
        "fix": "Write it in this form: publishDate: 2027-01-15",
        "found": ""2026-02-31"",
        "line": 7,
      },
    ]
  `);
});

test("a day in another format", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { publishDate: "15.1.2027" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A valid date, written as year-month-day.",
        "field": "publishDate",
        "file": "src/content/pages/audit.md",
        "fix": "Write it in this form: publishDate: 2027-01-15",
        "found": ""15.1.2027"",
        "line": 7,
      },
    ]
  `);
});

test("an article without its day", async () => {
  expect(await problemsIn({ "posts/first.md": post("the first article", { publishDate: undefined }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The article is published with the first build on or after this day, e.g. 2027-01-15. Newer articles come first.",
        "field": "publishDate",
        "file": "src/content/posts/first.md",
        "fix": "publishDate: 2027-01-15",
        "found": "no "publishDate"",
        "line": 2,
      },
    ]
  `);
});

test("a picture without alt", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  image:\n    src: ../images/team.png" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A description of the picture for people who cannot see it.",
        "field": "hero.image.alt",
        "file": "src/content/pages/audit.md",
        "fix": "alt: "…"",
        "found": "no "alt"",
        "line": 7,
      },
    ]
  `);
});

test("an old address without its slash", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { redirectFrom: "[old-audit, 'https://old.example/the audit']" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address on this site that begins with a slash, without spaces, ? or #, e.g. "/services/consulting".",
        "field": "redirectFrom[0]",
        "file": "src/content/pages/audit.md",
        "fix": "Write it in this form: - "/services/consulting"",
        "found": ""old-audit"",
        "line": 7,
      },
      {
        "expected": "An address on this site that begins with a slash, without spaces, ? or #, e.g. "/services/consulting".",
        "field": "redirectFrom[1]",
        "file": "src/content/pages/audit.md",
        "fix": "Write it in this form: - "/services/consulting"",
        "found": ""https://old.example/the audit"",
        "line": 7,
      },
    ]
  `);
});

test("a canonical address without https", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { seo: "\n  canonical: http://example.com/audit" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Only if the same text has another address that search engines should prefer. It begins with https://, e.g. "https://example.com/the-page".",
        "field": "seo.canonical",
        "file": "src/content/pages/audit.md",
        "fix": "Write it in this form: canonical: "https://example.com/the-page"",
        "found": ""http://example.com/audit"",
        "line": 8,
      },
    ]
  `);
});

test("an invalid e-mail address", async () => {
  expect(await problemsIn({ "site.yaml": writtenText("site.yaml").replace("hello@lapwing.example", "lapwing.example") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The e-mail address for visitors, e.g. "hello@example.com".",
        "field": "email",
        "file": "src/content/site.yaml",
        "fix": "Write it in this form: email: "hello@example.com"",
        "found": ""lapwing.example"",
        "line": 3,
      },
    ]
  `);
});

test("a text of the site without its placeholder", async () => {
  expect(await problemsIn({ "site.yaml": writtenText("site.yaml").replace("By {name}", "Somebody") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A text that contains {name}. The page fills in the value there.",
        "field": "words.by",
        "file": "src/content/site.yaml",
        "fix": "Correct the value of "by".",
        "found": ""Somebody"",
        "line": 25,
      },
    ]
  `);
});

test("an entry of a list with an invalid name", async () => {
  expect(await problemsIn({ "people.yaml": "Mara Lindqvist:\n  name: Mara Lindqvist\n  role: Founder\nmara:\n  name: Mara\n  role: Founder\n" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A name of at most 60 lower-case letters, digits and single hyphens.",
        "field": "Mara Lindqvist",
        "file": "src/content/people.yaml",
        "fix": "mara-lindqvist:",
        "found": ""Mara Lindqvist"",
        "line": 1,
      },
    ]
  `);
});

test("an entry of a list without one of its fields", async () => {
  expect(await problemsIn({ "people.yaml": "mara:\n  name: Mara Lindqvist\n" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Their role here.",
        "field": "mara.role",
        "file": "src/content/people.yaml",
        "fix": "role: "…"",
        "found": "no "role"",
        "line": 1,
      },
    ]
  `);
});

test("a site in a language that the engine does not speak has to define all words", async () => {
  const finnish = writtenText("site.yaml").replace("language: en\n", "language: fi\n");
  expect(await problemsIn({ "site.yaml": finnish })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A text in the site's language, fi. Without it, visitors see "Next free: {time}".",
        "field": "booking.nextFree",
        "file": "src/content/site.yaml",
        "fix": "nextFree: "…"",
        "found": "no "nextFree"",
        "line": 5,
      },
      {
        "expected": "A text in the site's language, fi. Without it, visitors see "Last checked at {time}".",
        "field": "booking.dialog.times.age",
        "file": "src/content/site.yaml",
        "fix": "age: "…"",
        "found": "no "age"",
        "line": 9,
      },
      {
        "expected": "A text in the site's language, fi. Without it, visitors see "Whole calendar".",
        "field": "booking.dialog.times.calendar",
        "file": "src/content/site.yaml",
        "fix": "calendar: "…"",
        "found": "no "calendar"",
        "line": 9,
      },
      {
        "expected": "A text in the site's language, fi. Without it, visitors see "Change time".",
        "field": "booking.dialog.times.change",
        "file": "src/content/site.yaml",
        "fix": "change: "…"",
        "found": "no "change"",
        "line": 9,
      },
      {
        "expected": "A text in the site's language, fi. Without it, visitors see "{time} has just been taken. Please choose another time.".",
        "field": "booking.dialog.times.gone",
        "file": "src/content/site.yaml",
        "fix": "gone: "…"",
        "found": "no "gone"",
        "line": 9,
      },
      {
        "expected": "A text in the site's language, fi. Without it, visitors see "More days".",
        "field": "booking.dialog.times.more",
        "file": "src/content/site.yaml",
        "fix": "more: "…"",
        "found": "no "more"",
        "line": 9,
      },
      {
        "expected": "A text in the site's language, fi. Without it, visitors see "No time is free until {date}".",
        "field": "booking.dialog.times.none",
        "file": "src/content/site.yaml",
        "fix": "none: "…"",
        "found": "no "none"",
        "line": 9,
      },
      {
        "expected": "A text in the site's language, fi. Without it, visitors see "Free times until {date}".",
        "field": "booking.dialog.times.until",
        "file": "src/content/site.yaml",
        "fix": "until: "…"",
        "found": "no "until"",
        "line": 9,
      },
      {
        "expected": "A text in the site's language, fi. Without it, visitors see "Times in {zone}".",
        "field": "booking.dialog.times.zone",
        "file": "src/content/site.yaml",
        "fix": "zone: "…"",
        "found": "no "zone"",
        "line": 9,
      },
      {
        "expected": "A text in the site's language, fi. Without it, visitors see "Back to reference {reference}".",
        "field": "words.backToReference",
        "file": "src/content/site.yaml",
        "fix": "backToReference: "…"",
        "found": "no "backToReference"",
        "line": 19,
      },
      {
        "expected": "A text in the site's language, fi. Without it, visitors see "Footnotes".",
        "field": "words.footnotes",
        "file": "src/content/site.yaml",
        "fix": "footnotes: "…"",
        "found": "no "footnotes"",
        "line": 19,
      },
    ]
  `);
  const times = ["zone: Zeiten in {zone}", "more: Weitere Tage", "calendar: Ganzer Kalender", "change: Zeit ändern", "until: Freie Zeiten bis {date}", "none: Bis {date} ist nichts frei", "gone: Um {time} ist nichts mehr frei", "age: Zuletzt geprüft um {time}"];
  const whole = finnish
    .replace("words:\n", "words:\n  footnotes: Fußnoten\n  backToReference: Zurück zu {reference}\n")
    .replace("  dialog:\n", `  nextFree: Nächste freie Zeit {time}\n  dialog:\n    times:\n${times.map((line) => `      ${line}\n`).join("")}`);
  expect(await problemsIn({ "site.yaml": whole })).toEqual([]);
});

test("opening hours without an address", async () => {
  expect(await problemsIn({ "site.yaml": `${writtenText("site.yaml")}organization:\n  phone: "+49 30 1234567"\n  hours: ["Mo-Fr 09:00-17:00"]\n` })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The address of the place whose hours or prices these are: without it, search engines ignore them.",
        "field": "organization.address",
        "file": "src/content/site.yaml",
        "fix": "address: {street: "…", city: "…", country: "DE"}",
        "found": "no "address"",
        "line": 36,
      },
    ]
  `);
});
