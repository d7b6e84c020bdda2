import type { Words } from "../content-problem.ts";
import { didYouMean } from "../../host/settings/did-you-mean.ts";
import { picturePath } from "../../site/pictures/picture-path.ts";
import { IMAGE_FILE, imageSource, isInContent, type ImageFiles } from "./image-files.ts";
import { excerpt, quoted } from "../../site/content-files/quoted.ts";

/** What is wrong with a picture's address. `file` is the one that names it. */
export function imageWords(src: string, file: string, images: ImageFiles): Words | undefined {
  const found = quoted(excerpt(src));
  const local = imageSource(file, "src/content/images/");
  if (/^([a-z][a-z\d+.-]*:|\/\/)/i.test(src)) {
    return { found, expected: "A picture of this site's own: pages load nothing from anywhere else.", write: `Save the picture in src/content/images and write ${local}${src.split(/[?#]/)[0]?.split("/").at(-1) || "picture.png"}` };
  }
  const image = picturePath(file, src);
  const isThere = images.names.has(image) && /^\.{1,2}\/\S+$/.test(src) && !src.includes("%20");
  // Looking for the nearest name among all pictures is for those that are missing.
  if (isThere) return undefined;
  const suggestion = nearestImage(src, file, images);
  const meant = suggestion ? `Did you mean ${quoted(suggestion)}? ` : "";
  const write = suggestion ?? `${local}${src.split("/").at(-1) || "picture.png"}`;
  if (src.startsWith("/")) return { found, expected: `${meant}The way from this file's own folder, beginning with ./ or ../`, write };
  if (!IMAGE_FILE.test(src)) return { found, expected: `${meant}A picture whose name ends with .png, .jpg, .webp, .avif or .svg.`, write: suggestion ?? `${src.replace(/\.\w+$/, "")}.png, saved as such` };
  if (/\s/.test(src) || /%20/.test(src)) return { found, expected: "A picture whose name has no spaces.", write: `Rename the file, and write ${src.replace(/(\s|%20)+/g, "-")}` };
  if (!isInContent(image)) return { found, expected: `${meant}A picture in src/content.`, write: suggestion ?? `Put the picture into src/content/images and write ${write}` };
  if (!images.names.has(image)) {
    return { found, expected: meant ? `${meant}There is no ${image}.` : `A picture that exists: there is no ${image}.`, write: suggestion ?? `Put the picture there, or name one that is there.` };
  }
  return { found, expected: "The way from this file's own folder, beginning with ./ or ../", write: `./${src}` };
}

/** The picture that was meant: one of the same name elsewhere, or one whose name is near. */
function nearestImage(src: string, file: string, { names }: ImageFiles): string | undefined {
  const typed = src.split("/").at(-1) ?? "";
  const byName = new Map([...names].map((name) => [name.split("/").at(-1) ?? "", name]));
  const name = byName.get(typed) ?? byName.get(didYouMean(typed, byName.keys()) ?? "");
  return name && imageSource(file, name);
}
