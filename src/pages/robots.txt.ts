import type { APIRoute } from "astro";
import { robotsText } from "../site/seo/sitemap.ts";

export const prerender = true;

/** Everything public may be indexed; the admin's pages and the endpoints are nobody's search result. */
export const GET: APIRoute = ({ site, url }) =>
  new Response(robotsText({ site: site ?? url, stage: STAGE }), {
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
