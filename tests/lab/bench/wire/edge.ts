import { createHash } from "node:crypto";
import { Agent, request as forward, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { Duplex } from "node:stream";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import type { Certificate } from "./certificate.ts";

export interface EdgeOptions {
  certificate: Certificate;
  /** The server of each host name: "http://127.0.0.1:4321". */
  upstreams: ReadonlyMap<string, string>;
  /** HTML that is answered here, by address: "https://site.readyslot.test/bench/plain". */
  pages: ReadonlyMap<string, string>;
}

/** Answers `/wire-check?bytes=n` on every host with n bytes of nothing. */
export const CHECK_PATH = "/wire-check";

const compress = promisify(brotliCompress);
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
/** Hop-by-hop headers of HTTP/1, which HTTP/2 forbids. */
const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding", "upgrade", "proxy-connection"];

/**
 * TLS 1.3 and HTTP/2 in front of the servers, like a host's edge. Compressible answers that come uncompressed are
 * compressed once and cached.
 *
 * @returns the function that gets the server's end of a connection.
 */
export function createEdge({ certificate, upstreams, pages }: EdgeOptions): (serverEnd: Duplex) => void {
  // A connection on this machine costs a fifth of a ms. A keep-alive connection may close just when it is used.
  const agent = new Agent({ keepAlive: false });
  const compressed = new Map<string, Promise<Buffer>>();
  const server = createSecureServer({ key: certificate.key, cert: certificate.cert, minVersion: "TLSv1.3" }, (incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      if (outgoing.destroyed || outgoing.stream?.destroyed) return;
      process.stderr.write(`${incoming.authority}${incoming.url}: ${String(error)}\n`);
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end();
    });
  });
  // A client that disconnects in the middle of an answer is not an error.
  server.on("sessionError", () => {});

  async function answer(incoming: Http2ServerRequest, outgoing: Http2ServerResponse): Promise<void> {
    const url = new URL(incoming.url, `https://${incoming.authority}`);
    if (url.pathname === CHECK_PATH) return void outgoing.end(Buffer.alloc(Number(url.searchParams.get("bytes"))));
    const page = pages.get(url.origin + url.pathname);
    if (page !== undefined) {
      const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "public, max-age=0, must-revalidate" };
      return send(incoming, outgoing, { status: 200, headers, body: Buffer.from(page) });
    }
    const upstream = upstreams.get(url.host);
    if (!upstream) return void outgoing.writeHead(421).end();
    const response = await ask(upstream, incoming);
    const headers = { ...response.headers };
    for (const name of HOP_BY_HOP) delete headers[name];
    const status = response.statusCode ?? 502;
    if (!isCompressible(headers)) {
      outgoing.writeHead(status, headers);
      return void response.pipe(outgoing);
    }
    const chunks: Buffer[] = [];
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
    await send(incoming, outgoing, { status, headers, body: Buffer.concat(chunks) });
  }

  function ask(upstream: string, incoming: Http2ServerRequest): Promise<IncomingMessage> {
    const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !name.startsWith(":")));
    return new Promise((resolve, reject) => {
      const asked = forward(upstream + incoming.url, { agent, method: incoming.method, headers: { ...headers, host: incoming.authority } }, resolve);
      asked.on("error", reject);
      incoming.stream.on("close", () => asked.destroy());
      incoming.pipe(asked);
    });
  }

  async function send(
    incoming: Http2ServerRequest,
    outgoing: Http2ServerResponse,
    { status, headers, body }: { status: number; headers: IncomingHttpHeaders; body: Buffer },
  ): Promise<void> {
    const takesBrotli = /\bbr\b/.test(String(incoming.headers["accept-encoding"] ?? ""));
    const sent = takesBrotli && body.length > 0 ? await compressOnce(body) : body;
    if (outgoing.stream.destroyed) return;
    const encoding = sent === body ? {} : { "content-encoding": "br" };
    outgoing.writeHead(status, { ...headers, ...encoding, "content-length": sent.length });
    if (incoming.method === "HEAD") outgoing.end();
    else outgoing.end(sent);
  }

  function compressOnce(body: Buffer): Promise<Buffer> {
    const key = createHash("sha1").update(body).digest("base64");
    const known = compressed.get(key) ?? compress(body, BROTLI);
    compressed.set(key, known);
    return known;
  }

  return (serverEnd) => void server.emit("connection", serverEnd);
}

function isCompressible(headers: IncomingHttpHeaders): boolean {
  const isText = /^text\/|javascript|json|xml|svg/.test(headers["content-type"] ?? "");
  return isText && !headers["content-encoding"] && !/no-transform/.test(headers["cache-control"] ?? "");
}
