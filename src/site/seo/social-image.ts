import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { picturePath } from "../pictures/picture-path.ts";
import { colouredSvg } from "../brand/svg.ts";
import { scriptFonts } from "./text-drawing.ts";
import { ART_HEIGHT, cropSocialImage, drawSocialImage, type SocialImageStyle, type SocialImageText } from "./draw-social-image.ts";

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
  const style = await siteStyle();
  if (!picture) {
    const name = nameOf(JSON.stringify([words, style, scriptFonts([words.title, words.siteName]), CODE]));
    return { file: `${name}.png`, type: "image/png", alt: words.title, isKept: true, make: () => drawSocialImage(words, style) };
  }
  const original = await readFile(picturePath(from, picture.src));
  const name = nameOf(Buffer.concat([original, Buffer.from(JSON.stringify([style.tokens.paper, CODE]))]));
  return { file: `${name}.jpg`, type: "image/jpeg", alt: picture.alt, isKept: true, make: () => cropSocialImage(original, style.tokens) };
}

function nameOf(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}

/** The look that src/site.config.ts describes. */
async function siteStyle(): Promise<SocialImageStyle> {
  const { tokens, socialImage: { art, fonts } } = BRAND;
  return { tokens: tokens.light, fonts, art: art && colouredSvg(await readFile(art, "utf8"), art, tokens.light, ART_HEIGHT) };
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
