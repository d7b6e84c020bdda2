import type { APIRoute } from "astro";
import { countCalBooking, readCalWebhook } from "../../metrics/ingest/cal-webhook.ts";
import { deliverConversions } from "../../metrics/conversions/deliver-conversions.ts";
import { receiversOf } from "../../metrics/conversions/receivers.ts";
import { waitUntil } from "../../host/http/wait-until.ts";
import { connectStore } from "../../metrics/store/connected-store.ts";
import { environment } from "../../host/settings/environment.ts";
import { json, storeAnswer } from "../../host/http/responses.ts";

export const prerender = false;

/** Receives Cal's webhook: 200 with whether a number changed, or the reason why it is refused. */
export const POST: APIRoute = ({ request }) =>
  storeAnswer(async () => {
    const env = environment();
    if (!env.CAL_WEBHOOK_SECRET) {
      const message = "CAL_WEBHOOK_SECRET is not set on this site. Set it to the secret of the webhook at Cal.";
      return json(503, { success: false, error: "not-configured", message });
    }
    const read = await readCalWebhook(request, env.CAL_WEBHOOK_SECRET);
    if ("refusal" in read) {
      const { status, reason, message } = read.refusal;
      return json(status, { success: false, error: reason, message, errors: read.problems });
    }
    if ("ignored" in read) return json(200, { success: true, counted: false, ignored: read.ignored });
    const { kv, store } = connectStore(env);
    const { counted, conversion } = await countCalBooking(read.booking, store, new Date(), receiversOf(env).map(({ name }) => name));
    if (conversion) waitUntil(deliverConversions({ kv, env, now: new Date(), isForced: true }));
    return json(200, { success: true, counted });
  });

export const ALL: APIRoute = () => json(405, { success: false, error: "method", message: "Use POST." }, { allow: "POST" });
