import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { dirname, normalize } from "node:path/posix";
import type { Words } from "./content-problem.ts";
import { CONTENT } from "./content-source.ts";

/** In bytes. A larger file is slow to fetch for whoever works on the site, and no page shows more of it. */
const LARGEST_FILE = 5 * 1024 * 1024;
/** In pixels. The widest picture on the widest screen is shown at 1,472 px, twice that on a dense one. */
const WIDEST = 4000;

export const IMAGE_FILE = /\.(png|jpe?g|webp|avif|svg)$/i;

/** The pictures in src/content. */
export interface ImageFiles {
  root: string;
  /** From the project's root, exactly as they are written: "src/content/images/team.png". */
  names: ReadonlySet<string>;
}

/** The file that a content file means by "../images/team.png", from the project's root. */
export function imageFile(from: string, src: string): string {
  return normalize(`${dirname(from)}/${decoded(src)}`);
}

/** How a content file names a picture: "../images/team.png". */
export function imageSource(from: string, image: string): string {
  const [here, there] = [dirname(from).split("/"), image.split("/")];
  let shared = 0;
  while (shared < here.length && here[shared] === there[shared]) shared++;
  const up = "../".repeat(here.length - shared);
  return `${up || "./"}${there.slice(shared).join("/")}`;
}

function decoded(src: string): string {
  try {
    return decodeURI(src);
  } catch {
    return src;
  }
}

export function isInContent(image: string): boolean {
  return image.startsWith(`${CONTENT}/`);
}

const looks = new Map<string, { mtimeMs: number; size: number; fault: Promise<Words | undefined> }>();

/** What is wrong with a picture's file. A file that has not changed since it was last looked at is not read again. */
export async function imageFault({ root }: ImageFiles, image: string): Promise<Words | undefined> {
  const path = join(root, image);
  const { mtimeMs, size } = await stat(path);
  const known = looks.get(path);
  if (known?.mtimeMs === mtimeMs && known.size === size) return known.fault;
  const fault = lookAt(path, size);
  looks.set(path, { mtimeMs, size, fault });
  return fault;
}

async function lookAt(path: string, size: number): Promise<Words | undefined> {
  if (size > LARGEST_FILE) {
    return { found: `a file of ${(size / 1024 / 1024).toFixed(1)} MB`, expected: "5 MB at most.", write: "Save the picture smaller, e.g. 2,400 px wide, as .jpg or .webp." };
  }
  if (/\.svg$/i.test(path)) {
    const text = await readFile(path, "utf8");
    const root = /<svg\b[^>]*>/i.exec(text)?.[0];
    if (!root || !/<\/svg>\s*$|\/>\s*$/.test(text)) return unreadable("an SVG file without a drawing in it");
    if (/viewBox\s*=/.test(root) || (/\bwidth\s*=/.test(root) && /\bheight\s*=/.test(root))) return undefined;
    return { found: "an SVG without a size", expected: "A viewBox, or a width and a height, so that nothing on the page moves.", write: '<svg viewBox="0 0 120 32" …>, with the drawing\'s own figures' };
  }
  const { default: sharp } = await import("sharp");
  try {
    const { width } = await sharp(path).metadata();
    if (width <= WIDEST) return undefined;
    return { found: `${width.toLocaleString("en")} px wide`, expected: "4,000 px at most: no page shows more.", write: "Save the picture 2,400 px wide." };
  } catch {
    return unreadable("a file that is no picture, whatever its name says");
  }
}

function unreadable(found: string): Words {
  return { found, expected: "A picture that can be opened.", write: "Save the picture again, as .png, .jpg, .webp, .avif or .svg." };
}
