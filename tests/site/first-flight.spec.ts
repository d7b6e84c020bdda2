/**
 * A page and the headers of its answer fit into TCP's first flight, 10 segments of 1,460 bytes (RFC 6928): one round trip
 * after the request, a visitor has all of it. Measured as the site sends it, with brotli, and the headers as HTTP/2 packs them.
 */
import { once } from "node:events";
import { createServer as createHttp2Server, connect as connectHttp2 } from "node:http2";
import { connect, createServer, type AddressInfo } from "node:net";
import { brotliCompressSync, constants } from "node:zlib";
import { expect } from "playwright/test";
import { isNotFound, isOwnPage, pages, test } from "./built-site.ts";

const FLIGHT = 14_600;

/** An article is as long as it is: what its words have beyond this, in bytes after compression, does not count. About 4,500 characters. */
const WORDS = 2_000;

/** What Vercel adds to an answer, with values as long as its own. https://vercel.com/docs/headers/response-headers */
const ADDED_BY_VERCEL = {
  server: "Vercel",
  age: "12345",
  date: "Sun, 29 Nov 2026 12:00:00 GMT",
  "x-vercel-cache": "HIT",
  "x-vercel-id": "fra1::abcde-1764417600000-0123456789ab",
  "accept-ranges": "bytes",
  "content-disposition": 'inline; filename="index.html"',
};

/** Of HTTP/1.1 alone. */
const OF_THE_CONNECTION = new Set(["connection", "keep-alive", "transfer-encoding"]);

test("every page and its headers fit into TCP's first flight", async ({ site }) => {
  const tooLarge: string[] = [];
  for (const { path, html } of pages.filter((page) => !isNotFound(page.path) && !isOwnPage(page))) {
    const answer = await fetch(site.origin + path, { headers: { "accept-encoding": "br" } });
    // fetch() unpacks the body; this is its length on the wire.
    const body = Number(answer.headers.get("content-length"));
    const own = Object.fromEntries([...answer.headers].filter(([name]) => !OF_THE_CONNECTION.has(name)));
    const head = await headerBytes({ ...ADDED_BY_VERCEL, ...own });
    expect(answer.headers.get("content-encoding")).toBe("br");
    expect(body).toBeGreaterThan(1_000);
    if (body + head > FLIGHT + Math.max(0, wordsOf(html) - WORDS)) tooLarge.push(`${path}: ${body} + ${head} of headers = ${body + head}`);
  }
  expect(tooLarge).toEqual([]);
});

test("headers are measured as HTTP/2 packs them: as a number from a table, or each character by its frequency", async () => {
  const nothing = await headerBytes({});
  // RFC 7541, appendix A: an entry of the static table is one byte.
  expect((await headerBytes({ "accept-encoding": "gzip, deflate" })) - nothing).toBe(1);
  // Appendix C.6.1: the field name and each value as they are there, 1 + 1 + 4 bytes.
  expect((await headerBytes({ "cache-control": "private" })) - nothing).toBe(7);
});

/** The bytes of a page's own words. */
function wordsOf(html: string): number {
  const main = /<main\b[\s\S]*<\/main>/.exec(html)?.[0] ?? "";
  const words = main.replaceAll(/<(script|style|template|svg)\b[\s\S]*?<\/\1>/g, "").replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
  return brotliCompressSync(words, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;
}

/** The bytes of an HTTP/2 answer's header frame, as node's own implementation, nghttp2, packs it. */
async function headerBytes(headers: Record<string, string>): Promise<number> {
  const server = createHttp2Server();
  server.on("stream", (stream) => {
    const length = Number(headers["content-length"] ?? 0);
    stream.respond({ ":status": 200, ...headers });
    stream.end(Buffer.alloc(length));
  });
  const seen: Buffer[] = [];
  // node's client does not count bytes, so they go through here.
  const between = createServer((near) => {
    const far = connect((server.address() as AddressInfo).port);
    near.pipe(far);
    far.on("data", (part) => {
      seen.push(part);
      near.write(part);
    });
    for (const socket of [near, far]) socket.on("error", () => {});
  });
  await Promise.all([once(server.listen(0, "127.0.0.1"), "listening"), once(between.listen(0, "127.0.0.1"), "listening")]);
  const client = connectHttp2(`http://127.0.0.1:${(between.address() as AddressInfo).port}`);
  const stream = client.request({ ":path": "/" });
  stream.resume();
  await once(stream, "end");
  client.destroy();
  server.close();
  between.close();
  return frames(Buffer.concat(seen))
    .filter(({ type }) => type === HEADERS_FRAME || type === CONTINUATION_FRAME)
    .reduce((sum, { size }) => sum + size, 0);
}

const HEADERS_FRAME = 1;
const CONTINUATION_FRAME = 9;

/** RFC 9113, 4.1: nine bytes, of which the first three are the length and the fourth is the type. */
function frames(bytes: Buffer): { type: number; size: number }[] {
  const found = [];
  for (let at = 0; at + 9 <= bytes.length; ) {
    const size = 9 + bytes.readUIntBE(at, 3);
    found.push({ type: bytes.readUInt8(at + 3), size });
    at += size;
  }
  return found;
}
