import { BOUNDS } from "../shared/sample.ts";

/**
 * Who may hand in a sample. Checks what can be told without reading the sample itself, cheapest
 * first; each refusal has a name, under which drops can be counted, and a sentence for its sender.
 *
 * It fails closed: what cannot be judged is refused. It throws nothing for any input.
 */
export type DropReason = "content-type" | "too-large" | "foreign-origin" | "not-json" | "schema";

export interface Refusal {
  status: 400 | 403 | 413 | 415;
  reason: DropReason;
  message: string;
}

export type Admission = { body: unknown } | { refusal: Refusal };

/** Lets a request in and reads its body as JSON, or says why not. */
export async function admit(request: Request): Promise<Admission> {
  if (!hasReadableType(request)) {
    return refuse(415, "content-type", "Send the sample as application/json (or text/plain, as sendBeacon does).");
  }
  if (isForeign(request)) {
    return refuse(403, "foreign-origin", "Samples are taken from this site's own pages only.");
  }
  const text = await readBounded(request, BOUNDS.bodyBytes);
  if (text === undefined) {
    return refuse(413, "too-large", `A sample has at most ${BOUNDS.bodyBytes} bytes.`);
  }
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    return refuse(400, "not-json", "The body is not JSON.");
  }
}

function refuse(status: Refusal["status"], reason: DropReason, message: string): Admission {
  return { refusal: { status, reason, message } };
}

function hasReadableType(request: Request): boolean {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  return type === "application/json" || type === "text/plain";
}

/** Browsers name the page's origin on every POST; what sends none (a monitor, a script) is not a browser. */
function isForeign(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return false;
  const host = request.headers.get("host") ?? new URL(request.url).host;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/** Counts while reading: a content-length is only what the sender claims. Undefined past `limit` bytes. */
async function readBounded(request: Request, limit: number): Promise<string | undefined> {
  if (!request.body) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > limit) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
