import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  endCalLoadTimer,
  endIframeTimer,
  recordCalError,
  reportPerformanceMetric,
  startCalLoadTimer,
  startIframeTimer,
  startOpening,
  totalDuration,
} from "../../src/booking/browser/cal-performance.ts";

const ID = "30min";
const posted: unknown[] = [];

beforeEach(() => {
  posted.length = 0;
  vi.stubGlobal("fetch", async (_url: string, { body }: RequestInit) => posted.push(JSON.parse(String(body))));
});
afterEach(() => {
  vi.unstubAllGlobals();
  performance.clearMarks();
});

/** Marks take their time from the page's clock; here the test is the clock. */
function at(ms: number): void {
  vi.spyOn(performance, "now").mockReturnValue(ms);
}

test("a cold opening: three times, logged as they are taken, posted as they were measured", () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  startOpening(ID, 1_000);
  at(1_010);
  startCalLoadTimer(ID);
  at(1_466);
  expect(endCalLoadTimer(ID)).toBe(456);
  startIframeTimer(ID);
  at(1_846);
  expect(endIframeTimer(ID)).toBe(380);
  expect(totalDuration(ID)).toBe(846);

  const sample = reportPerformanceMetric(ID);
  expect(sample).toMatchObject({ id: ID, calLoadTime: 456, iframeLoadTime: 380, totalDuration: 846 });
  expect(sample).not.toHaveProperty("error");
  expect(posted).toEqual([sample]);
  expect(info.mock.calls.flat()).toEqual(["[v0] Cal.com API loaded in 456ms", "[v0] iframe rendered in 380ms"]);
});

test("without a click the total counts from asking for embed.js", () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  at(0);
  startCalLoadTimer(ID);
  at(456);
  endCalLoadTimer(ID);
  startIframeTimer(ID);
  at(836);
  endIframeTimer(ID);
  expect(totalDuration(ID)).toBe(836);
});

test("what was ready before the click cost the visitor nothing", () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  at(100);
  startIframeTimer(ID);
  at(400);
  endIframeTimer(ID);
  // `startOpening` forgets the last opening's end, so the click is marked as it is on the page: first.
  performance.mark(`booking:${ID}:click`, { startTime: 900 });
  expect(totalDuration(ID)).toBe(0);
});

test("an end without a start is no time at all", () => {
  expect(endCalLoadTimer("never-started")).toBeUndefined();
  expect(endIframeTimer("never-started")).toBeUndefined();
  expect(totalDuration("never-started")).toBeUndefined();
});

test("a failed opening: the error, bounded, and only the times that were taken", () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  startOpening(ID, 0);
  at(5);
  startCalLoadTimer(ID);
  recordCalError(new Error(`script-failed: ${"x".repeat(1_000)}`), ID);
  const sample = reportPerformanceMetric(ID);
  expect(sample.error).toHaveLength(300);
  expect(sample).not.toHaveProperty("calLoadTime");
  expect(sample).not.toHaveProperty("totalDuration");
  expect(String(logged.mock.calls[0]?.[0])).toMatch(/^\[v0\] Cal\.com error: script-failed/);
});

test("the next opening starts without the last one's error and end", () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  startOpening(ID, 0);
  recordCalError("broken", ID);
  startOpening(ID, 10);
  const sample = reportPerformanceMetric(ID);
  expect(sample).not.toHaveProperty("error");
  expect(sample).not.toHaveProperty("totalDuration");
});

test("production logs errors only", () => {
  vi.stubEnv("DEV", false);
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  at(0);
  startCalLoadTimer(ID);
  endCalLoadTimer(ID);
  recordCalError("broken", ID);
  expect(info).not.toHaveBeenCalled();
  expect(logged).toHaveBeenCalledOnce();
});
