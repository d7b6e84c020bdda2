import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIContext } from "astro";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { StoredSample, Summary } from "../../src/metrics/shared/sample.ts";
import { connectStore } from "../../src/metrics/store/connected-store.ts";
import { periodAt } from "../../src/metrics/statistics/periods.ts";
import { environment } from "../../src/host/settings/environment.ts";
import { ALL, POST } from "../../src/pages/api/cal-metrics.ts";

const ENDPOINT = "http://localhost:4321/api/cal-metrics";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";
const SAMPLE = { id: "30min", calLoadTime: 456, iframeLoadTime: 380, totalDuration: 836 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("METRICS_TOKEN", "reader");
  vi.stubEnv("ADMIN_PASSWORD", "open sesame");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The answers' fields, as far as the tests look at them. */
interface Answer {
  success?: boolean;
  error?: string;
  message?: string;
  errors: { field: string; reason: string }[];
  summary: Summary;
  metrics: StoredSample;
}

/** Calls the endpoint in process, as Astro does. */
async function call(handler: typeof POST, request: Request): Promise<{ status: number; headers: Headers; body: Answer }> {
  const cookies = { get: () => undefined, set() {}, delete() {} };
  const context = { request, url: new URL(request.url), cookies } as unknown as APIContext;
  const response = (await handler(context)) as Response;
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
}

function post(body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return call(POST, new Request(ENDPOINT, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: text }));
}

