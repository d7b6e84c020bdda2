import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { dirname } from "node:path/posix";
import type { Words } from "../content-problem.ts";
import { CONTENT } from "../../site/content-files/content-names.ts";
import { fileStamp, isUnchanged, type FileStamp } from "../../site/content-files/file-stamp.ts";

/** The limits of a picture, which docs/editing.md documents. Photos and panoramas from phones fit. */
export const PICTURE_LIMITS = {
  /** Larger files make the repository slow to clone. */
  megabytes: 5,
  /** Pixels of the longer side. WebP, which the pages use, allows 16,383. */
  side: 16_000,
  /** Millions of pixels. A build decodes all of them, and 5 MB can hold thousands of millions. */
  megapixels: 100,
};

export const IMAGE_FILE = /\.(png|jpe?g|webp|avif|svg)$/i;

/** The pictures in src/content. */
export interface ImageFiles {
  root: string;
  /** From the project's root, exactly as written: "src/content/images/team.png". */
  names: ReadonlySet<string>;
}

/** The path of a picture from a content file: "../images/team.png". */
export function imageSource(from: string, image: string): string {
  const [here, there] = [dirname(from).split("/"), image.split("/")];
  let shared = 0;
  while (shared < here.length && here[shared] === there[shared]) shared++;
  const up = "../".repeat(here.length - shared);
  return `${up || "./"}${there.slice(shared).join("/")}`;
}

export function isInContent(image: string): boolean {
  return image.startsWith(`${CONTENT}/`);
}

const looks = new Map<string, { stamp: FileStamp; words: Promise<Words | undefined> }>();

/** The problem with a picture's file. The result is cached until the file changes. */
export async function imageFileWords({ root }: ImageFiles, image: string): Promise<Words | undefined> {
  const path = join(root, image);
  const stamp = await fileStamp(path);
  const known = looks.get(path);
  if (known && isUnchanged(known.stamp, stamp)) return known.words;
  const words = lookAt(path, stamp.size);
  looks.set(path, { stamp, words });
  return words;
}

async function lookAt(path: string, size: number): Promise<Words | undefined> {
  const { megabytes, side, megapixels } = PICTURE_LIMITS;
  if (size > megabytes * 1024 * 1024) {
    return { found: `a file of ${(size / 1024 / 1024).toFixed(1)} MB`, expected: `At most ${megabytes} MB.`, fix: "Save the picture in a smaller size, e.g. 2,400 px wide, as .jpg or .webp." };
  }
  if (size === 0) return unreadable("an empty file");
  const content = await readFile(path);
  const isDrawing = /\.svg$/i.test(path);
  const drawing = isDrawing ? svgWords(content.toString("utf8")) : undefined;
  if (drawing) return drawing;
  const [{ default: sharp }, { imageMetadata }] = await Promise.all([import("sharp"), import("astro/assets/utils")]);
  // Without a limit, because sharp reports too many pixels like a file that is not a picture.
  const picture = await sharp(content, { limitInputPixels: false }).metadata().catch(String);
  if (typeof picture === "string") {
    if (!isDrawing) return unreadable("a file that is not a picture");
    return picture.includes("bad dimensions") ? UNSIZED : unreadable("an SVG file with errors in its XML");
  }
  // The build reads a picture's size and format with Astro's own code, which supports fewer formats.
  const sized = await imageMetadata(content, path).catch(() => undefined);
  if (!sized) return isDrawing ? UNSIZED : unreadable("a picture in an unsupported format");
  if (sized.format === "svg" && !isDrawing) return { found: "a drawing in the SVG format", expected: "A name that ends with .svg.", fix: "Rename the file, and update the pages that use it." };
  if (!SUPPORTED.has(sized.format)) return unreadable(`a picture in the format ${sized.format.toUpperCase()}`);
  if ((picture.pages ?? 1) > 1) return { found: "an animated picture", expected: "A still picture.", fix: "Save one of its frames as a separate picture." };
  const { width, height } = picture.autoOrient;
  // Decoded as in a build, because the beginning of a damaged file may be intact.
  const decode = () => sharp(content, { failOn: "none", limitInputPixels: false }).resize(16, 16, { fit: "inside" }).raw().toBuffer().then(() => undefined, () => unreadable("a damaged picture"));
  if (Math.max(width, height) <= side && width * height <= megapixels * 1e6) return isDrawing ? undefined : decode();
  return {
    found: `${width.toLocaleString("en")} × ${height.toLocaleString("en")} px`,
    expected: `At most ${side.toLocaleString("en")} px on the longer side and ${megapixels} million pixels in total.`,
    fix: "Save the picture in a smaller size, e.g. 2,400 px wide.",
  };
}

/** The formats that a build converts, whatever a file's name is. */
const SUPPORTED = new Set<string>(["jpeg", "jpg", "png", "webp", "avif", "gif", "tiff", "svg"]);

const UNSIZED: Words = {
  found: "an SVG without a size",
  expected: "A viewBox with spaces between its numbers, or a width and a height, in the first 1,000 characters of the file. The page needs the size to keep space for the picture.",
  fix: 'Add the size of the drawing, e.g. <svg viewBox="0 0 120 32" …>',
};

/** The problem with an SVG file, apart from errors in its XML, which show when it is drawn. */
function svgWords(text: string): Words | undefined {
  const root = /<svg\b[^>]*>/i.exec(text)?.[0];
  if (!root || !/(<\/svg|\/)>\s*$/.test(text.slice(-1000))) return unreadable("an SVG file without a drawing");
  if (/viewBox\s*=/.test(root) || (/\bwidth\s*=/.test(root) && /\bheight\s*=/.test(root))) return undefined;
  return UNSIZED;
}

function unreadable(found: string): Words {
  return { found, expected: "A picture that can be opened.", fix: "Save the picture again as .png, .jpg, .webp, .avif or .svg." };
}
