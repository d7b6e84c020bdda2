import type { APIRoute } from "astro";
import { PUBLIC_CAL_ORIGIN, PUBLIC_CAL_SITE } from "astro:env/client";
import { PER_MINUTE } from "../../booking/server/free-times/cal-budget.ts";
import { freeTimes } from "../../booking/server/free-times/free-times.ts";
import { logError } from "../../host/errors/error-log.ts";
import { json } from "../../host/http/responses.ts";
import { createSharedBound, MINUTE, senderOf } from "../../host/http/shared-bound.ts";
import { visitorAddress } from "../../host/http/visitor-address.ts";
import { waitUntil } from "../../host/http/wait-until.ts";
import { connectKv } from "../../host/kv/kv.ts";
import { sharedCopies } from "../../host/kv/shared-copies.ts";
import { environment } from "../../host/settings/environment.ts";

export const prerender = false;

/** What visitors may cause at Cal per minute, divided among them. */
const bounds = {
  later: createSharedBound({ most: PER_MINUTE.later, window: MINUTE }),
  check: createSharedBound({ most: PER_MINUTE.check, window: MINUTE }),
};
const shared = sharedCopies(() => connectKv(environment()), "slots");

/** The free times of an event, or whether one of them is still free; described in `/api/openapi.json`. */
export const GET: APIRoute = ({ request }) => {
  const { CAL_API_URL, CAL_API_KEY } = environment();
  const hosts = { origin: PUBLIC_CAL_ORIGIN, site: PUBLIC_CAL_SITE };
  const times = freeTimes({ apiUrl: CAL_API_URL, apiKey: CAL_API_KEY, build: FREE_TIMES, hosts, shared, now: () => Date.now(), waitUntil, log: logError });
  const sender = senderOf(visitorAddress(request.headers));
  return times.answer(request, (purpose) => bounds[purpose].admits(sender, new Date()));
};

// Without it, Astro would call ALL.
export const HEAD: APIRoute = (context) => GET(context);

export const ALL: APIRoute = () => json(405, { success: false, error: "method", message: "Use GET or HEAD." }, { allow: "GET, HEAD" });
