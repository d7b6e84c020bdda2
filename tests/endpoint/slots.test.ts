/** GET /api/slots over the demo calendar's API, and over a server that answers in Cal's place. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startDemoCal, type DemoCal } from "../../scripts/demo-cal/server.ts";
import { slotsOfMonth } from "../../scripts/demo-cal/slots.ts";
import { createFreeTimes, type FreeTimes } from "../../src/booking/server/free-times/free-times.ts";
import type { TimesReply } from "../../src/booking/server/free-times/replies.ts";
import { sharedCopies } from "../../src/host/kv/shared-copies.ts";
import { ALL, GET, HEAD } from "../../src/pages/api/slots.ts";
import { startEmbedded, type EmbeddedClient } from "../fixtures/kv/embedded-client.ts";
import { startReceiver, type Receiver } from "../fixtures/receiver.ts";
import { callInProcess } from "../fixtures/site/in-process.ts";

const ORIGIN = "http://localhost:4321";
const EVENTS = ["studio/30min", "team/studio/45min", "org/acme/ada/30min", "ada+bob/30min", "studio/fully-booked", "nobody/30min"];
const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;
const IN_BERLIN = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Berlin", hour: "2-digit", hourCycle: "h23" });

let time: number;
let store: EmbeddedClient;
let demo: DemoCal;
let log: string[];
let background: Promise<unknown>[];
beforeEach(async () => {
  time = Date.parse("2026-11-29T12:00:00Z");
  store = startEmbedded(() => new Date(time));
  demo = await startDemoCal({ port: 0, now: () => new Date(time) });
  log = [];
  background = [];
});
afterEach(async () => {
  await demo.close();
  await Promise.allSettled(background);
  store.close();
});

/** One instance of the function. */
function instance({ api = demo.origin, key, waitMs = 30_000, calTimeLimitMs = 30_000 }: { api?: string; key?: string; waitMs?: number; calTimeLimitMs?: number } = {}) {
  const shared = sharedCopies(() => ({ client: store.another(), writer: store.another() }), "slots");
  const hosts = { origin: "https://app.cal.com", site: "https://cal.com" };
  const times: FreeTimes = createFreeTimes({ api, key, events: EVENTS, hosts, shared, now: () => time, waitUntil: (work) => background.push(work), log: (line) => log.push(line), waitMs, calTimeLimitMs });
  return {
    ask: (query: string, admits = () => true) => times.answer(new Request(`${ORIGIN}/api/slots?${query}`), admits),
  };
}

/** Waits for what went on behind the answers. */
async function settled(): Promise<void> {
  await Promise.all(background.splice(0));
}

const bodyOf = async (answer: Response | Promise<Response>) => (await (await answer).json()) as TimesReply & { error?: string; message?: string; errors?: { field: string }[]; free?: boolean };
const apiRequests = () => demo.requests().filter(({ path }) => path.startsWith("/v2/"));

/** The instants of an answer, as ISO texts. */
function instantsOf({ starts }: TimesReply): string[] {
  let at = 0;
  return starts.map((step) => new Date((at += step) * 60_000).toISOString());
}

/** The demo's own times of an event in these days (UTC). */
function truth(path: string, from: string, until: string): string[] {
  const months = new Set([from.slice(0, 7), until.slice(0, 7)]);
  const slots = [...months].flatMap((month) => Object.values(slotsOfMonth({ path, month, now: new Date(time), isTaken: (start) => demo.bookings().some(({ event, startTime }) => event === path && startTime === start) })).flat());
  return slots.map(({ start }) => start).filter((start) => start >= from && start < until);
}

