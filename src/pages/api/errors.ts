import type { APIRoute } from "astro";
import { visitorDevice } from "../../metrics/ingest/visitor-device.ts";
import { environment } from "../../host/settings/environment.ts";
import { admitReport, REPORTS_PER_ADDRESS } from "../../host/errors/error-tunnel.ts";
import { recordError } from "../../host/errors/error-log.ts";
import { json, noContent } from "../../host/http/responses.ts";
import { connectKv } from "../../host/kv/kv.ts";
import { checkRate } from "../../host/http/rate-limit.ts";
import { visitorAddress } from "../../host/http/visitor-address.ts";

export const prerender = false;

/** Accepts an error from one of this site's pages (202), or says why not, and sends it to Sentry after the response; 204 if error reporting is off. */
export const POST: APIRoute = async ({ request }) => {
  const env = environment();
  // Not an error: a page that was built with a DSN would log it in its visitor's console.
  if (!env.SENTRY_DSN?.trim()) return noContent();
  const address = visitorAddress(request.headers);
  const admission = await admitReport(request, () => secondsToWait(env, address));
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

/** While the store is down, errors are most worth reporting, and each instance has a limit beside this one. */
async function secondsToWait(env: ReturnType<typeof environment>, address: string | undefined): Promise<number | undefined> {
  try {
    return await checkRate(connectKv(env).client, address, { perMinute: REPORTS_PER_ADDRESS, now: new Date(), what: "errors" });
  } catch {
    return undefined;
  }
}
