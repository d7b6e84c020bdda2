import { expect, test } from "vitest";
import { page, problemsIn } from "./written-site.ts";

/** Links in texts: what is said, and where. */

test("a page that does not exist", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `Our [services](/servces) and [that](/nowhere-at-all).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean "/services"? There is no page at /servces.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[services](/servces)",
        "line": 8,
        "write": "[services](/services)",
      },
      {
        "expected": "A page that exists: there is none at /nowhere-at-all.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[that](/nowhere-at-all)",
        "line": 8,
        "write": "The address of a page that exists, or make this one: npm run new page nowhere-at-all",
      },
    ]
  `);
});

test("links that are fine", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `## Where\n\n[Services](/services), [what we do](/services#what-we-do), [above](#where), [feed](/rss.xml), [map](/sitemap.xml), [figures](/admin/metrics), [drawing](/favicon.svg), [first](/posts/first), [elsewhere](https://example.com), [mail](mailto:a@b.example), [call](tel:+4912345), [home](/), [with a query](/services?a=1), [top](#top), [their policy](https://cal.com/privacy), [book](https://cal.com/studio/15min?name=x), [named]\n\n[named]: /services`) })).toEqual([]);
});

test("a slash or an ending after the address", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Services](/services/) and [what we do](/services.html#what-we-do).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The page's address as it is, without a slash or an ending after it.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Services](/services/)",
        "line": 8,
        "write": "[Services](/services)",
      },
      {
        "expected": "The page's address as it is, without a slash or an ending after it.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[what we do](/services.html#what-we-do)",
        "line": 8,
        "write": "[what we do](/services#what-we-do)",
      },
    ]
  `);
});

test("the site by its own name", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Services](https://lapwing.example/services) and [prices](https://lapwing.example/prices).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address on this site, without its name: so it is right on every copy of the site.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Services](https://lapwing.example/services)",
        "line": 8,
        "write": "[Services](/services)",
      },
      {
        "expected": "A page that exists: there is none at /prices.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[prices](https://lapwing.example/prices)",
        "line": 8,
        "write": "The address of a page that exists, or make this one: npm run new page prices",
      },
    ]
  `);
});

test("a file instead of an address", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Services](../pages/services.md) and [services](services).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address on this site, which begins with a slash, or one that begins with https://",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Services](../pages/services.md)",
        "line": 8,
        "write": "[Services](/services)",
      },
      {
        "expected": "An address on this site, which begins with a slash, or one that begins with https://",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[services](services)",
        "line": 8,
        "write": "[services](/services)",
      },
    ]
  `);
});

test("a link without its beginning", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Example](www.example.com/page) and [example](//example.com).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address on this site, which begins with a slash, or one that begins with https://",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Example](www.example.com/page)",
        "line": 8,
        "write": "[Example](https://www.example.com/page)",
      },
      {
        "expected": "An address that begins with https://",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[example](//example.com)",
        "line": 8,
        "write": "[example](https://example.com)",
      },
    ]
  `);
});

test("a link that is not secure", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Example](http://example.com) and www.example.com`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address that begins with https://",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Example](http://example.com)",
        "line": 8,
        "write": "[Example](https://example.com)",
      },
      {
        "expected": "An address that begins with https://",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "www.example.com",
        "line": 8,
        "write": "[www.example.com](https://www.example.com)",
      },
    ]
  `);
});

test("a link to something that is no page", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Run](javascript:alert(1)) and [mail](mailto:hello).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address that begins with /, #, https:// or mailto:",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Run](javascript:alert(1))",
        "line": 8,
        "write": "Link to a page that says how, or remove the link.",
      },
      {
        "expected": "A whole mail address after mailto:",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[mail](mailto:hello)",
        "line": 8,
        "write": "Write the whole address: mailto:somebody@example.com",
      },
    ]
  `);
});

test("a heading that does not exist, here and elsewhere", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `## Where\n\n[Above](#were), [what we do](/services#what-we-did), [prices](/#prices).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean "#where"? The headings on this page: #where.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Above](#were)",
        "line": 10,
        "write": "[Above](#where)",
      },
      {
        "expected": "Did you mean "#what-we-do"? The headings on /services: #what-we-do.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[what we do](/services#what-we-did)",
        "line": 10,
        "write": "[what we do](/services#what-we-do)",
      },
      {
        "expected": "A page with headings: / has none.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[prices](/#prices)",
        "line": 10,
        "write": "Link to one of these headings, or to the page without # and what follows.",
      },
    ]
  `);
});

