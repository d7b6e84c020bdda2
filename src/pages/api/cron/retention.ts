import type { APIRoute } from "astro";
import { applyRetention } from "../../../metrics/store/retention/retention.ts";
import { cronRefusal } from "../../../host/auth/api-access.ts";
import { environment } from "../../../host/settings/environment.ts";
import { json, storeAnswer } from "../../../host/http/responses.ts";
import { connectKv } from "../../../host/kv/kv.ts";

export const prerender = false;

/** Deletes old data and makes the rollups that have not been read yet, as a cron job. */
export const GET: APIRoute = ({ request }) => {
  const env = environment();
  const refusal = cronRefusal(request, env);
  if (refusal) return refusal;
  return storeAnswer(async () => json(200, { success: true, ...(await applyRetention({ kv: connectKv(env), now: new Date() })) }));
};

export const ALL: APIRoute = () => json(405, { success: false, error: "method", message: "Use GET." }, { allow: "GET" });