describe("the free times", () => {
  test("are those of the event's calendar, for two weeks from today", async () => {
    const body = await bodyOf(instance().ask("event=studio/30min"));
    expect(body).toMatchObject({ event: "studio/30min", at: time / SECOND, minutes: 30, from: "2026-11-29", until: "2026-12-13" });
    expect(instantsOf(body)).toEqual(truth("studio/30min", "2026-11-29", "2026-12-13"));
    expect(body.starts.length).toBeGreaterThan(50);
    expect(gzipSync(JSON.stringify(body)).length).toBeLessThan(600);
    const [{ path } = { path: "" }] = apiRequests();
    expect(path).toBe("/v2/slots?username=studio&eventTypeSlug=30min&start=2026-11-28&end=2026-12-13&format=range");
  });

  test.each([
    ["team/studio/45min", 45],
    ["org/acme/ada/30min", 30],
    ["ada+bob/30min", 30],
  ])("of %s", async (event, minutes) => {
    const body = await bodyOf(instance().ask(`event=${encodeURIComponent(event)}`));
    expect(body.minutes).toBe(minutes);
    expect(instantsOf(body)).toEqual(truth(event, "2026-11-29", "2026-12-13"));
  });

  test("of a duration that the link asks for are asked for and kept apart, within the bounds of later days", async () => {
    const { ask } = instance();
    const all = instantsOf(await bodyOf(ask("event=studio/30min")));
    expect((await ask("event=studio/30min&duration=60", () => false)).status).toBe(429);
    const hour = await bodyOf(ask("event=studio/30min&duration=60"));
    expect(hour).toMatchObject({ event: "studio/30min", minutes: 60 });
    const starts = instantsOf(hour);
    expect(starts).toEqual(all.filter((at) => all.includes(new Date(Date.parse(at) + 30 * 60_000).toISOString())));
    expect([starts.length > 5, starts.length < all.length]).toEqual([true, true]);
    expect(instantsOf(await bodyOf(ask("event=studio/30min")))).toEqual(all);
    const halfHour = all.find((at) => !starts.includes(at)) ?? "";
    expect(await bodyOf(ask(`event=studio/30min&duration=60&at=${halfHour}`))).toEqual({ free: false });
    expect(await bodyOf(ask(`event=studio/30min&at=${halfHour}`))).toEqual({ free: true });
    expect(apiRequests().map(({ path }) => new URL(path, demo.origin).searchParams.get("duration"))).toEqual([null, "60", "60", null]);
  });

  test("of an event without any are an empty list", async () => {
    const answer = await instance().ask("event=studio/fully-booked");
    expect([answer.status, (await bodyOf(answer)).starts]).toEqual([200, []]);
  });

  test("from a day on end with their window, and the next request goes on there", async () => {
    const { ask } = instance();
    const all: string[] = [];
    let from = "2026-12-08";
    for (const until of ["2026-12-13", "2026-12-27", "2027-01-10"]) {
      const body = await bodyOf(ask(`event=studio/30min&from=${from}&days=31`));
      expect(body).toMatchObject({ from, until });
      all.push(...instantsOf(body));
      from = body.until;
    }
    expect(all).toEqual([...truth("studio/30min", "2026-12-08", "2026-12-27"), ...truth("studio/30min", "2026-12-27", "2027-01-10")]);
    expect(apiRequests()).toHaveLength(3);
  });

  test("of fewer days take no further request", async () => {
    const { ask } = instance();
    await ask("event=studio/30min");
    const body = await bodyOf(ask("event=studio/30min&from=2026-12-01&days=2"));
    expect(body).toMatchObject({ from: "2026-12-01", until: "2026-12-03" });
    expect(instantsOf(body)).toEqual(truth("studio/30min", "2026-12-01", "2026-12-03"));
    expect(apiRequests()).toHaveLength(1);
  });

  test("of a day before today are those from today on", async () => {
    expect(await bodyOf(instance().ask("event=studio/30min&from=2026-11-01&days=3"))).toMatchObject({ from: "2026-11-29", until: "2026-12-02" });
  });

  test("keep their wall clock over a change to summer time", async () => {
    time = Date.parse("2027-03-22T05:00:00Z");
    const body = await bodyOf(instance().ask("event=studio/30min"));
    expect(instantsOf(body)).toEqual(truth("studio/30min", "2027-03-22", "2027-04-05"));
    expect(new Set(instantsOf(body).map((at) => IN_BERLIN.format(new Date(at))))).toEqual(new Set(["09", "10", "11", "12", "13", "14", "15", "16"]));
    expect(new Set(instantsOf(body).map((at) => at.slice(11, 13)))).toContain("07");
  });

  test("lose what has begun since Cal answered", async () => {
    const [first = ""] = truth("studio/30min", "2026-11-30", "2026-12-13");
    time = Date.parse(first) - 180 * SECOND;
    const { ask } = instance();
    const before = instantsOf(await bodyOf(ask("event=studio/30min")));
    expect(before[0]).toBe(first);
    time = Date.parse(first);
    demo.setKnobs({ apiMode: "error" });
    expect(instantsOf(await bodyOf(ask("event=studio/30min")))).toEqual(before.slice(1));
  });
});

