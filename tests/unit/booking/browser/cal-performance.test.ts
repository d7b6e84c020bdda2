import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { mark } from "../../../../src/booking/browser/cal-performance.ts";

let logged: string[];

beforeEach(() => {
  logged = [];
  vi.spyOn(console, "info").mockImplementation((line: string) => logged.push(line));
});
afterEach(() => performance.clearMarks());

const marks = () => performance.getEntriesByType("mark").map(({ name }) => name);
const newestMark = () => performance.getEntriesByType("mark").at(-1) as PerformanceMark;

describe("every step is a User Timing mark of its event", () => {
  test("in the order in which they pass", () => {
    mark("30min", "load-start");
    mark("30min", "load-end");
    mark("30min", "iframe-start");
    mark("30min", "iframe-end");
    expect(marks()).toEqual(["load-start", "load-end", "iframe-start", "iframe-end"].map((name) => `booking:30min:${name}`));
  });

  test("at the time at which it happened, where that lies in the past", () => {
    mark("30min", "click", 12.5);
    expect(newestMark().startTime).toBe(12.5);
    mark("30min", "load-start", 7);
    expect(performance.getEntriesByName("booking:30min:load-start")[0]?.startTime).toBe(7);
  });

  test("or now", () => {
    const before = performance.now();
    mark("30min", "iframe-start");
    expect(newestMark().startTime).toBeGreaterThanOrEqual(before);
    expect(newestMark().startTime).toBeLessThanOrEqual(performance.now());
  });

  test("with a detail beside the time", () => {
    mark("30min", "booked", undefined, "uid-1");
    expect(newestMark()).toMatchObject({ name: "booking:30min:booked", detail: "uid-1" });
    vi.stubGlobal("navigator", { onLine: true });
    mark("30min", "failed", undefined, new Error("script-failed: 404"));
    expect(newestMark()).toMatchObject({ name: "booking:30min:failed", detail: "script-failed: 404" });
    vi.unstubAllGlobals();
  });

  test("and a failure without a network is that, whatever it was", () => {
    vi.stubGlobal("navigator", { onLine: false });
    mark("30min", "failed", undefined, new Error("script-failed: 404"));
    expect(newestMark()).toMatchObject({ name: "booking:30min:failed", detail: "offline: script-failed: 404" });
    vi.unstubAllGlobals();
  });
});

describe("the console says how long it took", () => {
  test("in development, in whole ms since the newest start", () => {
    vi.stubEnv("DEV", true);
    vi.spyOn(performance, "now").mockReturnValue(1_000);
    mark("30min", "load-start", 100);
    mark("30min", "load-start", 543.6);
    mark("30min", "load-end");
    mark("30min", "iframe-start");
    vi.spyOn(performance, "now").mockReturnValue(1_380.2);
    mark("30min", "iframe-end");
    expect(logged).toEqual(["[v0] Cal.com API loaded in 456ms", "[v0] iframe rendered in 380ms"]);
  });

  test("and in production nothing", () => {
    vi.stubEnv("DEV", false);
    mark("30min", "load-start");
    mark("30min", "load-end");
    mark("30min", "iframe-start");
    mark("30min", "iframe-end");
    expect(logged).toEqual([]);
  });
});
