/** The weekly digest is sent once, whatever runs the cron, and how often. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { deliverDigest, digestStatus, sendTestDigest, type DigestContext } from "../../src/metrics/digest/deliver-digest.ts";
import { NO_FIGURES } from "../../src/metrics/statistics/figures.ts";
import { ENGINES, type Connection, type Engine } from "../fixtures/kv/kv-engines.ts";

const MAIL = { DIGEST_TO: "anna@example.com, ben@example.com", DIGEST_FROM: "Readyslot <digest@example.com>" };
const RESEND = { ...MAIL, RESEND_API_KEY: "re_key" };
const POSTMARK = { ...MAIL, POSTMARK_SERVER_TOKEN: "pm-token" };
const SLACK = { SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/secret" };

/** No openings: what the numbers are is tested elsewhere. */
const store: DigestContext["store"] = {
  figures: (periods) => Promise.resolve(periods.map(() => ({ figures: NO_FIGURES, basis: { kept: 0, of: 0 } }))),
  breakdowns: () => Promise.resolve([]),
};

const HOUR_MS = 3_600_000;
/** A Wednesday. */
const START = "2026-11-18T12:00:00Z";
/** The Monday after it. */
const MONDAY = "2026-11-23T07:00:00Z";

const after = (at: string, hours: number) => new Date(Date.parse(at) + hours * HOUR_MS);
const silent = async () => {
  throw Object.assign(new Error("timeout"), { name: "TimeoutError" });
};

