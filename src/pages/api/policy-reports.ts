import type { APIRoute } from "astro";
import { readPolicyReports, takePolicyReports } from "../../host/headers/policy-reports/take-policy-reports.ts";
import { environment } from "../../host/settings/environment.ts";
import { json, storeAnswer } from "../../host/http/json-answer.ts";
import { connectKv } from "../../host/kv/kv.ts";
import { mayReadMetrics, readersOnly } from "../../host/auth/metrics-access.ts";
import { waitUntil } from "../../host/http/wait-until.ts";

export const prerender = false;

/** Takes what browsers report of our policy: always 204, whatever it was. */
export const POST: APIRoute = async ({ request }) => {
  await takePolicyReports(request, { connect: () => connectKv(environment()), now: new Date(), waitUntil });
  return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
};

/** Today's counts (UTC) by kind, for whoever may read the numbers. */
export const GET: APIRoute = (context) =>
  storeAnswer(async () => {
    const env = environment();
    if (!(await mayReadMetrics(context, env))) return readersOnly();
    return json(200, { success: true, today: await readPolicyReports(connectKv(env), new Date()) });
  });

// Astro would give it to ALL.
export const HEAD: APIRoute = (context) => GET(context);

export const ALL: APIRoute = () => json(405, { success: false, error: "method", message: "Use GET or POST." }, { allow: "GET, HEAD, POST" });
