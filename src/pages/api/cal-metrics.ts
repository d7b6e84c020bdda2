import type { APIRoute } from "astro";
import { ingest } from "../../metrics/server/ingest.ts";
import { createMetricsStore } from "../../metrics/server/metrics-store.ts";
import { parseReportQuery } from "../../metrics/server/report.ts";
import { environment } from "../../platform/environment.ts";
import { json, storeAnswer } from "../../platform/json-answer.ts";
import { connectKv } from "../../platform/kv.ts";
import { mayReadMetrics } from "../../platform/metrics-access.ts";

export const prerender = false;

/** Takes one sample: 201 with the sample as it is kept and the summary, or why not. */
export const POST: APIRoute = ({ request }) =>
  storeAnswer(async () => {
    const ingested = await ingest(request, createMetricsStore(connectKv(environment()).client), new Date());
    if ("metrics" in ingested) return json(201, { success: true, ...ingested });
    const { refusal, problems } = ingested;
    return json(refusal.status, { success: false, error: refusal.reason, message: refusal.message, errors: problems });
  });

/** The summary and the newest samples: `?limit=100&errorOnly=true`. */
export const GET: APIRoute = (context) =>
  storeAnswer(async () => {
    if (!(await mayReadMetrics(context, environment()))) {
      const message = "Sign in at /admin/metrics, or send Authorization: Bearer with the METRICS_TOKEN.";
      return json(401, { error: "not-signed-in", message }, { "www-authenticate": 'Bearer realm="metrics"' });
    }
    const parsed = parseReportQuery(context.url.searchParams);
    if ("problems" in parsed) return json(400, { error: "parameters", errors: parsed.problems });
    return json(200, await createMetricsStore(connectKv(environment()).client).read(parsed.query));
  });

export const ALL: APIRoute = () => json(405, { error: "method", message: "Use GET or POST." }, { allow: "GET, HEAD, POST" });
