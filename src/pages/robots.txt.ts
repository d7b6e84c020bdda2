import type { APIRoute } from "astro";

export const prerender = true;

/** Everything public may be indexed; the admin pages and the endpoints are nobody's search result. */
export const GET: APIRoute = () =>
  new Response(["User-agent: *", "Disallow: /admin/", "Disallow: /api/", ""].join("\n"), {
    headers: { "Content-Type": "text/plain; charset=utf-8" },
  });
