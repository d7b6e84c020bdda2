/** Fetches Cal's embed script from where it lies and takes nothing that cannot be it. */

export type EmbedScriptErrorKind = "unreachable" | "timeout" | "redirect" | "status" | "content-type" | "size";

/** Why there is no script. The message is for the server's log: it names addresses. */
export class EmbedScriptError extends Error {
  readonly kind: EmbedScriptErrorKind;
  constructor(kind: EmbedScriptErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "EmbedScriptError";
    this.kind = kind;
  }
}

/**
 * Bytes, after decompression. Cal's script has 66.7 KB: what is much smaller is a placeholder, and
 * what is fifteen times as large is something else, or endless. Wide enough for years of releases.
 */
const SIZE = { min: 1_000, max: 1_000_000 };

const MAX_REDIRECTS = 3;

/** The types that browsers take for JavaScript and servers still send (WHATWG MIME Sniffing, 4.6). */
const JAVASCRIPT = /^(text|application)\/(x-)?(java|ecma)script$/i;

/**
 * The script's bytes, read to their end within `timeLimitMs`.
 *
 * @throws {EmbedScriptError} for everything else; nothing is left running behind it.
 */
export async function fetchEmbedScript(url: URL, timeLimitMs: number): Promise<Buffer<ArrayBuffer>> {
  const limit = AbortSignal.timeout(timeLimitMs);
  const done = new AbortController();
  try {
    const response = await follow(url, AbortSignal.any([limit, done.signal]));
    if (response.status !== 200) throw new EmbedScriptError("status", `${response.url} answered ${response.status}.`);
    const type = response.headers.get("content-type") ?? "";
    if (!JAVASCRIPT.test(type.split(";")[0]?.trim() ?? "")) {
      throw new EmbedScriptError("content-type", `${response.url} sent "${type.slice(0, 100)}" instead of JavaScript.`);
    }
    return await readBounded(response);
  } catch (error) {
    if (error instanceof EmbedScriptError) throw error;
    if (limit.aborted) throw new EmbedScriptError("timeout", `${url.href} did not answer within ${timeLimitMs} ms.`);
    throw new EmbedScriptError("unreachable", `${url.href} could not be read: ${innermostMessage(error)}.`, { cause: error });
  } finally {
    // The body of an answer that was refused is still on its way.
    done.abort();
  }
}

/**
 * Follows redirects to https, or within one origin: a Cal on one's own machine speaks http, but no
 * script may come over a foreign line that anybody can write on.
 */
async function follow(url: URL, signal: AbortSignal): Promise<Response> {
  let from = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const response = await fetch(from, { redirect: "manual", signal });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) return response;
    const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
    if (!to || (to.protocol !== "https:" && to.origin !== from.origin)) {
      throw new EmbedScriptError("redirect", `${from.href} redirects to ${location.slice(0, 200)}. Only redirects to https or within the same origin are followed.`);
    }
    from = to;
  }
  throw new EmbedScriptError("redirect", `${url.href} redirects more than ${MAX_REDIRECTS} times.`);
}

/** Counts while reading: a content-length is only what the sender claims. */
async function readBounded(response: Response): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > SIZE.max) throw new EmbedScriptError("size", `${response.url} sent more than ${SIZE.max} bytes.`);
    chunks.push(chunk);
  }
  if (bytes < SIZE.min) throw new EmbedScriptError("size", `${response.url} sent ${bytes} bytes, fewer than ${SIZE.min}.`);
  return Buffer.concat(chunks);
}

/** The message of the innermost cause of fetch's "fetch failed", for example "connect ECONNREFUSED 127.0.0.1:4322". */
export function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return innermostMessage(error.errors[0]);
  if (error.cause !== undefined) return innermostMessage(error.cause);
  return error.message || ("code" in error ? String(error.code) : error.name);
}
