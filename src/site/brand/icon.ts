import { createElement as h } from "react";
import { readFile } from "node:fs/promises";
import sharp from "sharp";
import type { SocialImage } from "../seo/social-image.ts";
import { scriptFonts, textDrawing } from "../seo/text-drawing.ts";
import type { BuiltBrand } from "./brand-build.ts";
import type { Mode } from "./brand-tokens.ts";
import { colouredSvg, inlineSvg, svgFile } from "./svg.ts";

/** The icon as pictures below /og with their sizes in px: for iOS's home screen, for the manifest, and for search engines, which require at least 112. */
export const ICONS = { "icon-180.png": 180, "icon-192.png": 192, "logo.png": 512 } as const;

/** The browser's icon, which follows its light or dark design. */
export async function iconSvg(siteName: string, brand: BuiltBrand = BRAND): Promise<string> {
  const { tokens } = brand;
  const drawing = brand.icon ? inlineSvg(await readFile(brand.icon, "utf8"), brand.icon) : withLetter(await monogram(siteName, brand), initialOf(siteName));
  const used = new Set(drawing.match(/(?<=var\(\s*)--[\w-]+/g));
  const values = (mode: Mode) => [...Object.entries(tokens[mode]).filter(([token]) => used.has(`--${token}`)).map(([token, value]) => `--${token}:${value}`), `color:${tokens[mode].ink}`].join(";");
  const style = `<style>:root{${values("light")}}@media(prefers-color-scheme:dark){:root{${values("dark")}}}</style>`;
  return svgFile(drawing, style);
}

/** The icon as pictures below /og, on the light design's paper: home screens and search engines show no transparency. */
export function iconImages(siteName: string, brand: BuiltBrand = BRAND): SocialImage[] {
  return Object.entries(ICONS).map(([file, size]) => ({ file, type: "image/png", alt: siteName, isKept: false, make: () => drawIcon(siteName, size, brand) }));
}

async function drawIcon(siteName: string, size: number, brand: BuiltBrand): Promise<Buffer> {
  const { tokens: { light } } = brand;
  const drawing = brand.icon ? await readFile(brand.icon, "utf8") : await monogram(siteName, brand);
  const background = brand.icon ? light.paper : light.accent;
  // Launchers cut the corners off; the outer tenth may be lost.
  const inner = Math.round(size * 0.8);
  const svg = colouredSvg(drawing, brand.icon ?? "the icon", light, inner);
  const picture = await sharp(Buffer.from(svg)).resize(inner, inner, { fit: "contain", background: "#0000" }).png().toBuffer();
  return sharp({ create: { width: size, height: size, channels: 3, background } }).composite([{ input: picture }]).removeAlpha().png().toBuffer();
}

const initialOf = (siteName: string) => [...new Intl.Segmenter().segment(siteName.replace(/^[^\p{L}\p{N}]+/u, "").toUpperCase())][0]?.segment ?? "";

/** A monogram without an outline of its letter gets it as a text: a browser has fonts for more letters than the brand. */
function withLetter(svg: string, letter: string): string {
  if (letter === "" || svg.includes("<path")) return svg;
  return svg.replace("</svg>", `<text x="32" y="47" font-family="system-ui,sans-serif" font-size="42" font-weight="600" text-anchor="middle" fill="var(--on-accent)">${letter}</text></svg>`);
}

/** The first letter of the site's name, on the accent. Without a font for the letter there is only the accent. */
async function monogram(siteName: string, { socialImage: { fonts } }: BuiltBrand): Promise<string> {
  const size = 64;
  const style = { display: "flex", width: size, height: size, alignItems: "center", justifyContent: "center", fontSize: 44, fontWeight: 600, color: "#000000" } as const;
  const initial = initialOf(siteName);
  const text = await textDrawing([initial], { width: size, height: size, fonts: [...fonts, ...scriptFonts([initial])], layout: ([shown]) => h("div", { style }, shown) });
  const outline = text.replace(/^<svg[^>]*>|<\/svg>$/g, "").replaceAll(/fill="(black|#000000|rgb\(0, ?0, ?0\))"/g, 'fill="var(--on-accent)"');
  return `<svg aria-hidden="true" viewBox="0 0 ${size} ${size}"><rect width="${size}" height="${size}" rx="12" fill="var(--accent)"/>${outline}</svg>`;
}
