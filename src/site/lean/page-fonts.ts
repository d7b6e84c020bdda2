import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import subsetFont from "subset-font";
import { contains, parsedRange } from "../brand/brand-fonts.ts";
import { dateWords, textOf } from "./page-text.ts";

/** A face of Astro's Fonts API. */
const FACE = /@font-face\s*\{([^{}]*?\bsrc:\s*url\(["']?(\/_astro\/fonts\/[^"')]+\.woff2)["']?\)[^{}]*)\}/g;

/** In characters of CSS. Texts with more sets of characters have files for each of them already. */
const LONGEST_RANGE = 300;

/**
 * In bytes: a file up to this size comes one round trip after the page, a larger one two, in Lighthouse's slow 4G
 * (16,520 bytes with headers gave an LCP of 923 ms, 17,820 gave 1,054).
 */
export const ONE_ROUND_TRIP = 16_000;

/** What a browser applies to ordinary text by itself, and the figures of tables. Other alternates double the number of shapes. */
const FEATURES = ["ccmp", "locl", "rlig", "calt", "rclt", "kern", "mark", "mkmk", "tnum"];
const LIGATURES = ["liga", "clig"];

/** What a visitor types most, and what names of time zones have: "GMT+01:00". */
const ALWAYS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+:";

/** Blocks of signs as whole ranges keep the style sheet short. Those of their signs that no page has are shown in the fallback font. */
const SIGNS = [[0x20, 0xbf], [0x2000, 0x22ff]].flatMap(([from = 0, to = 0]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)));

/** HVAR and MVAR repeat what a variable font with TrueType outlines has in gvar. https://learn.microsoft.com/en-us/typography/opentype/spec/otvaroverview */
const UNNEEDED = ["STAT", "gasp", "HVAR", "MVAR"];

/** Scripts that need none but these features. */
const PLAIN = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]*$/u;

/**
 * The pages with files of the typeface that have only the characters of the site's pages in a page's language: half
 * the bytes, and the same file on all of these pages. The face of the whole file stays for all other characters, which a
 * visitor types or a script writes, and is requested only for those.
 *
 * @param output the folder of the built files, which gets the new ones.
 */
export async function withPageFonts(pages: readonly string[], output: string): Promise<string[]> {
  const texts = new Map<string, Set<string>>();
  for (const html of pages) {
    const language = languageOf(html);
    const text = texts.get(language) ?? new Set(dateWords(language) + ALWAYS);
    for (const character of textOf(html)) text.add(character);
    texts.set(language, text);
  }
  // By language, file and range.
  const made = new Map<string, Promise<OwnFace | undefined>>();
  return Promise.all(pages.map(async (html) => {
    let page = html;
    for (const [face, declarations = "", address = ""] of html.matchAll(FACE)) {
      const language = languageOf(html);
      const range = /unicode-range:\s*([^;]+)/.exec(declarations)?.[1];
      const key = [language, address, range].join(" ");
      const own = await (made.get(key) ?? made.set(key, subset(address, [...(texts.get(language) ?? [])], range, output)).get(key));
      if (!own) continue;
      // The two ranges do not overlap: once Chrome has given up waiting for one face, it requests the other.
      const whole = declarations.replaceAll(/\s*(?:unicode-range:[^;]+|font-style:\s*normal)(?:;|$)| format\(["']?woff2["']?\)/g, "").replace(/;?$/, ";");
      page = page.replace(face, () => `${own.others && `@font-face{${whole}unicode-range:${own.others}}`}@font-face{${whole.replace(address, own.address)}unicode-range:${own.range}}`);
      page = page.replaceAll(/<link rel="preload"[^>]*>/g, (link) => link.replace(`"${address}"`, `"${own.address}"`));
    }
    return shortFamilies(page);
  }));
}

/** With numbers in place of the digests in the names of Astro's families: "Outfit-0123456789abcdef". */
function shortFamilies(html: string): string {
  const names = [...new Set(html.match(/(?<=font-family:\s*["']?)[\w ]+-[\da-f]{16}(?=["']?;)/g))];
  return names.reduce((page, name, i) => page.replaceAll(name, `${name.slice(0, -17)}${i}`), html);
}

interface OwnFace {
  readonly address: string;
  readonly range: string;
  /** The range of the whole file's face without this one's. */
  readonly others: string;
}

async function subset(address: string, characters: readonly string[], range: string | undefined, output: string): Promise<OwnFace | undefined> {
  const whole = await readFile(join(output, address)).catch(() => undefined);
  const own = characters.filter((character) => character >= " " && (!range || contains(range, character)));
  const claimed = [...own, ...SIGNS.filter((character) => !range || contains(range, character))];
  const ranges = rangesOf(claimed);
  if (!whole || own.length === 0 || ranges.length > LONGEST_RANGE) return undefined;
  const text = own.join("");
  const make = (keepFeatures?: readonly string[]) => subsetFont(whole, text, { targetFormat: "woff2", noHinting: true, dropTables: UNNEEDED, ...(keepFeatures && { keepFeatures }) });
  let font = await make(PLAIN.test(text) ? [...FEATURES, ...LIGATURES] : undefined);
  if (PLAIN.test(text) && font.length > ONE_ROUND_TRIP) {
    const smaller = await make(FEATURES);
    if (smaller.length <= ONE_ROUND_TRIP) font = smaller;
  }
  if (font.length > whole.length * 0.8) return undefined;
  const name = `/t.${createHash("sha256").update(font).digest("base64url").slice(0, 7)}.woff2`;
  await writeFile(join(output, dirname(address), name), font);
  return { address: dirname(address) + name, range: ranges, others: rangesWithout(range, claimed) };
}

const languageOf = (html: string) => /<html\b[^>]*\blang="([^"]+)"/.exec(html)?.[1] ?? "en";

/** "U+20-22,U+E4" */
export function rangesOf(characters: readonly string[]): string {
  const points = [...new Set(characters.map((character) => character.codePointAt(0) ?? 0))].toSorted((a, b) => a - b);
  const runs: Run[] = [];
  for (const point of points) {
    const last = runs.at(-1);
    if (last && last[1] === point - 1) last[1] = point;
    else runs.push([point, point]);
  }
  return written(runs);
}

/** The range without these characters; of a face without a range, all but control characters and rare Chinese ones. */
export function rangesWithout(range: string | undefined, characters: readonly string[]): string {
  let runs = parsedRange(range ?? "U+20-1FFFF");
  for (const character of characters) {
    const point = character.codePointAt(0) ?? 0;
    runs = runs.flatMap(([from, to]): Run[] => (point < from || point > to ? [[from, to]] : [[from, point - 1], [point + 1, to]])).filter(([from, to]) => from <= to);
  }
  return written(runs);
}

type Run = [from: number, to: number];

const written = (runs: readonly Run[]) => runs.map(([from, to]) => (from === to ? `U+${hex(from)}` : `U+${hex(from)}-${hex(to)}`)).join(",");

const hex = (point: number) => point.toString(16).toUpperCase();
