import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { ALL, GET, POST } from "../../src/pages/api/policy-reports.ts";
import { environment } from "../../src/host/settings/environment.ts";
import { connectKv } from "../../src/host/kv/kv.ts";
import { callInProcess } from "../fixtures/site/in-process.ts";
import { WEBKIT_HEADERS, WEBKIT_REPORT_TO, WEBKIT_REPORT_URI } from "../fixtures/requests/webkit-policy-reports.ts";

const SITE = "http://localhost:4321";
const ENDPOINT = `${SITE}/api/policy-reports`;
const OLD = "application/csp-report";
const NEW = "application/reports+json";

/** As Chromium and Firefox send them. */
const old = (fields: Record<string, unknown> = {}) =>
  JSON.stringify({
    "csp-report": {
      "document-uri": `${SITE}/about?utm_source=ada@example.com`,
      "effective-directive": "script-src-elem",
      "blocked-uri": "https://evil.example/steal.js?from=ada",
      "script-sample": "const secret = 1",
      ...fields,
    },
  });
const report = (fields: Record<string, unknown> = {}) => ({
  type: "csp-violation",
  url: `${SITE}/about`,
  body: { documentURL: `${SITE}/about?name=ada`, effectiveDirective: "script-src-elem", blockedURL: "https://evil.example/steal.js", sample: "const secret", ...fields },
});

let folder: string;
let log: MockInstance<typeof console.warn>;
let behindTheAnswer: Promise<unknown>[];
let minutes = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("METRICS_TOKEN", "reader");
  log = vi.spyOn(console, "warn").mockImplementation(() => {});
  behindTheAnswer = [];
  vi.stubGlobal(Symbol.for("@vercel/request-context") as never, { get: () => ({ waitUntil: (work: Promise<unknown>) => behindTheAnswer.push(work) }) });
  // One minute per test, because reads are limited per minute.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-22T12:00:00Z") + 60_000 * minutes++ });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await rm(folder, { recursive: true, force: true });
});

async function post(body: BodyInit, type = OLD, headers: Record<string, string> = {}): Promise<number> {
  const request = new Request(ENDPOINT, { method: "POST", headers: { host: "localhost:4321", "content-type": type, "x-real-ip": "203.0.113.7", ...headers }, body });
  const response = await callInProcess(POST, request);
  await Promise.all(behindTheAnswer);
  return response.status;
}

async function counted(): Promise<Record<string, number>> {
  const response = await callInProcess(GET, new Request(ENDPOINT, { headers: { authorization: "Bearer reader" } }));
  return ((await response.json()) as { today: Record<string, number> }).today;
}

describe("a report is counted by its directive and the origin of the blocked content", () => {
  test("in the older format", async () => {
    expect(await post(old())).toBe(204);
    expect(await counted()).toEqual({ "script-src-elem https://evil.example": 1 });
  });

  test("in the newer format, one by one", async () => {
    expect(await post(JSON.stringify([report(), report(), report({ effectiveDirective: "frame-src", blockedURL: "http://127.0.0.1:9/x" })]), NEW)).toBe(204);
    expect(await counted()).toEqual({ "script-src-elem https://evil.example": 2, "frame-src http://127.0.0.1:9": 1 });
  });

  test.each([
    ["report-to", WEBKIT_REPORT_TO],
    ["report-uri", WEBKIT_REPORT_URI],
  ])("as WebKit sends it for %s", async (_way, body) => {
    expect(await post(body, OLD, WEBKIT_HEADERS)).toBe(204);
    expect(await counted()).toEqual({ "script-src-elem https://evil.example": 1 });
  });

  test.each([
    [{ "effective-directive": undefined, "violated-directive": "script-src 'self'" }, "script-src https://evil.example"],
    [{ "blocked-uri": "inline" }, "script-src-elem inline"],
    [{ "blocked-uri": "" }, "script-src-elem inline"],
    [{ "blocked-uri": "eval" }, "script-src-elem eval"],
    [{ "blocked-uri": "data" }, "script-src-elem data:"],
    [{ "blocked-uri": "javascript:alert(1)" }, "script-src-elem javascript:"],
    [{ "blocked-uri": `${SITE}/own.js` }, "script-src-elem self"],
    [{ "blocked-uri": `https://${"a.".repeat(100)}example/` }, "script-src-elem other"],
    [{ "blocked-uri": "made up" }, "script-src-elem other"],
    [{ "blocked-uri": "evil:whatever" }, "script-src-elem other"],
  ])("%j as %s", async (fields, kind) => {
    await post(old(fields));
    expect(await counted()).toEqual({ [kind]: 1 });
  });
});

