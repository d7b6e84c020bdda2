import { crc32, deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { page, post, problemsIn, writtenText } from "./written-site.ts";

/** Messages about references in fields, with their places. */

test("an author who is not in the list", async () => {
  expect(await problemsIn({ "posts/first.md": post("the first article", { author: "marra" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean "mara"? An entry of src/content/people.yaml: mara.",
        "field": "author",
        "file": "src/content/posts/first.md",
        "fix": "author: mara or, if it is another entry, add "marra" to src/content/people.yaml",
        "found": ""marra"",
        "line": 5,
      },
    ]
  `);
});

test("an entry that is not in the list, with no similar name", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: faq\n    heading: Fair questions\n    items: [why-free, something-else-entirely]" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An entry of src/content/faqs.yaml: why-free, catch.",
        "field": "sections[0].items[1]",
        "file": "src/content/pages/audit.md",
        "fix": "Use one of these names, or add "something-else-entirely" to src/content/faqs.yaml.",
        "found": ""something-else-entirely"",
        "line": 10,
      },
    ]
  `);
});

test("a person's name instead of an entry's name", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { sections: "\n  - type: quote\n    text: One thought.\n    by: Mara Lindqvist" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An entry of src/content/people.yaml: mara.",
        "field": "sections[0].by",
        "file": "src/content/pages/audit.md",
        "fix": "Use one of these names, or add "Mara Lindqvist" to src/content/people.yaml.",
        "found": ""Mara Lindqvist"",
        "line": 10,
      },
    ]
  `);
});

test("a list that cannot be parsed has one problem, and the files that refer to it have none", async () => {
  expect(await problemsIn({ "people.yaml": "mara: {name: Mara\n? [" })).toMatchInlineSnapshot(`
    [
      {
        "column": 7,
        "expected": "A closing bracket for the one that opens here: ] for [ and } for {.",
        "field": "mara",
        "file": "src/content/people.yaml",
        "fix": "Add the closing bracket. If the bracket is part of a text, put the whole text in quotation marks.",
        "found": "mara: {name: Mara",
        "line": 1,
      },
    ]
  `);
});

test("an event that is not listed", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  cta:\n    label: Book\n    event: studio/30mins" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean "studio/30min"? One of these events: studio/30min, studio/15min. The site's events are listed under booking.events in src/content/site.yaml.",
        "field": "hero.cta.event",
        "file": "src/content/pages/audit.md",
        "fix": "event: studio/30min or, if it is another event, add it to booking.events in src/content/site.yaml: - studio/30mins",
        "found": ""studio/30mins"",
        "line": 9,
      },
    ]
  `);
});

test("an event as a whole address", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  cta:\n    label: Book\n    event: https://cal.com/studio/15min" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The path of an event on the booking site: two or three names separated by slashes, e.g. "studio/30min".",
        "field": "hero.cta.event",
        "file": "src/content/pages/audit.md",
        "fix": "event: studio/15min",
        "found": ""https://cal.com/studio/15min"",
        "line": 9,
      },
    ]
  `);
});

test("an event without its owner", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  cta:\n    label: Book\n    event: 30min" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The path of an event on the booking site: two or three names separated by slashes, e.g. "studio/30min".",
        "field": "hero.cta.event",
        "file": "src/content/pages/audit.md",
        "fix": "Copy the path from the address of the event's page: the part after https://cal.com/, up to a ? or #.",
        "found": ""30min"",
        "line": 9,
      },
    ]
  `);
});

test("an event in site.yaml that is not a path", async () => {
  expect(await problemsIn({ "site.yaml": writtenText("site.yaml").replace("studio/15min", "15 min") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The path of an event on the booking site: two or three names separated by slashes, e.g. "studio/30min".",
        "field": "booking.events[1]",
        "file": "src/content/site.yaml",
        "fix": "Copy the path from the address of the event's page: the part after https://cal.com/, up to a ? or #.",
        "found": ""15 min"",
        "line": 8,
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
        "fix": "src: ../images/team.png or, if it is another picture, add src/content/images/taem.png",
        "found": ""../images/taem.png"",
        "line": 8,
      },
    ]
  `);
});

test("a picture in an unsupported format", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  image:\n    src: ../images/crew.gif\n    alt: The team" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A picture whose name ends with .png, .jpg, .webp, .avif or .svg.",
        "field": "hero.image.src",
        "file": "src/content/pages/audit.md",
        "fix": "Save the picture in one of these formats, e.g. as ../images/crew.png",
        "found": ""../images/crew.gif"",
        "line": 8,
      },
    ]
  `);
});

