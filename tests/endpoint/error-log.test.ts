import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIContext } from "astro";
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { errorWatch } from "../../src/host/errors/error-watch.ts";
import { onRequest } from "../../src/middleware.ts";
import { GET as health } from "../../src/pages/api/health.ts";
import { environment } from "../../src/host/settings/environment.ts";
import { readErrorCounts } from "../../src/host/errors/error-counts.ts";
import { REPORTS_PER_MINUTE, recordError, logError } from "../../src/host/errors/error-log.ts";
import { connectKv } from "../../src/host/kv/kv.ts";
import { callInProcess } from "../fixtures/site/in-process.ts";
import { hangs, startReceiver } from "../fixtures/receiver.ts";
import { startSentry, type SentryServer } from "../fixtures/errors/sentry-server.ts";

let folder: string;
let sentry: SentryServer;
let behindTheAnswer: Promise<unknown>[];
let log: MockInstance<typeof console.error>;
let minutes = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  sentry = await startSentry();
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("SENTRY_DSN", sentry.dsn);
  vi.stubEnv("ADMIN_PASSWORD", "open sesame");
  behindTheAnswer = [];
  const host = { get: () => ({ waitUntil: (work: Promise<unknown>) => behindTheAnswer.push(work) }) };
  vi.stubGlobal(Symbol.for("@vercel/request-context") as unknown as string, host);
  // One minute per test, because the limit is per minute.
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(Date.UTC(2026, 2, 9, 8, minutes++)) });
  log = vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(async () => {
  await Promise.all(behindTheAnswer);
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await sentry.close();
  await rm(folder, { recursive: true, force: true });
});

async function events(): Promise<Record<string, unknown>[]> {
  await Promise.all(behindTheAnswer);
  return sentry.events;
}

type Page = () => Promise<Response>;

/** A request as Astro passes it to a middleware. */
async function visit(middleware: typeof onRequest, page: Page, { routePattern = "/api/cal-metrics", cookie = (): unknown => undefined } = {}): Promise<Response> {
  const request = new Request(`http://localhost:4321${routePattern}?email=ada@example.com`, { headers: { cookie: "readyslot-admin=seal" } });
  const context = { request, url: new URL(request.url), routePattern, isPrerendered: false, locals: {}, cookies: { get: cookie, set() {}, delete() {} } };
  return (await middleware(context as unknown as APIContext, page)) as Response;
}

const html = (body: ReadableStream | string, headers: Record<string, string> = {}) => new Response(body, { headers: { "content-type": "text/html; charset=utf-8", ...headers } });

/** A page of which a part fails after the first bytes have been sent. */
function failsHalfWay(reason: Error): Response {
  return html(
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode("<h1>")),
      pull: (controller) => controller.error(reason),
    }),
  );
}

function noCookies(): never {
  throw new Error("no cookies today");
}

describe("the error of an endpoint or a page", () => {
  test("is recorded once, with its stack, cause and route, and thrown on", async () => {
    const reason = new TypeError("broken", { cause: new Error("ECONNREFUSED") });
    await expect(visit(onRequest, () => Promise.reject(reason))).rejects.toBe(reason);
    expect(await events()).toHaveLength(1);
    expect(sentry.events[0]).toMatchObject({
      level: "error",
      platform: "node",
      transaction: "GET /api/cal-metrics",
      exception: { values: [{ type: "Error", value: "ECONNREFUSED" }, { type: "TypeError", value: "broken" }] },
    });
    expect(JSON.stringify(sentry.events[0]?.exception)).toContain("error-log.test.ts");
    expect(sentry.envelopes.join()).not.toMatch(/\bada\b|seal|localhost/);
    expect(sentry.refused).toEqual([]);
  });

  test("is recorded when the middleware responds in place of the page", async () => {
    const answer = await visit(onRequest, () => Promise.reject(new Error("broken")), { routePattern: "/admin/sign-in" });
    expect(answer.status).toBe(500);
    expect(await events()).toMatchObject([{ transaction: "GET /admin/sign-in", exception: { values: [{ value: "broken" }] } }]);
  });

  test("is recorded when the middleware itself throws", async () => {
    await expect(visit(onRequest, () => Promise.resolve(html("")), { routePattern: "/admin", cookie: noCookies })).rejects.toThrow("no cookies today");
    expect(await events()).toMatchObject([{ exception: { values: [{ value: "no cookies today" }] } }]);
  });

  test("is recorded when a page fails while it is sent", async () => {
    const answer = await visit(onRequest, () => Promise.resolve(failsHalfWay(new Error("a part"))));
    await expect(answer.text()).rejects.toThrow("a part");
    expect(await events()).toMatchObject([{ exception: { values: [{ value: "a part" }] } }]);
  });

  test("is recorded for any thrown value", async () => {
    for (const reason of ["words", 42, undefined, null, { status: 500 }]) {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- Anything can be thrown.
      await expect(visit(errorWatch as typeof onRequest, () => Promise.reject(reason))).rejects.toEqual(reason);
    }
    expect(await events()).toHaveLength(5);
    expect(sentry.refused).toEqual([]);
  });

  test("does not delay the response", async () => {
    sentry.answer = hangs;
    await expect(visit(onRequest, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(sentry.envelopes).toEqual([]);
    await sentry.close();
  });
});

test("a response without an error passes through unchanged, with the id of its request", async () => {
  const page = html("<p>Hello</p>", { "set-cookie": "a=b", etag: '"1"' });
  const answer = await visit(onRequest, () => Promise.resolve(page));
  expect([answer.status, await answer.text(), Object.fromEntries(answer.headers)]).toEqual([200, "<p>Hello</p>", { ...Object.fromEntries(page.headers), "x-request-id": expect.stringMatching(/^[\da-f-]{36}$/) }]);
  const data = Response.json({});
  expect(await visit(onRequest, () => Promise.resolve(data))).toBe(data);
  expect(await events()).toEqual([]);
});

test("a visitor leaving while the page is sent is not an error, and rendering stops", async () => {
  const cancel = vi.fn<() => void>();
  const answer = await visit(onRequest, () => Promise.resolve(html(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(8)), cancel }))));
  await answer.body?.cancel();
  expect(cancel).toHaveBeenCalledTimes(1);
  expect(await events()).toEqual([]);
});

