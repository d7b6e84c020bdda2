import sharp from "sharp";
import { SOCIAL_IMAGE } from "./draw-social-image.ts";
import type { TokenColours } from "./token-colours.ts";

/**
 * An editor's own picture as the picture that goes with a shared link, upright and cropped to shape.
 *
 * JPEG, because not every reader of shared links knows a younger format, and a photograph as PNG weighs megabytes.
 */
export function cropSocialImage(picture: Buffer, { paper }: TokenColours): Promise<Buffer> {
  // As Astro makes the page's own pictures: a damaged one as far as it can be read, and turned as the camera noted.
  return sharp(picture, { failOn: "none" })
    .autoOrient()
    .resize({ ...SOCIAL_IMAGE, fit: "cover" })
    .flatten({ background: paper })
    .jpeg({ quality: 80, mozjpeg: true })
    .toBuffer();
}
