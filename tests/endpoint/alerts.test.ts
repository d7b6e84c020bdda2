import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { writeLimits } from "../../src/metrics/alerts/alert-limits.ts";
import { evaluateAlerts, type AlertEnv } from "../../src/metrics/alerts/alerts.ts";
import { createMetricsStore, type MetricsStore } from "../../src/metrics/store/metrics-store.ts";
import { countError } from "../../src/host/errors/error-counts.ts";
import { connectKv, type Kv, type KvEnv } from "../../src/host/kv/kv.ts";
import type { StoredSample } from "../../src/metrics/shared/sample.ts";
import { answers, hangs, startReceiver, type Receiver } from "../fixtures/receiver.ts";
import { startRedisRest } from "../fixtures/kv/redis-rest.ts";

interface Engine {
  /** A new, empty store, and two ways to it, as two instances have. */
  open(): Promise<[KvEnv, KvEnv]>;
  close(): Promise<void>;
}

async function embedded(): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  let stores = 0;
  return {
    async open() {
      stores++;
      return [{ DATA_DIR: join(folder, String(stores)) }, { DATA_DIR: `${join(folder, String(stores))}/` }];
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function redis(): Promise<Engine> {
  const rest = await startRedisRest();
  let stores = 0;
  return {
    async open() {
      await rest.flush();
      stores++;
      const env = (name: string) => ({ KV_REST_API_URL: rest.url, KV_REST_API_TOKEN: rest.token, DATA_DIR: `${name}${stores}` });
      return [env("one"), env("other")];
    },
    close: rest.close,
  };
}

const FAILED: Partial<StoredSample> = { outcome: "failed", error: "script-failed: 404" };

describe.each([
  { name: "the embedded engine", start: embedded },
  // There is none for Windows.
  ...(process.platform === "win32" ? [] : [{ name: "a real Redis", start: redis }]),
])("over $name", ({ start }) => {
  let engine: Engine;
  /** The figures lie beside: that the store counts alike on either engine has tests of its own. */
  let figures: string;
  beforeAll(async () => {
    engine = await start();
    figures = await mkdtemp(join(tmpdir(), "readyslot-"));
  });
  afterAll(async () => {
    await engine.close();
    await rm(figures, { recursive: true, force: true });
  });

  let kvs: [Kv, Kv];
  let store: MetricsStore;
  let now: Date;
  let receiver: Receiver;
  let env: AlertEnv;
  let warnings: MockInstance<typeof console.warn>;
  let errors: MockInstance<typeof console.error>;
  beforeEach(async () => {
    const [one, other] = await engine.open();
    kvs = [connectKv(one), connectKv(other)];
    now = new Date("2026-11-22T15:30:00.000Z");
    store = createMetricsStore(connectKv({ DATA_DIR: await mkdtemp(join(figures, "store-")) }), { now: () => now });
    receiver = await startReceiver();
    env = { ALERT_WEBHOOK_URL: `${receiver.origin}/hook`, ALERT_WEBHOOK_SECRET: "shared", SITE_URL: "https://example.com" };
    warnings = vi.spyOn(console, "warn").mockImplementation(() => {});
    errors = vi.spyOn(console, "error").mockImplementation(() => {});
  });
  afterEach(() => receiver.close());

  async function openings(count: number, sample: Partial<StoredSample> = {}): Promise<void> {
    const at = now.toISOString();
    for (let n = 0; n < count; n++) {
      await store.record({ id: "30min", outcome: "ready", totalDuration: 500, timestamp: at, receivedAt: at, ...sample }, { sender: `abcde${n % 5}` });
    }
  }

  async function recordErrors(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => countError(() => kvs[0], now)));
  }

  // A busy machine must not make a receiver look slow.
  const evaluate = (kv = kvs[0]) => evaluateAlerts({ store, kv, env, now, timeLimitMs: 60_000 });

  /** The lease's minute goes by the store's own clock, which no test can move. */
  async function aMinuteLater(): Promise<void> {
    now = new Date(now.getTime() + 60_000);
    await kvs[0].client.del("readyslot:v3:alert-lease");
  }

  async function evaluateAMinuteLater(): Promise<void> {
    await aMinuteLater();
    await evaluate();
  }

  function hoursLater(hours: number): void {
    now = new Date(now.getTime() + hours * 3_600_000);
  }

  /** The notices that the receiver got, oldest first: "error-rate firing". */
  function notices(): string[] {
    return receiver.received.map(({ body }) => {
      const { alert } = JSON.parse(body) as { alert: { rule: string; state: string } };
      return `${alert.rule} ${alert.state}`;
    });
  }

  test("no notice is sent while everything works", async () => {
    await openings(30);
    await evaluate();
    expect(notices()).toEqual([]);
    expect(warnings).not.toHaveBeenCalled();
    expect(errors).not.toHaveBeenCalled();
  });

  test("an evaluation makes yesterday's rollup for the next reader", async () => {
    const { client } = connectKv({ DATA_DIR: await mkdtemp(join(figures, "store-")) });
    store = createMetricsStore({ client, writer: client }, { now: () => now });
    await openings(1);
    await evaluate();
    expect(await client.get("readyslot:v3:rollup:d:2026-11-21:whole")).not.toBeNull();
    hoursLater(24);
    await evaluateAMinuteLater();
    expect(await client.get("readyslot:v3:rollup:d:2026-11-22:whole")).toMatchObject({ n: 1, whole: [{ ready: 1 }, expect.any(String), expect.any(Array)] });
  });

  test("an alert sends one notice, however often it is evaluated", async () => {
    await openings(30, FAILED);
    await evaluate();
    await evaluateAMinuteLater();
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["error-rate firing"]);
    expect(warnings.mock.calls).toEqual([[expect.stringContaining("100 % of 30 openings")]]);
  });

  test("its end sends one notice, with the time when it began", async () => {
    await openings(30, FAILED);
    await evaluate();
    hoursLater(3);
    await openings(30);
    await evaluateAMinuteLater();
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["error-rate firing", "error-rate ok"]);
    expect(JSON.parse(receiver.received[1]?.body ?? "")).toMatchObject({ alert: { value: 0, firedAt: "2026-11-22T15:30:00.000Z", since: "2026-11-22T18:31:00.000Z" } });
  });

  test("it can fire again after that", async () => {
    for (const sample of [FAILED, {}, FAILED]) {
      await openings(30, sample);
      await evaluateAMinuteLater();
      hoursLater(3);
    }
    expect(notices()).toEqual(["error-rate firing", "error-rate ok", "error-rate firing"]);
  });

  test("half of the openings needed to fire are enough to keep it on, and to end it", async () => {
    await openings(30, FAILED);
    await evaluate();
    hoursLater(3);
    await openings(10, FAILED);
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["error-rate firing"]);
    hoursLater(3);
    await openings(10);
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["error-rate firing", "error-rate ok"]);
  });

  test.each([0, 9])("with %d openings in two hours it is no longer measured and ends, and the next outage sends a notice", async (count) => {
    await openings(30, FAILED);
    await evaluate();
    hoursLater(3);
    await openings(count, FAILED);
    await evaluateAMinuteLater();
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["error-rate firing", "error-rate ok"]);
    expect(JSON.parse(receiver.received[1]?.body ?? "")).toMatchObject({ text: expect.stringContaining("No longer measured"), alert: { isUnmeasured: true, firedAt: "2026-11-22T15:30:00.000Z" } });

    hoursLater(3);
    await openings(30, FAILED);
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["error-rate firing", "error-rate ok", "error-rate firing"]);
    expect(JSON.parse(receiver.received[2]?.body ?? "")).not.toHaveProperty("alert.isUnmeasured");
  });

  test("the alert for slow openings stays on as long as enough openings are measured", async () => {
    await openings(20, { totalDuration: 3_500 });
    await evaluate();
    hoursLater(3);
    await openings(10, { totalDuration: 3_500 });
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["p95 firing"]);
    hoursLater(3);
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["p95 firing", "p95 ok"]);
  });

  test("slow openings send a notice, and so do openings that are slower than in the last days", async () => {
    const end = now;
    now = new Date(end.getTime() - 24 * 3_600_000);
    await openings(50, { totalDuration: 1_000 });
    now = end;
    await openings(20, { totalDuration: 3_500 });
    await evaluate();
    expect(notices().toSorted()).toEqual(["p95 firing", "regression firing"]);
    const { alert } = JSON.parse(receiver.received.find(({ body }) => body.includes("regression"))?.body ?? "") as { alert: { usual: number } };
    expect(Math.abs(alert.usual - 1_000)).toBeLessThanOrEqual(10);
  });

  test("an error spike sends one notice without any opening, and one when it is over", async () => {
    await recordErrors(21);
    await evaluate();
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["error-spike firing"]);
    expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({ alert: { value: 21, threshold: 20, usual: 0, unit: "errors" } });

    hoursLater(1);
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["error-spike firing"]);
    hoursLater(1);
    await evaluateAMinuteLater();
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["error-spike firing", "error-spike ok"]);
  });

  test("the usual number of errors at this time of day is not a spike; at another time it is", async () => {
    const end = now;
    for (let days = 1; days <= 7; days++) {
      now = new Date(end.getTime() - days * 24 * 3_600_000);
      await recordErrors(40);
    }
    now = end;
    await recordErrors(100);
    await evaluate();
    expect(notices()).toEqual([]);
    hoursLater(5);
    await recordErrors(100);
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["error-spike firing"]);
  });

  /** Records this many openings on each of the days, 18 minutes past the hour before. */
  async function usualOpenings(count: number, days = [1, 2, 3, 4, 5, 6, 7]): Promise<void> {
    const end = now;
    for (const day of days) {
      now = new Date(end.getTime() - day * 24 * 3_600_000 - 72 * 60_000);
      await openings(count);
    }
    now = end;
  }

  test("silence sends one notice, and one when a calendar is opened again", async () => {
    await usualOpenings(12);
    await evaluate();
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["silence firing"]);
    expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({ alert: { value: 0, threshold: 1, usual: 12, unit: "openings" } });

    await openings(1);
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["silence firing", "silence ok"]);
  });

  test.each([
    ["one of the last 7 days had fewer openings", [1, 2, 3, 4, 5, 6], 12],
    ["every day had fewer", [1, 2, 3, 4, 5, 6, 7], 11],
  ])("silence does not fire if %s", async (_what, days, count) => {
    await usualOpenings(count, days);
    await evaluate();
    expect(notices()).toEqual([]);
  });

  test("the state of an alert that is over is kept for 90 days, and of one that is on without expiry", async () => {
    const key = "readyslot:v3:alert:error-rate";
    await openings(30, FAILED);
    await evaluate();
    expect(await kvs[0].client.ttl(key)).toBe(-1);
    hoursLater(3);
    await openings(30);
    await evaluateAMinuteLater();
    expect(await kvs[0].client.ttl(key)).toBeGreaterThan(90 * 24 * 60 * 60 - 60);
  });

  test("a flood of errors causes one write at a time, and its counts are kept for nine days", async () => {
    await recordErrors(1_000);
    const key = "readyslot:v3:errors:2026-11-22";
    expect(await kvs[0].client.hgetall(key)).toEqual({ "15": 1_000 });
    expect(await kvs[0].client.ttl(key)).toBe(9 * 24 * 60 * 60);
  });

  test.each([
    [1, ["error-rate firing"]],
    [2, []],
  ])("%i h after the openings the notices are %j: the hour before counts, older ones do not", async (hours, told) => {
    await openings(30, FAILED);
    hoursLater(hours);
    await evaluate();
    expect(notices()).toEqual(told);
  });

  test("two instances at once send one notice", async () => {
    await openings(30, FAILED);
    await Promise.all([evaluate(kvs[0]), evaluate(kvs[1])]);
    expect(notices()).toEqual(["error-rate firing"]);
  });

  test("there is one evaluation a minute over all instances", async () => {
    await openings(30);
    await evaluate(kvs[0]);
    await openings(30, FAILED);
    await evaluate(kvs[0]);
    await evaluate(kvs[1]);
    expect(notices()).toEqual([]);
    await aMinuteLater();
    await evaluate(kvs[1]);
    expect(notices()).toEqual(["error-rate firing"]);
  });

  test("an instance that has evaluated does not ask the store again for a minute", async () => {
    await openings(30);
    await evaluate();
    await openings(30, FAILED);
    await kvs[0].client.del("readyslot:v3:alert-lease");
    await evaluate();
    expect(notices()).toEqual([]);
  });

  test("a notice that could not be delivered is sent again a minute later, and not after that", async () => {
    await openings(30, FAILED);
    receiver.answer = answers(500);
    await evaluate();
    await evaluateAMinuteLater();
    expect(receiver.received).toHaveLength(4);
    expect(errors).toHaveBeenCalledTimes(2);
    expect(errors.mock.calls.join()).not.toContain("/hook");

    receiver.answer = answers(200);
    await evaluateAMinuteLater();
    await evaluateAMinuteLater();
    expect(receiver.received).toHaveLength(5);
    expect(receiver.received[4]?.body).toBe(receiver.received[0]?.body);
    expect(warnings).toHaveBeenCalledTimes(1);
  });

  test("if the notice of an alert was never delivered, its end is still sent", async () => {
    await openings(30, FAILED);
    receiver.answer = answers(500);
    await evaluate();
    receiver.answer = answers(200);
    hoursLater(3);
    await openings(30);
    await evaluateAMinuteLater();
    expect(notices().at(-1)).toBe("error-rate ok");
    expect(JSON.parse(receiver.received.at(-1)?.body ?? "")).toMatchObject({ text: expect.stringContaining("from 2026-11-22 15:30 UTC to 2026-11-22 18:31 UTC") });
  });

  test("a receiver that hangs delays nothing beyond the timeout, and nothing rejects", async () => {
    await openings(30, FAILED);
    receiver.answer = hangs;
    await evaluateAlerts({ store, kv: kvs[0], env, now, timeLimitMs: 50 });
    expect(errors.mock.calls).toEqual([[expect.stringContaining("no answer within 50 ms")]]);
  });

  test.each([
    ["the webhook's own secret", { ALERT_WEBHOOK_SECRET: "shared", METRICS_TOKEN: "reader" }, "shared"],
    ["METRICS_TOKEN without one", { ALERT_WEBHOOK_SECRET: "", METRICS_TOKEN: "reader" }, "reader"],
  ])("the notice is signed with %s", async (_name, secrets, key) => {
    env = { ...env, ...secrets };
    await openings(30, FAILED);
    await evaluate();
    const notice = receiver.received[0];
    const signature = createHmac("sha256", key).update(`${String(notice?.headers["x-readyslot-timestamp"])}.${notice?.body}`).digest("hex");
    expect(notice?.headers["x-readyslot-signature-256"]).toBe(`sha256=${signature}`);
  });

  test("Sentry gets the notice too, and each channel is retried on its own", async () => {
    const sentry = await startReceiver();
    env = { ...env, SENTRY_DSN: `${sentry.origin.replace("://", "://public@")}/7` };
    sentry.answer = answers(500);
    await openings(30, FAILED);
    await evaluate();
    sentry.answer = answers(200);
    await evaluateAMinuteLater();
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["error-rate firing"]);
    expect(sentry.received).toHaveLength(2);
    expect(JSON.parse(sentry.received[1]?.body.split("\n")[2] ?? "")).toMatchObject({
      message: expect.stringContaining("100 % of 30 openings"),
      level: "error",
      tags: { alert: "error-rate", state: "firing" },
      fingerprint: ["readyslot-alert", "error-rate"],
    });
    await sentry.close();
  });

  test("mail gets the notice too, as text and HTML, and again under the same key if it was refused", async () => {
    env = { ALERT_TO: "anna@example.com", DIGEST_FROM: "digest@example.com", RESEND_API_KEY: "re_hidden", SITE_URL: "https://example.com" };
    const mails: { key: string; body: Record<string, string> }[] = [];
    const real = globalThis.fetch;
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      if (!String(input).startsWith("https://api.resend.com/")) return real(input, init);
      mails.push({ key: new Headers(init?.headers).get("idempotency-key") ?? "", body: JSON.parse(String(init?.body)) as Record<string, string> });
      return Response.json(mails.length === 1 ? { name: "validation_error", message: "not verified" } : { id: "x" }, { status: mails.length === 1 ? 403 : 200 });
    });
    await openings(30, FAILED);
    await evaluate();
    expect(errors.mock.calls.flat().join()).toContain("api.resend.com did not accept a mail (403): validation_error: not verified");
    expect(errors.mock.calls.flat().join()).not.toContain("hidden");
    await evaluateAMinuteLater();
    await evaluateAMinuteLater();
    expect(mails.map(({ key }) => key)).toEqual(Array.from({ length: 2 }, () => "readyslot-alert-error-rate-2026-11-22T15:30:00.000Z"));
    expect(mails[1]?.body).toMatchObject({
      to: ["anna@example.com"], subject: "Alert: error rate is above 5 % (100 % of 30 openings from 5 senders).",
      text: expect.stringMatching(/^Alert: error rate is above 5 %.*https:\/\/example\.com\/admin\/metrics$/), html: expect.stringContaining("<p style="),
    });
  });

  test("without a channel it is logged, once", async () => {
    env = {};
    await openings(30, FAILED);
    await evaluate();
    await evaluateAMinuteLater();
    expect(warnings).toHaveBeenCalledTimes(1);
    expect(errors).not.toHaveBeenCalled();
  });

  test("an invalid address is logged without its text", async () => {
    env = { ALERT_WEBHOOK_URL: "hooks.example/hunter2" };
    await openings(30, FAILED);
    await evaluate();
    expect(errors.mock.calls).toEqual([[expect.stringContaining("ALERT_WEBHOOK_URL must be an http(s) address")]]);
    expect(errors.mock.calls.join()).not.toContain("hunter2");
  });

  test("an admin's limit applies from the next evaluation, on every instance", async () => {
    await writeLimits(kvs[1].writer, { "error-rate": 0.3 });
    await openings(32);
    await openings(8, FAILED);
    await evaluate();
    expect(notices()).toEqual([]);
    await writeLimits(kvs[1].writer, {});
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["error-rate firing"]);
    expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({ alert: { value: 0.2, threshold: 0.05 } });
  });

  test("a rule that is turned off sends nothing, ends its alert without a notice, and fires again once it is on", async () => {
    await openings(30, FAILED);
    await evaluate();
    await writeLimits(kvs[0].writer, { "error-rate": null });
    await evaluateAMinuteLater();
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["error-rate firing"]);
    expect(await kvs[0].client.get("readyslot:v3:alert:error-rate")).toMatchObject({ state: "ok", isOff: true });
    await writeLimits(kvs[0].writer, {});
    await evaluateAMinuteLater();
    expect(notices()).toEqual(["error-rate firing", "error-rate firing"]);
  });

  test("a value of another shape in the store counts as an alert that is off", async () => {
    await kvs[0].client.set("readyslot:v3:alert:error-rate", '{"state":"on fire"}');
    await openings(30, FAILED);
    await evaluate();
    expect(notices()).toEqual(["error-rate firing"]);
  });
});

test("a store that does not respond is logged, and nothing rejects", async () => {
  const errors = vi.spyOn(console, "error").mockImplementation(() => {});
  const kv = connectKv({ KV_REST_API_URL: "http://127.0.0.1:9", KV_REST_API_TOKEN: "secret-token" });
  await evaluateAlerts({ store: createMetricsStore(kv), kv, env: {}, now: new Date() });
  expect(errors.mock.calls).toEqual([["The alert rules could not be evaluated.", expect.anything()]]);
});
