import sharp from "sharp";
import type { SocialImage } from "./social-image.ts";
import { siteColours } from "./token-colours.ts";

const LOGO = "public/favicon.svg";

/** The favicon's drawing, large enough for search engines, which want 112 pixels at least. */
export function logoImage(siteName: string): SocialImage {
  return { file: "logo.png", type: "image/png", alt: siteName, isKept: false, make: drawLogo };
}

async function drawLogo(): Promise<Buffer> {
  const { paper: background } = await siteColours();
  // The drawing is 32 px wide at 72 dots per inch.
  return sharp(LOGO, { density: 72 * 16 }).resize(512, 512, { fit: "contain", background }).flatten({ background }).png().toBuffer();
}
