import { expect, test } from "vitest";
import { page, problemsIn } from "./written-site.ts";

/** Messages about links in texts, with their places. */

test("a page that does not exist", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `Our [services](/servces) and [that](/nowhere-at-all).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean "/services"? There is no page at /servces.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[services](/services)",
        "found": "[services](/servces)",
        "line": 8,
      },
      {
        "expected": "A page that exists. There is none at /nowhere-at-all.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Link to a page that exists, or create this one: npm run new page nowhere-at-all",
        "found": "[that](/nowhere-at-all)",
        "line": 8,
      },
    ]
  `);
});

test("correct links", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `## Where\n\n[Services](/services), [what we do](/services#what-we-do), [above](#where), [feed](/rss.xml), [map](/sitemap.xml), [figures](/admin/metrics), [drawing](/favicon.svg), [first](/posts/first), [elsewhere](https://example.com), [mail](mailto:a@b.example), [call](tel:+4912345), [home](/), [with a query](/services?a=1), [top](#top), [their policy](https://cal.com/privacy), [book](https://cal.com/studio/15min?name=x), [named]\n\n[named]: /services`) })).toEqual([]);
});

test("a slash or a file extension after the address", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Services](/services/) and [what we do](/services.html#what-we-do).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The page's exact address, without a slash or a file extension at its end.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[Services](/services)",
        "found": "[Services](/services/)",
        "line": 8,
      },
      {
        "expected": "The page's exact address, without a slash or a file extension at its end.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[what we do](/services#what-we-do)",
        "found": "[what we do](/services.html#what-we-do)",
        "line": 8,
      },
    ]
  `);
});

test("a link with the site's own domain", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Services](https://lapwing.example/services) and [prices](https://lapwing.example/prices).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address on this site without the domain, so that it also works on previews.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[Services](/services)",
        "found": "[Services](https://lapwing.example/services)",
        "line": 8,
      },
      {
        "expected": "A page that exists. There is none at /prices.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Link to a page that exists, or create this one: npm run new page prices",
        "found": "[prices](https://lapwing.example/prices)",
        "line": 8,
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
        "fix": "[Services](/services)",
        "found": "[Services](../pages/services.md)",
        "line": 8,
      },
      {
        "expected": "An address on this site, which begins with a slash, or one that begins with https://",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[services](/services)",
        "found": "[services](services)",
        "line": 8,
      },
    ]
  `);
});

test("a link without https://", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Example](www.example.com/page) and [example](//example.com).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address on this site, which begins with a slash, or one that begins with https://",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[Example](https://www.example.com/page)",
        "found": "[Example](www.example.com/page)",
        "line": 8,
      },
      {
        "expected": "An address that begins with https://",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[example](https://example.com)",
        "found": "[example](//example.com)",
        "line": 8,
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
        "fix": "[Example](https://example.com)",
        "found": "[Example](http://example.com)",
        "line": 8,
      },
      {
        "expected": "An address that begins with https://",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[www.example.com](https://www.example.com)",
        "found": "www.example.com",
        "line": 8,
      },
    ]
  `);
});

test("a link with another protocol", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Run](javascript:alert(1)) and [mail](mailto:hello).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address that begins with /, #, https:// or mailto:",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Link to a web page instead, or remove the link.",
        "found": "[Run](javascript:alert(1))",
        "line": 8,
      },
      {
        "expected": "A complete e-mail address after mailto:",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Write the complete address, e.g. mailto:somebody@example.com",
        "found": "[mail](mailto:hello)",
        "line": 8,
      },
    ]
  `);
});

test("a heading that does not exist on this page or on another one", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `## Where\n\n[Above](#were), [what we do](/services#what-we-did), [prices](/#prices).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean "#where"? The headings on this page: #where.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[Above](#where)",
        "found": "[Above](#were)",
        "line": 10,
      },
      {
        "expected": "Did you mean "#what-we-do"? The headings on /services: #what-we-do.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[what we do](/services#what-we-do)",
        "found": "[what we do](/services#what-we-did)",
        "line": 10,
      },
      {
        "expected": "A heading that exists. There are none on /.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Remove the # and everything after it.",
        "found": "[prices](/#prices)",
        "line": 10,
      },
    ]
  `);
});

