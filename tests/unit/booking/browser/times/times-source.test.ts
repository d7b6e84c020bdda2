import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MINUTE } from "../../../../../src/booking/browser/times/free-times.ts";
import type * as Source from "../../../../../src/booking/browser/times/times-source.ts";

const NOW = Date.parse("2026-11-29T12:00:00Z");
const FIRST = Date.parse("2026-12-01T10:00:00Z") / MINUTE;
const PATH = "studio/30min";

const json = (body: unknown, status = 200) => new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
const reply = (starts: number[], more: object = {}) => ({ event: PATH, at: NOW / 1_000 - 20, minutes: 30, from: "2026-11-29", until: "2026-12-13", starts, ...more });
const times = (starts: number[], more: object = {}) => json(reply(starts, more));

let answers: (Response | Error)[];
let asked: string[];
/** How the requests treat the browser's cache. */
let caches: (string | undefined)[];
let early: Record<string, Promise<unknown> | undefined>;
/** The times that Cal holds for the visitor. */
let held: number[];
let changes: string[];
let marks: string[];
let source: typeof Source;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  [answers, asked, caches, changes, marks, held] = [[], [], [], [], [], []];
  vi.stubGlobal("fetch", async (url: string, { cache }: RequestInit) => {
    asked.push(url);
    caches.push(cache);
    const next = answers.shift();
    if (!next || next instanceof Error) throw next ?? new Error("nothing to answer");
    return next;
  });
  early = { [PATH]: Promise.resolve(reply([FIRST, 30])) };
  vi.resetModules();
  source = await import("../../../../../src/booking/browser/times/times-source.ts");
  source.connect({ early, mark: (name, _at, path) => marks.push(`${path} ${name}`), isHeld: (start) => held.includes(start), onChange: (path) => changes.push(path) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

const startsOf = () => source.timesOf(PATH)?.starts;

describe("the times of an event", () => {
  test("come with the request that the inline script has sent, and no other", async () => {
    await source.ask(PATH);
    expect(source.timesOf(PATH)).toMatchObject({ starts: [FIRST, FIRST + 30], age: 20 });
    expect([asked, changes, marks]).toEqual([[], [PATH], [`${PATH} times-start`, `${PATH} times-end`]]);
  });

  test("are not asked for again within 10 s, and then past the browser's cache", async () => {
    await source.ask(PATH);
    await source.ask(PATH);
    expect(asked).toEqual([]);
    vi.advanceTimersByTime(10_000);
    answers = [times([FIRST + 30])];
    await source.ask(PATH);
    expect([asked, caches]).toEqual([["/api/slots?event=studio/30min"], ["reload"]]);
    expect(startsOf()).toEqual([FIRST + 30]);
  });

  test("are asked for at once after a booking, and the booked one is not offered, whatever a cache says", async () => {
    await source.ask(PATH);
    source.drop(PATH, FIRST);
    source.expire();
    answers = [times([FIRST, 30, 30])];
    await source.ask(PATH);
    expect(startsOf()).toEqual([FIRST + 30, FIRST + 60]);
  });

  test("of another event are not dropped with it", async () => {
    answers = [times([FIRST])];
    source.drop(PATH, FIRST);
    await source.ask("studio/15min");
    expect(source.timesOf("studio/15min")?.starts).toEqual([FIRST]);
  });

  test("keep the one that Cal holds for the visitor, and leaves out for everybody; once it is booked, it goes", async () => {
    await source.ask(PATH);
    held = [FIRST];
    source.expire();
    answers = [times([FIRST + 60])];
    await source.ask(PATH);
    expect(startsOf()).toEqual([FIRST, FIRST + 60]);
    source.drop(PATH, FIRST);
    expect(startsOf()).toEqual([FIRST + 60]);
  });

  test("are not known any more once they are forgotten, and asked for anew", async () => {
    await source.ask(PATH);
    source.forget(PATH);
    expect([source.timesOf(PATH), source.mayHave(PATH)]).toEqual([undefined, true]);
    answers = [times([FIRST + 30])];
    await source.ask(PATH);
    expect(startsOf()).toEqual([FIRST + 30]);
  });

  test.each([
    // The answer's last day is 12 December in UTC, which is half a day in Los Angeles and a quarter of one in Kathmandu.
    ["UTC", "2026-12-13T00:00:00.000Z", ["2026-12-12T15:00:00.000Z", "2026-12-12T23:00:00.000Z"]],
    ["America/Los_Angeles", "2026-12-12T08:00:00.000Z", []],
    ["Asia/Kathmandu", "2026-12-12T18:15:00.000Z", ["2026-12-12T15:00:00.000Z"]],
  ])("are shown for whole days only: %s", async (zone, until, shown) => {
    vi.stubEnv("TZ", zone);
    const [afternoon, night] = ["2026-12-12T15:00Z", "2026-12-12T23:00Z"].map((at) => Date.parse(at) / MINUTE) as [number, number];
    early[PATH] = Promise.resolve(reply([afternoon, night - afternoon]));
    await source.ask(PATH);
    expect(startsOf()?.map((start) => new Date(start * MINUTE).toISOString())).toEqual(shown);
    expect(new Date((source.timesOf(PATH)?.until ?? 0) * MINUTE).toISOString()).toBe(until);
    answers = [times([], { from: "2026-12-13", until: "2026-12-27" })];
    await source.ask(PATH, source.timesOf(PATH)?.end);
    expect(startsOf()).toEqual([afternoon, night]);
  });

  test("go when they have passed", async () => {
    await source.ask(PATH);
    vi.setSystemTime(FIRST * MINUTE);
    expect(startsOf()).toEqual([FIRST + 30]);
  });

  test("of later days are asked for where the last answer ended", async () => {
    await source.ask(PATH);
    const end = source.timesOf(PATH)?.end ?? NaN;
    answers = [times([FIRST + 20_000], { from: "2026-12-13", until: "2026-12-27" })];
    await source.ask(PATH, end);
    expect(asked).toEqual(["/api/slots?event=studio/30min&from=2026-12-13"]);
    expect(startsOf()).toEqual([FIRST, FIRST + 30, FIRST + 20_000]);
    expect(source.timesOf(PATH)?.end).toBe(Date.parse("2026-12-27") / MINUTE);
  });

  test("end where the next answer is none; those that are known stay", async () => {
    await source.ask(PATH);
    answers = [json({ success: false }, 400)];
    await source.ask(PATH, source.timesOf(PATH)?.end);
    expect(source.timesOf(PATH)).toMatchObject({ starts: [FIRST, FIRST + 30], end: NaN });
    expect(source.mayHave(PATH)).toBe(true);
  });

  test("stay when they cannot be refreshed, and get older", async () => {
    await source.ask(PATH);
    vi.advanceTimersByTime(600_000);
    for (const failure of [json({}, 503), new Error("offline"), json("no JSON"), json([])]) {
      source.expire();
      answers = [failure];
      await source.ask(PATH);
      expect(source.timesOf(PATH)).toMatchObject({ starts: [FIRST, FIRST + 30], age: 620 });
    }
  });

  test.each([["an hour behind", -1], ["an hour ahead", 1], ["a day behind", -24], ["a day ahead", 24]])("are new when they come and get older by a clock that is %s", async (_clock, hours) => {
    vi.setSystemTime(NOW + hours * 3_600_000);
    await source.ask(PATH);
    expect(source.timesOf(PATH)?.age).toBe(0);
    vi.advanceTimersByTime(100_000);
    expect(source.timesOf(PATH)?.age).toBe(100);
  });
});

describe("an event has no times", () => {
  test("if the inline script got none", async () => {
    early[PATH] = Promise.resolve(undefined);
    await source.ask(PATH);
    expect([source.mayHave(PATH), asked]).toEqual([false, []]);
  });

  test.each([
    ["the server knows none", () => json({ success: false, error: "not-offered" }, 404)],
    ["Cal is down", () => json({ success: false, error: "no-times" }, 503)],
    ["the answer is no JSON", () => json("<!doctype html>")],
    ["the answer is another one", () => json({ starts: [FIRST] })],
    ["there is no answer", () => undefined],
  ])("if %s", async (_why, answer) => {
    // The inline script reads the body of a good answer only.
    early[PATH] = undefined;
    answers = [answer() ?? new Error("offline")];
    await source.ask(PATH);
    expect(source.mayHave(PATH)).toBe(false);
    expect([changes, marks]).toEqual([[PATH], [`${PATH} times-start`]]);
  });

  test("if they are given up; what comes later changes nothing", async () => {
    const late = Promise.withResolvers<unknown>();
    early[PATH] = late.promise;
    const done = source.ask(PATH);
    source.refuse(PATH);
    late.resolve(reply([FIRST]));
    await done;
    expect(source.mayHave(PATH)).toBe(false);
  });

  test("if the link has none: a page of Cal's without any", () => {
    expect(source.mayHave(undefined)).toBe(false);
  });
});

describe("a time that is picked", () => {
  beforeEach(() => source.ask(PATH));

  test("has gone if the server says so", async () => {
    answers = [json({ free: false })];
    expect(await source.hasGone(PATH, FIRST)).toBe(true);
    expect(asked).toEqual(["/api/slots?event=studio/30min&at=2026-12-01T10:00:00.000Z"]);
    source.drop(PATH, FIRST);
    expect(startsOf()).toEqual([FIRST + 30]);
  });

  test.each([
    ["free", () => json({ free: true })],
    ["unknown: Cal is down", () => json({ success: false }, 503)],
    ["unknown: too many requests", () => json({ success: false }, 429)],
    ["unknown: no network", () => new Error("offline")],
    ["unknown: another answer", () => json({ free: 0 })],
    ["unknown: nothing", () => json(null)],
  ])("has not gone if it is %s", async (_name, answer) => {
    answers = [answer()];
    expect(await source.hasGone(PATH, FIRST)).toBe(false);
    expect(startsOf()).toEqual([FIRST, FIRST + 30]);
  });
});
