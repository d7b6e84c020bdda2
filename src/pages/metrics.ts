import type { APIRoute } from "astro";
import { readPrometheusText } from "../metrics/report/prometheus.ts";
import { siteZone } from "../metrics/statistics/time-zone.ts";
import { connectStore } from "../metrics/store/connected-store.ts";
import { mayReadMetrics, readersOnly } from "../host/auth/api-access.ts";
import { json, storeAnswer } from "../host/http/responses.ts";
import { sharedRead } from "../host/http/shared-read.ts";
import { environment } from "../host/settings/environment.ts";

export const prerender = false;

/** For Prometheus, with `Authorization: Bearer $METRICS_TOKEN`. */
export const GET: APIRoute = (context) =>
  storeAnswer(async () => {
    const env = environment();
    if (!(await mayReadMetrics(context, env))) return readersOnly();
    const sources = { ...connectStore(env), zone: siteZone(env) };
    const { text, contentType } = await sharedRead(sources.kv, "prometheus", () => readPrometheusText(sources, new Date()));
    return new Response(text, { headers: { "content-type": contentType, "cache-control": "no-store" } });
  });

// Without it, Astro would call ALL.
export const HEAD: APIRoute = (context) => GET(context);

export const ALL: APIRoute = () => json(405, { success: false, error: "method", message: "Use GET or HEAD." }, { allow: "GET, HEAD" });
