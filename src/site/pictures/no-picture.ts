import type { APIRoute } from "astro";

export const prerender = false;

/** Replaces Astro's endpoint that resizes pictures on request: see pictures.ts. */
export const GET: APIRoute = () => new Response(null, { status: 404 });
