import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root as project } from "../../scripts/settings.ts";
import { checkContent } from "../../src/content-check/check-content.ts";
import { longTexts, longTextsText } from "../../src/content-check/long-texts.ts";
import { OPTIONS, page, writtenSite, writtenText } from "./written-site.ts";

/** Texts that are longer than what the design has room for are notes, not problems. */

const LABEL = "Jetzt unverbindlichen Beratungstermin vereinbaren";
const withLabel = (label: string) => page("audit", { hero: `\n  heading: All about it\n  text: Look.\n  cta:\n    label: ${label}` });

const described = (description: string) => writtenSite({ "pages/audit.md": page("audit", { description }) });

/** The drawings of a site's notes. */
async function drawings(files: Record<string, string>): Promise<string[]> {
  const root = await writtenSite(files);
  expect(await checkContent(root, OPTIONS)).toEqual([]);
  return longTextsText(await longTexts(root)).split("\n").filter((line) => /^ {4}[┌│├└]/.test(line)).map((line) => line.trim());
}

test("a long button is no problem, and noted with its place and a drawing of its lines", async () => {
  const root = await writtenSite({ "pages/audit.md": withLabel(LABEL) });
  expect(await checkContent(root, OPTIONS)).toEqual([]);
  expect(longTextsText(await longTexts(root))).toBe(`Lengths of texts. These are no mistakes; docs/brand.md#lengths-of-texts shows what happens.

  src/content/pages/audit.md:8  hero.cta.label: 49 characters; there is room for about 30, and the rest takes more lines
    ┌────────────────────────────────┐
    │ Jetzt unverbindlichen          │
    ├╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┤
    │ Beratungstermin vereinbaren    │
    └────────────────────────────────┘`);
});

test("the command prints notes, as warnings on GitHub, and exits with 0", async () => {
  const root = await writtenSite({ "pages/audit.md": withLabel(LABEL) });
  const { status, stdout } = spawnSync(process.execPath, [join(project, "scripts/check-content.ts")], { encoding: "utf8", env: { PATH: process.env.PATH, CONTENT_ROOT: root, GITHUB_ACTIONS: "true" } });
  expect(stdout).toContain("hero.cta.label: 49 characters; there is room for about 30");
  expect(stdout).toMatch(/^::warning file=src\/content\/pages\/audit\.md,line=8,title=hero\.cta\.label::49 characters; .*%0A┌─+┐%0A/m);
  expect(status).toBe(0);
});

test("texts with placeholders and in lists are noted as well", async () => {
  const site = writtenText("site.yaml").replace("Ready {ms} ms after your click", `Ready {ms} ms after your click, ${"and it shows ".repeat(4)}`).replace("home: Home", "home: The page on which everything begins");
  const root = await writtenSite({ "site.yaml": site, "people.yaml": `mara:\n  name: ${"Mara ".repeat(14)}\n  role: Founder\n` });
  expect((await longTexts(root)).map(({ file, field }) => `${file} ${field}`)).toEqual(["src/content/people.yaml mara.name", "src/content/site.yaml booking.dialog.ready", "src/content/site.yaml words.home"]);
});

describe("a description", () => {
  test("that says little is noted", async () => {
    const root = await described("Short.");
    expect(await checkContent(root, OPTIONS)).toEqual([]);
    expect(longTextsText(await longTexts(root))).toContain("src/content/pages/audit.md:3  description: 6 characters; search results have room for 50 to 160");
  });

  test("that is long is noted, and drawn as search results cut it off", async () => {
    const long = `${"Long and longer. ".repeat(10)}End.`;
    const lines = await drawings({ "pages/audit.md": page("audit", { description: long }) });
    expect(lines).toHaveLength(5);
    expect(lines.at(-2)).toMatch(/^│ .*…\s+│$/);
    expect(longTextsText(await longTexts(await described(long)))).toContain("description: 174 characters; search results show about 160");
  });

  test("in Chinese needs half as many characters", async () => {
    const root = await described("我们找出访客在等待什么并把它去掉，从三十分钟免费审核开始吧");
    expect(await longTexts(root)).toEqual([]);
  });
});

test("a Chinese character takes the room of two others", async () => {
  const label = "立即预约免费的网站性能审核服务吧";
  const root = await writtenSite({ "pages/audit.md": withLabel(label) });
  expect((await longTexts(root)).map(({ field, width }) => [field, width])).toEqual([["hero.cta.label", 32]]);
  expect(longTextsText(await longTexts(root))).toContain("16 characters, as wide as 32; there is room for about 30");
  expect(await drawings({ "pages/audit.md": withLabel(label) })).toContain("│ 立即预约免费的网站性能审核服务 │");
});

test("a word that is longer than a line is broken, and a very long text is shortened", async () => {
  const lines = await drawings({ "pages/audit.md": withLabel("Donaudampfschifffahrtsgesellschaft") });
  expect(lines).toContain("│ Donaudampfschifffahrtsgesellsc │");
  expect(await drawings({ "pages/audit.md": page("audit", { hero: `\n  heading: All about it\n  text: ${"Many words follow one another here. ".repeat(16)}` }) })).toHaveLength(11);
});

test("a site without long texts has no notes", async () => {
  expect(await longTexts(await writtenSite({}))).toEqual([]);
});
