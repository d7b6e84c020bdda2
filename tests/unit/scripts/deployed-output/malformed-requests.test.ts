/** Requests that no HTTP client would send get a 4xx, never a 5xx, and never reach the function. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { serveDeployedOutput, type DeployedOutput } from "../../../../scripts/deployed-output/server.ts";
import { layOutBuild } from "../../../fixtures/builds/laid-out-build.ts";
import { rawRequest, sendRaw } from "../../../fixtures/requests/raw-request.ts";

/** Says what it was asked for. */
const ENTRY = 'export default { fetch: async (request) => new Response("asked for " + request.url + " of " + request.headers.get("x-forwarded-host")) };\n';

let folder: string;
let site: DeployedOutput;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  site = await serveDeployedOutput({ root: await layOutBuild(folder, "a", { entry: ENTRY, files: { "index.html": "home" } }), port: 0 });
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true, force: true });
});
const failures: unknown[] = [];
beforeEach(() => {
  failures.length = 0;
  vi.spyOn(console, "error").mockImplementation((error) => failures.push(error));
  // A request may seem to come through a proxy.
  vi.spyOn(console, "warn").mockImplementation(() => {});
});
afterEach(() => {
  if (failures.length > 0) throw failures[0];
});

const get = (target: string, headers?: readonly string[]) => sendRaw(site.origin, rawRequest(`GET ${target} HTTP/1.1`, headers));

describe("a Host is refused", () => {
  test.each([
    "a:b@x",
    "user@localhost",
    "localhost/admin",
    "localhost/admin?",
    "localhost?x",
    "localhost#x",
    "localhost\\admin",
    "local host",
    "localhost:port",
    "localhost:99999",
    "localhost:80:80",
    "http://localhost",
    "[::1",
    "::1",
    "[not-an-address]",
    "999.999.999.999",
    "<script>",
    '"localhost"',
    "löcalhost",
    ",",
    "localhost, evil.example",
    "",
  ])("that is %j: 400", async (host) => {
    expect((await get("/", [`Host: ${host}`])).status).toBe(400);
  });

  test.each([
    ["that is missing", []],
    ["that comes twice", ["Host: localhost", "Host: evil.example"]],
    ["that comes twice, in any case", ["Host: localhost", "hOST: localhost"]],
  ])("%s: 400", async (_name, headers) => {
    expect((await get("/", headers)).status).toBe(400);
  });

  test.each(["localhost", "LOCALHOST:4321", "127.0.0.1:4321", "[::1]:4321", "example.com", "a_b.example.com", "example.com."])("but not %s", async (host) => {
    expect(await get("/", [`Host: ${host}`])).toMatchObject({ status: 200, text: expect.stringContaining("home") });
  });

  test("but HTTP/1.0 may omit it", async () => {
    expect((await sendRaw(site.origin, "GET / HTTP/1.0\r\n\r\n")).status).toBe(200);
  });
});

describe("a target is refused", () => {
  test.each([
    "page",
    "*",
    "?x",
    "localhost/x",
    "/\\evil.example",
    "\\evil.example",
    "/a\\..\\b",
    "/%",
    "/%zz",
    "/%E0%A4%A",
    "/%FF",
    "/%C0%AE%C0%AE/",
    "/a%00b",
    "/#x",
    "/x#y",
    "/ü",
    "http://evil.example/",
    "http://localhost@evil.example/",
    "http://user:password@localhost/",
    "http://",
    "http:///x",
    "http://localhost:99999/",
    "https://evil.example",
    "ftp://localhost/",
    "javascript:alert(1)",
  ])("that is %s: 400", async (target) => {
    expect((await get(target)).status).toBe(400);
  });

  test.each([
    ["/a b", "a blank"],
    ["/a\0b", "a NUL"],
    ["/a\u007fb", "a control character"],
    ["/a\tb", "a tab"],
  ])("%j, with %s: 400", async (target) => {
    expect((await get(target)).status).toBe(400);
  });

  test.each([
    ["/page?a=100%&b=\\x", "/page?a=100%&b=\\x"],
    ["/%C3%BC?q=%zz", "/%C3%BC?q=%zz"],
    ["//evil.example/x", "//evil.example/x"],
    ["/a/../b", "/b"],
    ["http://localhost/page?x=1", "/page?x=1"],
    ["HTTP://LOCALHOST/page", "/page"],
  ])("but not %s", async (target, asked) => {
    expect(await get(target)).toMatchObject({ status: 200, text: expect.stringContaining(`asked for http://localhost${asked} of localhost`) });
  });

  test("nor an absolute URL without a path", async () => {
    expect(await get("http://localhost?x=1")).toMatchObject({ status: 200, text: expect.stringContaining("home") });
  });
});

