import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromBuffer } from "@capsizecss/unpack";
import { expect, onTestFinished, test } from "vitest";
import { FIXTURE } from "../../../fixtures/builds/project-copy.ts";
import { withHeadingFont } from "../../../../src/site/lean/heading-font.ts";

const VARIABLE = { name: "Outfit", subsets: [], files: [{ src: "src/content/brand/outfit-latin.woff2", weights: "300 600" }] };
const page = (heading: string, more = "") => `<html><head><link rel="preload" href="/big.woff2" as="font"><style>h1{margin:0}</style></head><body><h1 class="x">${heading}</h1>${more}</body></html>`;
/** As many bytes after compression. */
const noise = (bytes: number) => Array.from({ length: Math.ceil(bytes / 24) }, (_, i) => createHash("sha256").update(String(i)).digest("base64").slice(0, 32)).join("");

async function lean(html: string, font = VARIABLE, preloaded?: number): Promise<{ html: string; files: string[]; output: string }> {
  const output = await mkdtemp(join(tmpdir(), "readyslot-heading-"));
  onTestFinished(() => rm(output, { recursive: true, force: true }));
  if (preloaded) await writeFile(join(output, "big.woff2"), Buffer.alloc(preloaded));
  const done = await withHeadingFont(html, { root: FIXTURE, output, font });
  return { html: done, files: await readdir(join(output, "_astro/fonts")).catch(() => []), output };
}

const inlineFont = (html: string) => Buffer.from(/url\(data:font\/woff2;base64,([^)]+)\)/.exec(html)?.[1] ?? "", "base64");

test("a page has the letters of its heading as a font", async () => {
  const { html, files } = await lean(page("Nobody came to your site to <em>wait</em> &amp; see."));
  const bytes = inlineFont(html);
  expect(bytes.subarray(0, 4).toString()).toBe("wOF2");
  expect(bytes.length).toBeLessThan(2_200);
  expect((await fromBuffer(bytes)).unitsPerEm).toBe(1_000);
  expect(html).toContain("h1{font-family:h1,var(--font)}</style></head>");
  expect(files).toEqual([]);
});

const size = async (heading: string) => inlineFont((await lean(page(heading))).html).length;

test("letters are counted once, and more of them take more bytes", async () => {
  expect(await size("abcabcabc")).toBe(await size("cba"));
  expect(await size("abcdefghij")).toBeGreaterThan(await size("abc"));
});

test("a page that would then be larger than TCP's first flight preloads them instead, in front of the typeface", async () => {
  const { html, files, output } = await lean(page("Nobody came to wait.", `<p>${noise(12_800)}</p>`));
  const address = /<link rel="preload" href="(\/_astro\/fonts\/h1\.[\w-]{8}\.woff2)" as="font" type="font\/woff2" crossorigin><link rel="preload" href="\/big/.exec(html)?.[1] ?? "";
  expect(html).toContain(`font-display:optional;src:url(${address})`);
  expect(files).toEqual([address.split("/").at(-1)]);
  expect((await readFile(join(output, address))).subarray(0, 4).toString()).toBe("wOF2");
});

test("a typeface that comes as early needs no file for the heading beside it", async () => {
  const html = page("Nobody came to wait.", `<p>${noise(12_800)}</p>`);
  expect((await lean(html, VARIABLE, 15_000)).html).toBe(html);
  expect((await lean(html, VARIABLE, 19_000)).html).toContain("/_astro/fonts/h1.");
});

test("without a file in the weight of headings, or without a heading, the page stays as it is", async () => {
  const light = { ...VARIABLE, files: [{ src: "src/content/brand/outfit-latin.woff2", weights: "300 400" }] };
  expect((await lean(page("Hello"), light)).html).toBe(page("Hello"));
  const html = "<html><head></head><body><h2>Hello</h2></body></html>";
  expect((await lean(html)).html).toBe(html);
});
