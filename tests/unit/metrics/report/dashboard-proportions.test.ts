import { describe, expect, test } from "vitest";
import { proportionDifference, wilson } from "../../../../src/metrics/report/dashboard/proportions.ts";

const round = (value: number) => Math.round(value * 10_000) / 10_000;
const interval = ({ low, high }: { low: number; high: number }) => [round(low), round(high)];

describe("a share with its interval", () => {
  // Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 0.883, 1],
  ])("%i of %i: %f to %f, as published", (count, of, low, high) => {
    expect(interval(wilson({ count, of }))).toEqual([low, high]);
    expect(wilson({ count, of }).value).toBe(count / of);
  });

  test("is within 0 and 1, and contains the share", () => {
    for (let of = 1; of <= 300; of += 7) {
      for (let count = 0; count <= of; count++) {
        const { value, low, high } = wilson({ count, of });
        expect(low >= 0 && low <= value && value <= high && high <= 1).toBe(true);
      }
    }
  });

  test.each([[0, 0], [3, 2], [-1, 5]])("%i of %i is refused", (count, of) => {
    expect(() => wilson({ count, of })).toThrow(RangeError);
  });
});

describe("a difference of shares", () => {
  // Newcombe, "Interval estimation for the difference between independent proportions", 1998, table II, method 10.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])("%i of %i − %i of %i: %f to %f, as published", (a, ofA, b, ofB, low, high) => {
    const difference = proportionDifference({ count: a, of: ofA }, { count: b, of: ofB });
    expect(interval(difference)).toEqual([low, high]);
    expect(difference.value).toBeCloseTo(a / ofA - b / ofB, 12);
  });
});
