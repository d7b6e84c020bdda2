import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  endCalLoadTimer,
  endIframeTimer,
  loadTimes,
  markShown,
  startCalLoadTimer,
  startIframeTimer,
  startOpening,
} from "../../src/booking/browser/cal-performance.ts";

const ID = "30min";
let said: string[];

beforeEach(() => {
  said = [];
  vi.spyOn(console, "info").mockImplementation((line: string) => said.push(line));
});
afterEach(() => {
  performance.clearMarks();
});

/** Marks take their time from the page's clock; here the test is the clock. */
function at(ms: number): void {
  vi.spyOn(performance, "now").mockReturnValue(ms);
}

function load(from: number, to: number): number | undefined {
  at(from);
  startCalLoadTimer(ID);
  at(to);
  return endCalLoadTimer(ID);
}

function mountFrame(from: number, to: number): number | undefined {
  at(from);
  startIframeTimer(ID);
  at(to);
  return endIframeTimer(ID);
}

function show(ms: number): number | undefined {
  at(ms);
  return markShown(ID);
}

describe("an opening", () => {
  test("on a cold page: three times, each from its own start, said as they are taken", () => {
    startOpening(ID, 1_000);
    expect(load(1_010, 1_466)).toBe(456);
    expect(mountFrame(1_470, 1_850)).toBe(380);
    expect(show(1_866)).toBe(866);
    expect(loadTimes(ID)).toEqual({ calLoadTime: 456, iframeLoadTime: 380, totalDuration: 866 });
    expect(said).toEqual(["[v0] Cal.com API loaded in 456ms", "[v0] iframe rendered in 380ms"]);
  });

  test("of a calendar that was ready before takes from the click until it is on the screen", () => {
    load(100, 500);
    mountFrame(500, 900);
    startOpening(ID, 60_000);
    expect(show(60_007)).toBe(7);
    expect(loadTimes(ID)).toEqual({ calLoadTime: 400, iframeLoadTime: 400, totalDuration: 7 });
  });

  test("starts where the click happened, however late our code hears of it", () => {
    at(2_000);
    startOpening(ID, 1_400);
    expect(show(2_016)).toBe(616);
  });

  test("starts now, if nobody says when", () => {
    at(2_000);
    startOpening(ID);
    expect(show(2_016)).toBe(16);
  });

  test("has its load from when embed.js was asked for, however late our code hears of it", () => {
    at(700);
    startCalLoadTimer(ID, 250);
    at(750);
    expect(endCalLoadTimer(ID)).toBe(500);
  });

  test("again is timed from its own click", () => {
    startOpening(ID, 1_000);
    load(1_010, 1_466);
    mountFrame(1_470, 1_850);
    show(1_866);
    startOpening(ID, 9_000);
    expect(show(9_005)).toBe(5);
  });

  test("of another event has times of its own", () => {
    startOpening(ID, 0);
    load(10, 200);
    startOpening("15min", 50);
    at(300);
    expect(endCalLoadTimer("15min")).toBeUndefined();
    expect(loadTimes(ID).calLoadTime).toBe(190);
    expect(loadTimes("15min")).toEqual({ calLoadTime: undefined, iframeLoadTime: undefined, totalDuration: undefined });
  });
});

describe("what was not measured is no time at all", () => {
  test("an end without a start", () => {
    for (const end of [endCalLoadTimer, endIframeTimer, markShown]) expect(end("never-started")).toBeUndefined();
    expect(loadTimes("never-started")).toEqual({ calLoadTime: undefined, iframeLoadTime: undefined, totalDuration: undefined });
    expect(said).toEqual([]);
  });

  test("a start without an end", () => {
    startOpening(ID, 0);
    at(5);
    startCalLoadTimer(ID);
    startIframeTimer(ID);
    expect(loadTimes(ID)).toEqual({ calLoadTime: undefined, iframeLoadTime: undefined, totalDuration: undefined });
  });

  test("an end from the last time: the load that fails has no load time", () => {
    load(100, 400);
    at(5_000);
    startCalLoadTimer(ID);
    expect(loadTimes(ID).calLoadTime).toBeUndefined();
  });

  test("a frame from the last time: the opening that fails before its frame has no frame time", () => {
    startOpening(ID, 0);
    load(10, 400);
    mountFrame(400, 900);
    show(916);
    startOpening(ID, 5_000);
    at(5_010);
    startCalLoadTimer(ID);
    expect(loadTimes(ID)).toEqual({ calLoadTime: undefined, iframeLoadTime: undefined, totalDuration: undefined });
  });

  test("a click that never got to see the calendar has no total, however ready it was before", () => {
    load(100, 400);
    mountFrame(400, 900);
    startOpening(ID, 5_000);
    expect(loadTimes(ID).totalDuration).toBeUndefined();
  });

  test("a calendar that nobody clicked for has no total", () => {
    load(0, 456);
    mountFrame(456, 836);
    expect(loadTimes(ID)).toEqual({ calLoadTime: 456, iframeLoadTime: 380, totalDuration: undefined });
  });
});

test("times are whole ms", () => {
  expect(load(0.25, 99.75)).toBe(100);
});

test("what happens in no time took 0 ms", () => {
  expect(load(10, 10)).toBe(0);
});

test("what is reported is what a profiler shows: marks by the event's name, one of each", () => {
  load(1, 2);
  load(3, 4);
  const marks = performance.getEntriesByType("mark").map(({ name, startTime }) => [name, startTime]);
  expect(marks).toEqual([
    ["booking:30min:load-start", 3],
    ["booking:30min:load-end", 4],
  ]);
});

test("production measures the same and says nothing", () => {
  vi.stubEnv("DEV", false);
  expect(load(0, 456)).toBe(456);
  expect(mountFrame(456, 836)).toBe(380);
  expect(said).toEqual([]);
});