test("the heading of a section is one", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: posts\n    heading: Where" }, "## Where\n\n[Text](#where), [articles](#where-1), [none](#where-2).") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The headings on this page: #where, #where-1.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[none](#where-2)",
        "line": 13,
        "write": "Link to one of these headings, or to the page without # and what follows.",
      },
    ]
  `);
});

test("an old address", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Services](/old-services).`), "pages/services.md": page("services", { redirectFrom: "[/old-services]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The page's own address: this is an old one, which leads to /services.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Services](/old-services)",
        "line": 8,
        "write": "[Services](/services)",
      },
    ]
  `);
});

test("a draft, from a page that the public sees", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Soon](/soon).`), "pages/soon.md": page("soon", { draft: "true" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A page that the public can see: /soon is a draft.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Soon](/soon)",
        "line": 8,
        "write": "Remove the link until then, or remove "draft: true" from src/content/pages/soon.md.",
      },
    ]
  `);
});

test("a page that is still to come", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Soon](/soon).`), "pages/soon.md": page("soon", { publishDate: "2026-11-11" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A page that the public can see: /soon is not public before its publishDate.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Soon](/soon)",
        "line": 8,
        "write": "Remove the link until then, or bring the publishDate in src/content/pages/soon.md forward.",
      },
    ]
  `);
});

test("a page of yesterday, and a draft from a draft", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Soon](/soon).`), "pages/soon.md": page("soon", { publishDate: "2026-11-10" }), "pages/draft.md": page("draft", { draft: "true" }, "[Other](/other)."), "pages/other.md": page("other", { draft: "true" }) })).toEqual([]);
});

test("a link that says nothing", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `Look [here](/services), or [Read more…](/services).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A link that says where it leads, also when it is read alone.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[here](/services)",
        "line": 8,
        "write": "[what the reader finds there](/services)",
      },
      {
        "expected": "A link that says where it leads, also when it is read alone.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Read more…](/services)",
        "line": 8,
        "write": "[what the reader finds there](/services)",
      },
    ]
  `);
});

test("an empty link", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[](/services) and [nothing]().`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A link that says where it leads, also when it is read alone.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[](/services)",
        "line": 8,
        "write": "[what the reader finds there](/services)",
      },
      {
        "expected": "An address between the brackets.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[nothing]()",
        "line": 8,
        "write": "[nothing](/the-page)",
      },
    ]
  `);
});

test("an event that is not listed", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Book](https://cal.com/studio/45min) or [book](https://app.cal.com/studio/3Omin?name=x).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An event that exists: studio/30min, studio/15min. New events are listed under booking.events in src/content/site.yaml.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Book](https://cal.com/studio/45min)",
        "line": 8,
        "write": "If it is a new event, add it to booking.events in src/content/site.yaml: - studio/45min",
      },
      {
        "expected": "Did you mean "studio/30min"? An event that exists: studio/30min, studio/15min. New events are listed under booking.events in src/content/site.yaml.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[book](https://app.cal.com/studio/3Omin?name=x)",
        "line": 8,
        "write": "[book](https://app.cal.com/studio/30min?name=x) or, if it is another event, add it to booking.events in src/content/site.yaml: - studio/3Omin",
      },
    ]
  `);
});

test("a booking link that is none", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Book](https://cal.com/studio/30%20min).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The address of an event: the booking site, then two or three names with a slash between them.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Book](https://cal.com/studio/30%20min)",
        "line": 8,
        "write": "[Book](https://cal.com/studio/30min)",
      },
    ]
  `);
});

test("a booking link that is not secure", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Book](http://cal.com/studio/30min).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address that begins with https://",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Book](http://cal.com/studio/30min)",
        "line": 8,
        "write": "[Book](https://cal.com/studio/30min)",
      },
    ]
  `);
});

test("capitals in an address are a typing mistake like any other", async () => {
  const problems = await problemsIn({ "pages/audit.md": page("audit", {}, "[Services](/SERVICES)") });
  expect(problems.map(({ write }) => write)).toEqual(["[Services](/services)"]);
});

test("a plus in what a booking link fills in, which may be one or a space", async () => {
  const text = "[Book](https://cal.com/studio/30min?notes=C%2B%2B+and+C++) [Call](https://cal.com/studio/30min?email=ada+test@example.com&name=Ada+Lovelace&phone=+49170)";
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, text) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "No + in what a link fills in, because it is read as a space there.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "[Book](https://cal.com/studio/30min?notes=C%2B%2B+and+C++)",
        "line": 8,
        "write": "Write %2B for a plus, and %20 for a space.",
      },
    ]
  `);
});
