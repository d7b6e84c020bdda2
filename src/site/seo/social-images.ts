import { publishedPages, publishedPosts, siteDetails } from "../published-pages.ts";
import { logoImage, socialImage, type SocialImage } from "./social-image.ts";

/** The pictures of all pages and articles that this build has, each once, and the logo. */
export async function socialImages(): Promise<SocialImage[]> {
  const [{ name, language }, pages, posts] = await Promise.all([siteDetails(), publishedPages(), publishedPosts()]);
  const made = await Promise.allSettled(
    [...pages, ...posts].map(({ entry: { data, filePath } }) =>
      socialImage({ title: data.title, siteName: name, language, picture: data.seo.image, from: filePath }),
    ),
  );
  // A picture that is not there is an error of the page that names it, and of no other.
  const images = made.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  return [...new Map([logoImage(name), ...images].map((image) => [image.file, image])).values()];
}
