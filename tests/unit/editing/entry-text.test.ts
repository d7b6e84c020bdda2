import { describe, expect, test } from "vitest";
import { ENTRY_FORMATS } from "../../../src/editing/cms-config.ts";
import { entryProblems } from "../../../src/editing/entry-problems.ts";
import { fromFile, toFile, withPicturePaths, type EntryFormat } from "../../../src/editing/entry-text.ts";

const [page, site, faq] = [ENTRY_FORMATS.page, ENTRY_FORMATS.site, ENTRY_FORMATS.faqs] as [EntryFormat, EntryFormat, EntryFormat];

describe("a file that has two ways to write something", () => {
  test("has one form: events with and without words, the header's button, the lines of a prefill", () => {
    const text = "booking:\n  events:\n    - studio/15min\n    - link: studio/30min\n      title: Audit\n      prefill:\n        notes: First visit\n        guests:\n          - ada@example.com\n";
    const form = fromFile(text, site) as { booking: { events: object[] } };
    expect(form.booking.events).toEqual([{ link: "studio/15min" }, { link: "studio/30min", title: "Audit", prefill: "notes: First visit\nguests:\n  - ada@example.com" }]);
    expect(toFile(form as never, site)).toBe(text);
    expect(fromFile("---\nheaderButton: false\n---\n", page)).toEqual({ headerButton: { type: "none" }, body: "" });
    expect(fromFile("---\nheaderButton: {label: Call Us, href: tel:+49}\n---\n", page)).toEqual({ headerButton: { type: "button", label: "Call Us", href: "tel:+49" }, body: "" });
    expect(toFile({ headerButton: { type: "none" }, body: "" }, page)).toBe("---\nheaderButton: false\n---\n");
    expect(toFile({ headerButton: { type: "button", label: "Call Us" } }, page)).toBe("---\nheaderButton:\n  label: Call Us\n---\n");
  });

  test("has one form of old addresses, with and without a query", () => {
    const text = "---\nredirectFrom:\n  - /old\n  - from: /spring\n    query: utm_source=flyer\n---\n";
    expect(fromFile(text, page)).toEqual({ redirectFrom: [{ from: "/old" }, { from: "/spring", query: "utm_source=flyer" }], body: "" });
    expect(toFile(fromFile(text, page), page)).toBe(text);
  });

  test("keeps lines that are no prefill, for the check to report", () => {
    expect(toFile({ booking: { events: [{ link: "a/b", prefill: "first visit" }] } }, site)).toContain("prefill: first visit");
  });
});

describe("a form", () => {
  test("leaves out in a file what is empty or a default, and keeps a false that means something", () => {
    const form = { title: "A", description: "", draft: false, warmOnView: false, redirectFrom: [], seo: { noindex: false, image: null, canonical: "" }, hero: { heading: "A", text: "B", image: { src: "", alt: "" }, cta: null }, nav: { label: "A", order: "10", place: "header" }, sections: [{ type: "body", __sc_item_id: "1" }, { type: "steps", heading: "H", items: [{ heading: "a", text: "b", minutes: [0, 5] }] }], body: "" };
    expect(toFile(form, page)).toBe("---\ntitle: A\nseo:\n  noindex: false\nhero:\n  heading: A\n  text: B\nnav:\n  label: A\n  order: 10\nsections:\n  - type: body\n  - type: steps\n    heading: H\n    items:\n      - heading: a\n        text: b\n        minutes:\n          - 0\n          - 5\n---\n");
  });

  test.each([
    ["2027-01-15", 'title: "2027-01-15"\n'],
    ["#1 in Europe", 'title: "#1 in Europe"\n'],
    ["One: two # three", 'title: "One: two # three"\n'],
    ["true", 'title: "true"\n'],
    ["* * *", 'title: "* * *"\n'],
    ["two\nlines", "title: two lines\n"],
  ])("writes the text %j so that it is read again as it is", (title, yaml) => {
    expect(toFile({ title }, page)).toBe(`---\n${yaml}---\n`);
  });

  test("writes a day as a day, and a file without fields as an empty one", () => {
    expect(toFile({ title: "A", publishDate: "2027-01-15", body: "Text.\n\n" }, page)).toBe("---\ntitle: A\npublishDate: 2027-01-15\n---\n\nText.\n");
    expect(toFile({ sections: [{ type: "video", uploaded: "2027-01-15", heading: "2027-01-15" }] }, page)).toBe('---\nsections:\n  - type: video\n    uploaded: 2027-01-15\n    heading: "2027-01-15"\n---\n');
    expect(toFile({ question: "", answer: "" }, faq)).toBe("");
    expect(fromFile("Text without fields.\n\n---\n\nMore.\n\n---\n", page)).toEqual({ body: "Text without fields.\n\n---\n\nMore.\n\n---" });
  });

  test("keeps the alignment of a table's columns, which formatted text loses", () => {
    const text = "---\ntitle: A\n---\n\n| Name | ms |\n|---|--:|\n| A | 1 |\n";
    const { title, body } = fromFile(text, page) as { title: string; body: string };
    expect(toFile({ title, body: body.replace("|---|--:|", "| --- | --- |").replace("| A |", "| B |") }, page)).toBe(text.replace("| A |", "| B |"));
    expect(toFile({ title, body: body.replace("|---|--:|", "|:-:|---|") }, page)).toBe(text.replace("|---|--:|", "|:-:|---|"));
    expect(toFile({ title, body: "| New | ms |\n| --- | --- |" }, page)).toBe("---\ntitle: A\n---\n\n| New | ms |\n| --- | --- |\n");
  });

  test("keeps what the schema does not know", () => {
    expect(toFile(fromFile("---\ntitle: A\nmystery: {of: [1, 2]}\n---\nText", page), page)).toBe("---\ntitle: A\nmystery:\n  of:\n    - 1\n    - 2\n---\n\nText\n");
  });
});

test.each([
  ["src/content/pages/index.md", "../images/"],
  ["src/content/pages/services/audit.md", "../../images/"],
  ["src/content/logos/tern.yaml", "../images/"],
  ["src/content/site.yaml", "./images/"],
])("the pictures of %s have paths from its folder, also after it was moved", (file, folder) => {
  const pictures = { name: "@images", path: "src/content/images" };
  const entry = { hero: { image: { src: "@images/desk.png", alt: "@imagesque" } }, sections: [{ image: { src: "../../../images/logos/a.svg" } }], body: "![A](@images/a.png) and ![B](../images/b.png), not ../images/ alone" };
  expect(withPicturePaths(entry, file, pictures)).toEqual({ hero: { image: { src: `${folder}desk.png`, alt: "@imagesque" } }, sections: [{ image: { src: `${folder}logos/a.svg` } }], body: `![A](${folder}a.png) and ![B](${folder}b.png), not ../images/ alone` });
});

test("the mistakes of a form are described with the labels of its fields, in the words of the check", () => {
  const form = { title: "A", description: "A page about this and that, long enough to be of use.", hero: { heading: "A", text: "B", image: { src: "blob:http://localhost/1", alt: "" }, cta: { label: "Go", event: "studio/30min", href: "/pricing" } }, sections: [{ type: "faq", heading: "Fair questions", items: ["why-free"] }], body: "" };
  expect(entryProblems("page", form, page).map(({ place }) => place)).toEqual(["Hero › Image › Description of the picture", "Sections 1 › Items", "Hero › Booking button"]);
  expect(entryProblems("page", form, page)[1]).toMatchObject({ expected: expect.stringMatching(/2/) });
  expect(entryProblems("page", { ...form, sections: [], hero: { heading: "A", text: "B" } }, page)).toEqual([]);
});