describe("POST accepts a sample", () => {
  test("the minimal one: 201, as it is stored, with the summary", async () => {
    const { status, body } = await post(SAMPLE);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      success: true,
      metrics: SAMPLE,
      summary: { total: 1, errors: 0, avgLoadTime: 456, minLoadTime: 456, maxLoadTime: 456, p50LoadTime: 456, p95LoadTime: 456, p99LoadTime: 456 },
    });
    expect(body.summary.phases.iframeLoadTime).toMatchObject({ n: 1, p50LoadTime: 380 });
    expect(body.summary.phases.totalDuration).toMatchObject({ n: 1, p50LoadTime: 836 });
    expect(Date.parse(body.metrics.timestamp)).not.toBeNaN();
  });

  test("with every field; the user agent and unknown keys are not stored", async () => {
    const timestamp = "2026-03-09T09:30:00+01:00";
    const { status, body } = await post({ ...SAMPLE, calLoadTime: 456.4, timestamp, userAgent: "Mozilla/5.0", surprise: "<b>" });
    expect(status).toBe(201);
    expect(body.metrics).toEqual({ ...SAMPLE, outcome: "ready", timestamp: "2026-03-09T08:30:00.000Z", receivedAt: expect.any(String) });
  });

  test("and stores the families of browser and system, but neither the user agent nor the address", async () => {
    const headers = { "user-agent": IPHONE, "x-real-ip": "203.0.113.77", "x-forwarded-for": "203.0.113.77" };
    const { body } = await post({ ...SAMPLE, sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b" }, headers);
    expect(body.metrics).toMatchObject({ device: "phone", browser: "Safari", system: "iOS" });
    const files = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), "latin1")));
    expect(files.join("")).toContain("0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b");
    expect(files.join("")).not.toMatch(/203\.0\.113\.77|AppleWebKit/);
  });

  test("once, however often it arrives: 200 with the same statistics", async () => {
    const sample = { ...SAMPLE, sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b" };
    const first = await post(sample);
    const again = await post(sample);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toMatchObject({ success: true, metrics: SAMPLE, summary: first.body.summary });
    expect(first.body.summary.total).toBe(1);
  });

  test("with a UUID for its id: counted once as well", async () => {
    const sample = { ...SAMPLE, id: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b" };
    expect([(await post(sample)).status, (await post(sample)).status]).toEqual([201, 200]);
  });

  test("with an event name as its id: every time", async () => {
    await post(SAMPLE);
    const { status, body } = await post(SAMPLE);
    expect([status, body.summary.total]).toEqual([201, 2]);
  });

  test("and a booking made in it: 201, then 200, counted once", async () => {
    const sampleId = "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b";
    await post({ ...SAMPLE, sampleId });
    const booking = { id: "30min", sampleId, bookingUid: "qWeRtY123" };
    expect(await post(booking)).toMatchObject({ status: 201, body: { success: true } });
    expect(await post(booking)).toMatchObject({ status: 200, body: { success: true } });
    const { body } = await post(SAMPLE);
    expect(body.summary.bookings).toMatchObject({ total: 1, browser: 1, webhook: 0 });
    const files = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), "latin1")));
    expect(files.join("")).not.toContain("qWeRtY123");
  });

  test.each([
    ["a time of its own", "2026-03-09T08:31:12.500Z", { n: 1, p50LoadTime: 72_500 }],
    ["a time with an offset", "2026-03-09T09:31:12.500+01:00", { n: 1, p50LoadTime: 72_500 }],
    ["no time", undefined, { n: 0, p50LoadTime: null }],
    ["a time of a broken clock", "+275760-09-13T00:00:00.000Z", { n: 0, p50LoadTime: null }],
    ["what is no time", 7, { n: 0, p50LoadTime: null }],
  ])("and a booking with %s: counted, and what the visitor took is known if it can be", async (_which, timestamp, expected) => {
    const sampleId = "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b";
    await post({ ...SAMPLE, sampleId, timestamp: "2026-03-09T08:30:00.000Z" });
    expect(await post({ id: "30min", sampleId, bookingUid: "qWeRtY123", timestamp })).toMatchObject({ status: 201 });
    const { body } = await post(SAMPLE);
    expect(body.summary).toMatchObject({ bookings: { total: 1 }, bookingTime: expected });
  });

  test("and an intent without an opening: 201, then 200, counted once, with the device from the user agent, and without a sample", async () => {
    const intent = { id: "30min", sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b", intent: true, page: "/services", placement: "", release: "4fb454d" };
    const asBeacon = { "content-type": "text/plain;charset=UTF-8", "user-agent": IPHONE };
    expect(await post(intent, asBeacon)).toMatchObject({ status: 201, body: { success: true } });
    const again = await post(intent, asBeacon);
    expect([again.status, again.body]).toEqual([200, { success: true }]);

    const { store } = connectStore(environment());
    const today = periodAt("day", new Date());
    const [read] = await store.figures([today]);
    expect(read?.figures.counts).toEqual({ intent: 1 });
    expect(await store.newest({ limit: 10 })).toEqual([]);
    const [counted] = await store.breakdowns([today]);
    expect([...(counted?.values ?? [])].map(([dimension, values]) => [dimension, ...values.keys()])).toEqual([
      ["page", "/services"], ["device", "phone"], ["release", "4fb454d"], ["id", "30min"], ["browser", "Safari"], ["system", "iOS"],
    ]);
    // The same id is free for an opening.
    const { status, body } = await post({ ...SAMPLE, sampleId: intent.sampleId });
    expect([status, body.summary.total]).toEqual([201, 1]);
  });

  test("an error needs no times, and adds none", async () => {
    const { status, body } = await post({ id: "30min", error: "script-failed: 404" });
    expect(status).toBe(201);
    expect(body.summary).toMatchObject({ total: 1, errors: 1, avgLoadTime: null, p50LoadTime: null });
  });

  test("as text/plain, the way sendBeacon sends it", async () => {
    expect((await post(SAMPLE, { "content-type": "text/plain;charset=UTF-8" })).status).toBe(201);
  });

  test("from this site's own pages", async () => {
    expect((await post(SAMPLE, { origin: "http://localhost:4321" })).status).toBe(201);
  });
});

