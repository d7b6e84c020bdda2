import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIRoute } from "astro";
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { connectStore } from "../../src/metrics/store/connected-store.ts";
import type { StoredSample } from "../../src/metrics/shared/sample.ts";
import * as alerts from "../../src/pages/api/cron/alerts.ts";
import * as retention from "../../src/pages/api/cron/retention.ts";
import { callInProcess } from "../fixtures/site/in-process.ts";
import { startReceiver } from "../fixtures/receiver.ts";

const SECRET = "cron secret of the tests";
const NOW = new Date("2026-11-22T15:30:00.000Z");
const ENDPOINTS = [
  { name: "alerts", routes: alerts },
  { name: "retention", routes: retention },
] as const;

let folder: string;
let errors: MockInstance<typeof console.error>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("CRON_SECRET", SECRET);
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  errors = vi.spyOn(console, "error").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

async function call(handler: APIRoute, name: string, headers: Record<string, string> = { authorization: `Bearer ${SECRET}` }, method = "GET") {
  const answer = await callInProcess(handler, new Request(`http://localhost:4321/api/cron/${name}`, { method, headers }));
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: JSON.parse(text) as Record<string, unknown> };
}

async function record(count: number, at: Date, sample: Partial<StoredSample> = {}) {
  const { store } = connectStore({ DATA_DIR: folder });
  const receivedAt = at.toISOString();
  for (let n = 0; n < count; n++) await store.record({ id: "30min", outcome: "ready", totalDuration: 500, timestamp: receivedAt, receivedAt, ...sample }, { sender: `abcde${n % 5}` });
}

describe.each(ENDPOINTS)("/api/cron/$name", ({ name, routes }) => {
  test.each([
    ["no header", {}],
    ["another secret", { authorization: "Bearer another secret of tests" }],
    ["the beginning of the secret", { authorization: "Bearer cron secret" }],
    ["the secret without the scheme", { authorization: SECRET }],
    ["an empty secret", { authorization: "Bearer " }],
  ])("with %s it does nothing and says what to send", async (_what, headers) => {
    const { status, headers: answered, body } = await call(routes.GET, name, headers);
    expect(status).toBe(401);
    expect(body).toEqual({ success: false, error: "not-cron", message: expect.stringContaining("Authorization: Bearer") });
    expect(answered.get("cache-control")).toBe("no-store");
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });

  test.each(["", "  "])("without a CRON_SECRET (%j) it refuses every request and logs the missing setting", async (secret) => {
    vi.stubEnv("CRON_SECRET", secret);
    for (const headers of [{ authorization: `Bearer ${secret}` }, { authorization: "Bearer undefined" }, {}]) {
      expect(await call(routes.GET, name, headers)).toMatchObject({ status: 503, body: { success: false, error: "not-configured" } });
    }
    expect(errors.mock.calls).toHaveLength(3);
    expect(errors.mock.calls[0]?.join()).toMatch(new RegExp(`/api/cron/${name} did not run\\. CRON_SECRET is not set`));
  });

  test.each(["POST", "HEAD", "DELETE"])("%s is not allowed", async (method) => {
    const answer = await call(routes.ALL, name, undefined, method);
    expect(answer).toMatchObject({ status: 405, body: { error: "method", message: "Use GET." } });
    expect(answer.headers.get("allow")).toBe("GET");
    expect(routes).not.toHaveProperty("HEAD");
  });

  test("a store that is not configured is a 503 with the names of the settings", async () => {
    vi.stubEnv("VERCEL", "1");
    expect(await call(routes.GET, name)).toMatchObject({ status: 503, body: { error: "store-not-configured", message: expect.stringContaining("KV_REST_API_URL") } });
  });

  test("a store that does not answer is a 503, and the reason is logged", async () => {
    vi.stubEnv("KV_REST_API_URL", "http://127.0.0.1:9");
    vi.stubEnv("KV_REST_API_TOKEN", "token");
    expect(await call(routes.GET, name)).toMatchObject({ status: 503, body: { error: "store-unavailable" } });
    expect(errors).toHaveBeenCalledWith("The metrics store does not answer.", expect.anything());
  });
});

describe("the response of the alerts", () => {
  test("has firing, changed and undelivered rules; a second call within a minute does nothing", async () => {
    const receiver = await startReceiver();
    vi.stubEnv("ALERT_WEBHOOK_URL", `${receiver.origin}/hook`);
    await record(30, NOW, { outcome: "failed", error: "script-failed: 404" });
    expect((await call(alerts.GET, "alerts")).body).toEqual({ success: true, evaluated: true, firing: ["error-rate"], changed: ["error-rate"], undelivered: [] });
    expect((await call(alerts.GET, "alerts")).body).toEqual({ success: true, evaluated: false, firing: [], changed: [], undelivered: [] });
    expect(receiver.received).toHaveLength(1);
    await receiver.close();
  });

  test("has the rules whose notice could not be delivered", async () => {
    vi.stubEnv("ALERT_WEBHOOK_URL", "http://127.0.0.1:9/hook");
    await record(30, NOW, { outcome: "failed", error: "script-failed: 404" });
    expect((await call(alerts.GET, "alerts")).body).toMatchObject({ firing: ["error-rate"], undelivered: ["error-rate"] });
  });
});

test("the response of the retention has what was made and healed, and nothing at the second call", async () => {
  await record(2, new Date(NOW.getTime() - 2 * 86_400_000));
  await record(1, NOW);
  const { status, body } = await call(retention.GET, "retention");
  expect(status).toBe(200);
  expect(body).toEqual({ success: true, rollups: { made: expect.any(Number), left: 0 }, healed: 0, lost: 0 });
  expect((await call(retention.GET, "retention")).body).toEqual({ success: true, rollups: { made: 0, left: 0 }, healed: 0, lost: 0 });
  await record(1, new Date(NOW.getTime() - 2 * 86_400_000));
  expect((await call(retention.GET, "retention")).body).toMatchObject({ healed: 1, lost: 0 });
  expect(await connectStore({ DATA_DIR: folder }).store.newest({ limit: 10 })).toHaveLength(4);
});
