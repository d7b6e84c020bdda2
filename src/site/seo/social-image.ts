import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { picturePath } from "../picture-path.ts";
import { cropSocialImage } from "./draw-cropped-image.ts";
import { drawSocialImage, type SocialImageText } from "./draw-social-image.ts";
import { siteColours } from "./token-colours.ts";

/** What the picture of a shared link is made from. */
export interface SocialImageSource extends SocialImageText {
  /** An editor's own picture. */
  picture?: { src: string; alt: string } | undefined;
  /** The content file that names it, from the project's root: an entry's `filePath`. */
  from?: string | undefined;
}

export interface SocialImage {
  /** Its file under /og, named after what is on it: another picture has another address. */
  file: string;
  type: "image/png" | "image/jpeg";
  /** What it shows, for those who cannot see it. */
  alt: string;
  /** Whether its name says all that is on it, so that the next build may have it as it is. */
  isKept: boolean;
  make(): Promise<Buffer>;
}

/** A picture that was kept is no longer right when what draws it has changed. */
const CODE = import.meta.glob<string>("./{draw-*,*-drawing}.ts", { query: "?raw", import: "default", eager: true });

/**
 * The picture that goes with a shared link: the editor's own, cropped to shape, or one drawn from the title.
 *
 * @throws {Error} if there is no file at the editor's address.
 */
export async function socialImage({ picture, from = "", ...words }: SocialImageSource): Promise<SocialImage> {
  const colours = await siteColours();
  if (!picture) {
    const name = nameOf(JSON.stringify([words, colours, CODE]));
    return { file: `${name}.png`, type: "image/png", alt: words.title, isKept: true, make: () => drawSocialImage(words, colours) };
  }
  const original = await readFile(picturePath(from, picture.src));
  const name = nameOf(Buffer.concat([original, Buffer.from(JSON.stringify([colours, CODE]))]));
  return { file: `${name}.jpg`, type: "image/jpeg", alt: picture.alt, isKept: true, make: () => cropSocialImage(original, colours) };
}

function nameOf(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}