test("a picture outside src/content", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  image:\n    src: ../../../public/favicon.svg\n    alt: The team" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A picture in src/content.",
        "field": "hero.image.src",
        "file": "src/content/pages/audit.md",
        "fix": "Put the picture into src/content/images, and write ../images/favicon.svg",
        "found": ""../../../public/favicon.svg"",
        "line": 8,
      },
    ]
  `);
});

test("a file that is not a picture", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  image:\n    src: ../images/text.png\n    alt: The team" }), "images/text.png": "no picture" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A picture that can be opened.",
        "field": "hero.image.src",
        "file": "src/content/pages/audit.md",
        "fix": "Save the picture again as .png, .jpg, .webp, .avif or .svg.",
        "found": "src/content/images/text.png: a file that is not a picture",
        "line": 8,
      },
    ]
  `);
});

test("an SVG without a size", async () => {
  expect(await problemsIn({ "images/tern.svg": "<svg></svg>" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A viewBox with spaces between its numbers, or a width and a height, in the first 1,000 characters of the file. The page needs the size to keep space for the picture.",
        "field": "tern.src",
        "file": "src/content/logos.yaml",
        "fix": "Add the size of the drawing, e.g. <svg viewBox="0 0 120 32" …>",
        "found": "src/content/images/tern.svg: an SVG without a size",
        "line": 3,
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
        "fix": "href: /services",
        "found": ""servces"",
        "line": 13,
      },
      {
        "expected": "Did you mean "#what-we-do"? The headings on /services: #what-we-do.",
        "field": "sections[0].items[1].href",
        "file": "src/content/pages/audit.md",
        "fix": "href: /services#what-we-do",
        "found": ""/services#what-we-did"",
        "line": 16,
      },
    ]
  `);
});

test("a picture with too many pixels, and one whose file is too large", async () => {
  const text = "![Wide](../images/wide.png)\n\n![Wide again](../images/wide.png)\n\n![Huge](../images/huge.png)\n\n![Heavy](../images/heavy.png)";
  const files = { "images/wide.png": pngOf(16_001, 10), "images/huge.png": pngOf(30_000, 30_000), "images/heavy.png": new Uint8Array(6_000_000) };
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, text), ...files })).toMatchInlineSnapshot(`
    [
      {
        "expected": "At most 16,000 px on the longer side and 100 million pixels in total.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Save the picture in a smaller size, e.g. 2,400 px wide.",
        "found": "src/content/images/wide.png: 16,001 × 10 px",
        "line": 8,
      },
      {
        "expected": "At most 16,000 px on the longer side and 100 million pixels in total.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Save the picture in a smaller size, e.g. 2,400 px wide.",
        "found": "src/content/images/huge.png: 30,000 × 30,000 px",
        "line": 12,
      },
      {
        "expected": "At most 5 MB.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Save the picture in a smaller size, e.g. 2,400 px wide, as .jpg or .webp.",
        "found": "src/content/images/heavy.png: a file of 5.7 MB",
        "line": 14,
      },
    ]
  `);
});

test("photos and panoramas from phones are accepted", async () => {
  const photo = await sharp({ create: { width: 4032, height: 3024, channels: 3, background: "#77aa88" } }).jpeg().withMetadata({ orientation: 6 }).toBuffer();
  const panorama = await sharp({ create: { width: 16_000, height: 4_000, channels: 3, background: "#77aa88" } }).png().toBuffer();
  const text = "![Upright](../images/IMG_0042.JPG)\n\n![A panorama](../images/panorama.png)";
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, text), "images/IMG_0042.JPG": photo, "images/panorama.png": panorama })).toEqual([]);
});

describe("a picture that a build could not show:", () => {
  test.each([
    ["an AVIF file that was cut off", "a.avif", async () => (await noise(400, 300).avif().toBuffer()).subarray(0, 2_000), "a damaged picture"],
    ["a WebP file that was cut off", "a.webp", async () => (await noise(400, 300).webp().toBuffer()).subarray(0, 5_000), "a file that is not a picture"],
    ["a drawing with the name of a picture", "a.png", () => '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h9"/></svg>', "a drawing in the SVG format"],
    ["a photo of an iPhone with another name", "a.jpg", async () => patched(patched(await noise(40, 30).avif().toBuffer(), "avif", "heic"), "avif", "heic"), "a picture in the format HEIC"],
    ["a document", "a.png", () => "%PDF-1.7\n", "a file that is not a picture"],
    ["nothing", "a.webp", () => "", "an empty file"],
    ["nothing that would be a drawing", "a.svg", () => "", "an empty file"],
  ])("%s", async (_name, file, content, found) => {
    expect((await problemsIn({ [`images/${file}`]: await content() })).map((problem) => problem.found)).toEqual([found]);
  });

  test.each([
    ["CMYK", "a.jpg", () => noise(40, 30).toColourspace("cmyk").jpeg().toBuffer()],
    ["a progressive JPEG", "a.jpeg", () => noise(400, 300).jpeg({ progressive: true }).toBuffer()],
    ["a JPEG that was cut off, which is shown as far as it goes", "a.jpg", async () => (await noise(400, 300).jpeg().toBuffer()).subarray(0, 9_000)],
    ["16 bits for each colour", "a.png", () => noise(40, 30).toColourspace("rgb16").png().toBuffer()],
    ["grey with transparency", "a.png", () => noise(40, 30).greyscale().ensureAlpha(0.5).png().toBuffer()],
    ["a palette", "a.png", () => noise(40, 30).png({ palette: true }).toBuffer()],
    ["lossless WebP with transparency", "a.webp", () => noise(40, 30).ensureAlpha(0.5).webp({ lossless: true }).toBuffer()],
    ["12 bits", "a.avif", () => noise(40, 30).avif({ bitdepth: 12 }).toBuffer()],
    ["a PNG with the name of a JPEG", "a.jpg", () => noise(40, 30).png().toBuffer()],
    ["a single pixel", "a.png", () => noise(1, 1).png().toBuffer()],
  ])("but not %s", async (_name, file, content) => {
    expect(await problemsIn({ [`images/${file}`]: await content() })).toEqual([]);
  });
});

test("a picture that no page uses is checked as well", async () => {
  expect(await problemsIn({ "images/text.png": "no picture" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A picture that can be opened.",
        "field": "file",
        "file": "src/content/images/text.png",
        "fix": "Save the picture again as .png, .jpg, .webp, .avif or .svg.",
        "found": "a file that is not a picture",
        "line": 1,
      },
    ]
  `);
});