test("section headings count as headings", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: posts\n    heading: Where" }, "## Where\n\n[Text](#where), [articles](#where-1), [none](#where-2).") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The headings on this page: #where, #where-1.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Link to one of these headings, or remove the # and everything after it.",
        "found": "[none](#where-2)",
        "line": 13,
      },
    ]
  `);
});

test("an old address", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Services](/old-services).`), "pages/services.md": page("services", { redirectFrom: "[/old-services]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The page's current address. This is an old one, which redirects to /services.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[Services](/services)",
        "found": "[Services](/old-services)",
        "line": 8,
      },
    ]
  `);
});

test("a draft, from a page that the public sees", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Soon](/soon).`), "pages/soon.md": page("soon", { draft: "true" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A public page. /soon is a draft.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Remove the link until then, or remove "draft: true" from src/content/pages/soon.md.",
        "found": "[Soon](/soon)",
        "line": 8,
      },
    ]
  `);
});

test("a page that is not yet published", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Soon](/soon).`), "pages/soon.md": page("soon", { publishDate: "2026-11-11" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A public page. /soon is not public before its publishDate.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Remove the link until then, or set an earlier publishDate in src/content/pages/soon.md.",
        "found": "[Soon](/soon)",
        "line": 8,
      },
    ]
  `);
});

test("a page of yesterday, and a draft from a draft", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Soon](/soon).`), "pages/soon.md": page("soon", { publishDate: "2026-11-10" }), "pages/draft.md": page("draft", { draft: "true" }, "[Other](/other)."), "pages/other.md": page("other", { draft: "true" }) })).toEqual([]);
});

test("a link text without meaning", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `Look [here](/services), or [Read more…](/services).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A link text that says where the link leads, even when it is read out on its own.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[what the reader finds there](/services)",
        "found": "[here](/services)",
        "line": 8,
      },
      {
        "expected": "A link text that says where the link leads, even when it is read out on its own.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[what the reader finds there](/services)",
        "found": "[Read more…](/services)",
        "line": 8,
      },
    ]
  `);
});

test("an empty link", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[](/services) and [nothing]().`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A link text that says where the link leads, even when it is read out on its own.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[what the reader finds there](/services)",
        "found": "[](/services)",
        "line": 8,
      },
      {
        "expected": "An address between the parentheses.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[nothing](/the-page)",
        "found": "[nothing]()",
        "line": 8,
      },
    ]
  `);
});

test("an event that is not listed", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Book](https://cal.com/studio/45min) or [book](https://app.cal.com/studio/3Omin?name=x).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "One of these events: studio/30min, studio/15min. The site's events are listed under booking.events in src/content/site.yaml.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "If it is a new event, add it to booking.events in src/content/site.yaml: - studio/45min",
        "found": "[Book](https://cal.com/studio/45min)",
        "line": 8,
      },
      {
        "expected": "Did you mean "studio/30min"? One of these events: studio/30min, studio/15min. The site's events are listed under booking.events in src/content/site.yaml.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[book](https://app.cal.com/studio/30min?name=x) or, if it is another event, add it to booking.events in src/content/site.yaml: - studio/3Omin",
        "found": "[book](https://app.cal.com/studio/3Omin?name=x)",
        "line": 8,
      },
    ]
  `);
});

test("an invalid booking link", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, `[Book](https://cal.com/studio/30%20min).`) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The address of an event: the booking site, followed by two or three names separated by slashes.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "[Book](https://cal.com/studio/30min)",
        "found": "[Book](https://cal.com/studio/30%20min)",
        "line": 8,
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
        "fix": "[Book](https://cal.com/studio/30min)",
        "found": "[Book](http://cal.com/studio/30min)",
        "line": 8,
      },
    ]
  `);
});

test("upper case in an address is a typo", async () => {
  const problems = await problemsIn({ "pages/audit.md": page("audit", {}, "[Services](/SERVICES)") });
  expect(problems.map(({ fix }) => fix)).toEqual(["[Services](/services)"]);
});

test("an ambiguous plus sign in a booking link", async () => {
  const text = "[Book](https://cal.com/studio/30min?notes=C%2B%2B+and+C++) [Call](https://cal.com/studio/30min?email=ada+test@example.com&name=Ada+Lovelace&phone=+49170)";
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, text) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "No + in the values of a booking link: the form reads it as a space.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Write %2B for a plus sign and %20 for a space.",
        "found": "[Book](https://cal.com/studio/30min?notes=C%2B%2B+and+C++)",
        "line": 8,
      },
    ]
  `);
});
