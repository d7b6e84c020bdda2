import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ALL, POST } from "../../src/pages/api/errors.ts";
import { environment } from "../../src/host/settings/environment.ts";
import { ENVELOPE_BYTES, REPORTS_PER_ADDRESS } from "../../src/host/errors/error-tunnel.ts";
import { readErrorCounts } from "../../src/host/errors/error-counts.ts";
import { REPORTS_PER_MINUTE } from "../../src/host/errors/error-log.ts";
import { connectKv } from "../../src/host/kv/kv.ts";
import { browserEnvelope, type EnvelopeParts } from "../fixtures/errors/browser-envelope.ts";
import { callInProcess } from "../fixtures/site/in-process.ts";
import { answers, hangs } from "../fixtures/receiver.ts";
import { startSentry, type SentryServer } from "../fixtures/errors/sentry-server.ts";

const ENDPOINT = "http://localhost:4321/api/errors";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

let folder: string;
let sentry: SentryServer;
let behindTheAnswer: Promise<unknown>[];
let minutes = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  sentry = await startSentry();
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("SENTRY_DSN", sentry.dsn);
  vi.stubEnv("VERCEL_ENV", undefined);
  behindTheAnswer = [];
  const host = { get: () => ({ waitUntil: (work: Promise<unknown>) => behindTheAnswer.push(work) }) };
  vi.stubGlobal(Symbol.for("@vercel/request-context") as unknown as string, host);
  // One minute per test, because the limit is per minute.
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(Date.UTC(2026, 2, 9, 8, minutes++)) });
});
afterEach(async () => {
  await settled();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await sentry.close();
  await rm(folder, { recursive: true, force: true });
});

const settled = () => Promise.all(behindTheAnswer);

function post(body: RequestInit["body"] = browserEnvelope(), headers: Record<string, string> = {}) {
  const init = { method: "POST", headers: { "content-type": "text/plain;charset=UTF-8", ...headers }, body, duplex: "half" };
  return callInProcess(POST, new Request(ENDPOINT, init));
}

const from = (address: string) => post(browserEnvelope(), { "x-real-ip": address });
const send = (parts: EnvelopeParts) => post(browserEnvelope(parts));

/** The event at Sentry, after a page has sent one. */
async function arrived(parts: EnvelopeParts = {}): Promise<Record<string, unknown> | undefined> {
  expect((await send(parts)).status).toBe(202);
  await settled();
  return sentry.events.at(-1);
}

describe("an error of a page", () => {
  test("is accepted and arrives at Sentry as sent, with the real key", async () => {
    const event = await arrived();
    expect(event).toMatchObject({
      platform: "javascript",
      level: "error",
      release: "abc1234",
      environment: "production",
      transaction: "/services",
      tags: { page: "/services", variant: "optimized" },
      exception: { values: [{ type: "TypeError", value: "x is not a function", stacktrace: { frames: [{ filename: "https://example.com/_astro/a.js", lineno: 1 }] } }] },
      sdk: { settings: { infer_ip: "never" } },
    });
    expect(sentry.refused).toEqual([]);
  });

  test("has the visitor's kind of device and browser, and nothing else from the request", async () => {
    await post(browserEnvelope(), { "user-agent": IPHONE, "x-real-ip": "203.0.113.7", cookie: "readyslot-admin=seal", referer: "http://localhost:4321/?email=ada@example.com" });
    await settled();
    expect(sentry.events[0]?.tags).toMatchObject({ device: "phone", browser: "Safari", system: "iOS" });
    expect(sentry.envelopes.join()).not.toMatch(/203\.0\.113\.7|seal|ada|iPhone/);
  });

  test("is answered before it is sent to Sentry", async () => {
    sentry.answer = hangs;
    const answer = await post();
    expect(answer.status).toBe(202);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(sentry.envelopes).toEqual([]);
    vi.spyOn(console, "error").mockImplementation(() => {});
    await sentry.close();
  });

  test.each([
    ["refuses it", answers(403)],
    ["fails", answers(500)],
    ["asks for a pause", answers(429, { "retry-after": "60" })],
    ["asks for a pause with its own header", answers(429, { "x-sentry-rate-limits": "60::organization" })],
  ])("is accepted while Sentry %s, which is logged without the DSN", async (_name, answer) => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    sentry.answer = answer;
    expect([(await post()).status, (await post()).status]).toEqual([202, 202]);
    await settled();
    expect(log.mock.calls.map(([line]) => String(line))).toEqual([expect.stringMatching(/^An error could not be reported\. Sentry /), expect.stringMatching(/^An error could not be reported\. Sentry /)]);
    expect(log.mock.calls.join()).not.toContain("public");
  });

  test("is accepted while the store is down", async () => {
    vi.stubEnv("KV_REST_API_URL", "http://127.0.0.1:9");
    vi.stubEnv("KV_REST_API_TOKEN", "token");
    expect((await post()).status).toBe(202);
    await settled();
    expect(sentry.events).toHaveLength(1);
  });

  test("is counted in its hour", async () => {
    await Promise.all([post(), post(), post()]);
    await settled();
    expect(await readErrorCounts(connectKv(environment()), [new Date()])).toEqual([3]);
  });
});

