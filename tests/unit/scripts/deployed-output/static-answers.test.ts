/** Conditional requests and content codings of files and of the function's answers. */
import { mkdtemp, rm } from "node:fs/promises";
import { request, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveDeployedOutput, type DeployedOutput } from "../../../../scripts/deployed-output/server.ts";
import { layOutBuild } from "../../../fixtures/builds/laid-out-build.ts";

const PAGE = `<!doctype html>${"<p>The same again.</p>".repeat(100)}`;
/** Answers with a strong tag of its own. */
const ENTRY = `export default { fetch: async () => new Response(${JSON.stringify(PAGE)}, { headers: { "content-type": "text/html", etag: '"own"' } }) };\n`;

let folder: string;
let site: DeployedOutput;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  site = await serveDeployedOutput({ root: await layOutBuild(folder, "a", { entry: ENTRY, files: { "index.html": PAGE, "font.woff2": "font" } }), port: 0 });
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true, force: true });
});

interface Got {
  status: number;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

/** Without the headers and the decoding that fetch adds. */
function get(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, site.origin), { method, headers, agent: false }, (answer) => {
      buffer(answer).then((body) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }), reject);
    });
    asked.on("error", reject).end();
  });
}

const decoded = ({ headers, body }: Got) => {
  if (headers["content-encoding"] === "br") return brotliDecompressSync(body).toString();
  return (headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString();
};

describe("a file that the client has cached", () => {
  test.each([
    ["as it is", "identity"],
    ["compressed", "br"],
    ["compressed the other way", "gzip"],
  ])("%s is not sent again with its entity tag", async (_name, coding) => {
    const first = await get("/", { "accept-encoding": coding });
    const again = await get("/", { "accept-encoding": coding, "if-none-match": String(first.headers.etag) });
    expect([first.status, again.status, again.body.length]).toEqual([200, 304, 0]);
    // A cache needs them to identify its copy (RFC 9110, 15.4.5).
    for (const name of ["etag", "cache-control", "vary"]) expect(again.headers[name]).toBe(first.headers[name]);
  });

  test("has a weak entity tag if it is compressed, because the bytes differ", async () => {
    const tags = await Promise.all(["identity", "br", "gzip"].map(async (coding) => (await get("/", { "accept-encoding": coding })).headers.etag));
    expect(tags[0]).toMatch(/^"[^"]+"$/);
    expect(tags.slice(1)).toEqual([`W/${tags[0]}`, `W/${tags[0]}`]);
    expect((await get("/page", { "accept-encoding": "br" })).headers.etag).toBe('W/"own"');
    expect((await get("/page", { "accept-encoding": "identity" })).headers.etag).toBe('"own"');
  });

  test("matches its tag in any list, weak or strong, and a star", async () => {
    const tag = String((await get("/")).headers.etag);
    const others = fc.array(fc.tuple(fc.constantFrom("", "W/"), fc.stringMatching(/^[\x21\x23-\x7e]{0,8}$/)).map(([weak, text]) => `${weak}"${text}"`), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(others, others, fc.constantFrom(undefined, tag, `W/${tag}`), fc.constantFrom(",", ", ", " ,\t"), fc.constantFrom("GET", "HEAD"), async (before, after, own, comma, method) => {
        const list = [...before, ...(own ? [own] : []), ...after].join(comma);
        expect((await get("/", { "if-none-match": list }, method)).status).toBe(own ? 304 : 200);
      }),
      { numRuns: 100 },
    );
    expect((await get("/", { "if-none-match": "*" })).status).toBe(304);
  });

  test.each(['""', '"other"', "other", "W/", ","])("is sent for If-None-Match: %s", async (tags) => {
    expect((await get("/", { "if-none-match": tags })).status).toBe(200);
  });

  test("is sent whole for any date or range, which the server does not offer", async () => {
    const { status, headers, body } = await get("/", { "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT", range: "bytes=0-9", "if-range": '"other"' });
    expect([status, headers["last-modified"], headers["accept-ranges"], body.toString()]).toEqual([200, undefined, undefined, PAGE]);
  });
});

const weightOf = (text: string) => Number(/q=([\d.]+)/i.exec(text)?.[1] ?? 1);

describe("a coding", () => {
  const CODINGS = ["br", "gzip", "identity"] as const;
  const quality = fc.constantFrom("", ";q=1", ";q=1.0", "; q=0.5", ";q=0.001", ";Q=0.9", ";q=0", ";q=0.000");
  const name = fc.constantFrom("br", "BR", "gzip", "GZip", "identity", "*", "deflate", "zstd");
  const accepted = fc.uniqueArray(fc.tuple(name, quality), { selector: ([coding]) => coding.toLowerCase(), maxLength: 6 });

  /** RFC 9110, 12.5.3, and the better compression among equals. */
  function best(list: readonly (readonly [string, string])[]): string {
    const weights = new Map(list.map(([coding, q]) => [coding.toLowerCase(), weightOf(q)]));
    // What is not named is not accepted, but for the answer as it is, which counts least.
    const least = Math.min(1, ...[...weights.values()].filter((weight) => weight > 0));
    const weight = (coding: string) => weights.get(coding) ?? weights.get("*") ?? (coding === "identity" ? least : 0);
    const [first] = CODINGS.toSorted((a, b) => weight(b) - weight(a));
    return first && weight(first) > 0 ? first : "identity";
  }

  test("is the client's preferred one, and never one that it refuses", async () => {
    await fc.assert(
      fc.asyncProperty(accepted, fc.constantFrom(",", ", "), fc.constantFrom("/", "/page"), async (list, comma, path) => {
        const answer = await get(path, { "accept-encoding": list.map((parts) => parts.join("")).join(comma) });
        expect(answer.headers["content-encoding"] ?? "identity").toBe(best(list));
        expect(answer.headers.vary).toContain("accept-encoding");
        expect(decoded(answer)).toBe(PAGE);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ["gzip, deflate, br, zstd", "br"],
    ["br;q=0, gzip", "gzip"],
    ["br;q=0.1, gzip;q=0.9", "gzip"],
    ["*", "br"],
    ["*;q=0", undefined],
    ["xbr, not-gzip", undefined],
    ["gzip;q=0", undefined],
    ["br;q=nonsense", undefined],
    ["", undefined],
  ])("for Accept-Encoding: %j is %s", async (header, coding) => {
    expect((await get("/", { "accept-encoding": header })).headers["content-encoding"]).toBe(coding);
  });

  test("is none for a compressed file format", async () => {
    const { headers } = await get("/font.woff2", { "accept-encoding": "br" });
    expect([headers["content-encoding"], headers.vary]).toEqual([undefined, undefined]);
  });
});
