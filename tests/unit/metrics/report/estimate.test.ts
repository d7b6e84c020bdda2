import { describe, expect, test } from "vitest";
import { estimateOf, varianceOf } from "../../../../src/metrics/report/estimate.ts";
import { madeFigures, times } from "../../../fixtures/made-figures.ts";
import { createDice } from "../../../lab/openings/dice.ts";

const SITE = { hasWebhook: false };

describe("the variance of an estimated count", () => {
  test("is 0 if every record is kept", () => {
    expect(varianceOf(30, { kept: 100, of: 100 })).toBe(0);
    expect(varianceOf(0, { kept: 0, of: 0 })).toBe(0);
  });

  test("is that of the formula", () => {
    // 3,042 · √((1 − 200/3,042) · 0.19 · 0.81 / 199)
    expect(Math.sqrt(varianceOf(0.19 * 3_042, { kept: 200, of: 3_042 }))).toBeCloseTo(81.77, 2);
  });

  test("is that of many drawn samples", () => {
    const dice = createDice(11);
    const [kept, of, counted] = [100, 1_000, 300];
    const estimates = Array.from({ length: 4_000 }, () => {
      // Drawn without replacement: the kept ones are the first of a shuffled list.
      let [found, left, leftCounted] = [0, of, counted];
      for (let i = 0; i < kept; i++, left--) {
        if (dice.next() * left >= leftCounted) continue;
        found++;
        leftCounted--;
      }
      return (found * of) / kept;
    });
    const mean = estimates.reduce((a, b) => a + b, 0) / estimates.length;
    const variance = estimates.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (estimates.length - 1);
    const said = estimates.reduce((sum, one) => sum + varianceOf(one, { kept, of }), 0) / estimates.length;
    expect(mean).toBeCloseTo(counted, -1);
    expect(Math.abs(said / variance - 1)).toBeLessThan(0.08);
  });

  test("with a single record is the largest possible", () => {
    expect(varianceOf(500, { kept: 1, of: 500 })).toBe(500 ** 2 / 4);
  });
});

const of = (ready: number, basis: { kept: number; of: number }) => ({ figures: madeFigures({ ready: times(ready, 400), booked: times(ready / 10, 400) }), basis });

describe("an estimate", () => {
  test("is none where every period is exact", () => {
    expect(estimateOf([of(10, { kept: 10, of: 10 }), of(20, { kept: 20, of: 20 })], SITE)).toBeNull();
  });

  test("adds up the records and the variances of its days", () => {
    const one = estimateOf([of(300, { kept: 100, of: 1_000 })], SITE);
    // 1,000 · √(0.9 · 0.3 · 0.7 / 99), and with 0.03 · 0.97
    expect(one).toEqual({ kept: 100, of: 1_000, standardErrors: { total: 44, ready: 44, errors: 0, bookings: 16 } });
    const four = estimateOf([...Array.from({ length: 4 }, () => of(300, { kept: 100, of: 1_000 })), of(50, { kept: 50, of: 50 })], SITE);
    expect(four).toMatchObject({ kept: 450, of: 4_050, standardErrors: { total: 87 } });
  });
});
