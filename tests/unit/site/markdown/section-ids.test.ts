import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../../scripts/settings.ts";
import { PAGE_IDS, sectionIds } from "../../../../src/site/markdown/heading-ids.ts";
import { section, type Section } from "../../../../src/site/schema/sections.ts";

const posts = (heading: string): Section => section.parse({ type: "posts", heading });

test("a section's id is its heading as an address", () => {
  expect(sectionIds([posts("What we do & how"), posts("Prices")], [])).toEqual(["what-we-do--how", "prices"]);
});

test("ids are unique: the headings of the text come first, then the sections", () => {
  expect(sectionIds([posts("Prices"), posts("Prices")], ["Prices"])).toEqual(["prices-1", "prices-2"]);
});

test("a section without a heading has none", () => {
  expect(sectionIds([section.parse({ type: "body" }), section.parse({ type: "quote", text: "A thought." })], [])).toEqual([undefined, undefined]);
});

test("no heading gets an id that the page uses outside its text", async () => {
  const around = await Promise.all(["src/site/Layout.astro", "src/booking/ui/BookingDialog.astro"].map((file) => readFile(join(root, file), "utf8")));
  const ids = around.flatMap((text) => [...text.matchAll(/ id="([^"]+)"/g)].map(([, id = ""]) => id));
  expect(ids.length).toBeGreaterThan(1);
  expect(PAGE_IDS).toEqual(expect.arrayContaining(ids));
  expect(sectionIds(ids.map(posts), [])).toEqual(ids.map((id) => `${id}-1`));
});
