import { mediaTypeOf, readBounded } from "../../host/http/request-body.ts";
import { isForeign } from "../../host/http/same-origin.ts";
import { BOUNDS } from "../shared/sample.ts";
import { isBot } from "./bots.ts";
import type { DropReason } from "./drops.ts";

/**
 * Who may hand in a sample. Checks what can be told without understanding the sample, cheapest
 * first; each refusal has a name, under which it is counted, and a sentence for its sender.
 *
 * It fails closed: what cannot be judged is refused. It throws for no input, and lets through what
 * the rate's store throws.
 */
export interface Refusal {
  status: 400 | 403 | 413 | 415 | 429;
  reason: DropReason;
  message: string;
  /** Whole seconds until it makes sense to come again; only for 429. */
  retryAfter?: number;
}

export type Admission = { body: unknown } | { refusal: Refusal };

/**
 * Lets a request in and reads its body as JSON, or says why not.
 *
 * @param waitOf gives the seconds that this sender must wait, undefined if it need not. Asked after
 *   everything that costs no round trip.
 */
export async function admit(request: Request, waitOf: () => Promise<number | undefined>): Promise<Admission> {
  if (!hasReadableType(request)) {
    return refuse(415, "content-type", "Send the sample as application/json (or text/plain, as sendBeacon does).");
  }
  const body = await readBounded(request, BOUNDS.bodyBytes).catch(() => "broken" as const);
  if (body === undefined) return refuse(413, "too-large", `A sample has at most ${BOUNDS.bodyBytes} bytes.`);
  if (body === "broken") return refuse(400, "broken-body", "The body ended before it was complete.");
  if (isForeign(request)) return refuse(403, "foreign-origin", "Samples are taken from this site's own pages only.");
  if (isBot(request.headers.get("user-agent"))) return refuse(403, "bot", "Samples are taken from visitors, and not from crawlers.");

  const retryAfter = await waitOf();
  if (retryAfter !== undefined) {
    const message = `Too many samples from this address. Send the next one in ${retryAfter} s.`;
    return { refusal: { status: 429, reason: "rate", message, retryAfter } };
  }
  try {
    return { body: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as unknown };
  } catch {
    return refuse(400, "not-json", "The body is not JSON in UTF-8.");
  }
}

function refuse(status: Refusal["status"], reason: DropReason, message: string): Admission {
  return { refusal: { status, reason, message } };
}

function hasReadableType(request: Request): boolean {
  return ["application/json", "text/plain"].includes(mediaTypeOf(request));
}
