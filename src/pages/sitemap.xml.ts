import type { APIRoute } from "astro";
import { alternates, isHidden, publishedPages, publishedPosts, siteDetails } from "../site/published-pages.ts";
import { searchable, sitemapXml } from "../site/seo/sitemap.ts";

export const prerender = true;

/** Every page and article that search engines should find. */
export const GET: APIRoute = async ({ site, url }) => {
  const pages = await Promise.all((await publishedPages()).map(async (page) => (isHidden(page, (await siteDetails({ pathname: page.path })).booking) ? [] : [page])));
  const entries = searchable([...pages.flat(), ...(await publishedPosts())]);
  const withLanguages = await Promise.all(entries.map(async (entry) => ({ ...entry, languages: await alternates(entry.path) })));
  return new Response(await sitemapXml(site ?? url, withLanguages), { headers: { "content-type": "application/xml" } });
};
