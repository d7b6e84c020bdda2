import type { APIRoute } from "astro";
import { isHidden, publishedPages, publishedPosts, siteDetails } from "../site/published-pages.ts";
import { searchable, sitemapXml } from "../site/seo/sitemap.ts";

export const prerender = true;

/** Every page and article that search engines should find. */
export const GET: APIRoute = async ({ site, url }) => {
  const { booking } = await siteDetails();
  const pages = [...(await publishedPages()).filter((page) => !isHidden(page, booking)), ...(await publishedPosts())];
  return new Response(await sitemapXml(site ?? url, searchable(pages)), { headers: { "content-type": "application/xml" } });
};
