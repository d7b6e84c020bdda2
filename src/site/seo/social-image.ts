import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import sharp from "sharp";
import { picturePath } from "../pictures/picture-path.ts";
import { cropSocialImage, drawSocialImage, type SocialImageText } from "./draw-social-image.ts";
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

/** What stands in `file`; where there is none, it is made and kept there for the next build. */
export async function keptFile(file: string, make: () => Promise<Buffer>): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const content = await make();
  await mkdir(dirname(file), { recursive: true });
  // A build that is broken off must not leave half a picture behind.
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, content);
  await rename(unfinished, file);
  return content;
}
