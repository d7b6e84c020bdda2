import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MINUTE } from "../../../../../src/booking/browser/times/free-times.ts";
import { createTimesSource, type TimesSource } from "../../../../../src/booking/browser/times/times-source.ts";

const NOW = Date.parse("2026-11-29T12:00:00Z");
const FIRST = Date.parse("2026-12-01T10:00:00Z") / MINUTE;
const PATH = "studio/30min";

const json = (body: unknown, status = 200) => new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
const times = (starts: number[], more: object = {}) => json({ event: PATH, at: NOW / 1_000 - 20, minutes: 30, from: "2026-11-29", until: "2026-12-13", starts, ...more });

let answers: (Response | Error)[];
let asked: string[];
/** How the requests treat the browser's cache. */
let caches: (string | undefined)[];
let early: Record<string, Promise<Response | void> | undefined>;
let changes: string[];
let marks: string[];
let source: TimesSource;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  [answers, asked, caches, changes, marks] = [[], [], [], [], []];
  vi.stubGlobal("fetch", async (url: string, { cache }: RequestInit) => {
    asked.push(url);
    caches.push(cache);
    const next = answers.shift();
    if (!next || next instanceof Error) throw next ?? new Error("nothing to answer");
    return next;
  });
  early = { [PATH]: Promise.resolve(times([FIRST, 30])) };
  source = createTimesSource({ early, mark: (path, name) => marks.push(`${path} ${name}`), onChange: (path) => changes.push(path) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
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
    expect([asked, caches]).toEqual([["/api/slots?event=studio%2F30min"], ["reload"]]);
    expect(startsOf()).toEqual([FIRST + 30]);
  });

  test("are asked for at once after a booking, and the booked one is not offered, whatever a cache says", async () => {
    await source.ask(PATH);
    source.drop(FIRST);
    source.expire();
    answers = [times([FIRST, 30, 30])];
    await source.ask(PATH);
    expect(startsOf()).toEqual([FIRST + 30, FIRST + 60]);
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
    expect(asked).toEqual(["/api/slots?event=studio%2F30min&from=2026-12-13"]);
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

  test("are never younger than now, whatever the visitor's clock says", async () => {
    vi.setSystemTime(NOW - 3_600_000);
    await source.ask(PATH);
    expect(source.timesOf(PATH)?.age).toBe(0);
  });
});

describe("an event has no times", () => {
  test.each([
    ["the server knows none", () => json({ success: false, error: "not-offered" }, 404)],
    ["Cal is down", () => json({ success: false, error: "no-times" }, 503)],
    ["the answer is no JSON", () => json("<!doctype html>")],
    ["the answer is another one", () => json({ starts: [FIRST] })],
    ["there is no answer", () => undefined],
  ])("if %s", async (_why, answer) => {
    early[PATH] = Promise.resolve(answer());
    await source.ask(PATH);
    expect(source.mayHave(PATH)).toBe(false);
    expect([changes, marks]).toEqual([[PATH], [`${PATH} times-start`]]);
  });

  test("if they are given up; what comes later changes nothing", async () => {
    const late = Promise.withResolvers<Response>();
    early[PATH] = late.promise;
    const done = source.ask(PATH);
    source.refuse(PATH);
    late.resolve(times([FIRST]));
    await done;
    expect(source.mayHave(PATH)).toBe(false);
  });

  test("if the inline script has not asked: a page of Cal's without any", () => {
    expect(source.mayHave("forms/contact")).toBe(false);
  });
});

describe("a time that is picked", () => {
  beforeEach(() => source.ask(PATH));

  test("has gone if the server says so, and is not offered again", async () => {
    answers = [json({ free: false })];
    expect(await source.hasGone(PATH, FIRST)).toBe(true);
    expect(asked).toEqual(["/api/slots?event=studio%2F30min&at=2026-12-01T10:00:00.000Z"]);
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
