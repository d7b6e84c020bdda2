import { getEntry } from "astro:content";
import type { APIRoute } from "astro";
import { publishedPosts, siteDetails } from "../site/published-pages.ts";
import { feedXml } from "../site/seo/feed.ts";

export const prerender = true;

/** The articles, for those who read them elsewhere. */
export const GET: APIRoute = async ({ site, url }) => {
  const [{ name, tagline, language }, posts] = await Promise.all([siteDetails(), publishedPosts()]);
  const articles = await Promise.all(
    posts.map(async ({ path, entry: { data } }) => {
      const author = await getEntry("people", data.author);
      return { path, title: data.title, description: data.description, publishDate: data.publishDate, author: author?.data.name ?? name };
    }),
  );
  const feed = await feedXml({ site: site ?? url, path: "/rss.xml", name, tagline, language, articles });
  return new Response(feed, { headers: { "content-type": "application/xml" } });
};
