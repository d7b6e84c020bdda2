/**
 * Decides which browsers' errors are accepted: only errors, only from this site's pages, within limits. The
 * cheapest checks come first, and each refusal has a message for the sender. Never throws.
 */
import { mediaTypeOf, readBounded } from "../http/request-body.ts";
import { readEnvelope } from "./error-envelope.ts";
import { isForeign } from "../http/same-origin.ts";
import type { ErrorEvent } from "./shared/error-event.ts";

/** A page's event has 2 to 8 KB: at most fifty stack frames of 100 to 150 bytes each. */
export const ENVELOPE_BYTES = 32_768;

/** Per minute. A page view reports at most five; see error-reporting-browser.ts. */
export const REPORTS_PER_ADDRESS = 30;

export interface TunnelRefusal {
  status: 400 | 403 | 413 | 415 | 429;
  message: string;
  /** Whole seconds until the next report is accepted; only for 429. */
  retryAfter?: number;
}

/**
 * Accepts a report or refuses it with a reason.
 *
 * @param waitOf returns the seconds that this sender must wait, undefined if none. Called last.
 */
export async function admitReport(request: Request, waitOf: () => Promise<number | undefined>): Promise<{ event: ErrorEvent } | { refusal: TunnelRefusal }> {
  // The type that browsers send for a text, and Sentry's documented type.
  if (!["text/plain", "application/x-sentry-envelope"].includes(mediaTypeOf(request))) {
    return refuse(415, "Send an envelope as text/plain.");
  }
  if (isForeign(request)) return refuse(403, "Errors are only accepted from this site's own pages.");
  const body = await readBounded(request, ENVELOPE_BYTES).catch(() => "broken" as const);
  if (body === undefined) return refuse(413, `An envelope has at most ${ENVELOPE_BYTES} bytes.`);
  if (body === "broken") return refuse(400, "The body ended before it was complete.");
  const read = readEnvelope(body);
  if ("problem" in read) return refuse(400, read.problem);
  const retryAfter = await waitOf();
  if (retryAfter === undefined) return read;
  return { refusal: { status: 429, message: `Too many errors from this address. Send the next one in ${retryAfter} s.`, retryAfter } };
}

function refuse(status: TunnelRefusal["status"], message: string): { refusal: TunnelRefusal } {
  return { refusal: { status, message } };
}
