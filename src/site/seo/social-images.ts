import { publishedPages, publishedPosts, siteDetails } from "../published-pages.ts";
import { iconImages } from "../brand/icon.ts";
import { socialImage, type SocialImage } from "./social-image.ts";

/** The preview pictures of all pages and articles of this build, each once, and the icon in the sizes that others ask for. */
export async function socialImages(): Promise<SocialImage[]> {
  const [{ name }, pages, posts] = await Promise.all([siteDetails(), publishedPages(), publishedPosts()]);
  const made = await Promise.allSettled(
    [...pages, ...posts].map(async ({ path, entry: { data, filePath } }) => {
      const site = await siteDetails({ pathname: path });
      return socialImage({ title: data.title, siteName: site.name, language: site.language, picture: data.seo.image, from: filePath });
    }),
  );
  // A missing picture is an error only on the page that refers to it.
  const images = made.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  return [...new Map([...iconImages(name), ...images].map((image) => [image.file, image])).values()];
}
