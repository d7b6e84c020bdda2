import type { APIRoute } from "astro";
import { conversionStatus } from "../../metrics/conversions/deliver-conversions.ts";
import { connectStore } from "../../metrics/store/connected-store.ts";
import { environment } from "../../host/settings/environment.ts";
import { logError } from "../../host/errors/error-log.ts";
import { json } from "../../host/http/responses.ts";
import { storeFailure } from "../../host/kv/store-failure.ts";
import { storeHealth } from "../../host/kv/store-health.ts";

export const prerender = false;

/** An older sample may take many commands to find. */
const NEWEST_WITHIN_MS = 24 * 60 * 60 * 1_000;

/**
 * For health checks, as often as every 10 s: 200 if the store can be read and written, else 503. Costs nothing if the store
 * was examined within the last seconds. On a site that sends conversions it says whether they fail. The reason of a failure is only logged, because the endpoint is public.
 */
export const GET: APIRoute = async () => {
  const health = { status: "failing", store: "none", lastWrite: null, latencyMs: null, version: VERSION, release: RELEASE, newestSampleAgeSeconds: null };
  try {
    const env = environment();
    const { kv, store } = connectStore(env);
    health.store = kv.kind;
    const since = new Date(Date.now() - NEWEST_WITHIN_MS);
    const { latencyMs, lastWrite, read } = await storeHealth(kv, async () => {
      const [newest, conversions] = await Promise.all([store.newest({ limit: 1, since }), conversionStatus({ kv, env, now: new Date() })]);
      return { at: newest.at(0)?.receivedAt, conversions };
    });
    const conversions = read?.conversions && { conversions: read.conversions.isFailing ? "failing" : "ok" };
    const known = { ...health, lastWrite, latencyMs, newestSampleAgeSeconds: read?.at === undefined ? null : ageInSeconds(read.at, new Date()), ...conversions };
    return lastWrite === "ok" ? json(200, { ...known, status: "ok" }) : json(503, known);
  } catch (error) {
    const { code, message } = storeFailure(error);
    // A store that does not answer has been logged by storeFailure.
    if (code === "store-not-configured") logError(message);
    return json(503, health);
  }
};

// Without it, Astro would call ALL.
export const HEAD = GET;

export const ALL: APIRoute = () => json(405, { error: "method", message: "Use GET or HEAD." }, { allow: "GET, HEAD" });

/** At least 0: the clock of the instance that received the sample may be a little ahead. */
function ageInSeconds(receivedAt: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(receivedAt)) / 1_000));
}
