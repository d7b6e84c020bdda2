import { describe, expect, test } from "vitest";
import { createEndedBreakdowns, REMEMBERED } from "../../../../src/metrics/store/ended-breakdowns.ts";
import { NO_FIGURES } from "../../../../src/metrics/statistics/figures.ts";
import type { Breakdowns, Figures } from "../../../../src/metrics/statistics/figures.ts";

/** A period with this many values, in two dimensions. */
const withValues = (n: number): Breakdowns => {
  const values: [string, Figures][] = Array.from({ length: n }, (_, i) => [`${i}`, NO_FIGURES]);
  return new Map([["page", new Map(values.slice(1))], ["device", new Map(values.slice(0, 1))]]);
};
const days = (from: number, n: number) => Array.from({ length: n }, (_, i) => `d:${from + i}`);

describe("what an instance remembers of ended periods", () => {
  test("is 90 days with 25 values each, and a day's hours beside them", () => {
    const ended = createEndedBreakdowns();
    for (const day of days(0, 90)) ended.set(day, withValues(25));
    for (const hour of days(100, 24)) ended.set(hour, withValues(25));
    expect([...days(0, 90), ...days(100, 24)].filter((period) => ended.get(period) === undefined)).toEqual([]);
  });

  test("has a bound, beyond which goes what has not been asked for longest", () => {
    const ended = createEndedBreakdowns();
    const fitting = Math.floor(REMEMBERED / 101);
    for (const day of days(0, fitting)) ended.set(day, withValues(100));
    ended.get("d:0");
    for (const day of days(1_000, 2)) ended.set(day, withValues(100));
    expect(days(0, fitting).filter((day) => ended.get(day) === undefined)).toEqual(["d:1", "d:2"]);
    expect(days(1_000, 2).map((day) => ended.get(day)?.get("page")?.size)).toEqual([99, 99]);
  });

  test("holds for empty periods as well", () => {
    const ended = createEndedBreakdowns();
    for (const day of days(0, REMEMBERED + 5)) ended.set(day, new Map());
    expect(days(0, REMEMBERED + 5).filter((day) => ended.get(day) !== undefined)).toEqual(days(5, REMEMBERED));
  });

  test("counts a period that is set again once", () => {
    const ended = createEndedBreakdowns();
    ended.set("d:0", withValues(10));
    for (let i = 0; i < REMEMBERED; i++) ended.set("d:1", withValues(10));
    expect(ended.get("d:0")).toBeDefined();
  });

  test("of a period with more values than there is room for is nothing", () => {
    const ended = createEndedBreakdowns();
    ended.set("d:0", withValues(REMEMBERED));
    expect(ended.get("d:0")).toBeUndefined();
    ended.set("d:1", withValues(10));
    expect(ended.get("d:1")).toBeDefined();
  });
});
