import { errorEvent, ERROR_TUNNEL_DSN, type ErrorEvent } from "./shared/error-event.ts";

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
