/** The checks that `npm run smoke` and `npm run doctor -- URL` share. */
import { bytesText } from "./ask.ts";
import { ok, problem, skipped, warning, type Finding } from "../doctor/findings.ts";
import type { LiveSite } from "./live-site.ts";

/** Whether the page exists, belongs to this product and has a booking link. */
export async function pageFinding(site: LiveSite): Promise<Finding> {
  const { status, text, ms } = await site.ask();
  if (status !== 200) return problem("Page", `${site.url.href} answers ${status}.`, "Check the deployment's log, and whether the domain belongs to this project.");
  const links = text.match(/\sdata-booking-link=/g)?.length ?? 0;
  if (!text.includes("data-booking-dialog")) {
    return problem("Page", `${site.url.href} is not a page of this product, because it has no booking dialog.`, "Give the address of the site's home page, or one with a booking link.");
  }
  return links > 0
    ? ok("Page", `Answered within ${ms} ms, with ${links} booking ${links === 1 ? "link" : "links"}.`)
    : problem("Page", "The page has no booking link.", "Add a call to action to the page (docs/editing.md), or give the address of a page that has one.");
}

/** The store, as /api/health reports it. */
export async function healthFinding(site: LiveSite, { isPreview = false } = {}): Promise<Finding> {
  const { status, text } = await site.ask("/api/health");
  const health = parsed(text);
  if (status === 200 && health.status === "ok") return ok("Health", `The store (${health.store}) answers within ${health.latencyMs} ms. Release ${health.release}${health.version === undefined ? "" : ` of Readyslot ${health.version}`}.`);
  if (status === 503 && health.store === "none" && isPreview) return skipped("Health", "A preview without a store. Openings are not counted; booking works.");
  if (status === 503) {
    if (health.lastWrite === "failed") return problem("Health", `The store (${health.store}) refuses to write. Openings are not counted; booking works.`, "The function's log has the reason. The disk or the database may be full, the quota used up, or the token or the folder read-only.");
    const store = health.store === "none" ? "No store is configured" : `The store (${health.store}) does not answer`;
    return problem("Health", `${store}. Openings are not counted; booking works.`, "The function's log names the wrong setting or the error. KV_REST_API_URL with KV_REST_API_TOKEN, or REDIS_URL, must belong to a running database.");
  }
  return problem("Health", `/api/health answers ${status}.`, "The deployment has no function, or another site answers at this address. Check the deployment's log.");
}

/** embed.js from the site's own origin. */
export async function embedScriptFinding(site: LiveSite): Promise<Finding> {
  const { status, text, headers } = await site.ask("/api/cal-embed.js");
  if (status === 200 && /javascript/.test(headers.get("content-type") ?? "")) return ok("embed.js", `${bytesText(Buffer.byteLength(text))} from the site's own origin.`);
  return problem(
    "embed.js",
    `The site's copy of Cal's script answers ${status}, so visitors load it from Cal, which takes longer.`,
    "The function's log has the reason why Cal's script could not be fetched. CAL_EMBED_URL or PUBLIC_CAL_ORIGIN may be wrong, or Cal is down.",
  );
}

/** The free times of the first event that the page links to. A site need not offer any. */
export async function freeTimesFinding(site: LiveSite, page: string): Promise<Finding> {
  const event = /\sdata-booking-link="([^"?]+)/.exec(page)?.[1];
  if (event === undefined) return skipped("Free times", "There is no booking link on the page.");
  const { status, text, ms } = await site.ask(`/api/slots?event=${encodeURIComponent(event)}`);
  if (status === 404) return skipped("Free times", `The site offers none of ${event}. Visitors get Cal's calendar at once.`);
  if (status === 200) return ok("Free times", `${(JSON.parse(text) as { starts: unknown[] }).starts.length} of ${event}, within ${ms} ms.`);
  return warning("Free times", `/api/slots answers ${status}, so visitors get Cal's calendar without free times in front of it.`, "The function's log has the reason. Cal's API may be down or slow, or CAL_API_URL or CAL_API_KEY may be wrong.");
}

interface Health {
  version?: string;
  status?: string;
  store?: string;
  lastWrite?: string | null;
  latencyMs?: number;
  release?: string;
}

function parsed(text: string): Health {
  try {
    return JSON.parse(text) as Health;
  } catch {
    return {};
  }
}