describe("Cal is asked", () => {
  test("once per event and 30 s, for 200 visitors at once in two instances", async () => {
    const instances = [instance(), instance()];
    const answers = await Promise.all(instances.flatMap(({ ask }) => Array.from({ length: 100 }, () => ask("event=studio/30min").then(bodyOf))));
    expect(new Set(answers.map((body) => JSON.stringify(body))).size).toBe(1);
    for (const seconds of [10, 10, 9]) {
      time += seconds * SECOND;
      await Promise.all([...instances, instance()].map(({ ask }) => ask("event=studio/30min")));
    }
    await settled();
    expect(apiRequests()).toHaveLength(1);
    time += 1 * SECOND;
    for (const { ask } of instances) await ask("event=studio/30min");
    await settled();
    expect(apiRequests()).toHaveLength(2);
  });

  test("behind the answer, once the times are older than 30 s", async () => {
    const { ask } = instance();
    const first = await bodyOf(ask("event=studio/30min"));
    time += 45 * SECOND;
    demo.setKnobs({ apiMode: "empty", apiDelayMs: 50 });
    const answer = await ask("event=studio/30min");
    expect(answer.headers.get("cdn-cache-control")).toBe("max-age=2, stale-while-revalidate=555, stale-if-error=555");
    expect(await bodyOf(answer)).toMatchObject({ at: first.at, starts: first.starts });
    await settled();
    expect(await bodyOf(ask("event=studio/30min"))).toMatchObject({ at: first.at + 45, starts: [] });
  });

  test("with the key, if there is one, and the version", async () => {
    const cal = await startReceiver();
    cal.answer = (response) => response.end('{"status":"success","data":{}}');
    await instance({ api: cal.origin, key: "cal_live_secret" }).ask("event=studio/30min");
    await instance({ api: cal.origin }).ask("event=ada%2Bbob/30min");
    expect(cal.received.map(({ headers }) => [headers.authorization, headers["cal-api-version"]])).toEqual([["Bearer cal_live_secret", "2024-09-04"], [undefined, "2024-09-04"]]);
    await cal.close();
  });

  test("not again before its limit ends", async () => {
    demo.setKnobs({ apiMode: "limited" });
    const { ask } = instance();
    const answer = await ask("event=studio/30min");
    expect(answer.status).toBe(503);
    // Cal's headers have the seconds of its minute.
    expect(Number(answer.headers.get("retry-after"))).toSatisfy((seconds: number) => seconds > 30 && seconds <= 60);
    demo.setKnobs({ apiMode: "ok" });
    time += 31 * SECOND;
    expect([(await ask("event=studio/30min")).status, (await ask("event=studio/30min&at=2026-12-01T09:00:00Z")).status, apiRequests().length]).toEqual([503, 503, 1]);
    time += 30 * SECOND;
    expect([(await ask("event=studio/30min")).status, apiRequests().length]).toEqual([200, 2]);
    expect(log).toEqual([expect.stringContaining("takes no more requests for the moment")]);
  });
});

const endless: Receiver["answer"] = (response) => {
  const send = (): unknown => !response.destroyed && response.write(" ".repeat(50_000), send);
  send();
};

