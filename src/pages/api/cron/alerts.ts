import type { APIRoute } from "astro";
import { runAlerts } from "../../../metrics/alerts/alerts.ts";
import { connectStore } from "../../../metrics/store/connected-store.ts";
import { cronRefusal } from "../../../host/auth/api-access.ts";
import { environment } from "../../../host/settings/environment.ts";
import { json, storeAnswer } from "../../../host/http/responses.ts";

export const prerender = false;

/** Evaluates the alerts, as a cron job, so that they end and are repeated even without visitors. */
export const GET: APIRoute = ({ request }) => {
  const env = environment();
  const refusal = cronRefusal(request, env);
  if (refusal) return refusal;
  return storeAnswer(async () => json(200, { success: true, ...(await runAlerts({ ...connectStore(env), env, now: new Date() })) }));
};

export const ALL: APIRoute = () => json(405, { success: false, error: "method", message: "Use GET." }, { allow: "GET" });
