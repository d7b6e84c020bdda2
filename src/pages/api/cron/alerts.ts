import type { APIRoute } from "astro";
import { runAlerts } from "../../../metrics/alerts/alerts.ts";
import { deliverForms } from "../../../host/forms/deliver-forms.ts";
import { deliverConversions } from "../../../metrics/conversions/deliver-conversions.ts";
import { deliverDigest } from "../../../metrics/digest/deliver-digest.ts";
import { connectStore } from "../../../metrics/store/connected-store.ts";
import { cronRefusal } from "../../../host/auth/api-access.ts";
import { environment } from "../../../host/settings/environment.ts";
import { json, storeAnswer } from "../../../host/http/responses.ts";

export const prerender = false;

/** Evaluates the alerts, and sends the conversions and messages that wait and the weekly digest, as a cron job, so that all go on without visitors. */
export const GET: APIRoute = ({ request, site }) => {
  const env = environment();
  const refusal = cronRefusal(request, env);
  if (refusal) return refusal;
  return storeAnswer(async () => {
    const context = { ...connectStore(env), env, now: new Date() };
    // First the forms: the alerts report on what still waits.
    const forms = await deliverForms({ ...context, isForced: true });
    const [alerts, conversions, digest] = await Promise.all([runAlerts(context), deliverConversions({ ...context, isForced: true }), deliverDigest({ ...context, siteUrl: env.SITE_URL ?? site?.href })]);
    return json(200, { success: true, ...alerts, ...(conversions && { conversions }), ...(forms && { forms: { waiting: forms.waiting, failed: forms.failed } }), ...(digest && { digest }) });
  });
};

export const ALL: APIRoute = () => json(405, { success: false, error: "method", message: "Use GET." }, { allow: "GET" });
