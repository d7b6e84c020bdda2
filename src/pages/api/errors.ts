import type { APIRoute } from "astro";
import { visitorDevice } from "../../metrics/ingest/visitor-device.ts";
import { environment } from "../../host/settings/environment.ts";
import { admitReport, REPORTS_PER_ADDRESS } from "../../host/errors/error-tunnel.ts";
import { recordError } from "../../host/errors/error-log.ts";
import { json } from "../../host/http/json-answer.ts";
import { connectKv } from "../../host/kv/kv.ts";
import { checkRate } from "../../host/http/rate-limit.ts";
import { visitorAddress } from "../../host/http/visitor-address.ts";

export const prerender = false;

/** Takes an error from one of our pages and hands it to Sentry behind the answer: 202, or why not; 204 where nobody is told of errors. */
export const POST: APIRoute = async ({ request }) => {
  const env = environment();
  // Not an error: a page that was built with a DSN would complain of it in its visitor's console.
  if (!env.SENTRY_DSN?.trim()) return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
  const address = visitorAddress(request.headers);
  const admission = await admitReport(request, async () => {
    const limit = { perMinute: REPORTS_PER_ADDRESS, now: new Date(), what: "errors" };
    // A store that is down is worth hearing of; each instance has its own bound beside this one.
    return rateOf(() => checkRate(connectKv(env).client, address, limit));
  });
  if ("refusal" in admission) {
    const { status, message, retryAfter } = admission.refusal;
    return json(status, { success: false, message }, retryAfter === undefined ? {} : { "retry-after": String(retryAfter) });
  }
  const { event } = admission;
  const tags = Object.fromEntries(Object.entries({ ...event.tags, ...visitorDevice(request.headers.get("user-agent")) }).filter(([, value]) => value));
  recordError({ ...event, tags }, "browser", address);
  return json(202, { success: true });
};

export const ALL: APIRoute = () => json(405, { success: false, message: "Use POST." }, { allow: "POST" });

async function rateOf(ask: () => Promise<number | undefined>): Promise<number | undefined> {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}
