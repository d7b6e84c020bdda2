import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fromFile } from "@capsizecss/unpack/fs";
import type { AstroUserConfig } from "astro";
import { fontProviders } from "astro/config";
import { fileNames } from "../content-files/content-source.ts";
import type { Brand } from "./brand-schema.ts";
import { fontPath } from "./font-path.ts";

type Families = NonNullable<AstroUserConfig["fonts"]>;

/** A font file with the characters that it is for. */
interface FontFile {
  /** A path from the project's root or a file of a package. */
  readonly src: string;
  readonly weights: string;
  readonly range: string | undefined;
}

/** The properties of Astro's <Font>. */
export interface BrandFont {
  readonly cssVariable: string;
  /** The file that is preloaded, if it is one of this family's. */
  readonly preload: false | readonly { readonly weight: string }[];
}

export interface BrandFonts {
  /**
   * For Astro's `fonts`: a family for each set of characters, because a face for other characters made Chrome take up the
   * first one late. The weights of a set share a family, so that a heading finds its own.
   */
  readonly families: Families;
  readonly fonts: readonly BrandFont[];
  /** The value of --font, and the faces of the fallback. */
  readonly stack: string;
  readonly css: string;
}

const SYSTEM = "system-ui, sans-serif";

/**
 * The typeface for Astro's Fonts API, and a fallback with its metrics. Files for characters that no content contains
 * are left out, because their ranges take 200 bytes of every page; the only one that is left needs no range.
 *
 * @throws {TypeError} if a file or a package is missing.
 */
export async function brandFonts(root: string, font: Brand["font"]): Promise<BrandFonts> {
  if (!font) return { families: [], fonts: [], stack: SYSTEM, css: "" };
  const [first, ...others] = font.files?.map(({ src, weights, range }) => ({ src, weights, range })) ?? packageFiles(root, font.package ?? "", font.subsets);
  if (!first) throw new TypeError(`src/site.config.ts: brand.font.subsets: ${font.package} has none of the subsets ${font.subsets.join(", ")}.`);
  const texts = others.length > 0 ? await contentTexts(root) : "";
  const files = [first, ...others.filter(({ range }) => !range || contains(range, texts))];
  const sets = [...Map.groupBy(files, ({ range }) => range?.replaceAll(/\s/g, "").toUpperCase() ?? "").values()];
  const fallback = `${font.name} fallback`;
  const families = sets.map((set, i) => ({
    name: font.name,
    cssVariable: `--font-${i}`,
    provider: fontProviders.local(),
    // Text is drawn at once and never drawn anew: with "swap" a late font moved the page (CLS 0.04 to 0.08 at 360 and 768 px).
    display: "optional",
    fallbacks: [],
    optimizedFallbacks: false,
    options: { variants: set.map(({ src, weights, range }) => ({ src: [relativeToRoot(root, src)], weight: weights, style: "normal", ...(range && sets.length > 1 && { unicodeRange: range.split(/,\s*/) }) })) },
  })) as unknown as Families;
  const fonts = families.map(({ cssVariable }, i) => ({ cssVariable, preload: i === 0 && [{ weight: first.weights }] }));
  return {
    families,
    fonts,
    stack: [...fonts.map(({ cssVariable }) => `var(${cssVariable})`), `"${fallback}"`, SYSTEM].join(", "),
    css: await fallbackCss(fontPath(root, first.src), fallback),
  };
}

/** The first file that has letters of this text in this weight; undefined if there is none. */
export function fileWith(text: string, weight: number, font: NonNullable<Brand["font"]>, root: string): { path: string; isVariable: boolean } | undefined {
  const letters = text.replaceAll(/[^\p{L}]/gu, "");
  for (const { src, weights, range } of font.files ?? packageFiles(root, font.package ?? "", font.subsets)) {
    const [least = 0, most = least] = weights.split(" ").map(Number);
    if (least <= weight && weight <= most && (!range || contains(range, letters))) return { path: fontPath(root, src), isVariable: least < most };
  }
  return undefined;
}