describe("while Cal", () => {
  test("is down, the last times are served for ten minutes, by new instances too; then 503", async () => {
    const first = await bodyOf(instance().ask("event=studio/30min"));
    demo.setKnobs({ apiMode: "error" });
    for (const minutes of [1, 4, 4.9]) {
      time += minutes * 60 * SECOND;
      expect((await bodyOf(instance().ask("event=studio/30min"))).at).toBe(first.at);
      await settled();
    }
    time += 10 * SECOND;
    const answer = await instance().ask("event=studio/30min");
    expect([answer.status, answer.headers.get("retry-after"), answer.headers.get("cache-control")]).toEqual([503, expect.stringMatching(/^\d+$/), "no-store"]);
    expect(await answer.json()).toEqual({ success: false, error: "no-times", message: "Cal does not answer, and no recent times are known." });
  });

  test("is slow, the first visitor gets a 503, and its answer is kept for the next", async () => {
    demo.setKnobs({ apiDelayMs: 300 });
    const { ask } = instance({ waitMs: 50 });
    expect((await ask("event=studio/30min")).status).toBe(503);
    await settled();
    expect((await ask("event=studio/30min")).status).toBe(200);
    expect((await instance({ waitMs: 50 }).ask("event=studio/30min")).status).toBe(200);
    expect(apiRequests()).toHaveLength(1);
  });

  test("hangs, its request ends", async () => {
    demo.setKnobs({ apiMode: "hang" });
    const { ask } = instance({ calTimeLimitMs: 50 });
    expect((await ask("event=studio/30min")).status).toBe(503);
    expect(log).toEqual([expect.stringContaining("did not answer within 50 ms")]);
  });

  test("does not know the event: 404", async () => {
    const { ask } = instance();
    expect((await ask("event=nobody/30min")).status).toBe(404);
    demo.setKnobs({ apiMode: "missing" });
    expect((await ask("event=studio/30min")).status).toBe(404);
  });

  test("answers in another format: 503, and the reason is in the log", async () => {
    demo.setKnobs({ apiMode: "wrong" });
    expect((await instance().ask("event=studio/30min")).status).toBe(503);
    expect(log).toEqual([expect.stringContaining("did not answer with free times in the format of version 2024-09-04")]);
  });

  test.each<[string, Receiver["answer"], RegExp]>([
    ["sends too much", (response) => void response.end(`{"status":"success","data":{"2026-12-01":[${'{"start":"2026-12-01T09:00:00Z"},'.repeat(20_000)}{"start":"2026-12-01T09:00:00Z"}]}}`), /more than 524288 bytes/],
    ["sends without end", endless, /more than 524288 bytes/],
    ["breaks off", (response) => void response.writeHead(200, { "content-length": "100" }).write("{", () => response.destroy()), /cannot be reached/],
    ["redirects", (response) => void response.writeHead(302, { location: "https://evil.example/" }).end(), /answered 302/],
    ["sends a page", (response) => void response.end("<!doctype html>"), /did not answer with free times/],
    ["refuses the key", (response) => void response.writeHead(401).end(), /refuses the request \(401\)\. Check CAL_API_KEY/],
  ])("%s: 503", async (_name, answer, reason) => {
    const cal = await startReceiver();
    cal.answer = answer;
    const response = await instance({ api: cal.origin, key: "cal_live_secret" }).ask("event=studio/30min");
    expect(response.status).toBe(503);
    expect(log).toEqual([expect.stringMatching(reason)]);
    expect(inspect([log, await response.text(), [...response.headers]])).not.toContain("secret");
    await cal.close();
  });

  test("is down, a store that is down as well costs nothing else", async () => {
    store.before = () => Promise.reject(new Error("down"));
    expect((await instance().ask("event=studio/30min")).status).toBe(200);
    demo.setKnobs({ apiMode: "error" });
    expect((await instance().ask("event=studio/30min")).status).toBe(503);
  });
});

async function check(at: string, { ask } = instance()) {
  return bodyOf(ask(`event=studio/30min&at=${encodeURIComponent(at)}`));
}