describe("in a forged report,", () => {
  const secret = "zqzqzq";
  test.each<[string, Record<string, unknown>]>([
    ["a person", { user: { email: secret, ip_address: "{{auto}}" } }],
    ["a request", { request: { url: `/?${secret}`, headers: { cookie: secret } } }],
    ["breadcrumbs", { breadcrumbs: [{ message: secret }] }],
    ["a host name", { server_name: secret }],
    ["tags of his own", { tags: { [secret]: "x", alert: secret } }],
    ["figures", { extra: { value: secret, [secret]: 1 } }],
    ["contexts", { contexts: { runtime: { name: secret }, [secret]: {} } }],
    ["another's issue", { fingerprint: ["readyslot-alert", secret] }],
    ["another's issue by a class", { tags: { class: `x ${secret}` }, fingerprint: [secret] }],
    ["a release of his own", { release: `${secret}/../x` }],
    ["another environment", { environment: secret }],
    ["variables of a stack frame", { exception: { values: [{ type: "E", stacktrace: { frames: [{ vars: { [secret]: 1 }, context_line: secret }] } }] } }],
    ["an attachment's type", { type: "transaction", spans: [{ description: secret }] }],
    ["a mail address", { message: `${secret}@example.com` }],
    ["a query", { transaction: `/?q=${secret}`, message: `at https://example.com/#${secret}` }],
  ])("%s does not reach Sentry", async (_name, event) => {
    const { fingerprint } = (await arrived({ event })) ?? {};
    expect(sentry.envelopes.join().replace(/"tags":\{"class":"x zqzqzq"/, "")).not.toContain(secret);
    expect(fingerprint).toBeUndefined();
  });

  test("the time is replaced by the server's", async () => {
    expect(await arrived({ event: { timestamp: 1 } })).toMatchObject({ timestamp: Date.now() / 1_000 });
  });

  test("failed calendars are grouped by the class of their error", async () => {
    expect(await arrived({ event: { level: "warning", message: "frame-timeout: 5000 ms", exception: undefined, tags: { class: "frame-timeout" } } })).toMatchObject({
      level: "warning",
      message: "frame-timeout: 5000 ms",
      fingerprint: ["cal-failure", "frame-timeout"],
    });
  });
});

describe("refused with a reason:", () => {
  test.each<[string, number, () => Promise<Response>]>([
    ["another content type", 415, () => post("{}", { "content-type": "application/json" })],
    ["another site's page", 403, () => post(browserEnvelope(), { origin: "https://evil.example" })],
    ["another site's page, according to the browser", 403, () => post(browserEnvelope(), { "sec-fetch-site": "cross-site" })],
    ["one byte too many", 413, () => post("x".repeat(ENVELOPE_BYTES + 1))],
    ["an empty body", 400, () => post("")],
    ["a body that is not JSON", 400, () => post("a\nb\nc")],
    ["a body that is not UTF-8", 400, () => post(new Uint8Array([0xff, 0xfe, 0x0a, 0x0a]))],
    ["a header without items", 400, () => post(browserEnvelope().split("\n")[0] ?? "")],
    ["a second item", 400, () => post(`${browserEnvelope()}\n{"type":"event"}\n{}`)],
    ["an envelope for a foreign DSN", 400, () => send({ header: { dsn: "https://public@o1.ingest.sentry.io/2" } })],
    ["an envelope for this site's real DSN", 400, () => send({ header: { dsn: sentry.dsn } })],
    ["an envelope without a DSN", 400, () => send({ header: { dsn: undefined } })],
    ["an attachment", 400, () => send({ item: { type: "attachment", length: 3 } })],
    ["a session", 400, () => send({ item: { type: "session" } })],
    ["a transaction", 400, () => send({ item: { type: "transaction" } })],
    ["a replay", 400, () => send({ item: { type: "replay_event" } })],
    ["feedback", 400, () => send({ item: { type: "feedback" } })],
    ["a server's event", 400, () => send({ event: { platform: "node" } })],
    ["an event below the error levels", 400, () => send({ event: { level: "info" } })],
    ["a malformed id", 400, () => send({ event: { event_id: "../../x" } })],
  ])("%s", async (_name, status, call) => {
    const answer = await call();
    expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([status, expect.stringMatching(/\w.*\.$/)]);
    await settled();
    expect(sentry.envelopes).toEqual([]);
    expect(await readErrorCounts(connectKv(environment()), [new Date()])).toEqual([0]);
  });

  test("an endless body, as soon as it is too long", async () => {
    let bytes = 0;
    const body = new ReadableStream({
      pull(controller) {
        bytes += 1_024;
        controller.enqueue(new Uint8Array(1_024));
      },
    });
    expect((await post(body)).status).toBe(413);
    expect(bytes).toBeLessThan(2 * ENVELOPE_BYTES);
  });

  test("an address that sends too many, until the minute is over; others are accepted", async () => {
    for (let n = 0; n < REPORTS_PER_ADDRESS; n++) expect((await from("203.0.113.7")).status).toBe(202);
    const refusal = await from("203.0.113.7");
    expect([refusal.status, refusal.headers.get("retry-after")]).toEqual([429, "60"]);
    expect((await from("203.0.113.8")).status).toBe(202);
  });

  test("any input, never with a 5xx and never with an echo of the input", async () => {
    const lines = fc.array(fc.oneof(fc.json(), fc.string(), fc.constant('{"type":"event"}'), fc.constant(browserEnvelope().split("\n")[0] ?? "")), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(lines.map((all) => all.join("\n")), fc.uint8Array().map((bytes) => new Uint8Array(bytes))), async (body) => {
        const { status } = await post(body);
        expect([400, 415]).toContain(status);
      }),
      { numRuns: 300 },
    );
  });

  test.each(["GET", "PUT", "DELETE"])("%s: 405 with the allowed methods", async (method) => {
    const answer = await callInProcess(ALL, new Request(ENDPOINT, { method }));
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

test("above the limit per minute, errors are counted but not sent to Sentry", async () => {
  for (let n = 0; n < REPORTS_PER_MINUTE + 5; n++) await post(browserEnvelope(), { "x-real-ip": `203.0.113.${n}` });
  await settled();
  expect(sentry.events).toHaveLength(REPORTS_PER_MINUTE);
  expect(await readErrorCounts(connectKv(environment()), [new Date()])).toEqual([REPORTS_PER_MINUTE + 5]);
});

test.each([
  ["an address", (_n: number) => "198.51.100.1"],
  ["a network", (n: number) => `198.51.100.${n}`],
])("junk from %s does not keep other errors from Sentry", async (_name, addressOf) => {
  for (let n = 0; n < 2 * REPORTS_PER_MINUTE; n++) await post(browserEnvelope({ event: { message: "junk" } }), { "x-real-ip": addressOf(n) });
  await from("203.0.113.7");
  await settled();
  expect(sentry.events).toHaveLength(REPORTS_PER_MINUTE + 1);
  expect(sentry.events.filter(({ message }) => message !== "junk")).toHaveLength(1);
});

test.each([undefined, "", " "])("without a DSN (%j) the body is not read: 204", async (dsn) => {
  vi.stubEnv("SENTRY_DSN", dsn);
  const answer = await post("x".repeat(ENVELOPE_BYTES + 1), { origin: "https://evil.example" });
  expect([answer.status, await answer.text()]).toEqual([204, ""]);
  expect(behindTheAnswer).toEqual([]);
});
