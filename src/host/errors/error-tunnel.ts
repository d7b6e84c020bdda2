/**
 * Decides which browsers' errors are accepted: only errors, only from this site's pages, within limits. The
 * cheapest checks come first, and each refusal has a message for the sender. Never throws.
 */
import { mediaTypeOf, readBounded } from "../http/request-body.ts";
import { isForeign } from "../http/same-origin.ts";
import { ERROR_TUNNEL_DSN, errorEvent, type ErrorEvent } from "./shared/error-event.ts";

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

/** The format of this site's own names: a commit, an error class. */
const NAME = /^[\w-]{1,40}$/;

/**
 * Parses the envelope (https://develop.sentry.dev/sdk/foundations/transport/envelopes/) of a page's Sentry
 * client. It must have one item, an error event, and the placeholder DSN. Nothing is forwarded as it was
 * sent: the event is built again from allowed fields.
 *
 * @returns the event, or the problem.
 */
export function readEnvelope(body: Uint8Array): { event: ErrorEvent } | { problem: string } {
  let lines: string[];
  try {
    lines = new TextDecoder("utf-8", { fatal: true }).decode(body).split("\n");
  } catch {
    return { problem: "The envelope is not UTF-8." };
  }
  // Each of the three is JSON without line breaks; the last may end with one.
  const [head, item, payload] = lines.slice(0, 3).map(parse);
  if (payload === undefined || lines.slice(3).some(Boolean)) return { problem: "Send an envelope with one item." };
  if (field(head, "dsn") !== ERROR_TUNNEL_DSN) return { problem: "The envelope is for another project." };
  if (field(item, "type") !== "event") return { problem: "Send an event." };
  const event = errorEvent(payload);
  if (event?.platform !== "javascript" || event.level === "info") return { problem: "The event is not a browser's error." };
  return { event: withServerFields(event) };
}

/**
 * Sets what only the server may set: the time, the grouping, and whether it is an alert. So a forged report
 * cannot pass for anything else.
 */
function withServerFields(event: ErrorEvent): ErrorEvent {
  const own = { ...event, timestamp: Date.now() / 1_000 };
  for (const name of ["fingerprint", "extra", "environment"] as const) delete own[name];
  delete own.tags?.alert;
  if (!NAME.test(own.release ?? "")) delete own.release;
  const failure = own.tags?.class ?? "";
  return NAME.test(failure) ? { ...own, fingerprint: ["cal-failure", failure] } : own;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function field(object: unknown, name: string): unknown {
  return typeof object === "object" && object !== null && Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}
