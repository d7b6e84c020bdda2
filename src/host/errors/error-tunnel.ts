/**
 * Who may report an error of a browser: our own pages, in bounds, and nothing but an error. Checks what
 * costs nothing first; each refusal is a sentence for its sender. Throws for no input.
 */
import { mediaTypeOf, readBounded } from "../http/request-body.ts";
import { readEnvelope } from "./error-envelope.ts";
import { isForeign } from "../http/same-origin.ts";
import type { ErrorEvent } from "./shared/error-event.ts";

/** An event of ours has 2 to 8 KB: fifty stack frames at most, each of 100 to 150 bytes. */
export const ENVELOPE_BYTES = 32_768;

/** A page view reports five at most; see error-reporting-browser.ts. */
export const REPORTS_PER_ADDRESS = 30;

export interface TunnelRefusal {
  status: 400 | 403 | 413 | 415 | 429;
  message: string;
  /** Whole seconds until it makes sense to come again; only for 429. */
  retryAfter?: number;
}

/**
 * Lets a report in, or says why not.
 *
 * @param waitOf gives the seconds that this sender must wait, undefined if it need not. Asked last.
 */
export async function admitReport(request: Request, waitOf: () => Promise<number | undefined>): Promise<{ event: ErrorEvent } | { refusal: TunnelRefusal }> {
  // What a browser says of a text that a page posts, and what Sentry's own documents name.
  if (!["text/plain", "application/x-sentry-envelope"].includes(mediaTypeOf(request))) {
    return refuse(415, "Send an envelope as text/plain.");
  }
  if (isForeign(request)) return refuse(403, "Errors are taken from this site's own pages only.");
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
