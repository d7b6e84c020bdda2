import type { APIRoute } from "astro";
import { plainText } from "../../../host/http/responses.ts";
import { waitUntil } from "../../../host/http/wait-until.ts";
import { connectKv } from "../../../host/kv/kv.ts";
import { environment } from "../../../host/settings/environment.ts";
import { countHeroView, isShown } from "../../../metrics/ingest/hero-views.ts";
import { siteZone } from "../../../metrics/statistics/time-zone.ts";

export const prerender = false;

const EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';

/** The invisible picture of a version of a tested hero: see hero-views.ts. */
export const GET: APIRoute = ({ request, params: { value = "" } }) => {
  if (!OWN_VALUES.heroes.includes(value)) return plainText(404, "There is no such test.");
  const env = environment();
  waitUntil(countHeroView(request, value, { connect: () => connectKv(env), now: new Date(), zone: siteZone(env) }));
  // A page that was loaded in advance asks once more when it is shown.
  const kept = isShown(request.headers) ? "private, max-age=86400" : "no-store";
  return new Response(EMPTY, { headers: { "content-type": "image/svg+xml", "cache-control": kept } });
};
