import { describe, expect, test } from "vitest";
import { slowOpening, storedSample } from "../../../../src/metrics/ingest/stored-sample.ts";
import { visitorDevice } from "../../../../src/metrics/ingest/visitor-device.ts";
import type { StoredSample } from "../../../../src/metrics/shared/sample.ts";

const NOW = new Date("2026-03-09T08:30:00.500Z");
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";

const opening = (fields: Partial<StoredSample>): StoredSample => ({
  id: "30min",
  outcome: "ready",
  timestamp: NOW.toISOString(),
  receivedAt: NOW.toISOString(),
  ...fields,
});

describe("a stored sample", () => {
  test("has whole milliseconds and pixels, and a layout shift with three decimals", () => {
    const fields = { calLoadTime: 456.5, leadTime: 0.4, lcp: 1_234.56, inp: 7.5, ttfb: 3.2, cls: 0.123_49, viewportWidth: 390.4, viewportHeight: 844.6 };
    expect(storedSample({ id: "30min", ...fields }, {}, NOW)).toMatchObject({
      calLoadTime: 457, leadTime: 0, lcp: 1_235, inp: 8, ttfb: 3, cls: 0.123, viewportWidth: 390, viewportHeight: 845,
    });
  });

  test("has the visitor's time in UTC beside the server's", () => {
    expect(storedSample({ id: "30min", timestamp: "2026-03-09T10:29:59+02:00" }, {}, NOW)).toMatchObject({
      timestamp: "2026-03-09T08:29:59.000Z",
      receivedAt: "2026-03-09T08:30:00.500Z",
    });
    expect(storedSample({ id: "30min" }, {}, NOW).timestamp).toBe("2026-03-09T08:30:00.500Z");
  });

  test("has the families of browser and system, and no user agent", () => {
    const stored = storedSample({ id: "30min", userAgent: IPHONE }, visitorDevice(IPHONE), NOW);
    expect(stored).toMatchObject({ device: "phone", browser: "Safari", system: "iOS" });
    expect(JSON.stringify(stored)).not.toContain("Mozilla");
  });

  test("has no empty names", () => {
    const stored = storedSample({ id: "30min", placement: "", release: "", errorClass: "", source: "", medium: "", campaign: "" }, {}, NOW);
    expect(Object.keys(stored).toSorted()).toEqual(["id", "outcome", "receivedAt", "timestamp"]);
  });
});

test("an opening without free times has no time from the click to a usable calendar", () => {
  expect(storedSample({ id: "30min", outcome: "opened", frameTime: 700, totalDuration: 5_000 }, {}, NOW)).toEqual({
    id: "30min", outcome: "opened", frameTime: 700, timestamp: NOW.toISOString(), receivedAt: NOW.toISOString(),
  });
});

describe("the times of the dialog and of Cal's frame are never in one opening", () => {
  const all = { timesTime: 120, formTime: 500, picked: true, totalDuration: 1_300 } as const;
  const kept = (outcome: StoredSample["outcome"]) => Object.keys(all).filter((name) => name in storedSample({ id: "30min", outcome, ...all }, {}, NOW));

  test.each([
    ["ready", ["totalDuration"]],
    ["opened", []],
    ["times", ["timesTime", "formTime", "picked"]],
    ["failed", ["timesTime", "formTime", "picked", "totalDuration"]],
  ] as const)("%s keeps %j", (outcome, names) => {
    expect(kept(outcome)).toEqual(names);
  });
});

describe("the outcome of an opening whose sender sends none", () => {
  test.each([
    [{}, "ready"],
    [{ error: "no" }, "failed"],
    [{ error: "no", errorClass: "script-failed" }, "failed"],
    [{ error: "no", errorClass: "script-timeout" }, "timed-out"],
    [{ error: "no", errorClass: "frame-silent" }, "timed-out"],
    [{ error: "no", errorClass: "frame-silent", outcome: "abandoned" }, "abandoned"],
  ] as const)("%j is %s", (fields, outcome) => {
    expect(storedSample({ id: "30min", ...fields }, {}, NOW).outcome).toBe(outcome);
  });
});

describe("a slow opening", () => {
  test("is logged in one line with its dimensions", () => {
    const slow = opening({ totalDuration: 3_421, page: "/services", placement: "hero", openKind: "cold", connection: "4g", device: "phone" });
    expect(slowOpening(slow)).toBe("Slow opening: 3421 ms (openKind=cold page=/services placement=hero device=phone connection=4g event=30min)");
    expect(slowOpening(opening({ totalDuration: 3_001 }))).toBe("Slow opening: 3001 ms (event=30min)");
  });

  test("is one with late free times, too, by their own budget", () => {
    expect(slowOpening(opening({ outcome: "times", timesTime: 1_201 }))).toBe("Slow opening: 1201 ms (event=30min)");
    expect(slowOpening(opening({ outcome: "times", timesTime: 1_200 }))).toBeUndefined();
  });

  test.each([3_000, 0, undefined])("does not take %s ms", (totalDuration) => {
    expect(slowOpening(opening(totalDuration === undefined ? {} : { totalDuration }))).toBeUndefined();
  });
});
