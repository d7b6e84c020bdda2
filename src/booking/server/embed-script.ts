import { logError } from "../../host/errors/error-log.ts";
import { hasCurrent } from "../../host/http/revalidation.ts";
import { AGE, keepEmbedScript, PAUSE, type EmbedScriptSource } from "./embed-script-copy.ts";
import { parseEmbedUrl } from "./embed-url.ts";

/**
 * Cal's embed.js through our own origin: no second host to look up and to connect to, and it outlives
 * an outage of Cal's. Without a good copy the answer is an error, quickly: the browser then asks Cal.
 */
export interface EmbedScript {
  /** Answers GET and HEAD. Looks at `If-None-Match` and at nothing else of the request. */
  answer(request: Request): Promise<Response>;
}

/** In s. As fresh as at the edge, then for an hour the old one at once while the browser asks anew. */
const IN_THE_BROWSER = "public, max-age=300, stale-while-revalidate=3600";

const known = new Map<string, EmbedScript>();

export interface EmbedScriptSettings extends Pick<EmbedScriptSource, "waitUntil"> {
  /** CAL_EMBED_URL: where the script lies, if not where the calendar does. */
  embedUrl: string | undefined;
  calOrigin: string;
}

/** The script of these settings, with one copy per process. Settings that are malformed answer 503. */
export function embedScript({ embedUrl, calOrigin, waitUntil }: EmbedScriptSettings): EmbedScript {
  const address = embedUrl || `${calOrigin}/embed/embed.js`;
  const script = known.get(address) ?? create(address, waitUntil);
  known.set(address, script);
  return script;
}

function create(address: string, waitUntil: EmbedScriptSource["waitUntil"]): EmbedScript {
  try {
    return createEmbedScript({ url: parseEmbedUrl(address), ...(waitUntil && { waitUntil }) });
  } catch (error) {
    // Once per process, and not in the answer: it is the operator's.
    logError((error as TypeError).message);
    return { answer: async () => sentence(503, "Cal's embed script is not set up here.") };
  }
}

export function createEmbedScript(source: EmbedScriptSource): EmbedScript {
  const read = keepEmbedScript(source);
  return {
    async answer(request) {
      const found = await read();
      if ("kind" in found) {
        return sentence(found.kind === "timeout" ? 504 : 502, "Cal's embed script cannot be had from here just now.");
      }
      const { etag, body } = found.copy;
      const headers = {
        "content-type": "text/javascript; charset=utf-8",
        "x-content-type-options": "nosniff",
        etag,
        "cache-control": IN_THE_BROWSER,
        "cdn-cache-control": atTheEdge(found.age),
      };
      if (hasCurrent(request, etag)) return new Response(null, { status: 304, headers });
      return new Response(request.method === "HEAD" ? null : body, { headers });
    },
  };
}

function sentence(status: number, text: string): Response {
  const headers = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff", "cache-control": "no-store" };
  return new Response(text, { status, headers });
}

/**
 * The remaining part of each age, in s: the edge must not count a copy's age from zero. A copy that
 * is being replaced stays there for a pause only. Vercel's edge takes CDN-Cache-Control (RFC 9213)
 * before `Cache-Control`, which it then hands to the browser whole, and knows stale-if-error since
 * February 2026: https://vercel.com/docs/caching/cdn-cache
 */
function atTheEdge(age: number): string {
  const left = (ms: number) => Math.max(0, Math.floor((ms - age) / 1000));
  return `max-age=${Math.max(left(AGE.fresh), PAUSE / 1000)}, stale-while-revalidate=${left(AGE.stale)}, stale-if-error=${left(AGE.kept)}`;
}
