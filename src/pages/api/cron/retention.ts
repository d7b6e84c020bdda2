import type { APIRoute } from "astro";
import { deleteExpired } from "../../../host/forms/form-queue.ts";
import { keptDays } from "../../../host/forms/form-settings.ts";
import { deliverDigest } from "../../../metrics/digest/deliver-digest.ts";
import { connectStore } from "../../../metrics/store/connected-store.ts";
import { cronRefusal } from "../../../host/auth/api-access.ts";
import { environment } from "../../../host/settings/environment.ts";
import { json, storeAnswer } from "../../../host/http/responses.ts";

export const prerender = false;

/**
 * Deletes messages of forms whose time is up. Makes the rollups that have not been read yet, and again those that records came late for, as a cron
 * job. Then sends the weekly digest if it is due.
 */
export const GET: APIRoute = ({ request, site }) => {
  const env = environment();
  const refusal = cronRefusal(request, env);
  if (refusal) return refusal;
  return storeAnswer(async () => {
    const { store, kv } = connectStore(env);
    const now = new Date();
    await deleteExpired(kv, { now, days: keptDays(env) });
    const report = await store.compact();
    const digest = await deliverDigest({ store, kv, env, siteUrl: env.SITE_URL ?? site?.href, now });
    return json(200, { success: true, ...report, ...(digest && { digest }) });
  });
};

export const ALL: APIRoute = () => json(405, { success: false, error: "method", message: "Use GET." }, { allow: "GET" });
