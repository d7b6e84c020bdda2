import type { APIRoute } from "astro";
import { iconSvg } from "../site/brand/icon.ts";
import { siteDetails } from "../site/published-pages.ts";

export const prerender = true;

export const GET: APIRoute = async () => {
  const { name } = await siteDetails();
  return new Response(await iconSvg(name), { headers: { "content-type": "image/svg+xml" } });
};