describe("an error for the operator", () => {
  test("is logged and sent to Sentry", async () => {
    const reason = new Error("down");
    logError("The metrics store does not answer.", reason);
    expect(log.mock.calls).toEqual([["The metrics store does not answer.", reason]]);
    expect(await events()).toMatchObject([{ message: "The metrics store does not answer.", exception: { values: [{ value: "down" }] } }]);
  });

  test("is reported when the store does not answer", async () => {
    vi.stubEnv("KV_REST_API_URL", "http://127.0.0.1:9");
    vi.stubEnv("KV_REST_API_TOKEN", "secret-token");
    expect((await callInProcess(health, new Request("http://localhost:4321/api/health"))).status).toBe(503);
    expect((await events())[0]).toMatchObject({ message: "The metrics store does not answer." });
    expect(sentry.envelopes.join()).not.toContain("secret-token");
  });

  test("is reported when the store is not configured", async () => {
    vi.stubEnv("VERCEL", "1");
    expect((await callInProcess(health, new Request("http://localhost:4321/api/health"))).status).toBe(503);
    expect((await events())[0]).toMatchObject({ message: expect.stringContaining("KV_REST_API_URL") });
  });

  test("is only logged without a DSN: nothing is counted or sent", async () => {
    vi.stubEnv("SENTRY_DSN", undefined);
    logError("down", new Error("down"));
    await expect(visit(onRequest, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(behindTheAnswer).toEqual([]);
    expect(log).toHaveBeenCalledTimes(1);
  });

  test("with a malformed DSN is logged, with a second line that does not repeat the DSN", async () => {
    vi.stubEnv("SENTRY_DSN", "hunter2");
    logError("down");
    await Promise.all(behindTheAnswer);
    expect(log.mock.calls).toEqual([["down"], [expect.stringMatching(/^An error could not be reported\. SENTRY_DSN is malformed\./)]]);
    expect(log.mock.calls.join()).not.toContain("hunter2");
  });

  test("is sent to Sentry up to its limit, apart from browsers' errors, and always counted", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    for (let n = 0; n < REPORTS_PER_MINUTE + 10; n++) recordError({ message: "of a browser", level: "error" }, "browser");
    for (let n = 0; n < REPORTS_PER_MINUTE + 10; n++) logError(`down ${n}`);
    const sent = (await events()).map(({ message }) => String(message));
    expect(sent.filter((message) => message === "of a browser")).toHaveLength(REPORTS_PER_MINUTE);
    expect(sent.filter((message) => message.startsWith("down"))).toHaveLength(REPORTS_PER_MINUTE);
    expect(await readErrorCounts(connectKv(environment()), [new Date()])).toEqual([2 * REPORTS_PER_MINUTE + 20]);
  });
});

test("an error that every request causes does not keep another one from Sentry", async () => {
  for (let n = 0; n < 2 * REPORTS_PER_MINUTE; n++) logError("The metrics store does not answer.");
  logError("Another error.");
  expect((await events()).map(({ message }) => message)).toContain("Another error.");
});

async function flood(count: number): Promise<void> {
  for (let n = 0; n < count; n++) logError("down");
  await Promise.all(behindTheAnswer);
}

test("a spike of errors raises an alert as the errors arrive, without any sample", async () => {
  const receiver = await startReceiver();
  vi.stubEnv("ALERT_WEBHOOK_URL", `${receiver.origin}/hook`);
  vi.spyOn(console, "warn").mockImplementation(() => {});
  await flood(10);
  expect(receiver.received).toEqual([]);
  // The next evaluation is a minute later.
  vi.setSystemTime(Date.now() + 60_000);
  await connectKv(environment()).client.del("readyslot:v3:alert-lease");
  await flood(11);
  vi.setSystemTime(Date.now() + 60_000);
  await connectKv(environment()).client.del("readyslot:v3:alert-lease");
  await flood(1);
  expect(receiver.received.map(({ body }) => (JSON.parse(body) as { alert: { rule: string } }).alert.rule)).toEqual(["error-spike"]);
  await receiver.close();
});