test("an animated picture", async () => {
  const frames = ["#f00", "#00f"].map((background) => sharp({ create: { width: 8, height: 8, channels: 3, background } }).png().toBuffer());
  const moving = await sharp(await Promise.all(frames), { join: { animated: true } }).webp().toBuffer();
  expect(await problemsIn({ "pages/audit.md": page("audit", {}, "![Red and blue](../images/moving.webp)"), "images/moving.webp": moving })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A still picture.",
        "field": "text",
        "file": "src/content/pages/audit.md",
        "fix": "Save one of its frames as a separate picture.",
        "found": "src/content/images/moving.webp: an animated picture",
        "line": 8,
      },
    ]
  `);
});

test.each([
  ["whose tags do not match", '<svg viewBox="0 0 10 10"><g></svg>', "an SVG file with errors in its XML"],
  ["with text after its end", '<svg viewBox="0 0 10 10"></svg> and more', "an SVG file without a drawing"],
  ["whose size is a percentage", '<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%"></svg>', "an SVG without a size"],
  ["whose viewBox contains commas", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0,0,10,10"></svg>', "an SVG without a size"],
  ["that begins with a long comment", `<!-- ${"x".repeat(1200)} --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>`, "an SVG without a size"],
])("an SVG %s, which a build cannot show", async (_name, svg, found) => {
  expect((await problemsIn({ "images/tern.svg": svg })).map((problem) => problem.found)).toEqual([`src/content/images/tern.svg: ${found}`]);
});

test("the site's own event need not be listed", async () => {
  const site = writtenText("site.yaml").replace("[studio/30min, studio/15min]", "[]");
  expect(await problemsIn({ "site.yaml": site, "pages/audit.md": page("audit", {}, "[Book](https://cal.com/studio/30min)") })).toEqual([]);
});

/** A picture of random pixels. */
function noise(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: "#888", noise: { type: "gaussian", mean: 128, sigma: 60 } } });
}

/** A picture with the first occurrence of some bytes replaced. */
function patched(picture: Buffer, from: string, to: string): Buffer {
  const copy = Buffer.from(picture);
  copy.write(to, copy.indexOf(from), "latin1");
  return copy;
}

/** A PNG that says it is as large as this, with nothing in it. */
function pngOf(width: number, height: number): Uint8Array {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 0], 8);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", size), chunk("IDAT", deflateSync(Buffer.alloc(0))), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
