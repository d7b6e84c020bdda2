import { array, assert, double, integer, jsonValue, oneof, property, record, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import { daysOf, joinTimes, MINUTE, readTimes, type FreeTimes } from "../../../../../src/booking/browser/times/free-times.ts";

const minutes = (instant: string) => Date.parse(instant) / MINUTE;
const NOW = minutes("2026-11-29T12:00Z");
/** When Cal has answered, in s. */
const AT = NOW * 60 - 40;
const FIRST = minutes("2026-12-01T10:00Z");

const answer = (starts: unknown, more: object = {}) => ({ event: "studio/30min", at: AT, minutes: 30, from: "2026-11-29", until: "2026-12-13", starts, ...more });
const startsOf = (starts: unknown) => readTimes(answer(starts), NOW)?.starts;

describe("an answer of the endpoint", () => {
  test("is a first instant and the differences between the others, in minutes", () => {
    expect(readTimes(answer([FIRST, 30, 30, 1_380]), NOW)).toEqual({ at: AT, end: minutes("2026-12-13"), starts: [FIRST, FIRST + 30, FIRST + 60, FIRST + 1_440] });
  });

  test("without times is an answer", () => {
    expect(startsOf([])).toEqual([]);
  });

  test("has lost the times that have passed, and the one that begins now", () => {
    expect(startsOf([NOW - 30, 30, 30, 30])).toEqual([NOW + 30, NOW + 60]);
  });

  test.each([
    ["a negative difference", [FIRST, -30, 60]],
    ["no difference", [FIRST, 0, 30]],
    ["a fraction", [FIRST, 0.5, 30]],
    ["a text", [FIRST, "30", 30]],
    ["a list", [FIRST, [30], 30]],
    ["nothing", [FIRST, null, 30]],
    ["a time far off", [FIRST, 600_000, 30]],
    ["an enormous number", [FIRST, 1e300, 30]],
  ])("is believed up to %s, and not behind it", (_what, starts) => {
    expect(startsOf(starts)).toEqual([FIRST]);
  });

  test("has at most 600 times", () => {
    expect(startsOf([FIRST, ...Array.from({ length: 5_000 }, () => 1)])).toHaveLength(600);
  });

  test.each([null, undefined, "", "times", 7, true, [], {}, { starts: [FIRST] }, { at: 1 }, answer("2026"), answer({ length: 1, 0: FIRST }), answer([FIRST], { at: "now" }), answer([FIRST], { at: null })])("%j is none", (found) => {
    expect(readTimes(found, NOW)).toBeUndefined();
  });

  test.each<unknown>([undefined, null, "", "soon", {}, { toString: 0 }, Infinity])("with %j for its end has nothing behind it", (until) => {
    expect(readTimes(answer([FIRST], { until }), NOW)).toMatchObject({ starts: [FIRST], end: NaN });
  });

  test("has nothing but valid times in the future in order, whatever comes", () => {
    const step = oneof(integer({ min: -10, max: 10_000 }), double(), jsonValue());
    const starts = oneof(array(step), tuple(integer({ min: NOW - 100, max: NOW + 100 }), array(step)).map(([first, others]) => [first, ...others]), jsonValue());
    assert(
      property(oneof(jsonValue(), record({ starts, at: oneof(integer(), jsonValue()), until: jsonValue() })), (found) => {
        const times = readTimes(found, NOW);
        if (!times) return;
        let before = NOW;
        for (const start of times.starts) {
          expect(Number.isSafeInteger(start) && start > before && start < NOW + 367 * 1_440).toBe(true);
          before = start;
        }
        // The list shows it as an instant and as text.
        for (const start of times.starts) expect(new Date(start * MINUTE).toISOString()).toMatch(/^20\d\d-/);
      }),
      { numRuns: 2_000 },
    );
  });
});

const times = (starts: number[], end: number, at = 100): FreeTimes => ({ starts, end, at });

const join = (known: FreeTimes | undefined, newer: FreeTimes, from: number) => joinTimes(known, newer, from, () => false);

describe("a newer answer", () => {
  const DAY = 1_440;

  test("leaves the times that are to be kept", () => {
    expect(joinTimes(times([FIRST, FIRST + 30], FIRST + DAY), times([FIRST + 60], FIRST + DAY), 0, (start) => start === FIRST).starts).toEqual([FIRST, FIRST + 60]);
  });

  test("takes the place of the times of its days", () => {
    const known = times([FIRST, FIRST + 30, FIRST + 20 * DAY], FIRST + 28 * DAY);
    expect(join(known, times([FIRST + 60], FIRST + 14 * DAY, 200), 0)).toEqual({ starts: [FIRST + 60, FIRST + 20 * DAY], end: FIRST + 28 * DAY, at: 200 });
  });

  test("of later days comes behind those that are known, which are the older ones", () => {
    const known = times([FIRST], FIRST + 14 * DAY);
    expect(join(known, times([FIRST + 15 * DAY], FIRST + 28 * DAY, 200), known.end)).toEqual({ starts: [FIRST, FIRST + 15 * DAY], end: FIRST + 28 * DAY, at: 100 });
  });

  test("adds nothing outside the days that were asked for", () => {
    const known = times([FIRST], FIRST + 14 * DAY);
    expect(join(known, times([FIRST + 30, FIRST + 15 * DAY, FIRST + 40 * DAY], FIRST + 28 * DAY), known.end).starts).toEqual([FIRST, FIRST + 15 * DAY]);
  });

  test("without an end is the last one", () => {
    expect(join(undefined, times([FIRST], NaN), 0)).toEqual({ starts: [FIRST], end: NaN, at: 100 });
  });
});

/** The days of some instants in a time zone, each by its midnight there, in UTC. */
function daysIn(zone: string, instants: string[]): [string, string[]][] {
  const before = process.env.TZ;
  process.env.TZ = zone;
  try {
    return [...daysOf(instants.map(minutes))].map(([day, starts]) => [new Date(day).toISOString(), starts.map((start) => new Date(start * MINUTE).toISOString())]);
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
}

describe("days", () => {
  const [LATE, EARLY] = ["2026-12-01T23:30:00.000Z", "2026-12-02T08:00:00.000Z"];

  test.each([
    ["UTC", [["2026-12-01T00:00:00.000Z", [LATE]], ["2026-12-02T00:00:00.000Z", [EARLY]]]],
    ["Europe/Berlin", [["2026-12-01T23:00:00.000Z", [LATE, EARLY]]]],
    ["America/Los_Angeles", [["2026-12-01T08:00:00.000Z", [LATE]], ["2026-12-02T08:00:00.000Z", [EARLY]]]],
    ["Pacific/Kiritimati", [["2026-12-01T10:00:00.000Z", [LATE, EARLY]]]],
  ])("are those of the visitor's zone: %s", (zone, days) => {
    expect(daysIn(zone, [LATE, EARLY])).toEqual(days);
  });

  test("have one midnight each over a change to winter time", () => {
    expect(daysIn("Europe/Berlin", ["2026-10-24T08:00Z", "2026-10-25T00:30Z", "2026-10-25T01:30Z", "2026-10-26T09:00Z"]).map(([day, starts]) => [day, starts.length])).toEqual([
      ["2026-10-23T22:00:00.000Z", 1],
      ["2026-10-24T22:00:00.000Z", 2],
      ["2026-10-25T23:00:00.000Z", 1],
    ]);
  });

  test("may begin without a midnight", () => {
    // Chile goes to summer time at midnight.
    expect(daysIn("America/Santiago", ["2026-09-06T13:00Z", "2026-09-06T20:00Z"])).toHaveLength(1);
  });
});
