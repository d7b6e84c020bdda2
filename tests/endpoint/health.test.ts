import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIContext, APIRoute } from "astro";
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { connectStore } from "../../src/metrics/store/connected-store.ts";
import { ALL, GET, HEAD } from "../../src/pages/api/health.ts";
import { connectKv } from "../../src/host/kv/kv.ts";

const ENDPOINT = "http://localhost:4321/api/health";

let folder: string;
let log: MockInstance<typeof console.error>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  vi.stubEnv("DATA_DIR", folder);
  log = vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

async function call(handler: APIRoute = GET, method = "GET") {
  const response = (await handler({ request: new Request(ENDPOINT, { method }) } as APIContext)) as Response;
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

function recordSample(receivedAt: string) {
  return connectStore({ DATA_DIR: folder }).store.record({ id: "30min", outcome: "ready", totalDuration: 836, timestamp: receivedAt, receivedAt }, { sender: "abcdef" });
}

describe("while the store answers", () => {
  test("health is 200 with exactly these fields, and not cacheable", async () => {
    const { status, headers, body } = await call();
    expect(status).toBe(200);
    expect(body).toEqual({ status: "ok", store: "embedded", latencyMs: expect.any(Number), release: expect.any(String), newestSampleAgeSeconds: null });
    expect(body.release).toMatch(/^(unknown|[0-9a-f]{7})$/);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("health has the age of the newest sample in whole seconds", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-22T15:30:00.900Z") });
    await recordSample("2026-11-22T15:00:00.000Z");
    await recordSample("2026-11-22T15:29:18.000Z");
    expect((await call()).body.newestSampleAgeSeconds).toBe(42);
  });

  test("the age is never negative, even when another instance's clock is ahead", async () => {
    await recordSample(new Date(Date.now() + 5_000).toISOString());
    expect((await call()).body.newestSampleAgeSeconds).toBe(0);
  });
});

describe("a store that", () => {
  test("is down: 503 with exactly these fields, and the reason is only logged", async () => {
    vi.stubEnv("KV_REST_API_URL", "http://127.0.0.1:9");
    vi.stubEnv("KV_REST_API_TOKEN", "secret-token");
    const { status, headers, body } = await call();
    expect(status).toBe(503);
    expect(body).toEqual({ status: "failing", store: "vercel-kv", latencyMs: null, release: expect.any(String), newestSampleAgeSeconds: null });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(log).toHaveBeenCalledTimes(1);
  });

  test("is not configured: 503, and the remedy is logged", async () => {
    vi.stubEnv("VERCEL", "1");
    const { status, body } = await call();
    expect(status).toBe(503);
    expect(body).toEqual({ status: "failing", store: "none", latencyMs: null, release: expect.any(String), newestSampleAgeSeconds: null });
    expect(log.mock.calls).toEqual([[expect.stringContaining("KV_REST_API_URL")]]);
  });
});

test("HEAD is handled like GET", () => {
  expect(HEAD).toBe(GET);
});

test.each(["POST", "PUT", "DELETE"])("%s: 405 with the allowed methods", async (method) => {
  const { status, headers } = await call(ALL, method);
  expect(status).toBe(405);
  expect(headers.get("allow")).toBe("GET, HEAD");
});
