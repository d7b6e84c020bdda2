import sharp from "sharp";
import { getImage } from "astro:assets";
import type { ImageMetadata } from "astro";
import { picturePath } from "./picture-path.ts";

/** An editor's picture as it is deployed. */
export interface ContentPicture {
  /** CSS pixels of the largest file. The browser reserves space in this shape. */
  width: number;
  height: number;
  /** A file for every browser. */
  src: string;
  /** Files in several widths; an SVG has none. */
  srcset?: { avif: string; webp: string };
}

/** Pixels. For a picture in a text, a phone of 360 px requests 650 to 970, a wide screen 770 to 1,540. */
const WIDTHS = [400, 720, 1080, 1600, 2200];

/** The `sizes` attribute of a picture across the whole page. */
export const ACROSS_THE_PAGE = "(min-width: 92rem) 84rem, 90vw";

/**
 * The picture that a content file refers to, as AVIF and WebP. An SVG stays as it is.
 *
 * @param from the content file, from the project's root: an entry's `filePath`.
 * @param src as written there: "../images/team.png".
 * @param maxHeight of the largest file, in px.
 * @returns undefined in development if the file is missing or not a picture.
 * @throws {Error} in a build if the file is missing or not a picture.
 */
export async function contentPicture(from: string, src: string, maxHeight = Infinity): Promise<ContentPicture | undefined> {
  // One module per picture: a broken file only affects the pages that show it.
  const pictures = import.meta.glob<ImageMetadata>("/src/content/**/*.{[pP][nN][gG],[jJ][pP][gG],[jJ][pP][eE][gG],[wW][eE][bB][pP],[aA][vV][iI][fF],[sS][vV][gG]}", { import: "default" });
  const path = picturePath(from, src);
  const picture = await pictures[`/${path}`]?.().catch((error: unknown) => {
    if (STAGE !== "development") throw error;
  });
  if (!picture) {
    if (STAGE === "development") return undefined;
    throw new Error(`${from} shows "${src}", but ${path} is missing or not a picture.`);
  }
  if (/\.svg$/i.test(src)) return { width: picture.width, height: picture.height, src: picture.src };

  const upright = await uprightPicture(picture, path);
  const { width, height } = upright;
  const most = Math.ceil(Math.min(width, WIDTHS.at(-1) ?? width, (maxHeight * width) / height));
  // A width close to the largest one would not save anything.
  const widths = [...WIDTHS.filter((one) => one < 0.9 * most), most];
  const [avif, webp] = await Promise.all((["avif", "webp"] as const).map((format) => getImage({ src: upright, format, widths })));
  return {
    width,
    height,
    // For feed readers and tools that do not support srcset.
    src: webp?.srcSet.values.at(Math.min(1, widths.length - 1))?.url ?? "",
    srcset: { avif: avif?.srcSet.attribute ?? "", webp: webp?.srcSet.attribute ?? "" },
  };
}

/**
 * The picture with its size as shown. Cameras store the orientation in the file and browsers apply it, but Astro
 * reads it from JPEG files only, so that other formats would get a width and a height that are swapped.
 */
async function uprightPicture(picture: ImageMetadata, path: string): Promise<ImageMetadata> {
  const { autoOrient } = await sharp(path).metadata();
  // A copy: Astro deploys the original of a picture when the picture's own properties are read.
  const { clone, fsPath } = picture as ImageMetadata & { clone?: ImageMetadata; fsPath: string };
  const upright = { ...(clone ?? picture), width: autoOrient.width, height: autoOrient.height };
  // Not enumerable, as in Astro: the names of the generated files must not depend on the folder of the project.
  return Object.defineProperty(upright, "fsPath", { value: fsPath, enumerable: false });
}