describe("nothing about a visitor is stored or logged", () => {
  test.each([
    [OLD, old()],
    [NEW, JSON.stringify([report()])],
    [OLD, WEBKIT_REPORT_TO],
  ])("from %s", async (type, body) => {
    await post(body, type);
    const { client } = connectKv(environment());
    const kept = JSON.stringify([await client.hgetall("readyslot:v3:policy-reports:2026-11-22"), log.mock.calls]);
    expect(kept).toContain("script-src-elem https://evil.example");
    expect(kept).not.toMatch(/ada|utm|steal|secret|203\.0/);
  });
});

test("only the first of a kind on a day is logged, with the page", async () => {
  await post(old());
  await post(old());
  await post(old({ "blocked-uri": "inline" }));
  expect(log.mock.calls).toEqual([
    ['Content security policy violation, the first of its kind today: script-src-elem https://evil.example, on /about\nIf your pages need it, add policy: { script: ["https://evil.example"] } to src/site.config.ts.'],
    ["Content security policy violation, the first of its kind today: script-src-elem inline, on /about\nIf your pages need it, add policy: { inline: [`the code of the snippet`] } to src/site.config.ts."],
  ]);
});

describe("answered with 204 but not counted:", () => {
  test.each<[string, string, string, Record<string, string>?]>([
    ["another site's page", old({ "document-uri": "https://evil.example/" }), OLD],
    ["a report without a page", old({ "document-uri": "about" }), OLD],
    ["a blocked browser extension", old({ "blocked-uri": "moz-extension://4b1e/inject.js" }), OLD],
    ["a browser extension, named by its scheme", old({ "blocked-uri": "chrome-extension" }), OLD],
    ["a violation caused by a browser extension", old({ "blocked-uri": "inline", "source-file": "safari-web-extension://4b1e/inject.js" }), OLD],
    ["an unknown directive", old({ "effective-directive": "x".repeat(5_000) }), OLD],
    ["a report of another type", JSON.stringify([{ ...report(), type: "deprecation" }]), NEW],
    ["a list with the older content type", JSON.stringify([report()]), OLD],
    ["a body that is not JSON", "{", OLD],
    ["JSON that is not a report", "null", OLD],
    ["a list without reports", "[null, 1, [], {}]", NEW],
    ["another content type", old(), "application/json"],
    ["another site's post", old(), OLD, { origin: "https://evil.example" }],
    ["another site's post from a sandboxed frame", old(), OLD, { ...WEBKIT_HEADERS, "sec-fetch-site": "cross-site" }],
    ["a post from a sandboxed frame in a browser without Sec-Fetch-Site", old(), OLD, { origin: "null" }],
    ["a body over 32 KB", old({ sample: "x".repeat(33_000) }), OLD],
  ])("%s", async (_name, body, type, headers) => {
    expect(await post(body, type, headers)).toBe(204);
    expect(await counted()).toEqual({});
    expect(log).not.toHaveBeenCalled();
  });

  test("an incomplete body", async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
    const request = new Request(ENDPOINT, { method: "POST", headers: { "content-type": OLD }, body: broken, duplex: "half" } as RequestInit);
    expect((await callInProcess(POST, request)).status).toBe(204);
  });
});

