import type { IncomingMessage, ServerResponse } from "node:http";

/** A request that cannot be served; becomes an answer with this status. */
export class RequestRefused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const MAX_BODY_BYTES = 16 * 1024;

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, "application/json; charset=utf-8", JSON.stringify(value));
}

/** A page of the demo: it loads only from its own origin, and any site may frame it. */
export function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.setHeader("content-security-policy", "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'");
  send(response, status, "text/html; charset=utf-8", html);
}

/** Answers once. Without an own cache-control nothing is stored. */
export function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  if (response.writableEnded || response.destroyed) return;
  if (status === 413) response.setHeader("connection", "close");
  if (!response.hasHeader("cache-control")) response.setHeader("cache-control", "no-store");
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}

/**
 * Reads a JSON body. Requiring the JSON type keeps pages of other sites from posting here: a browser sends a preflight
 * request first, which gets no permission.
 *
 * @throws {RequestRefused} 415, 413 or 400.
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  requireType(request, "application/json");
  const text = await readBody(request);
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestRefused(400, "The body is not JSON.");
  }
}

/** Reads a posted form. @throws {RequestRefused} 415 or 413. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  requireType(request, "application/x-www-form-urlencoded");
  return new URLSearchParams(await readBody(request));
}

function requireType(request: IncomingMessage, type: string): void {
  if (request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() !== type) {
    throw new RequestRefused(415, `Send ${type}.`);
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A request that is destroyed takes its socket along, and the refusal could not be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new RequestRefused(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
