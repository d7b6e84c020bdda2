import { describe, expect, test } from "vitest";
import { relativeChange, shareChange, studentDeviate, Z_FOUR, type CountPair } from "../../../../src/metrics/report/dashboard/changes.ts";
import { proportionDifference, wilson, Z_95 } from "../../../../src/metrics/report/dashboard/proportions.ts";
import { seededRandom } from "../../../lab/openings/dice.ts";

const steady = (days: number, now: number, before: number): CountPair[] => Array.from({ length: days }, () => ({ now, before }));

const parts = (days: number, count: number, of: number) => Array.from({ length: days }, () => ({ count, of }));
const ofFifty = (counts: readonly number[]) => counts.map((count) => ({ count, of: 50 }));

/** D. E. Knuth, "The Art of Computer Programming", volume 2, 3.4.1. */
function poisson(mean: number, random: () => number): number {
  const end = Math.exp(-mean);
  let [n, product] = [0, random()];
  for (; product > end; n++) product *= random();
  return n;
}

describe("the t distribution", () => {
  // Two-sided 95 % points, Abramowitz and Stegun, table 26.10.
  test.each([[6, 2.447], [10, 2.228], [27, 2.052], [60, 2], [120, 1.98]])("with %i degrees of freedom: %f", (freedom, published) => {
    expect(studentDeviate(Z_95, freedom)).toBeCloseTo(published, 2);
  });
});

describe("a change of a count", () => {
  test("on steady days has the interval of a share of all that was counted", () => {
    const change = relativeChange(steady(7, 20, 10));
    const { low, high } = wilson({ count: 140, of: 210 }, Z_FOUR);
    expect(change).toEqual({ value: 1, low: low / (1 - low) - 1, high: high / (1 - high) - 1 });
    expect(change?.low).toBeGreaterThan(0);
  });

  test("is wider if the days differ more than chance explains, so one day's flood is no change", () => {
    const flood = [...steady(6, 10, 10), { now: 110, before: 10 }];
    const even = relativeChange(steady(7, 170 / 7, 10));
    const uneven = relativeChange(flood);
    expect(even?.value).toBeCloseTo(uneven?.value ?? 0, 10);
    expect([even?.low, uneven?.low].map((low) => (low ?? 0) > 0)).toEqual([true, false]);
  });

  test("from nothing has no size, and is a change all the same", () => {
    expect(relativeChange(steady(7, 5, 0))).toMatchObject({ value: null, high: null });
    expect(relativeChange(steady(7, 5, 0))?.low).toBeGreaterThan(0);
    expect(relativeChange(steady(7, 0, 5))).toMatchObject({ value: -1 });
    expect(relativeChange(steady(7, 0, 5))?.high).toBeLessThan(0);
    expect(relativeChange([...steady(3, 0, 0), { now: 1, before: 0 }])?.low).toBeLessThan(0);
  });

  test("is not judged with fewer than 4 periods, or if nothing was counted", () => {
    expect(relativeChange(steady(3, 1_000, 10))).toBeNull();
    expect(relativeChange(steady(28, 0, 0))).toBeNull();
  });

  test("of samples is that of the records they stand for", () => {
    expect(relativeChange(steady(7, 10, 10), { scale: 2 })?.value).toBeCloseTo(1, 10);
  });

  // A quarter of 5 % is the error of one of the four numbers; with 4,000 runs its own error is 0.17 points.
  test.each([["independent openings", 1], ["openings that come in fives", 5]])("is claimed of %s in fewer than 2 of 100 cases without one", (_, size) => {
    const random = seededRandom(7);
    const runs = 4_000;
    let claims = 0;
    for (let run = 0; run < runs; run++) {
      const pairs = Array.from({ length: 28 }, () => ({ now: size * poisson(20 / size, random), before: size * poisson(20 / size, random) }));
      const { low, high } = relativeChange(pairs) ?? { low: 0, high: 0 };
      if (low > 0 || (high ?? 1) < 0) claims++;
    }
    expect(claims / runs).toBeLessThan(0.02);
    expect(claims).toBeGreaterThan(0);
  });
});

describe("a change of a share", () => {
  test("on steady days is Newcombe's difference", () => {
    const [now, before] = [parts(10, 10, 50), parts(10, 5, 50)];
    expect(shareChange(now, before)).toEqual(proportionDifference({ count: 100, of: 500 }, { count: 50, of: 500 }, Z_FOUR));
    expect(shareChange(now, before)?.low).toBeGreaterThan(0);
  });

  test("is wider if the share of the days differs more than chance explains", () => {
    expect(shareChange(ofFifty([0, 0, 0, 40, 0, 40]), parts(6, 5, 50))?.low).toBeLessThan(0);
    expect(shareChange(ofFifty([13, 13, 14, 13, 13, 14]), parts(6, 5, 50))?.low).toBeGreaterThan(0);
  });

  test("needs 4 periods and 20 openings on either side; more bookings than openings are all of them", () => {
    expect(shareChange(parts(3, 1, 100), parts(7, 1, 100))).toBeNull();
    expect(shareChange(parts(4, 1, 4), parts(7, 1, 100))).toBeNull();
    expect(shareChange(parts(7, 12, 10), parts(7, 1, 10))?.value).toBeCloseTo(0.9, 10);
  });
});
