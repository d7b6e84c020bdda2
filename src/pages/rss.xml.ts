import type { APIRoute } from "astro";
import { folderOfPlace, listed, publishedPosts, siteDetails } from "../site/published-pages.ts";
import { feedXml } from "../site/seo/feed.ts";

export const prerender = true;

/** The articles in one language, for those who read them elsewhere. Also at /de/rss.xml, for each other language: see languages-build.ts. */
export const GET: APIRoute = async ({ site, url }) => {
  const [{ name, tagline, language }, all] = await Promise.all([siteDetails(url), publishedPosts()]);
  const posts = all.filter(({ folder }) => folder === folderOfPlace(url));
  const articles = await Promise.all(
    posts.map(async ({ path, entry: { data } }) => {
      const [author] = await listed("people", [data.author], url);
      return { path, title: data.title, description: data.description, publishDate: data.publishDate, author: author?.name ?? name };
    }),
  );
  const feed = await feedXml({ site: site ?? url, path: url.pathname, name, tagline, language, articles });
  return new Response(feed, { headers: { "content-type": "application/xml" } });
};
