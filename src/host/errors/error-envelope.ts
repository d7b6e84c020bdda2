import { errorEvent, ERROR_TUNNEL_DSN, type ErrorEvent } from "./shared/error-event.ts";

/** A commit, a failure's class: names of ours. */
const NAME = /^[\w-]{1,40}$/;

/**
 * Reads what our pages' Sentry client posts: an envelope
 * (https://develop.sentry.dev/sdk/foundations/transport/envelopes/) with one item, an error event, for
 * our own stand-in of a DSN. Nothing of it is passed on as it came: the event is made anew.
 *
 * @returns the event, or what is wrong.
 */
export function readEnvelope(body: Uint8Array): { event: ErrorEvent } | { problem: string } {
  let lines: string[];
  try {
    lines = new TextDecoder("utf-8", { fatal: true }).decode(body).split("\n");
  } catch {
    return { problem: "The envelope is not UTF-8." };
  }
  // Each of the three is JSON, and JSON has no line breaks of its own; the last may end with one.
  const [head, item, payload] = lines.slice(0, 3).map(parse);
  if (payload === undefined || lines.slice(3).some(Boolean)) return { problem: "Send an envelope with one item." };
  if (field(head, "dsn") !== ERROR_TUNNEL_DSN) return { problem: "The envelope is for another project." };
  if (field(item, "type") !== "event") return { problem: "Send an event." };
  const event = errorEvent(payload);
  if (event?.platform !== "javascript" || event.level === "info") return { problem: "The event is no error of a browser." };
  return { event: ownWords(event) };
}

/**
 * What a page of ours has to say, and what only the server may: when it was, what belongs together, and
 * what is an alert. A stranger's report can take the place of nothing else.
 */
function ownWords(event: ErrorEvent): ErrorEvent {
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
