import { createElement as h, type CSSProperties } from "react";
import sharp from "sharp";
import { writingDirection } from "../language.ts";
import { textDrawing } from "./text-drawing.ts";
import type { TokenColours } from "./token-colours.ts";

export interface SocialImageText {
  title: string;
  siteName: string;
  language: string;
}

/** Pixels. Open Graph and Twitter's large card show this shape uncropped. */
export const SOCIAL_IMAGE = { width: 1200, height: 630 };

/** Draws the preview picture of a shared link as PNG. Words with letters that the font does not have are left out. */
export async function drawSocialImage({ title, siteName, language }: SocialImageText, colours: TokenColours): Promise<Buffer> {
  const { width, height } = SOCIAL_IMAGE;
  const isRtl = writingDirection(language) === "rtl";
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
    letterSpacing: "-0.03em",
    color: colours.ink,
  };
  const titleStyle: CSSProperties = { maxWidth: 690, fontSize: titleSize(title), lineHeight: 1.05, wordBreak: "break-word", textWrap: "balance" };
  const text = await textDrawing([siteName, title], {
    width,
    height,
    layout: ([name, words]) => h("div", { style: frame }, h("div", { style: { fontSize: 44 } }, name), h("div", { style: titleStyle }, words)),
  });
  // Cut off at the edge where lines end.
  const stopwatch = `<g transform="translate(${isRtl ? -86 : 768} 16) scale(1.08)">${stopwatchDrawing(colours)}</g>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${colours.paper}"/>${stopwatch}${text}</svg>`;
  return sharp(Buffer.from(svg)).png({ palette: true, colours: 32, effort: 1 }).toBuffer();
}

/** Pixels. A title of 60 characters takes at most four lines. */
function titleSize(title: string): number {
  const length = [...title].length;
  if (length <= 24) return 104;
  return length <= 42 ? 88 : 74;
}

/**
 * Crops an editor's picture to the preview picture of a shared link, upright.
 *
 * JPEG, because not every service supports newer formats and a photo as PNG takes megabytes.
 */
export function cropSocialImage(picture: Buffer, { paper }: TokenColours): Promise<Buffer> {
  // Like Astro's own pictures: damaged files are read as far as possible, and the camera's orientation is applied.
  return sharp(picture, { failOn: "none" })
    .autoOrient()
    .resize({ ...SOCIAL_IMAGE, fit: "cover" })
    .flatten({ background: paper })
    .jpeg({ quality: 80, mozjpeg: true })
    .toBuffer();
}

/** The drawing of Stopwatch.astro for a picture: 480 wide, with its centre at 240, 318. */
export function stopwatchDrawing({ paper, ink, edge, accent }: TokenColours): string {
  return `<g fill="none" stroke="${ink}" stroke-width="2.5">
    <path d="M225 86V56h30v30"/>
    <rect x="206" y="16" width="68" height="40" rx="8"/>
    <path d="M220 26v20M230 26v20M240 26v20M250 26v20M260 26v20"/>
    <g transform="rotate(42 240 318)"><path d="M232 84V70h16v14"/><rect x="224" y="52" width="32" height="18" rx="5"/></g>
    <circle cx="240" cy="318" r="234" fill="${paper}" stroke-width="4"/>
    <circle cx="240" cy="318" r="220" stroke="${edge}" stroke-width="1"/>
    <path d="${ticks({ count: 150, from: 199, to: 209 })}" stroke="${edge}" stroke-width="1.25"/>
    <path d="${ticks({ count: 30, from: 191, to: 209 })}"/>
    <path d="${arc(30, 168)}" stroke="${accent}" stroke-width="14"/>
    <path d="M240 350V118" stroke-width="4" stroke-linecap="round" transform="rotate(30 240 318)"/>
    <circle cx="240" cy="318" r="10" fill="${ink}" stroke="none"/>
  </g>`;
}

function ticks({ count, from, to }: { count: number; from: number; to: number }): string {
  return Array.from({ length: count }, (_, i) => `M${point((i / count) * 360, from)}L${point((i / count) * 360, to)}`).join("");
}

/** From twelve o'clock to the hand. */
function arc(degrees: number, radius: number): string {
  return `M${point(0, radius)}A${radius} ${radius} 0 0 1 ${point(degrees, radius)}`;
}

function point(degrees: number, radius: number): string {
  const angle = (degrees / 180) * Math.PI;
  return `${(240 + radius * Math.sin(angle)).toFixed(2)} ${(318 - radius * Math.cos(angle)).toFixed(2)}`;
}
