import { createElement as h, type CSSProperties } from "react";
import sharp from "sharp";
import { writingDirection } from "../language.ts";
import { hasSeparateLetters } from "../languages/languages.ts";
import type { Tokens } from "../brand/brand-tokens.ts";
import { scriptFonts, textDrawing } from "./text-drawing.ts";

/** The look of the pictures: the colours of the light design, the fonts' files, and a drawing for the end of the picture. */
export interface SocialImageStyle {
  readonly tokens: Tokens;
  readonly fonts: readonly string[];
  /** The text of an SVG, coloured and ART_HEIGHT high: see colouredSvg(). */
  readonly art?: string | undefined;
}

export interface SocialImageText {
  title: string;
  siteName: string;
  language: string;
}

/** Pixels. */
export const ART_HEIGHT = 558;

/** Pixels. Open Graph and Twitter's large card show this shape uncropped. */
export const SOCIAL_IMAGE = { width: 1200, height: 630 };

/** Draws the preview picture of a shared link as PNG. Words with letters that the font does not have are left out. */
export async function drawSocialImage({ title, siteName, language }: SocialImageText, { tokens, fonts, art }: SocialImageStyle): Promise<Buffer> {
  const { width, height } = SOCIAL_IMAGE;
  const direction = writingDirection(language);
  const isRtl = direction === "rtl";
  const isSpaced = hasSeparateLetters(language);
  const frame: CSSProperties = {
    display: "flex",
    flexDirection: "column",
    justifyContent: "space-between",
    alignItems: isRtl ? "flex-end" : "flex-start",
    textAlign: isRtl ? "right" : "left",
    boxSizing: "border-box",
    width,
    height,
    padding: "60px 72px 64px",
    fontWeight: 600,
    letterSpacing: isSpaced ? "-0.03em" : 0,
    color: tokens.ink,
  };
  const titleStyle: CSSProperties = { maxWidth: art ? 690 : 1056, fontSize: titleSize(title), lineHeight: isSpaced ? 1.05 : 1.35, direction, wordBreak: "break-word", textWrap: "balance" };
  const text = await textDrawing([siteName, title], {
    width,
    height,
    fonts: [...fonts, ...scriptFonts([siteName, title])],
    layout: ([name, words]) => h("div", { style: frame }, h("div", { style: { fontSize: 44, direction } }, name), h("div", { style: titleStyle }, words)),
  });
  // Cut off at the edge where lines end.
  const drawing = art ? `<g transform="translate(${isRtl ? -86 : 768} 16) scale(1.08)">${art}</g>` : `<rect x="${isRtl ? width - 18 : 0}" width="18" height="100%" fill="${tokens.accent}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${tokens.paper}"/>${drawing}${text}</svg>`;
  return sharp(Buffer.from(svg)).png({ palette: true, colours: 32, effort: 1 }).toBuffer();
}

/** Pixels. A title of 60 characters takes at most four lines; the longest that the schema allows has 240. */
function titleSize(title: string): number {
  const length = [...title].length;
  if (length <= 24) return 104;
  if (length <= 42) return 88;
  if (length <= 60) return 74;
  return length <= 120 ? 50 : 36;
}

/**
 * Crops an editor's picture to the preview picture of a shared link, upright.
 *
 * JPEG, because not every service supports newer formats and a photo as PNG takes megabytes.
 */
export function cropSocialImage(picture: Buffer, { paper }: Pick<Tokens, "paper">): Promise<Buffer> {
  // Like Astro's own pictures: damaged files are read as far as possible, and the camera's orientation is applied.
  return sharp(picture, { failOn: "none" })
    .autoOrient()
    .resize({ ...SOCIAL_IMAGE, fit: "cover" })
    .flatten({ background: paper })
    .jpeg({ quality: 80, mozjpeg: true })
    .toBuffer();
}
