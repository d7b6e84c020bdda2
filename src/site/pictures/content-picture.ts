import sharp from "sharp";
import { getImage } from "astro:assets";
import type { ImageMetadata } from "astro";
import { picturePath } from "./picture-path.ts";

/** A picture of an editor's as it is deployed. */
export interface ContentPicture {
  /** In CSS px, of the largest file: the browser keeps a place of this shape free. */
  width: number;
  height: number;
  /** A file that every browser can show. */
  src: string;
  /** The same in several widths; a drawing (SVG) has none. */
  srcset?: { avif: string; webp: string };
}

/** px. A phone of 360 px asks for 650 to 970 of a picture in a text, a wide screen for 770 to 1,540. */
const WIDTHS = [400, 720, 1080, 1600, 2200];

/** How wide a picture over the whole page is shown, for the browser's choice of file. */
export const ACROSS_THE_PAGE = "(min-width: 92rem) 84rem, 90vw";

/**
 * The picture that a content file names, as AVIF and WebP; a drawing stays as it is.
 *
 * @param from the content file, from the project's root: an entry's `filePath`.
 * @param src as it stands there: "../images/team.png".
 * @returns undefined in development, if it is not there or is no picture.
 * @throws {Error} that names it, in a build.
 */
export async function contentPicture(from: string, src: string): Promise<ContentPicture | undefined> {
  // Each in a module of its own: a file that is no picture is only missed where it is shown.
  const pictures = import.meta.glob<ImageMetadata>("/src/content/**/*.{[pP][nN][gG],[jJ][pP][gG],[jJ][pP][eE][gG],[wW][eE][bB][pP],[aA][vV][iI][fF],[sS][vV][gG]}", { import: "default" });
  const path = picturePath(from, src);
  const picture = await pictures[`/${path}`]?.().catch((error: unknown) => {
    if (STAGE !== "development") throw error;
  });
  if (!picture) {
    if (STAGE === "development") return undefined;
    throw new Error(`${from} shows "${src}", and there is no picture that can be read at ${path}.`);
  }
  if (/\.svg$/i.test(src)) return { width: picture.width, height: picture.height, src: picture.src };

  const upright = await uprightPicture(picture, path);
  const { width, height } = upright;
  const most = Math.min(width, WIDTHS.at(-1) ?? width);
  // One that is nearly as wide as the last would be made for nothing.
  const widths = [...WIDTHS.filter((one) => one < 0.9 * most), most];
  const [avif, webp] = await Promise.all((["avif", "webp"] as const).map((format) => getImage({ src: upright, format, widths })));
  return {
    width,
    height,
    // For what knows no srcset: feed readers, and tools that look at the page.
    src: webp?.srcSet.values.at(Math.min(1, widths.length - 1))?.url ?? "",
    srcset: { avif: avif?.srcSet.attribute ?? "", webp: webp?.srcSet.attribute ?? "" },
  };
}

/**
 * The picture with the size that it has when it is shown. Cameras note in a file how it has to be turned.
 * Whatever shows it does so, but Astro reads that note from JPEG files only, so that others would be
 * squeezed into a size that lies on its side.
 */
async function uprightPicture(picture: ImageMetadata, path: string): Promise<ImageMetadata> {
  const { autoOrient } = await sharp(path).metadata();
  // A copy: Astro deploys the original of a picture whose own properties are looked at.
  const { clone, fsPath } = picture as ImageMetadata & { clone?: ImageMetadata; fsPath: string };
  const upright = { ...(clone ?? picture), width: autoOrient.width, height: autoOrient.height };
  // Not enumerable, as Astro has it: the names of the files that are made must not depend on where the project is.
  return Object.defineProperty(upright, "fsPath", { value: fsPath, enumerable: false });
}
