import { expect, test } from "vitest";
import { section, type Section } from "../../src/site/schema/sections.ts";
import { sectionIds } from "../../src/site/section-ids.ts";

const posts = (heading: string): Section => section.parse({ type: "posts", heading });

test("a section's id is its heading as an address", () => {
  expect(sectionIds([posts("What we do & how"), posts("Prices")], [])).toEqual(["what-we-do--how", "prices"]);
});

test("no id is there twice: the Markdown's headings come first, then the sections in their order", () => {
  expect(sectionIds([posts("Prices"), posts("Prices")], ["Prices"])).toEqual(["prices-1", "prices-2"]);
});

test("a section without a heading has none", () => {
  expect(sectionIds([section.parse({ type: "body" }), section.parse({ type: "quote", text: "A thought." })], [])).toEqual([undefined, undefined]);
});
