import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import sharp from "sharp";
import { picturePath } from "../pictures/picture-path.ts";
import { cropSocialImage, drawSocialImage, type SocialImageText } from "./draw-social-image.ts";
import { siteColours } from "./token-colours.ts";

/** The data for the preview picture of a shared link. */
export interface SocialImageSource extends SocialImageText {
  /** The editor's own picture. */
  picture?: { src: string; alt: string } | undefined;
  /** The content file that names it, from the project's root: an entry's `filePath`. */
  from?: string | undefined;
}

export interface SocialImage {
  /** Its file name below /og, a hash of its content. */
  file: string;
  type: "image/png" | "image/jpeg";
  /** The alternative text. */
  alt: string;
  /** Whether the file name depends on everything in the picture, so that the next build can reuse it. */
  isKept: boolean;
  make(): Promise<Buffer>;
}

/** Part of the file names: a kept picture is out of date when the code that draws it changes. */
const CODE = import.meta.glob<string>("./{draw-*,*-drawing}.ts", { query: "?raw", import: "default", eager: true });

/**
 * The preview picture of a shared link: the editor's own, cropped, or one drawn from the title.
 *
 * @throws {Error} if the editor's picture does not exist.
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

/** The favicon as a picture for search engines, which require at least 112 pixels. */
export function logoImage(siteName: string): SocialImage {
  return { file: "logo.png", type: "image/png", alt: siteName, isKept: false, make: drawLogo };
}

async function drawLogo(): Promise<Buffer> {
  const { paper: background } = await siteColours();
  // The drawing is 32 px wide at 72 dots per inch.
  return sharp(LOGO, { density: 72 * 16 }).resize(512, 512, { fit: "contain", background }).flatten({ background }).png().toBuffer();
}

/** The content of `file`. If the file does not exist, creates it for the next build. */
export async function keptFile(file: string, make: () => Promise<Buffer>): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const content = await make();
  await mkdir(dirname(file), { recursive: true });
  // An interrupted build must not leave an incomplete picture behind.
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, content);
  await rename(unfinished, file);
  return content;
}
