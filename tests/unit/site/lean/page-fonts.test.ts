import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromBuffer } from "@capsizecss/unpack";
import { expect, onTestFinished, test } from "vitest";
import { FIXTURE } from "../../../fixtures/builds/project-copy.ts";
import { ONE_ROUND_TRIP, rangesOf, rangesWithout, withPageFonts } from "../../../../src/site/lean/page-fonts.ts";

const WHOLE = "/_astro/fonts/0123.woff2";
const page = (text: string, language = "en", range = "") =>
  `<html lang="${language}"><head><link rel="preload" href="${WHOLE}" as="font"><style>@font-face{font-family:Outfit-1;src:url("${WHOLE}") format("woff2");font-display:optional;font-weight:300 600;${range && `unicode-range:${range};`}}</style></head><body><p title="ß">${text}</p><script>const word = "ŧ";</script></body></html>`;

async function build(...pages: string[]): Promise<{ pages: string[]; files: string[]; fonts: string }> {
  const output = await mkdtemp(join(tmpdir(), "readyslot-page-fonts-"));
  onTestFinished(() => rm(output, { recursive: true, force: true }));
  const fonts = join(output, "_astro/fonts");
  await mkdir(fonts, { recursive: true });
  await writeFile(join(output, WHOLE), await readFile(join(FIXTURE, "src/content/brand/outfit-latin.woff2")));
  const made = await withPageFonts(pages, output);
  return { pages: made, files: (await readdir(fonts)).filter((name) => name.startsWith("t.")), fonts };
}

const TEXT = "The quick brown fox &amp; the lazy dog jump 0123456789 times. <code>[#]</code>";

test("a page preloads a file with its characters, and keeps the whole file for others", async () => {
  const { pages: [html = ""], files, fonts } = await build(page(TEXT));
  const own = `/_astro/fonts/${files[0]}`;
  expect(files.length).toBe(1);
  expect(html).toContain(`<link rel="preload" href="${own}" as="font">`);
  const [whole = "", subset = "", ...more] = html.match(/@font-face\{[^}]*\}/g) ?? [];
  expect(more).toEqual([]);
  expect(whole).toContain(WHOLE);
  expect(whole).toMatch(/unicode-range:U\+C0-1FFF,U\+2300-1FFFF\}/);
  expect(subset).toBe(`@font-face{font-family:Outfit-1;src:url("${own}");font-display:optional;font-weight:300 600;unicode-range:${/unicode-range:([^}]*)/.exec(subset)?.[1]}}`);
  // No "ß" of an attribute and no "ŧ" of a script.
  expect(subset).toMatch(/unicode-range:U\+20-BF,U\+2000-22FF\}/);
  const bytes = await readFile(join(fonts, files[0] ?? ""));
  expect(bytes.length).toBeLessThan(16_000);
  expect((await fromBuffer(bytes)).unitsPerEm).toBe(1_000);
});

test("families have short names, the same in all places", async () => {
  const html = page(TEXT).replaceAll("Outfit-1", "Outfit-0123456789abcdef").replace("</style>", ":root{--font-0:Outfit-0123456789abcdef}</style>");
  const { pages: [made = ""] } = await build(html);
  expect(made).not.toContain("0123456789abcdef");
  expect(made.match(/Outfit\d+/g)).toEqual(["Outfit0", "Outfit0", "Outfit0"]);
});

test("pages in a language share a file, and each language has its own", async () => {
  const { pages, files } = await build(page("One two"), page("Three"), page("Größe", "de"));
  const preloaded = pages.map((html) => /preload" href="([^"]+)/.exec(html)?.[1]);
  expect(preloaded[0]).toBe(preloaded[1]);
  expect(preloaded[2]).not.toBe(preloaded[0]);
  expect(files.length).toBe(2);
});

test("a face keeps to its own characters", async () => {
  const { pages: [html = ""] } = await build(page("é à", "en", "U+00E0-00E9"));
  expect(html.match(/unicode-range:[^;}]*/g)).toEqual(["unicode-range:U+E1-E8", "unicode-range:U+E0,U+E9"]);
});

test("without a character of a face, or with nearly all of them, or without its file, the page stays as it is", async () => {
  for (const html of [page("abc", "en", "U+400-4FF"), page(Array.from({ length: 400 }, (_, i) => String.fromCharCode(32 + i)).join("")), page("abc").replaceAll("0123", "gone")]) {
    expect((await build(html)).pages).toEqual([html]);
  }
});

test("ligatures are left out where a file then comes a round trip earlier", async () => {
  const text = " (),-./0123456789:?@ABCDEFGHIJKLMNOPRSTUVWYabcdefghijklmnopqrstuvwxyz·×’“”€";
  const { files, fonts } = await build(page(text));
  expect((await readFile(join(fonts, files[0] ?? ""))).length).toBeLessThanOrEqual(ONE_ROUND_TRIP);
  // With more characters nothing is gained, so they stay.
  const more = await build(page(Array.from({ length: 95 }, (_, i) => `&#${32 + i};`).join("")));
  expect((await readFile(join(more.fonts, more.files[0] ?? ""))).length).toBeGreaterThan(17_500);
});

test("a range without characters", () => {
  expect(rangesWithout("U+61-66, U+4??", ["b", "f", "Ͽ", "Ѐ", "a"])).toBe("U+63-65,U+401-4FF");
  expect(rangesWithout("U+61-62", ["a", "b"])).toBe("");
});

test("neighbours are one range", () => {
  expect(rangesOf(["c", "a", "b", "b", "ä", "€", "😀"])).toBe("U+61-63,U+E4,U+20AC,U+1F600");
});
