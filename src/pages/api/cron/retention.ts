import type { APIRoute } from "astro";
import { deleteExpired } from "../../../host/forms/form-queue.ts";
import { keptDays } from "../../../host/forms/form-settings.ts";
import { connectStore } from "../../../metrics/store/connected-store.ts";
import { cronRefusal } from "../../../host/auth/api-access.ts";
import { environment } from "../../../host/settings/environment.ts";
import { json, storeAnswer } from "../../../host/http/responses.ts";

export const prerender = false;

/** Deletes messages of forms whose time is up. Makes the rollups that have not been read yet, and again those that records came late for, as a cron job. */
export const GET: APIRoute = ({ request }) => {
  const env = environment();
  const refusal = cronRefusal(request, env);
  if (refusal) return refusal;
  return storeAnswer(async () => {
    const { store, kv } = connectStore(env);
    await deleteExpired(kv, { now: new Date(), days: keptDays(env) });
    return json(200, { success: true, ...(await store.compact()) });
  });
};

export const ALL: APIRoute = () => json(405, { success: false, error: "method", message: "Use GET." }, { allow: "GET" });
