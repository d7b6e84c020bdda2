import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { dirname } from "node:path/posix";
import type { Words } from "../content-problem.ts";
import { CONTENT } from "../content-source.ts";

/** What a picture may be; docs/editing.md states it. A phone's photo fits, and so does the longest panorama of one. */
export const PICTURE_LIMITS = {
  /** A larger file is slow to fetch for everybody who works on the site. */
  megabytes: 5,
  /** In pixels, of the longer side. WebP, which pages are made of, ends at 16,383. */
  side: 16_000,
  /** Millions of pixels: a build unpacks them all, and 5 MB can hold thousands of millions. */
  megapixels: 100,
};

export const IMAGE_FILE = /\.(png|jpe?g|webp|avif|svg)$/i;

/** The pictures in src/content. */
export interface ImageFiles {
  root: string;
  /** From the project's root, exactly as they are written: "src/content/images/team.png". */
  names: ReadonlySet<string>;
}

/** How a content file names a picture: "../images/team.png". */
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

const looks = new Map<string, { mtimeMs: number; size: number; problem: Promise<Words | undefined> }>();

/** What is wrong with a picture's file. A file that has not changed since it was last looked at is not read again. */
export async function imageProblem({ root }: ImageFiles, image: string): Promise<Words | undefined> {
  const path = join(root, image);
  const { mtimeMs, size } = await stat(path);
  const known = looks.get(path);
  if (known?.mtimeMs === mtimeMs && known.size === size) return known.problem;
  const problem = lookAt(path, size);
  looks.set(path, { mtimeMs, size, problem });
  return problem;
}

async function lookAt(path: string, size: number): Promise<Words | undefined> {
  const { megabytes, side, megapixels } = PICTURE_LIMITS;
  if (size > megabytes * 1024 * 1024) {
    return { found: `a file of ${(size / 1024 / 1024).toFixed(1)} MB`, expected: `${megabytes} MB at most.`, write: "Save the picture smaller, e.g. 2,400 px wide, as .jpg or .webp." };
  }
  const content = await readFile(path);
  const isDrawing = /\.svg$/i.test(path);
  const drawing = isDrawing ? svgProblem(content.toString("utf8")) : undefined;
  if (drawing) return drawing;
  const [{ default: sharp }, { imageMetadata }] = await Promise.all([import("sharp"), import("astro/assets/utils")]);
  // Without a limit, or a picture with too many pixels could not be told from a file that is none.
  const picture = await sharp(content, { limitInputPixels: false }).metadata().catch(String);
  if (typeof picture === "string") {
    if (!isDrawing) return unreadable("a file that is no picture, whatever its name says");
    return picture.includes("bad dimensions") ? UNSIZED : unreadable("an SVG file that is not well-formed");
  }
  // The build reads a picture's size with Astro's own code, which knows fewer kinds of file.
  const sized = await imageMetadata(content, path).catch(() => undefined);
  if (!sized) return isDrawing ? UNSIZED : unreadable("a picture of a rare kind");
  if ((picture.pages ?? 1) > 1) return { found: "a moving picture", expected: "A picture that does not move.", write: "Save one of its frames as a picture of its own." };
  const { width, height } = picture.autoOrient;
  if (Math.max(width, height) <= side && width * height <= megapixels * 1e6) return undefined;
  return {
    found: `${width.toLocaleString("en")} × ${height.toLocaleString("en")} px`,
    expected: `At most ${side.toLocaleString("en")} px on the longer side, and ${megapixels} million pixels in all.`,
    write: "Save the picture smaller, e.g. 2,400 px wide.",
  };
}

const UNSIZED: Words = {
  found: "an SVG without a size",
  expected: "A viewBox, or a width and a height, so that nothing on the page moves; within the file's first 1,000 characters, and with spaces between the numbers.",
  write: '<svg viewBox="0 0 120 32" …>, with the drawing\'s own figures',
};

/** What keeps a drawing from being shown; whether its XML is well-formed is found out by drawing it. */
function svgProblem(text: string): Words | undefined {
  const root = /<svg\b[^>]*>/i.exec(text)?.[0];
  if (!root || !/(<\/svg|\/)>\s*$/.test(text.slice(-1000))) return unreadable("an SVG file without a drawing in it");
  if (/viewBox\s*=/.test(root) || (/\bwidth\s*=/.test(root) && /\bheight\s*=/.test(root))) return undefined;
  return { found: "an SVG without a size", expected: "A viewBox, or a width and a height, so that nothing on the page moves.", write: '<svg viewBox="0 0 120 32" …>, with the drawing\'s own figures' };
}

function unreadable(found: string): Words {
  return { found, expected: "A picture that can be opened.", write: "Save the picture again, as .png, .jpg, .webp, .avif or .svg." };
}
