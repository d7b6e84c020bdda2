import sharp from "sharp";
import { expect, test } from "vitest";
import { page, post, problemsIn, writtenText } from "./written-site.ts";

/** What fields refer to: what is said, and where. */

test("an author that no list has", async () => {
  expect(await problemsIn({ "posts/first.md": post("the first article", { author: "marra" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean "mara"? An entry of src/content/people.yaml: mara.",
        "field": "author",
        "file": "src/content/posts/first.md",
        "found": ""marra"",
        "line": 5,
        "write": "author: mara",
      },
    ]
  `);
});

test("an entry that no list has, and nothing near", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: faq\n    heading: Fair questions\n    items: [why-free, something-else-entirely]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An entry of src/content/faqs.yaml: why-free, catch.",
        "field": "sections[0].items[1]",
        "file": "src/content/pages/audit.md",
        "found": ""something-else-entirely"",
        "line": 10,
        "write": "Name one of them, or add "something-else-entirely" to src/content/faqs.yaml.",
      },
    ]
  `);
});

test("a name instead of an entry", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: quote\n    text: One thought.\n    by: Mara Lindqvist" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An entry of src/content/people.yaml: mara.",
        "field": "sections[0].by",
        "file": "src/content/pages/audit.md",
        "found": ""Mara Lindqvist"",
        "line": 10,
        "write": "Name one of them, or add "Mara Lindqvist" to src/content/people.yaml.",
      },
    ]
  `);
});

test("a list that cannot be read has one problem, and those who refer to it none", async () => {
  expect(await problemsIn({ "people.yaml": "mara: {name: Mara\n? [" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Fields written as "name: text", each on a line of its own, two spaces further in for each level.",
        "field": "file",
        "file": "src/content/people.yaml",
        "found": "? [",
        "line": 2,
        "write": "Put a text with signs in it in quotation marks, e.g. title: "Speed: what it costs"",
      },
    ]
  `);
});

test("an event that is not listed", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  cta:\n    label: Book\n    event: studio/30mins" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean "studio/30min"? An event that exists: studio/30min, studio/15min. New events are listed under booking.events in src/content/site.yaml.",
        "field": "hero.cta.event",
        "file": "src/content/pages/audit.md",
        "found": ""studio/30mins"",
        "line": 9,
        "write": "event: studio/30min",
      },
    ]
  `);
});

test("an event as a whole address", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  cta:\n    label: Book\n    event: https://cal.com/studio/15min" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The event's path at the booking site, two or three names with slashes between them: "studio/30min".",
        "field": "hero.cta.event",
        "file": "src/content/pages/audit.md",
        "found": ""https://cal.com/studio/15min"",
        "line": 9,
        "write": "event: studio/15min",
      },
    ]
  `);
});

test("an event without its owner", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  cta:\n    label: Book\n    event: 30min" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The event's path at the booking site, two or three names with slashes between them: "studio/30min".",
        "field": "hero.cta.event",
        "file": "src/content/pages/audit.md",
        "found": ""30min"",
        "line": 9,
        "write": "event: studio/30min",
      },
    ]
  `);
});

test("an event that can be booked but not be read in site.yaml", async () => {
  expect(await problemsIn({ "site.yaml": writtenText("site.yaml").replace("studio/15min", "15 min") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The event's path at the booking site, two or three names with slashes between them: "studio/30min".",
        "field": "booking.events[1]",
        "file": "src/content/site.yaml",
        "found": ""15 min"",
        "line": 8,
        "write": "- studio/30min",
      },
    ]
  `);
});

test("a picture that does not exist", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  image:\n    src: ../images/taem.png\n    alt: The team" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean "../images/team.png"? There is no src/content/images/taem.png.",
        "field": "hero.image.src",
        "file": "src/content/pages/audit.md",
        "found": ""../images/taem.png"",
        "line": 8,
        "write": "src: ../images/team.png",
      },
    ]
  `);
});

test("a picture in another form", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  image:\n    src: ../images/crew.gif\n    alt: The team" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A picture whose name ends with .png, .jpg, .webp, .avif or .svg.",
        "field": "hero.image.src",
        "file": "src/content/pages/audit.md",
        "found": ""../images/crew.gif"",
        "line": 8,
        "write": "../images/crew.png, saved as such",
      },
    ]
  `);
});

test("a picture outside of the content", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  image:\n    src: ../../../public/favicon.svg\n    alt: The team" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A picture in src/content.",
        "field": "hero.image.src",
        "file": "src/content/pages/audit.md",
        "found": ""../../../public/favicon.svg"",
        "line": 8,
        "write": "Put the picture into src/content/images and write ../images/favicon.svg",
      },
    ]
  `);
});

test("a picture that is none", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  image:\n    src: ../images/text.png\n    alt: The team" }), "images/text.png": "no picture" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A picture that can be opened.",
        "field": "hero.image.src",
        "file": "src/content/pages/audit.md",
        "found": "src/content/images/text.png: a file that is no picture, whatever its name says",
        "line": 8,
        "write": "Save the picture again, as .png, .jpg, .webp, .avif or .svg.",
      },
    ]
  `);
});

test("an SVG without a size", async () => {
  expect(await problemsIn({ "images/tern.svg": "<svg></svg>" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A viewBox, or a width and a height, so that nothing on the page moves.",
        "field": "tern.src",
        "file": "src/content/logos.yaml",
        "found": "src/content/images/tern.svg: an SVG without a size",
        "line": 3,
        "write": "<svg viewBox="0 0 120 32" …>, with the drawing's own figures",
      },
    ]
  `);
});

test("a link in a field", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: features\n    heading: What it covers\n    items:\n      - heading: One\n        text: And another.\n        href: servces\n      - heading: Two\n        text: And another.\n        href: /services#what-we-did" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address on this site, which begins with a slash, or one that begins with https://",
        "field": "sections[0].items[0].href",
        "file": "src/content/pages/audit.md",
        "found": ""servces"",
        "line": 13,
        "write": "href: /services",
      },
      {
        "expected": "Did you mean "#what-we-do"? The headings on /services: #what-we-do.",
        "field": "sections[0].items[1].href",
        "file": "src/content/pages/audit.md",
        "found": ""/services#what-we-did"",
        "line": 16,
        "write": "href: /services#what-we-do",
      },
    ]
  `);
});

test("a picture that is wider than any page shows, and one that is too heavy", async () => {
  const wide = await sharp({ create: { width: 4001, height: 10, channels: 3, background: "#fff" } }).png().toBuffer();
  const text = "![Wide](../images/wide.png)\n\n![Wide again](../images/wide.png)\n\n![Heavy](../images/heavy.png)";
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, text), "images/wide.png": wide, "images/heavy.png": new Uint8Array(6_000_000) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "4,000 px at most: no page shows more.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "src/content/images/wide.png: 4,001 px wide",
        "line": 8,
        "write": "Save the picture 2,400 px wide.",
      },
      {
        "expected": "5 MB at most.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "found": "src/content/images/heavy.png: a file of 5.7 MB",
        "line": 12,
        "write": "Save the picture smaller, e.g. 2,400 px wide, as .jpg or .webp.",
      },
    ]
  `);
});

test("the site's own event need not be listed", async () => {
  const site = writtenText("site.yaml").replace("[studio/30min, studio/15min]", "[]");
  expect(await problemsIn({ "site.yaml": site, "pages/audit.md": page("audit", {}, "[Book](https://cal.com/studio/30min)") })).toEqual([]);
});
