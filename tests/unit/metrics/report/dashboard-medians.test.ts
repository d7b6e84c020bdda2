import { describe, expect, test } from "vitest";
import { medianDifference, MIN_MEDIAN_N } from "../../../../src/metrics/report/dashboard/medians.ts";
import { rankDeviate } from "../../../../src/metrics/report/dashboard/rank-deviate.ts";
import { madeTimes, times } from "../../../fixtures/made-figures.ts";
import { createDice } from "../../../lab/openings/dice.ts";

/** The share of the normal distribution above z, by Simpson's rule up to where nothing is left. */
function above(z: number): number {
  const [steps, end] = [4_000, 12];
  const width = (end - z) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : 2 + 2 * (i % 2);
    sum += weight * Math.exp(-((z + i * width) ** 2) / 2);
  }
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}

/** The chance that fewer than c of n lie below the median, counted in whole numbers. */
function chanceBelow(c: number, n: number): number {
  let [ways, sum] = [1n, 0n];
  for (let i = 0; i < c; i++) {
    sum += ways;
    ways = (ways * BigInt(n - i)) / BigInt(i + 1);
  }
  const scale = 10n ** 18n;
  return Number((sum * scale) / 2n ** BigInt(n)) / Number(scale);
}

describe("how far a rank lies from the median", () => {
  test.each([20, 21, 50, 200, 999, 1_000, 1_001, 5_000])("of %i", (n) => {
    const c = Math.round((n + 1) / 2 - Math.sqrt(n));
    const z = rankDeviate(c, n);
    // By its own derivative the chance is as wrong as z: 0.001 of z is 0.054 · 0.002 of the chance.
    expect(above(z - 0.001)).toBeGreaterThan(chanceBelow(c, n));
    expect(above(z + 0.001)).toBeLessThan(chanceBelow(c, n));
  });
});

// Chances of 1 in 4, 5 in 16 and 1 in 32; the quantiles are those of any table of the normal distribution.
test.each([[1, 2, 0.6745], [2, 4, 0.4888], [1, 5, 1.8627]])("also for the ends of very few: rank %i of %i lies %f away", (c, n, z) => {
  expect(rankDeviate(c, n)).toBeCloseTo(z, 2.9);
});

describe("the difference of two medians", () => {
  test.each([
    [20, 0.5],
    [50, 0.5],
    [200, 0.5],
    [200, 1],
    [2_000, 0.5],
  ])("holds the true one in 92 to 98 of 100 draws, with %i openings an arm and a sigma of %f", (n, sigma) => {
    const dice = createDice(n + 17);
    const [slow, fast] = [1_900, 800];
    const draws = n > 1_000 ? 300 : 1_000;
    let held = 0;
    for (let i = 0; i < draws; i++) {
      const arm = (median: number) => madeTimes(Array.from({ length: n }, () => dice.logNormal(median, sigma)));
      const { low, high } = medianDifference(arm(slow), arm(fast));
      if (low <= slow - fast && slow - fast <= high) held++;
    }
    expect(held / draws).toBeGreaterThan(0.92);
    expect(held / draws).toBeLessThan(0.98);
  });

  test("is that of the medians as they are reported, in whole ms", () => {
    const { value, low, high } = medianDifference(madeTimes([...times(10, 100), ...times(20, 1_500)]), madeTimes(times(31, 420)));
    // Within 1 % each.
    expect(Math.abs(value - 1_080)).toBeLessThanOrEqual(15 + 5);
    expect([value, low, high].every(Number.isInteger)).toBe(true);
  });

  test("is never surer than the histogram is: equal times leave its accuracy", () => {
    const { value, low, high } = medianDifference(madeTimes(times(5_000, 1_000)), madeTimes(times(5_000, 500)));
    expect(high - low).toBeGreaterThan(20);
    expect(high - low).toBeLessThan(30);
    expect(low < value && value < high).toBe(true);
    const instant = medianDifference(madeTimes(times(100, 0)), madeTimes(times(100, 0)));
    expect(instant).toEqual({ value: 0, low: -16, high: 16 });
  });

  test("turned around is its negative", () => {
    const dice = createDice(3);
    const [a, b] = [900, 1_400].map((median) => madeTimes(Array.from({ length: 60 }, () => dice.logNormal(median, 0.4))));
    if (a === undefined || b === undefined) throw new Error("Two arms were made.");
    const [there, back] = [medianDifference(a, b), medianDifference(b, a)];
    expect([-back.value, -back.high, -back.low]).toEqual([there.value, there.low, there.high]);
  });

  test("takes 20 in each arm", () => {
    const enough = madeTimes(times(MIN_MEDIAN_N, 500));
    expect(() => medianDifference(enough, madeTimes(times(MIN_MEDIAN_N - 1, 500)))).toThrow(RangeError);
    expect(() => medianDifference(enough, enough)).not.toThrow();
  });
});