describe("a flood", () => {
  test("of reports in one body: 20 are read", async () => {
    await post(JSON.stringify(Array.from({ length: 60 }, () => report())), NEW);
    expect(await counted()).toEqual({ "script-src-elem https://evil.example": 20 });
  });

  test("from one address: 20 posts a minute", async () => {
    for (let i = 0; i < 30; i++) await post(old());
    expect(await counted()).toEqual({ "script-src-elem https://evil.example": 20 });
  });

  test("from many addresses: 120 posts a minute are read, and the next minute starts at 0", async () => {
    for (let i = 0; i < 150; i++) await post(old(), OLD, { "x-real-ip": `198.51.100.${i}` });
    expect(await counted()).toEqual({ "script-src-elem https://evil.example": 120 });
    vi.setSystemTime(Date.now() + 60_000);
    minutes++;
    await post(old());
    expect(await counted()).toEqual({ "script-src-elem https://evil.example": 121 });
  });

  test("of kinds: 50 a day are counted and logged one by one", async () => {
    for (let i = 0; i < 60; i++) await post(old({ "blocked-uri": `https://${i}.example` }), OLD, { "x-real-ip": `198.51.100.${i}` });
    const kinds = await counted();
    expect(Object.keys(kinds)).toHaveLength(51);
    expect(kinds.other).toBe(10);
    expect(log).toHaveBeenCalledTimes(50);
  });

  test.each([
    ["an address", (_i: number) => "198.51.100.1"],
    ["a network", (i: number) => `198.51.100.${i % 256}`],
  ])("of junk from %s does not crowd out other reports", async (_name, addressOf) => {
    for (let i = 0; i < 500; i++) await post("junk", OLD, { "x-real-ip": addressOf(i) });
    await post(old());
    expect(await counted()).toEqual({ "script-src-elem https://evil.example": 1 });
  });

  test("of kinds from one address leaves room for others", async () => {
    // Twenty per post.
    for (let i = 0; i < 200; i += 20) await post(JSON.stringify(Array.from({ length: 20 }, (_, n) => report({ blockedURL: `https://${i + n}.example` }))), NEW, { "x-real-ip": "198.51.100.1" });
    expect(Object.keys(await counted())).toHaveLength(51);
    await post(old());
    expect(await counted()).toMatchObject({ "script-src-elem https://evil.example": 1 });
    expect(log).toHaveBeenLastCalledWith(expect.stringContaining("script-src-elem https://evil.example, on /about"));
  });

  test("does not count against the address's limit of samples", async () => {
    for (let i = 0; i < 30; i++) await post(old());
    const { client } = connectKv(environment());
    const keys = await Promise.all(["", "policy-reports:"].map((what) => rateKeys(client, what)));
    // The 21st post is counted and refused; this process then refuses the others by itself.
    expect(keys).toEqual([0, 21]);
  });
});

/** The number of posts counted in this minute for the test's address. */
async function rateKeys(client: ReturnType<typeof connectKv>["client"], what: string): Promise<number> {
  const { hashAddress } = await import("../../src/host/http/address-hash.ts");
  const hash = await hashAddress(client, "203.0.113.7", new Date());
  return Number((await client.get(`readyslot:v3:rate:${what}${hash}:${Math.floor(Date.now() / 60_000)}`)) ?? 0);
}

test("counts are kept for 400 days", async () => {
  await post(old());
  expect(await connectKv(environment()).client.ttl("readyslot:v3:policy-reports:2026-11-22")).toBe(400 * 24 * 60 * 60);
});

test("a store that is down or not configured loses the counts and nothing else", async () => {
  const { writer, client } = connectKv(environment());
  vi.spyOn(writer, "multi").mockImplementation(() => {
    throw new Error("down");
  });
  expect(await post(old())).toBe(204);
  vi.spyOn(client, "pipeline").mockImplementation(() => {
    throw new Error("down");
  });
  expect(await post(old())).toBe(204);
  vi.stubEnv("VERCEL", "1");
  vi.stubEnv("DATA_DIR", `${folder}-other`);
  expect(await post(old())).toBe(204);
});

test("the counts require the same access as the metrics", async () => {
  const response = await callInProcess(GET, new Request(ENDPOINT));
  expect(response.status).toBe(401);
  expect(response.headers.get("cache-control")).toBe("no-store");
});

test.each(["PUT", "DELETE", "PATCH", "OPTIONS"])("%s: 405 with the allowed methods", async (method) => {
  const response = await callInProcess(ALL, new Request(ENDPOINT, { method }));
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET, HEAD, POST");
});