describe("a request line or a header is refused", () => {
  test.each<[string, string, number]>([
    ["nonsense", "nonsense\r\n\r\n", 400],
    ["no version", "GET /\r\nHost: localhost\r\n\r\n", 400],
    ["a version to come", "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 400],
    ["an unknown method", rawRequest("GEET / HTTP/1.1"), 400],
    ["a method in small letters", rawRequest("get / HTTP/1.1"), 400],
    ["TRACE", rawRequest("TRACE / HTTP/1.1"), 405],
    ["CONNECT", rawRequest("CONNECT localhost:443 HTTP/1.1"), 405],
    ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["a TLS handshake", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400],
    ["a NUL in a value", rawRequest("GET / HTTP/1.1", ["Host: localhost", "X-A: a\0b"]), 400],
    ["a blank in a name", rawRequest("GET / HTTP/1.1", ["Host: localhost", "X A: b"]), 400],
    ["a folded line", rawRequest("GET / HTTP/1.1", ["Host: localhost", "X-A: b", " c"]), 400],
    ["a length that is none", rawRequest("POST /page HTTP/1.1", ["Host: localhost", "Content-Length: -1"]), 400],
    ["two lengths", rawRequest("POST /page HTTP/1.1", ["Host: localhost", "Content-Length: 0", "Content-Length: 1"]), 400],
    ["a length and a transfer coding", rawRequest("POST /page HTTP/1.1", ["Host: localhost", "Content-Length: 1", "Transfer-Encoding: chunked"]), 400],
    ["more than 16 KB of headers", rawRequest("GET / HTTP/1.1", ["Host: localhost", `X-A: ${"a".repeat(20_000)}`]), 431],
    ["a target of more than 16 KB", rawRequest(`GET /${"a".repeat(20_000)} HTTP/1.1`), 431],
    ["an expectation", rawRequest("GET / HTTP/1.1", ["Host: localhost", "Expect: the best"]), 417],
  ])("%s", async (_name, bytes, status) => {
    expect((await sendRaw(site.origin, bytes)).status).toBe(status);
  });
});

test("no answer is a 5xx or shows internals", async () => {
  const text = fc.stringMatching(/^[ -~]{0,30}$/);
  const bytes = fc.uint8Array({ maxLength: 30 }).map((all) => Buffer.from(all).toString("latin1"));
  const method = fc.oneof(fc.constantFrom("GET", "HEAD", "POST", "OPTIONS", "PROPFIND", "TRACE"), text);
  const target = fc.oneof(text.map((rest) => `/${rest}`), text, bytes, fc.webUrl(), fc.constantFrom("//", "/..", "/%2e%2e/%2e%2e", "/%5c%5c", "*"));
  const host = fc.oneof(text, bytes, fc.domain(), fc.ipV4(), fc.ipV6(), fc.ipV6().map((address) => `[${address}]:80`), fc.constant("localhost"));
  const header = fc.tuple(fc.oneof(fc.constantFrom("Cookie", "Accept-Encoding", "If-None-Match", "X-Forwarded-For", "Content-Type", "Origin", "Authorization", "Range"), text), fc.oneof(text, bytes)).map((parts) => parts.join(": "));
  await fc.assert(
    fc.asyncProperty(method, target, host, fc.array(header, { maxLength: 3 }), async (verb, where, name, headers) => {
      const { status, text: answer } = await sendRaw(site.origin, rawRequest(`${verb} ${where} HTTP/1.1`, [`Host: ${name}`, ...headers, "Content-Length: 0"]));
      expect(status).toBeLessThan(500);
      expect(answer).not.toMatch(/node:internal|\.ts:\d+| {4}at /);
    }),
    { numRuns: 300 },
  );
});
