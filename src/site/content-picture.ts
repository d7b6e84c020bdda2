import { join } from "node:path/posix";
import { getImage } from "astro:assets";
import type { ImageMetadata } from "astro";

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
  const pictures = import.meta.glob<ImageMetadata>("/src/content/**/*.{png,jpg,jpeg,webp,avif,svg,PNG,JPG,JPEG,WEBP,AVIF,SVG}", { import: "default" });
  const path = join(from, "..", src);
  const picture = await pictures[`/${path}`]?.().catch((error: unknown) => {
    if (STAGE !== "development") throw error;
  });
  if (!picture) {
    if (STAGE === "development") return undefined;
    throw new Error(`${from} shows "${src}", and there is no picture that can be read at ${path}.`);
  }
  if (/\.svg$/i.test(src)) return { width: picture.width, height: picture.height, src: picture.src };

  // Asked of Astro: it deploys the original of a picture whose own properties are looked at.
  const { width, height } = (await getImage({ src: picture, format: "webp" })).attributes as { width: number; height: number };
  const most = Math.min(width, WIDTHS.at(-1) ?? width);
  // One that is nearly as wide as the last would be made for nothing.
  const widths = [...WIDTHS.filter((one) => one < 0.9 * most), most];
  const [avif, webp] = await Promise.all((["avif", "webp"] as const).map((format) => getImage({ src: picture, format, widths })));
  return {
    width,
    height,
    // For what knows no srcset: feed readers, and tools that look at the page.
    src: webp?.srcSet.values.at(Math.min(1, widths.length - 1))?.url ?? "",
    srcset: { avif: avif?.srcSet.attribute ?? "", webp: webp?.srcSet.attribute ?? "" },
  };
}
