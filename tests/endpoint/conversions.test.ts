import { createHmac } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { POST as postMetrics } from "../../src/pages/api/cal-metrics.ts";
import { POST as postWebhook } from "../../src/pages/api/cal-webhook.ts";
import { GET as getCron } from "../../src/pages/api/cron/alerts.ts";
import { GET as getHealth } from "../../src/pages/api/health.ts";
import { startGa4, type Ga4Server } from "../fixtures/ga4-server.ts";
import { answers, startReceiver, type Receiver } from "../fixtures/receiver.ts";
import { callInProcess } from "../fixtures/site/in-process.ts";

const SITE = "http://localhost:4321";
const CAL_SECRET = "Zr4bWq9LfXc1TgAe";
const UID = "bFJeNb2uX8ANpT3JL5EfXw";
const SAMPLE = { id: "30min", sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b", calLoadTime: 456, iframeLoadTime: 380, totalDuration: 836, page: "/services", source: "letter", medium: "email", campaign: "november" };
const CONTEXT = Symbol.for("@vercel/request-context");

let folder: string;
let receiver: Receiver;
let ga4: Ga4Server;
let behindTheAnswer: Promise<unknown>[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  [receiver, ga4] = await Promise.all([startReceiver(), startGa4()]);
  const settings = { DATA_DIR: folder, CAL_WEBHOOK_SECRET: CAL_SECRET, CRON_SECRET: "Wm5tKe8RzQp2XbNj", CONVERSION_WEBHOOK_URL: `${receiver.origin}/hunter2`, CONVERSION_WEBHOOK_SECRET: "Tc5wXj2GsFq9LhVb", GA4_MEASUREMENT_ID: "G-1A2B3C4D5E", GA4_API_SECRET: "hidden", GA4_COLLECT_URL: ga4.url };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  behindTheAnswer = [];
  Object.assign(globalThis, { [CONTEXT]: { get: () => ({ waitUntil: (work: Promise<unknown>) => behindTheAnswer.push(work) }) } });
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(behindTheAnswer);
  Reflect.deleteProperty(globalThis, CONTEXT);
  await Promise.all([receiver.close(), ga4.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** Posts, and waits for the work behind the answer. */
async function post(handler: typeof postWebhook, path: string, message: object): Promise<{ status: number; body: unknown }> {
  const body = JSON.stringify(message);
  const headers = { "content-type": "application/json", "x-cal-signature-256": createHmac("sha256", CAL_SECRET).update(body).digest("hex") };
  const answer = await callInProcess(handler, new Request(SITE + path, { method: "POST", headers, body }));
  await Promise.all(behindTheAnswer.splice(0));
  return { status: answer.status, body: await answer.json() };
}

const fromCal = (triggerEvent: string, payload: object = {}) => post(postWebhook, "/api/cal-webhook", { triggerEvent, payload: { uid: UID, attendees: [{ name: "Ada", email: "ada@example.com" }], ...payload } });
const fromBrowser = async () => {
  await post(postMetrics, "/api/cal-metrics", SAMPLE);
  await post(postMetrics, "/api/cal-metrics", { id: "30min", sampleId: SAMPLE.sampleId, bookingUid: UID });
};
const cron = async () => {
  const answer = await callInProcess(getCron, new Request(`${SITE}/api/cron/alerts`, { headers: { authorization: "Bearer Wm5tKe8RzQp2XbNj" } }));
  return (await answer.json()) as Record<string, unknown>;
};
const health = async () => (await (await callInProcess(getHealth, new Request(`${SITE}/api/health`))).json()) as Record<string, unknown>;
const types = () => receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type);

describe("a booking that Cal confirms", () => {
  test("is sent behind the answer, once, with the campaign of its opening", async () => {
    await fromBrowser();
    expect(types()).toEqual([]);
    expect(await fromCal("BOOKING_CREATED")).toEqual({ status: 200, body: { success: true, counted: true } });
    expect(await fromCal("BOOKING_CREATED")).toEqual({ status: 200, body: { success: true, counted: false } });
    await cron();
    expect(types()).toEqual(["booking.confirmed"]);
    expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({ event: "30min", page: "/services", attribution: { source: "letter", medium: "email", campaign: "november" } });
    expect(ga4.counted.map(({ name }) => name)).toEqual(["campaign_details", "generate_lead"]);
  });

  test("is sent by the browser's report if that comes later", async () => {
    await fromCal("BOOKING_CREATED");
    expect(types()).toEqual([]);
    await fromBrowser();
    expect(types()).toEqual(["booking.confirmed"]);
  });

  test("is sent by the cron, with the campaign of its metadata, if no browser reports it", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const metadata = { utm_source: "letter", utm_medium: "ada@example.com", utm_campaign: `no\u202Evember${"x".repeat(100)}`, gclid: "g1", other: 7 };
    await fromCal("BOOKING_CREATED", { metadata });
    vi.setSystemTime(Date.now() + 120_000);
    expect(await cron()).toMatchObject({ success: true, conversions: { waiting: 0, failed: 0 } });
    const [{ body }] = receiver.received as [Receiver["received"][number]];
    const { attribution } = JSON.parse(body) as { attribution: Record<string, string> };
    expect(attribution).toEqual({ source: "letter", campaign: `no vember${"x".repeat(100)}`.slice(0, 50) });
    expect(body).not.toMatch(/ada|g1/i);
  });

  test.each([["a text", "x"], ["a list", []], ["null", null]])("is counted whatever its metadata is: %s", async (_what, metadata) => {
    expect(await fromCal("BOOKING_CREATED", { metadata })).toMatchObject({ status: 200, body: { counted: true } });
  });

  test("is none if it replaces another, also if the host confirms that later", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    await fromCal("BOOKING_RESCHEDULED", { rescheduleUid: "first" });
    await fromCal("BOOKING_CREATED", { uid: "confirmed", rescheduleUid: "first" });
    vi.setSystemTime(Date.now() + 120_000);
    await cron();
    expect([types(), ga4.posts]).toEqual([[], []]);
  });

  test("and that is cancelled is reported as cancelled, once", async () => {
    await fromBrowser();
    for (const trigger of ["BOOKING_CREATED", "BOOKING_CANCELLED", "BOOKING_CANCELLED"]) await fromCal(trigger);
    expect(types()).toEqual(["booking.confirmed", "booking.cancelled"]);
  });

  test("leaves neither its uid nor a person at the receivers, in the store or in the log", async () => {
    const lines = (["log", "info", "warn", "error"] as const).map((level) => vi.spyOn(console, level).mockImplementation(() => {}));
    receiver.answer = answers(500);
    await fromBrowser();
    await fromCal("BOOKING_CREATED");
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "latin1")));
    const said = lines.flatMap((line) => line.mock.calls.map((call) => call.map((part) => (part instanceof Error ? part.message : String(part))).join(" ")));
    expect(said.join()).toContain("A conversion was not accepted (attempt 1)");
    expect([...files, ...said, ...receiver.received.map(({ body }) => body), ...ga4.posts.map(({ body }) => body)].join()).not.toMatch(/bFJeNb2uX8|ada@|hunter2/i);
  });
});

describe("GET /api/health", () => {
  test("says nothing of conversions on a site that sends none", async () => {
    for (const name of ["CONVERSION_WEBHOOK_URL", "GA4_MEASUREMENT_ID"]) vi.stubEnv(name, undefined);
    expect(await health()).not.toHaveProperty("conversions");
  });

  test("says whether they fail", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    expect(await health()).toMatchObject({ status: "ok", conversions: "ok" });
    vi.spyOn(console, "error").mockImplementation(() => {});
    receiver.answer = answers(500);
    await fromBrowser();
    await fromCal("BOOKING_CREATED");
    vi.advanceTimersByTime(5_000);
    expect(await health()).toMatchObject({ status: "ok", conversions: "failing" });
  });
});

test("a site without a receiver answers as ever", async () => {
  for (const name of ["CONVERSION_WEBHOOK_URL", "CONVERSION_WEBHOOK_SECRET", "GA4_MEASUREMENT_ID", "GA4_API_SECRET", "GA4_COLLECT_URL"]) vi.stubEnv(name, undefined);
  expect(await fromCal("BOOKING_CREATED")).toEqual({ status: 200, body: { success: true, counted: true } });
  expect(await cron()).not.toHaveProperty("conversions");
});