describe.each(ENGINES)("over $name", ({ start }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });
  afterAll(() => engine.close());

  /** What went out: the provider's host and the message. */
  let sent: { host: string; headers: Record<string, string>; body: Record<string, unknown> }[];
  /** How the provider answers, by its host. */
  let answers: Record<string, () => Promise<Response>>;
  let logged: MockInstance<typeof console.error>;
  beforeEach(async () => {
    await engine.flush();
    sent = [];
    answers = {};
    logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const real = globalThis.fetch;
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      const { host, protocol } = new URL(input instanceof Request ? input.url : String(input));
      if (protocol !== "https:") return real(input, init);
      sent.push({ host, headers: init?.headers as Record<string, string>, body: JSON.parse(String(init?.body)) as Record<string, unknown> });
      return answers[host]?.() ?? Response.json({ id: "accepted" });
    });
  });
  afterEach(() => vi.restoreAllMocks());

  interface Run {
    env?: DigestContext["env"];
    kv?: Connection;
  }
  const run = (at: string | Date, { env = { ...RESEND, ...SLACK }, kv = engine.kv }: Run = {}) =>
    deliverDigest({ store, kv, env, siteUrl: "https://studio.example", now: new Date(at) });
  const hosts = () => sent.map(({ host }) => host).toSorted();
  const BOTH = ["api.resend.com", "hooks.slack.com"];

  /** The cron from one time to another, every so many hours. */
  async function everyHours(hours: number, from: string, to: string, options?: Run): Promise<string[]> {
    const times: string[] = [];
    for (let at = Date.parse(from); at <= Date.parse(to); at += hours * HOUR_MS) {
      const before = sent.length;
      await run(new Date(at), options);
      if (sent.length > before) times.push(new Date(at).toISOString().slice(0, 16));
    }
    return times;
  }

  test("without settings there is no command", async () => {
    const before = engine.requests();
    expect(await run(MONDAY, { env: {} })).toBeUndefined();
    expect(await run(MONDAY, { env: MAIL })).toBeUndefined();
    expect(await digestStatus({ kv: engine.kv, env: {} })).toBeUndefined();
    expect(engine.requests()).toBe(before);
  });

  test("it is sent on Monday at 7:00, once to each channel, and the week after again", async () => {
    expect(await everyHours(0.5, START, "2026-12-02T00:00:00Z")).toEqual(["2026-11-23T07:00", "2026-11-30T07:00"]);
    expect(hosts()).toEqual([...BOTH, ...BOTH].toSorted());
    expect(sent.map(({ body }) => body["subject"]).filter(Boolean)).toEqual(["Lapwing: 0 bookings, 16 Nov to 22 Nov", "Lapwing: 0 bookings, 23 Nov to 29 Nov"]);
  });

  test("what was over when it was set up is not sent", async () => {
    await run("2026-11-23T09:00:00Z");
    await run("2026-11-23T09:05:00Z");
    expect(sent).toEqual([]);
  });

  test("two instances at once send one, however often they are called", async () => {
    await run(START);
    const kvs = [engine.kv, engine.another(), engine.another()];
    for (let i = 0; i < 3; i++) await Promise.all([...kvs, ...kvs].map((kv) => run(MONDAY, { kv })));
    expect(hosts()).toEqual(BOTH);
  });

  test.each([
    ["Europe/Berlin", "2026-11-23T06:00"],
    ["America/New_York", "2026-11-23T12:00"],
    ["Pacific/Kiritimati", "2026-11-22T17:00"],
    ["Asia/Kolkata", "2026-11-23T02:00"],
  ])("the hour is that of %s", async (zone, expected) => {
    expect(await everyHours(0.5, START, "2026-11-25T00:00:00Z", { env: { ...SLACK, TIME_ZONE: zone } })).toEqual([expected]);
  });

  test("on the Mondays after clocks change it is 7:00 as well", async () => {
    const env = { ...SLACK, TIME_ZONE: "Europe/Berlin" };
    expect(await everyHours(0.5, "2026-10-21T00:00:00Z", "2026-10-27T00:00:00Z", { env })).toEqual(["2026-10-26T06:00"]);
    await engine.flush();
    expect(await everyHours(0.5, "2027-03-24T00:00:00Z", "2027-03-30T00:00:00Z", { env })).toEqual(["2027-03-29T05:00"]);
  });

  test("a cron that runs once a day sends it with its first run on Monday", async () => {
    expect(await everyHours(24, "2026-11-18T03:17:00Z", "2026-12-02T00:00:00Z", { env: { ...SLACK, TIME_ZONE: "Europe/Berlin" } })).toEqual(["2026-11-23T03:17", "2026-11-30T03:17"]);
    await engine.flush();
    // In New York it is Sunday evening then.
    expect(await everyHours(24, "2026-11-18T03:17:00Z", "2026-12-02T00:00:00Z", { env: { ...SLACK, TIME_ZONE: "America/New_York" } })).toEqual(["2026-11-24T03:17", "2026-12-01T03:17"]);
  });

  test("a cron that comes late still sends it, for three days", async () => {
    await run(START);
    await run("2026-11-25T23:00:00Z");
    expect(hosts()).toEqual(BOTH);
    await engine.flush();
    await run(START);
    await run("2026-11-26T00:10:00Z");
    expect(sent).toHaveLength(2);
    expect(await everyHours(1, "2026-11-26T01:00:00Z", "2026-11-30T08:00:00Z")).toEqual(["2026-11-30T07:00"]);
  });

  test("a channel that refuses it gets it again after 5 minutes, 10 and so on, and the other one does not", async () => {
    await run(START);
    answers["hooks.slack.com"] = async () => new Response("no_service", { status: 404 });
    expect(await run(MONDAY)).toEqual({ mail: "sent", slack: "again" });
    const tries: number[] = [];
    for (let minutes = 1; minutes < 60; minutes++) {
      const before = sent.length;
      await run(after(MONDAY, minutes / 60));
      if (sent.length > before) tries.push(minutes);
    }
    expect(tries).toEqual([5, 15, 35]);
    expect(hosts().filter((host) => host === "api.resend.com")).toHaveLength(1);
    delete answers["hooks.slack.com"];
    expect(await run(after(MONDAY, 3))).toEqual({ mail: "sent", slack: "sent" });
    expect(await run(after(MONDAY, 9))).toEqual({ mail: "sent", slack: "sent" });
    expect(hosts().filter((host) => host === "hooks.slack.com")).toHaveLength(5);
    expect(logged.mock.calls.flat().join()).toContain("hooks.slack.com 404 no_service");
    expect(logged.mock.calls.flat().join()).not.toContain("secret");
  });

  test("it is given up after three days", async () => {
    await run(START);
    answers["api.resend.com"] = async () => Response.json({ name: "validation_error", message: "The example.com domain is not verified." }, { status: 403 });
    await everyHours(1, MONDAY, "2026-11-29T00:00:00Z", { env: RESEND });
    expect(sent.length).toBeGreaterThan(5);
    expect(sent.length).toBeLessThan(25);
    const status = await digestStatus({ kv: engine.kv, env: RESEND });
    expect(status?.channels.mail?.answer).toEqual({ host: "api.resend.com", status: 403, said: "validation_error: The example.com domain is not verified." });
  });

  test("without an answer it may have arrived: Slack and Postmark do not get it twice, and Resend gets it under the same key", async () => {
    for (const host of ["hooks.slack.com", "api.postmarkapp.com", "api.resend.com"]) answers[host] = silent;
    await run(START, { env: { ...POSTMARK, ...SLACK } });
    expect(await run(MONDAY, { env: { ...POSTMARK, ...SLACK } })).toEqual({ mail: "unknown", slack: "unknown" });
    await everyHours(1, MONDAY, "2026-11-26T00:00:00Z", { env: { ...POSTMARK, ...SLACK } });
    expect(sent).toHaveLength(2);
    await engine.flush();
    sent = [];
    await run(START, { env: RESEND });
    await run(MONDAY, { env: RESEND });
    answers["api.resend.com"] = async () => Response.json({ name: "internal_server_error" }, { status: 500 });
    await run(after(MONDAY, 1), { env: RESEND });
    delete answers["api.resend.com"];
    expect(await run(after(MONDAY, 2), { env: RESEND })).toEqual({ mail: "sent" });
    expect(new Set(sent.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    expect(sent).toHaveLength(3);
  });

  test("after a day, in which Resend forgets the key, it is not sent again", async () => {
    answers["api.resend.com"] = silent;
    await run(START, { env: RESEND });
    await run(MONDAY, { env: RESEND });
    await run(after(MONDAY, 23.5), { env: RESEND });
    expect(sent).toHaveLength(1);
  });

  test("that Resend refuses another text under the key means that it was accepted", async () => {
    await run(START, { env: RESEND });
    answers["api.resend.com"] = async () => Response.json({ statusCode: 409, name: "invalid_idempotent_request", message: "…" }, { status: 409 });
    expect(await run(MONDAY, { env: RESEND })).toEqual({ mail: "sent" });
  });

  test.each([
    ["Slack", SLACK, 1],
    ["Postmark", POSTMARK, 1],
    ["Resend, under the same key", RESEND, 2],
  ])("an instance that dies after the message went out: %s", async (_name, env, messages) => {
    await run(START, { env });
    let writes = 0;
    const dying = new Proxy(engine.kv.writer, {
      get(target, property, receiver) {
        if (property !== "set") return Reflect.get(target, property, receiver) as unknown;
        // The lock, "sending", and then the outcome, which is never written.
        return (...args: Parameters<typeof target.set>) => (++writes === 3 ? Promise.reject(new Error("killed")) : target.set(...args));
      },
    });
    await run(MONDAY, { env, kv: { client: engine.kv.client, writer: dying } });
    expect(sent).toHaveLength(1);
    await engine.client.del("readyslot:v3:digest-lock");
    for (const hours of [0.5, 1, 2, 30]) await run(after(MONDAY, hours), { env });
    expect(sent).toHaveLength(messages);
    expect(new Set(sent.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  });

  test("while one instance sends, another does not", async () => {
    await run(START, { env: SLACK });
    const { promise, resolve } = Promise.withResolvers<Response>();
    answers["hooks.slack.com"] = () => promise;
    const first = run(MONDAY, { env: SLACK });
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    await run(after(MONDAY, 1), { env: SLACK, kv: engine.another() });
    resolve(new Response("ok"));
    expect(await first).toEqual({ slack: "sent" });
    expect(sent).toHaveLength(1);
  });

  test("a store that fails while the numbers are read has sent nothing, and the next run sends it", async () => {
    await run(START, { env: SLACK });
    const broken = { ...store, figures: () => Promise.reject(new Error("down")) };
    expect(await deliverDigest({ store: broken, kv: engine.kv, env: SLACK, siteUrl: undefined, now: new Date(MONDAY) })).toBeUndefined();
    expect(sent).toEqual([]);
    await engine.client.del("readyslot:v3:digest-lock");
    expect(await run(after(MONDAY, 0.2), { env: SLACK })).toEqual({ slack: "sent" });
  });

  test("commands: one for each run, one more in an hour, and six for a digest besides its numbers", async () => {
    const asked = async (at: string | Date) => {
      const before = engine.sent().length;
      await run(at, { env: SLACK });
      return engine.sent().slice(before).map((commands) => commands.map(([name]) => String(name).toLowerCase()).join());
    };
    expect(await asked(START)).toEqual(["mget", "set", "set"]);
    expect(await asked(after(START, 0.1))).toEqual(["mget"]);
    expect(await asked(after(START, 1.1))).toEqual(["mget", "set"]);
    await everyHours(1, "2026-11-22T20:30:00Z", "2026-11-23T06:30:00Z", { env: SLACK });
    expect(await asked(MONDAY)).toEqual(["mget", "set", "get", "set", "set", "del"]);
    expect(await asked(after(MONDAY, 0.1))).toEqual(["mget"]);
  });

  test.each(["text", 7, [], {}, { week: 7, channels: {} }, { week: "2026-11-16", channels: null }])("a value of another shape in the store (%j) counts as none", async (value) => {
    await engine.client.set("readyslot:v3:digest", value);
    await run(START);
    await run(MONDAY);
    expect(sent).toEqual([]);
    expect(await digestStatus({ kv: engine.kv, env: SLACK })).toMatchObject({ channels: {} });
  });

  test("a channel that is set up in the week waits for the next Monday", async () => {
    await run(START, { env: SLACK });
    await run(MONDAY, { env: SLACK });
    await run(after(MONDAY, 1), { env: { ...SLACK, ...RESEND } });
    expect(hosts()).toEqual(["hooks.slack.com"]);
  });

  test("a test message says so, goes out at any time, and changes nothing of Monday's", async () => {
    await run(START);
    const tested = await sendTestDigest({ store, kv: engine.kv, env: { ...RESEND, ...SLACK }, siteUrl: "https://studio.example", now: new Date(START) });
    expect(tested.map(({ name, delivery }) => `${name} ${delivery.is}`)).toEqual(["mail sent", "slack sent"]);
    expect(sent.find(({ host }) => host === "api.resend.com")?.body["subject"]).toBe("Test: Lapwing: 0 bookings, 9 Nov to 15 Nov");
    await run(MONDAY);
    expect(hosts()).toEqual([...BOTH, ...BOTH].toSorted());
  });
});

test("a setting that is not valid is logged without its value, and nothing rejects", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  const kv = {} as Connection;
  expect(await deliverDigest({ store, kv, env: { SLACK_WEBHOOK_URL: "hidden" }, siteUrl: undefined, now: new Date(MONDAY) })).toBeUndefined();
  expect(log.mock.calls.flat().map(String).join()).toContain("SLACK_WEBHOOK_URL");
  expect(log.mock.calls.flat().map(String).join()).not.toContain("hidden");
});
