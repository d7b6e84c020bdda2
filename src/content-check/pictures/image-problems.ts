import type { ReferenceWords } from "../content-problem.ts";
import { didYouMean } from "../../host/settings/did-you-mean.ts";
import { picturePath } from "../../site/pictures/picture-path.ts";
import { IMAGE_FILE, imageSource, isInContent, type ImageFiles } from "./image-files.ts";
import { excerpt, quoted } from "../../site/content-files/quoted.ts";

/** The problem with the path of a picture in `file`. */
export function imageWords(src: string, file: string, images: ImageFiles): ReferenceWords | undefined {
  const found = quoted(excerpt(src));
  const local = imageSource(file, "src/content/images/");
  if (/^([a-z][a-z\d+.-]*:|\/\/)/i.test(src)) {
    return { found, expected: "A picture on this site. Pages load nothing from other sites.", fix: `Save the picture in src/content/images, and write ${local}${src.split(/[?#]/)[0]?.split("/").at(-1) || "picture.png"}` };
  }
  const image = picturePath(file, src);
  const isThere = images.names.has(image) && /^\.{1,2}\/\S+$/.test(src) && !src.includes("%20");
  if (isThere) return undefined;
  const suggestion = nearestImage(src, file, images);
  const meant = suggestion ? `Did you mean ${quoted(suggestion)}? ` : "";
  const fix = suggestion ?? `${local}${src.split("/").at(-1) || "picture.png"}`;
  if (src.startsWith("/")) return { found, expected: `${meant}The path from this file's own folder, beginning with ./ or ../`, fix };
  if (!IMAGE_FILE.test(src)) return { found, expected: `${meant}A picture whose name ends with .png, .jpg, .webp, .avif or .svg.`, fix: suggestion ?? `Save the picture in one of these formats, e.g. as ${src.replace(/\.\w+$/, "")}.png` };
  if (/\s/.test(src) || /%20/.test(src)) return { found, expected: "A picture name without spaces.", fix: `Rename the file, and write ${src.replace(/(\s|%20)+/g, "-")}` };
  if (!isInContent(image)) return { found, expected: `${meant}A picture in src/content.`, fix: suggestion ?? `Put the picture into src/content/images, and write ${fix}` };
  if (!images.names.has(image)) {
    // A similar name may well be another picture's: "lara.jpg" and "mara.jpg".
    const isAnother = suggestion !== undefined && suggestion.split("/").at(-1) !== image.split("/").at(-1);
    return {
      found,
      expected: meant ? `${meant}There is no ${image}.` : `A picture that exists. There is no ${image}.`,
      fix: suggestion ?? "Add the picture, or use another one.",
      ...(isAnother && { otherwise: `if it is another picture, add ${image}` }),
    };
  }
  return { found, expected: "The path from this file's own folder, beginning with ./ or ../", fix: `./${src}` };
}

/** The picture that was probably meant: one with the same or a similar name. */
function nearestImage(src: string, file: string, { names }: ImageFiles): string | undefined {
  const typed = src.split("/").at(-1) ?? "";
  const byName = new Map([...names].map((name) => [name.split("/").at(-1) ?? "", name]));
  const name = byName.get(typed) ?? byName.get(didYouMean(typed, byName.keys()) ?? "");
  return name && imageSource(file, name);
}
