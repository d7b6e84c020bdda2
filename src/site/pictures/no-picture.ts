import type { APIRoute } from "astro";

export const prerender = false;

/** In place of the endpoint at which Astro makes pictures to order: see pictures.ts. */
export const GET: APIRoute = () => new Response(null, { status: 404 });