describe("POST refuses with the reason", () => {
  test("and stores nothing", async () => {
    await post({ id: "30min", calLoadTime: 456 });
    await post(SAMPLE, { origin: "https://evil.example" });
    expect(await connectStore(environment()).store.newest({ limit: 1 })).toEqual([]);
  });

  test("a booking and a sample in one, with the reason", async () => {
    const { status, body } = await post({ ...SAMPLE, bookingUid: "qWeRtY123" });
    expect(status).toBe(400);
    expect(body).toMatchObject({ success: false, error: "schema", errors: [{ reason: "must not come with a booking: send the sample separately" }] });
  });

  test.each([
    [{ intent: false }, [{ field: "intent", reason: "must be true: a page view without intent is not reported" }]],
    [{ intent: true, sampleId: undefined }, [{ field: "sampleId", reason: "must be text" }]],
    [{ intent: "yes", page: "services" }, [
      { field: "intent", reason: expect.stringContaining("must be true") }, { field: "page", reason: expect.stringContaining("must be a path") },
    ]],
  ])("an intent with %j, with each reason", async (fields, errors) => {
    const { status, body } = await post({ id: "30min", sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b", ...fields });
    expect(status).toBe(400);
    expect(body).toMatchObject({ success: false, error: "schema", message: "The intent is not valid; see errors." });
    expect(body.errors).toEqual(errors);
    const [read] = await connectStore(environment()).store.figures([periodAt("day", new Date())]);
    expect(read?.figures.counts).toEqual({});
  });

  test("every field that is not valid", async () => {
    const { status, body } = await post({ id: "", calLoadTime: -1, iframeLoadTime: "fast", totalDuration: 120_001, timestamp: "yesterday" });
    expect(status).toBe(400);
    expect(body.success).toBe(false);
    expect(Object.fromEntries(body.errors.map((e) => [e.field, e.reason]))).toEqual({
      id: expect.stringContaining("must name the event"),
      calLoadTime: "must not be negative",
      iframeLoadTime: "must be a number of milliseconds",
      totalDuration: "must be at most 120000 ms",
      timestamp: expect.stringContaining("ISO 8601"),
    });
  });

  test("a sample without its times and without an error", async () => {
    const { status, body } = await post({ id: "30min", calLoadTime: 456 });
    expect(status).toBe(400);
    expect(body.errors.map((e) => e.field)).toEqual(["iframeLoadTime", "totalDuration"]);
  });

  test("with all problems in one answer, missing and malformed fields", async () => {
    const { body } = await post({ calLoadTime: "fast" });
    expect(body.errors.map((e) => e.field)).toEqual(["id", "calLoadTime", "iframeLoadTime", "totalDuration"]);
  });

  test.each(["null", "[]", '"30min"', "7"])("%s, with an example of a sample", async (text) => {
    const { body } = await post(text);
    expect(body.errors).toEqual([{ field: "(body)", reason: expect.stringContaining('must be an object, for example {"id":"30min"') }]);
  });

  test.each([
    ["an empty body", ""],
    ["half of a sample", '{"id":"30min"'],
    ["NaN", '{"id":"30min","calLoadTime":NaN}'],
    ["an array", "[]"],
    ["null", "null"],
    ["a number that is too large", '{"id":"30min","calLoadTime":1e999,"iframeLoadTime":1,"totalDuration":1}'],
    ["a control character", JSON.stringify({ ...SAMPLE, id: "30min\u0000" })],
    ["half a character", '{"id":"\\ud800","error":"x"}'],
    ["a long id", JSON.stringify({ ...SAMPLE, id: "x".repeat(101) })],
    ["deep nesting", "[".repeat(4_000)],
    ["text for a body", '"30min"'],
  ])("%s: 400", async (_name, text) => {
    const { status, body } = await post(text);
    expect(status).toBe(400);
    expect(body.success).toBe(false);
  });

  test("a key __proto__ changes no prototype", async () => {
    await post('{"__proto__":{"polluted":true},"id":"30min"}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("a body above 8 KB, whatever its content-length claims: 413", async () => {
    const { status, body } = await post(JSON.stringify({ ...SAMPLE, error: "x".repeat(9_000) }), { "content-length": "10" });
    expect(status).toBe(413);
    expect(body.error).toBe("too-large");
  });

  test("another content type: 415", async () => {
    expect((await post(SAMPLE, { "content-type": "multipart/form-data" })).status).toBe(415);
  });

  test.each(["https://evil.example", "null", "http://localhost:9999"])("a foreign page (%s): 403", async (origin) => {
    const { status, body } = await post(SAMPLE, { origin });
    expect(status).toBe(403);
    expect(body.error).toBe("foreign-origin");
  });
});

test("other methods: 405 with what is allowed", async () => {
  const { status, headers } = await call(ALL, new Request(ENDPOINT, { method: "DELETE" }));
  expect(status).toBe(405);
  expect(headers.get("allow")).toBe("GET, HEAD, POST");
});

describe("without a store", () => {
  test("on Vercel: 503 that names the two variables", async () => {
    vi.stubEnv("VERCEL", "1");
    const { status, body } = await post(SAMPLE);
    expect(status).toBe(503);
    expect(body.message).toContain("KV_REST_API_URL");
    expect(body.message).toContain("KV_REST_API_TOKEN");
  });

  test("that does not respond: 503 without internal details", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    vi.stubEnv("KV_REST_API_URL", "http://127.0.0.1:9");
    vi.stubEnv("KV_REST_API_TOKEN", "secret-token");
    const { status, headers, body } = await post(SAMPLE);
    expect(status).toBe(503);
    expect(headers.get("retry-after")).toBe("30");
    expect(JSON.stringify(body)).not.toMatch(/secret-token|127\.0\.0\.1|ECONN|fetch/);
  });

  test("invalid messages are still refused with the reason", async () => {
    vi.stubEnv("VERCEL", "1");
    expect((await post(SAMPLE, { "content-type": "text/html" })).status).toBe(415);
    expect((await call(ALL, new Request(ENDPOINT, { method: "PUT" }))).status).toBe(405);
  });
});

test("a booking that another instance is counting right now: 503, to be retried", async () => {
  const { kv } = connectStore(environment());
  const uidHash = createHash("sha256").update("qWeRtY123").digest("hex");
  await kv.writer.set(`readyslot:v3:lock:booking:${uidHash}`, "another", { px: 60_000 });
  const { status, headers, body } = await post({ id: "30min", bookingUid: "qWeRtY123" });
  expect([status, body.error, headers.get("retry-after")]).toEqual([503, "store-busy", "5"]);
});

describe("a synthetic sample", () => {
  const SYNTHETIC = { ...SAMPLE, sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c77", page: "/services", synthetic: true };

  test("is accepted, and answered with the sample that was read back", async () => {
    const { status, body } = await post(SYNTHETIC);
    expect(status).toBe(201);
    expect(body).toEqual({ success: true, synthetic: true, metrics: { ...SAMPLE, sampleId: SYNTHETIC.sampleId, page: "/services", outcome: "ready", timestamp: expect.any(String), receivedAt: expect.any(String) } });
    expect(await connectStore(environment()).kv.client.get(`readyslot:v3:synthetic:${SYNTHETIC.sampleId}`)).toEqual(body.metrics);
  });

  test("is in no statistic, list or breakdown, and does not block a real one with the same id", async () => {
    await post(SYNTHETIC);
    const { store } = connectStore(environment());
    const day = periodAt("day", new Date());
    expect(await store.newest({ limit: 10 })).toEqual([]);
    expect((await store.breakdowns([day]))[0]?.values).toEqual(new Map());
    const { status, body } = await post({ ...SYNTHETIC, synthetic: undefined });
    expect(status).toBe(201);
    expect(body.summary.total).toBe(1);
    await post(SYNTHETIC);
    expect((await post({ ...SAMPLE, sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c78" })).body.summary.total).toBe(2);
  });

  test("is refused for the same reasons as any other, and counted as refused", async () => {
    expect((await post({ ...SYNTHETIC, totalDuration: -1 })).status).toBe(400);
    expect((await post({ ...SYNTHETIC, synthetic: "yes" })).body.errors).toEqual([{ field: "synthetic", reason: "must be true, or left out" }]);
    expect((await post(SYNTHETIC, { origin: "https://elsewhere.example" })).status).toBe(403);
  });

  test("triggers no alert", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    await post({ ...SYNTHETIC, totalDuration: 20_000 });
    expect(warn).not.toHaveBeenCalled();
  });
});
