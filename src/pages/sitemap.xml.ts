import type { APIRoute } from "astro";
import { publishedPages, publishedPosts } from "../site/published-pages.ts";
import { searchable, sitemapXml } from "../site/seo/sitemap.ts";

export const prerender = true;

/** Every page and article that search engines should find. */
export const GET: APIRoute = async ({ site, url }) => {
  const pages = [...(await publishedPages()), ...(await publishedPosts())];
  return new Response(await sitemapXml(site ?? url, searchable(pages)), { headers: { "content-type": "application/xml" } });
};
