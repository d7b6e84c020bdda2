/** Sends a file or the function's answer: conditionally, compressed, or refused. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliCompress, createGzip } from "node:zlib";
import Negotiator from "negotiator";
import { hasCurrent } from "../../src/host/http/revalidation.ts";
import { BROTLI, isCompressible, type Encoding, type StaticFile } from "./static-files.ts";

/** In order of preference. */
const ENCODINGS = ["br", "gzip"] as const satisfies readonly Encoding[];

export function sendFile(incoming: IncomingMessage, outgoing: ServerResponse, file: StaticFile, status: number, headers: Headers): void {
  const reads = incoming.method === "GET" || incoming.method === "HEAD";
  // A missing file is a 404 for every method.
  if (!reads && status === 200) return void outgoing.writeHead(405, { ...plain(headers), allow: "GET, HEAD" }).end();
  if (!headers.has("cache-control")) headers.set("cache-control", "public, max-age=0, must-revalidate");
  const encoding = encodingFor(incoming, file.contentType, headers);
  headers.set("etag", encoding ? `W/${file.etag}` : file.etag);
  const tags = incoming.headers["if-none-match"];
  if (status === 200 && tags !== undefined && hasCurrent({ headers: new Headers({ "if-none-match": tags }) }, file.etag)) return void outgoing.writeHead(304, plain(headers)).end();
  headers.set("content-type", file.contentType);
  if (encoding) headers.set("content-encoding", encoding);
  const body = (encoding && file.encoded[encoding]) ?? file.body;
  headers.set("content-length", String(body.length));
  outgoing.writeHead(status, plain(headers)).end(incoming.method === "HEAD" ? undefined : body);
}

export async function sendResponse(incoming: IncomingMessage, outgoing: ServerResponse, response: Response, routed: Headers): Promise<void> {
  const headers = new Headers(routed);
  for (const [name, value] of response.headers) if (name !== "set-cookie") headers.set(name, value);
  const cookies = response.headers.getSetCookie();
  const encoding = response.body ? encodingFor(incoming, headers.get("content-type") ?? "", headers) : undefined;
  if (encoding) {
    headers.set("content-encoding", encoding);
    headers.delete("content-length");
    const etag = headers.get("etag");
    if (etag && !etag.startsWith("W/")) headers.set("etag", `W/${etag}`);
  }
  outgoing.writeHead(response.status, { ...plain(headers), ...(cookies.length > 0 && { "set-cookie": cookies }) });
  if (!response.body || incoming.method === "HEAD") return void outgoing.end();
  const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  if (encoding === "br") return pipeline(body, createBrotliCompress(BROTLI), outgoing);
  if (encoding === "gzip") return pipeline(body, createGzip(), outgoing);
  return pipeline(body, outgoing);
}

/** A short answer from the server itself. */
export function sendText(outgoing: ServerResponse, status: number, text: string, headers: Headers = new Headers()): void {
  outgoing.writeHead(status, { ...plain(headers), "content-type": "text/plain" }).end(text);
}

export function plain(headers: Headers): Record<string, string> {
  return Object.fromEntries(headers);
}

/** A request's headers as the function gets them, with all values of a name. */
export function headersOf({ headers }: Pick<IncomingMessage, "headers">): Headers {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value ?? []].flat()) all.append(name, one);
  }
  return all;
}

/**
 * The encoding for an answer of this type; undefined if it is sent as it is. A compressed answer gets a weak
 * entity tag, because a strong one promises identical bytes (RFC 9110, 8.8.1).
 */
function encodingFor(incoming: IncomingMessage, contentType: string, headers: Headers): Encoding | undefined {
  if (!isCompressible(contentType) || headers.has("content-encoding")) return undefined;
  headers.append("vary", "accept-encoding");
  // A client that accepts no encoding at all still gets the answer as it is.
  const encoding = new Negotiator(incoming).encoding([...ENCODINGS, "identity"], { preferred: ENCODINGS });
  return encoding === "identity" ? undefined : encoding;
}