/** As the local provider expects it. */
function relativeToRoot(root: string, src: string): string {
  fontPath(root, src);
  return src.startsWith("src/") ? `./${src}` : src;
}

/**
 * The files of a package of Fontsource, whose style sheets name the subset above each face: "/* inter-latin-wght-normal *" + "/".
 * A package without a variable font has a style sheet for each weight; pages use 400 for texts and 600 for headings.
 */
function packageFiles(root: string, name: string, subsets: readonly string[]): FontFile[] {
  const index = fontPath(root, `${name}/index.css`);
  const weights = ["400.css", "600.css"].map((file) => join(dirname(index), file)).filter((file) => existsSync(file));
  const css = (name.startsWith("@fontsource-variable/") || weights.length === 0 ? [index] : weights).map((file) => readFileSync(file, "utf8")).join("");
  const faces = [...css.matchAll(/\/\*\s*(\S+)\s*\*\/\s*@font-face\s*\{([^}]*)\}/g)].map(([, label = "", face = ""]) => {
    const value = (property: string) => new RegExp(`${property}:\\s*([^;]+);`).exec(face)?.[1]?.trim();
    const file = /url\(\.?\/?(files\/[^)]+\.woff2)\)/.exec(value("src") ?? "")?.[1];
    return { label, src: `${name}/${file}`, weights: value("font-weight") ?? "400", range: value("unicode-range") };
  });
  const base = name.split("/")[1] ?? "";
  return subsets.flatMap((subset) => faces.filter(({ label }) => label.startsWith(`${base}-${subset}-`) && /^(wght|\d+)-normal$/.test(label.slice(base.length + subset.length + 2))));
}

async function contentTexts(root: string): Promise<string> {
  const folder = join(root, "src/content");
  const names = (await fileNames(folder)).filter((name) => /\.(md|yaml)$/.test(name));
  return names.map((name) => readFileSync(join(folder, name), "utf8")).join("");
}

/** The code points of a unicode-range: "U+0100-0130, U+2113, U+4??". */
export function parsedRange(range: string): [from: number, to: number][] {
  return range.split(",").map((part) => {
    const [from = "", to = from] = part.trim().slice(2).split("-");
    return [Number.parseInt(from.replaceAll("?", "0"), 16), Number.parseInt(to.replaceAll("?", "F"), 16)];
  });
}

/** Whether a text has a character of a unicode-range. */
export function contains(range: string, text: string): boolean {
  const parts = parsedRange(range);
  const points = new Set([...text].map((character) => character.codePointAt(0) ?? 0));
  return [...points].some((point) => parts.some(([from, to]) => point >= from && point <= to));
}

/** Average widths of Latin text in units of the font's em, from the fonts themselves, as in Astro's own fallbacks. */
const ARIAL = { normal: 913 / 2048, bold: 983 / 2048 };

/** Arial with the metrics of the typeface, so that a first page looks like the next one. Regular and bold are one family, which Astro's own fallbacks are not. */
async function fallbackCss(path: string, name: string): Promise<string> {
  const { ascent, descent, unitsPerEm, xWidthAvg } = await fromFile(path);
  // Without the gap between lines, which counts only where no line-height is set.
  const face = (weight: string, sources: string, width: number) => {
    const size = xWidthAvg / unitsPerEm / width;
    const percent = (value: number) => `${Math.round((value / unitsPerEm / size) * 1000) / 10}%`;
    return `@font-face { font-family: "${name}"; src: ${sources}; ${weight}size-adjust: ${Math.round(size * 1000) / 10}%; ascent-override: ${percent(ascent)}; descent-override: ${percent(Math.abs(descent))}; }\n`;
  };
  return face("", 'local("Arial"), local("Liberation Sans")', ARIAL.normal) + face("font-weight: 600; ", 'local("Arial Bold"), local("Liberation Sans Bold")', ARIAL.bold);
}
