import { isBot } from "../../host/http/bots.ts";
import { mediaTypeOf, readBounded } from "../../host/http/request-body.ts";
import { isForeign } from "../../host/http/same-origin.ts";
import type { DropReason } from "./drops.ts";

/** The longest body of a POST, in bytes. */
export const MAX_BODY_BYTES = 8_192;

/**
 * Why a post is refused before its content is validated. The checks run cheapest first; each refusal has a
 * name, under which it is counted, and a message for its sender.
 *
 * No input makes the checks throw; an error of the store that keeps the day's salt reaches the caller.
 */
export interface Refusal {
  status: 400 | 403 | 413 | 415 | 429;
  reason: DropReason;
  message: string;
  /** Whole seconds until the next try; only for 429. */
  retryAfter?: number;
}

export type Admission = { body: unknown } | { refusal: Refusal };

/**
 * Reads the body of a request as JSON, or refuses the request.
 *
 * @param waitOf returns the seconds that this sender must wait, undefined for none. Called after
 *   every check that costs no round trip.
 */
export async function admit(request: Request, waitOf: () => Promise<number | undefined>): Promise<Admission> {
  if (!hasReadableType(request)) {
    return refuse(415, "content-type", "Send the sample as application/json (or text/plain, as sendBeacon does).");
  }
  const body = await readBounded(request, MAX_BODY_BYTES).catch(() => "broken" as const);
  if (body === undefined) return refuse(413, "too-large", `The body may have at most ${MAX_BODY_BYTES} bytes.`);
  if (body === "broken") return refuse(400, "broken-body", "The body is incomplete.");
  if (isForeign(request)) return refuse(403, "foreign-origin", "Only pages of this site may send samples.");
  if (isBot(request.headers.get("user-agent"))) return refuse(403, "bot", "Crawlers may not send samples.");

  const retryAfter = await waitOf();
  if (retryAfter !== undefined) return { refusal: tooMany(retryAfter) };
  try {
    return { body: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as unknown };
  } catch {
    return refuse(400, "not-json", "The body is not valid JSON in UTF-8.");
  }
}

/** The refusal of a sender that has sent as much as it may. */
export function tooMany(retryAfter: number): Refusal {
  return { status: 429, reason: "rate", message: `Too many samples from this address. Send the next one in ${retryAfter} s.`, retryAfter };
}

function refuse(status: Refusal["status"], reason: DropReason, message: string): Admission {
  return { refusal: { status, reason, message } };
}

function hasReadableType(request: Request): boolean {
  return ["application/json", "text/plain"].includes(mediaTypeOf(request));
}