describe("whether a time is free", () => {
  test("is asked past all caches, and not stored anywhere", async () => {
    const inst = instance();
    const [first = ""] = instantsOf(await bodyOf(inst.ask("event=studio/30min")));
    const answer = await inst.ask(`event=studio/30min&at=${first}`);
    expect([answer.status, answer.headers.get("cache-control"), await answer.json()]).toEqual([200, "no-store", { free: true }]);
    const booked = await fetch(`${demo.origin}/api/book`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ event: "studio/30min", start: first, name: "Ada", email: "ada@example.org" }) });
    expect(booked.status).toBe(201);
    expect(await check(first, inst)).toEqual({ free: false });
    expect(instantsOf(await bodyOf(inst.ask("event=studio/30min")))).toContain(first);
  });

  test("is answered for every time of the list, and for no other minute", async () => {
    const inst = instance();
    const all = instantsOf(await bodyOf(inst.ask("event=studio/30min"))).slice(0, 5);
    for (const at of all) expect([at, (await check(at, inst)).free]).toEqual([at, true]);
    expect((await check(new Date(Date.parse(all[0] ?? "") + 60_000).toISOString(), inst)).free).toBe(false);
  });

  test("is asked once for simultaneous visitors", async () => {
    const inst = instance();
    const answers = await Promise.all(Array.from({ length: 50 }, () => check("2026-12-01T09:00:00Z", inst)));
    expect(new Set(answers.map(({ free }) => free)).size).toBe(1);
    expect(apiRequests()).toHaveLength(1);
  });

  test("takes no request for a time that is over", async () => {
    expect(await check("2026-11-29T12:00:00Z")).toEqual({ free: false });
    expect(apiRequests()).toEqual([]);
  });

  test("is refused to a sender who asks too often", async () => {
    const answer = await instance().ask("event=studio/30min&at=2026-12-01T09:00:00Z", () => false);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    expect(apiRequests()).toEqual([]);
  });

  test("is unknown while Cal is down or slow", async () => {
    demo.setKnobs({ apiMode: "error" });
    expect((await instance().ask("event=studio/30min&at=2026-12-01T09:00:00Z")).status).toBe(503);
    demo.setKnobs({ apiMode: "hang" });
    expect((await instance({ waitMs: 50 }).ask("event=studio/30min&at=2026-12-01T09:00:00Z")).status).toBe(503);
  });
});

describe("refused with a reason:", () => {
  test.each([
    ["an event that the site does not offer", "event=someone/30min", 404, "not-offered"],
    ["another path at Cal", "event=studio/30min/../../x", 404, "not-offered"],
    ["a routing form", "event=forms/2c1f", 404, "not-offered"],
    ["no event", "days=3", 400, "parameters"],
    ["more than a year ahead", "event=studio/30min&from=2027-11-28", 400, "parameters"],
    ["a time more than a year ahead", "event=studio/30min&at=2027-11-28T00:00:00Z", 400, "parameters"],
  ])("%s", async (_name, query, status, error) => {
    const answer = await instance().ask(query);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([status, "no-store"]);
    expect(await bodyOf(answer)).toMatchObject({ success: false, error, message: expect.stringMatching(/\.$/) });
    expect(apiRequests()).toEqual([]);
  });

  test.each(["team/studio", "org/acme/ada"])("a profile, without an error in the browser's console: %s", async (event) => {
    const answer = await instance().ask(`event=${event}`);
    expect([answer.status, answer.headers.get("cache-control"), await answer.text()]).toEqual([204, "public, max-age=86400", ""]);
    expect(apiRequests()).toEqual([]);
  });

  test("everything, where no times are offered", async () => {
    expect((await instance({ api: "" }).ask("event=studio/30min")).status).toBe(404);
  });

  test("later windows to a sender who asks for too many; the first is for everybody", async () => {
    const { ask } = instance();
    expect((await ask("event=studio/30min", () => false)).status).toBe(200);
    const refused = await ask("event=studio/30min&from=2026-12-20", () => false);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    await ask("event=studio/30min&from=2026-12-20");
    expect((await ask("event=studio/30min&from=2026-12-20", () => false)).status).toBe(200);
  });
});

