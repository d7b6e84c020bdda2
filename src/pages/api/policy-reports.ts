import type { APIRoute } from "astro";
import { readPolicyReports, takePolicyReports } from "../../host/headers/policy-reports/take-policy-reports.ts";
import { environment } from "../../host/settings/environment.ts";
import { json, noContent, storeAnswer } from "../../host/http/responses.ts";
import { connectKv } from "../../host/kv/kv.ts";
import { mayReadMetrics, readersOnly } from "../../host/auth/api-access.ts";
import { waitUntil } from "../../host/http/wait-until.ts";

export const prerender = false;

/** Accepts the policy violations that browsers report. Always 204: browsers do not act on the response. */
export const POST: APIRoute = async ({ request }) => {
  await takePolicyReports(request, { connect: () => connectKv(environment()), now: new Date(), waitUntil });
  return noContent();
};

/** Today's counts (UTC) by kind, for clients that may read the metrics. */
export const GET: APIRoute = (context) =>
  storeAnswer(async () => {
    const env = environment();
    if (!(await mayReadMetrics(context, env))) return readersOnly();
    return json(200, { success: true, today: await readPolicyReports(connectKv(env), new Date()) });
  });

// Without it, Astro would call ALL.
export const HEAD: APIRoute = (context) => GET(context);

export const ALL: APIRoute = () => json(405, { success: false, error: "method", message: "Use GET or POST." }, { allow: "GET, HEAD, POST" });
