import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { root } from "../../scripts/settings.ts";
import { checkContent } from "../../src/content-check/check-content.ts";
import { readContent } from "../../src/site/content-files/content-source.ts";
import { LONGEST_PART } from "../../src/content-check/file-problems.ts";
import { PICTURE_LIMITS } from "../../src/content-check/pictures/image-files.ts";
import { TEXT_LIMITS } from "../../src/site/content-files/text-bounds.ts";
import { section } from "../../src/site/schema/sections.ts";
import { FIXTURE } from "../fixtures/builds/project-copy.ts";
import { OPTIONS } from "./written-site.ts";

const guide = await readFile(join(root, "docs", "editing.md"), "utf8");
const types = section.options.map(({ shape }) => shape.type.value);

test("the guide's whole page is one that could go out as it stands", async () => {
  const example = /```markdown\n([\s\S]*?)```/.exec(guide)?.[1];
  const copy = await mkdtemp(join(tmpdir(), "readyslot-guide-"));
  onTestFinished(() => rm(copy, { recursive: true, force: true }));
  await cp(join(FIXTURE, "src/content"), join(copy, "src/content"), { recursive: true });
  await writeFile(join(copy, "src/content/pages/services/audit.md"), example ?? "");
  expect(await checkContent(copy, OPTIONS)).toEqual([]);
});

test("the guide states the limits of a picture that the check goes by", () => {
  const { megabytes, side, megapixels } = PICTURE_LIMITS;
  const text = guide.replace(/\s+/g, " ");
  expect(text).toContain(`up to ${megabytes} MB, ${side.toLocaleString("en")} pixels on the longer side and ${megapixels} million pixels in all`);
});

test("the guide states the limits of a text that the check goes by", () => {
  const { kilobytes, links, pictures, levels, address, cells } = TEXT_LIMITS;
  const text = guide.replace(/\s+/g, " ");
  expect(text).toContain(`up to ${kilobytes} KB of text, ${links.toLocaleString("en")} links, ${pictures} pictures and ${cells.toLocaleString("en")} table cells, and quotes and lists nested up to ${levels} levels deep. A link's address may have ${address.toLocaleString("en")} characters, and a file's name ${LONGEST_PART}.`);
});

test("the guide shows every section, the page's top among them, with a picture", async () => {
  const pictures = (await readdir(join(root, "docs", "sections"))).map((name) => name.replace(".png", ""));
  expect(pictures.toSorted()).toEqual([...types, "hero"].toSorted());
  for (const name of pictures) expect(guide).toContain(`](sections/${name}.png)`);
});

test("the demo site uses every section", async () => {
  const pages = (await readContent(FIXTURE)).filter(({ kind }) => kind === "page");
  const used = pages.flatMap(({ data }) => (data as { sections?: { type: string }[] }).sections?.map(({ type }) => type) ?? []);
  expect([...new Set(used)].toSorted()).toEqual(types.toSorted());
});