test("whatever JSON the API answers, nothing but valid future times is ever returned", async () => {
  const cal = await startReceiver();
  const instant = fc.date({ min: new Date(time - 20 * DAY), max: new Date(time + 40 * DAY), noInvalidDate: true }).map((date) => date.toISOString());
  const minute = fc.integer({ min: -30_000, max: 60_000 }).map((minutes) => new Date(time + minutes * 60_000).toISOString());
  const slot = fc.record({ start: fc.oneof({ weight: 8, arbitrary: minute }, instant), end: fc.option(minute), seatsRemaining: fc.option(fc.integer({ min: -1, max: 3 })) }, { requiredKeys: ["start"] });
  const good = fc.dictionary(fc.string(), fc.array(slot, { maxLength: 40 })).map((data) => JSON.stringify({ status: "success", data }));
  const texts = fc.oneof({ weight: 3, arbitrary: good }, fc.json(), fc.string(), fc.tuple(good, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))));
  await fc.assert(
    fc.asyncProperty(texts, fc.constantFrom(200, 200, 200, 204, 206, 500), fc.integer({ min: 1, max: 31 }), fc.integer({ min: 0, max: 30 }), async (text, status, days, ahead) => {
      cal.answer = (response) => void response.writeHead(status).end(status === 204 ? undefined : text);
      // No answer of the run before.
      time += 11 * 60 * SECOND;
      const from = new Date(time + ahead * DAY).toISOString().slice(0, 10);
      const answer = await instance({ api: cal.origin }).ask(`event=studio/30min&days=${days}&from=${from}`);
      expect([200, 503]).toContain(answer.status);
      if (answer.status !== 200) return;
      const body = await bodyOf(answer);
      const shown = instantsOf(body);
      expect(shown).toEqual([...new Set(shown)].toSorted());
      for (const at of shown) {
        expect(Date.parse(at)).toBeGreaterThan(time);
        expect([at.slice(0, 10) >= body.from, at.slice(0, 10) < body.until]).toEqual([true, true]);
        expect(text).toContain(at.slice(0, 16));
      }
    }),
    { numRuns: 300 },
  );
  await cal.close();
});

function get(query: string, headers: Record<string, string> = {}, handler = GET) {
  return callInProcess(handler, new Request(`${ORIGIN}/api/slots?${query}`, { headers }));
}

/** The check of a time on one of 28 days, by one sender. */
function checkOf(n: number) {
  return get(`event=studio/30min&at=2026-12-${String(1 + (n % 28)).padStart(2, "0")}T09:00:00Z`, { "x-real-ip": "203.0.113.7" });
}

describe("the route", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "readyslot-"));
    vi.stubEnv("DATA_DIR", folder);
    vi.stubEnv("CAL_API_URL", demo.origin);
    vi.useFakeTimers({ toFake: ["Date"], now: time });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await rm(folder, { recursive: true, force: true });
  });

  test("answers for the site's own event, and for no other", async () => {
    const answer = await get("event=studio/30min");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect((await get("event=studio/30min", {}, HEAD)).status).toBe(200);
    expect((await get("event=someone/30min")).status).toBe(404);
    expect(apiRequests()).toHaveLength(1);
  });

  test("answers without a store", async () => {
    vi.stubEnv("VERCEL", "1");
    expect((await get("event=studio/30min")).status).toBe(200);
  });

  test("answers 404 if CAL_API_URL is off", async () => {
    vi.stubEnv("CAL_API_URL", "off");
    expect((await get("event=studio/30min")).status).toBe(404);
    expect(apiRequests()).toEqual([]);
  });

  test.each([
    ["CAL_API_URL", "https://user:hidden@api.cal.com"],
    ["CAL_API_KEY", "hidden\nhidden"],
  ])("answers 503 with a malformed %s, and logs its name only", async (name, value) => {
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    vi.stubEnv(name, value);
    const answer = await get("event=studio/30min");
    await get("event=studio/30min");
    expect([answer.status, await bodyOf(answer)]).toEqual([503, expect.objectContaining({ error: "not-configured" })]);
    expect(said.mock.calls).toEqual([[expect.stringContaining(name)]]);
    expect(inspect(said.mock.calls)).not.toContain("hidden");
    expect(apiRequests()).toEqual([]);
  });

  test("divides the checks of a minute among senders", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 40; n++) statuses.push((await checkOf(n)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
    expect(statuses.at(-1)).toBe(429);
    vi.setSystemTime(time + 60 * SECOND);
    expect((await checkOf(1)).status).toBe(200);
  });

  test.each(["POST", "PUT", "DELETE"])("%s: 405 with the allowed methods", async (method) => {
    const answer = await callInProcess(ALL, new Request(`${ORIGIN}/api/slots`, { method }));
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});
