import type { APIRoute } from "astro";
import { PUBLIC_CAL_ORIGIN } from "astro:env/client";
import { embedScript } from "../../booking/server/embed-script.ts";
import { environment } from "../../host/settings/environment.ts";
import { waitUntil } from "../../host/http/wait-until.ts";

export const prerender = false;

/** Cal's embed.js, from this site's own origin. */
export const GET: APIRoute = ({ request }) => {
  const { CAL_EMBED_URL } = environment();
  return embedScript({ embedUrl: CAL_EMBED_URL, calOrigin: PUBLIC_CAL_ORIGIN, waitUntil }).answer(request);
};

// Astro would give it to ALL.
export const HEAD = GET;

export const ALL: APIRoute = () =>
  new Response("Use GET or HEAD.", { status: 405, headers: { allow: "GET, HEAD", "cache-control": "no-store" } });
