import { expect, test } from "vitest";
import { checkContent } from "../../src/content-check/check-content.ts";
import { longTexts, longTextsText } from "../../src/content-check/long-texts.ts";
import { OPTIONS, page, writtenSite, writtenText } from "./written-site.ts";

/** Texts that are longer than what the design has room for are notes, not problems. */

const LABEL = "Jetzt unverbindlichen Beratungstermin vereinbaren";

test("a long button is no problem, and noted with its place", async () => {
  const root = await writtenSite({ "pages/audit.md": page("audit", { hero: `\n  heading: All about it\n  text: Look.\n  cta:\n    label: ${LABEL}` }) });
  expect(await checkContent(root, OPTIONS)).toEqual([]);
  const long = await longTexts(root);
  expect(long).toEqual([{ file: "src/content/pages/audit.md", line: 8, field: "hero.cta.label", length: LABEL.length, fits: 30 }]);
  expect(longTextsText(long)).toBe(
    `Long texts. They are shown in full, on more lines than the design expects: look at them on a phone.\n  src/content/pages/audit.md:8  hero.cta.label: ${LABEL.length} characters; there is room for about 30`,
  );
});

test("texts with placeholders and in lists are noted as well", async () => {
  const site = writtenText("site.yaml").replace("Ready {ms} ms after your click", `Ready {ms} ms after your click, ${"and it shows ".repeat(4)}`).replace("home: Home", "home: The page on which everything begins");
  const root = await writtenSite({ "site.yaml": site, "people.yaml": `mara:\n  name: ${"Mara ".repeat(14)}\n  role: Founder\n` });
  expect((await longTexts(root)).map(({ file, field }) => `${file} ${field}`)).toEqual(["src/content/people.yaml mara.name", "src/content/site.yaml booking.dialog.ready", "src/content/site.yaml words.home"]);
});

test("a Chinese character takes the room of two others", async () => {
  const root = await writtenSite({ "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  cta:\n    label: 立即预约免费的网站性能审核服务吧", title: "审核" }) });
  expect((await longTexts(root)).map(({ field, length }) => [field, length])).toEqual([["hero.cta.label", 32]]);
});

test("a site without long texts has no notes", async () => {
  expect(await longTexts(await writtenSite({}))).toEqual([]);
});
