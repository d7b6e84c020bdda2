import { describe, expect, test } from "vitest";
import { measureCrashes } from "../../../scripts/simulate/crash.ts";
import { madeOpenings, NOW } from "../../../scripts/simulate/made-openings.ts";
import { measureWrites, type Writes } from "../../../scripts/simulate/measure-writes.ts";
import { mergeWrites } from "../../../scripts/simulate/merge-writes.ts";
import { DEFAULTS, parseOptions } from "../../../scripts/simulate/options.ts";
import { planOf } from "../../../scripts/simulate/plan.ts";
import { measureSampling, SHARES, varianceOf } from "../../../scripts/simulate/sampling.ts";
import { measureWindows } from "../../../scripts/simulate/windows.ts";
import { full, uuid } from "../../contract/store-samples.ts";

const missed = (checks: readonly { isMet: boolean; claim: string }[]) => checks.filter(({ isMet }) => !isMet).map(({ claim }) => claim);

describe("what an opening costs", () => {
  test("is what the store's contract says: 2 commands of the rate, 2 of the claim, 166 of a full sample's transaction", async () => {
    const alike = Array.from({ length: 320 }, (_, i) => full({ receivedAt: NOW.toISOString(), sampleId: uuid(i) }));
    const { costs, isSame } = await measureWrites(alike);
    expect(costs[0]).toMatchObject({ batch: 1, commands: 2 + 2 + 166, requests: 3 });
    // Ten that are alike: 157 of the commands are said once (increments, extremes, list, reads), and MGET and DEL; each has its rate, its claim and its mark.
    expect(costs[1]).toMatchObject({ batch: 10, commands: 4 + (166 - 2 + 1 + 1) / 10, requests: 0.3 });
    expect(isSame).toBe(true);
  });

  test("in batches is less the larger they are, and leaves the same figures", async () => {
    const { costs, isSame, kept } = await measureWrites(madeOpenings(500, 1));
    expect(costs.map(({ commands }) => commands)).toEqual(costs.map(({ commands }) => commands).toSorted((a, b) => b - a));
    expect(isSame).toBe(true);
    expect(kept.mark).toBeGreaterThan(100);
  });

  test("a command that it was not told about stops it", () => {
    expect(() => mergeWrites([["pfadd", "key", "value"]])).toThrow("does not know how to merge pfadd. Say how in scripts/simulate/merge-writes.ts");
  });
});

test("the plan is the cost times the month: 170 commands at one a second are $881", () => {
  const cost = { commands: 170, requests: 3, bytesUp: 0, bytesDown: 0, hottest: { key: "a", commands: 10 }, longest: 0 };
  const writes: Writes = { costs: [1, 10, 100].map((batch) => ({ ...cost, batch })), isSame: true, dayShare: 0.5, kept: { hour: 0, day: 0, mark: 200, recent: 0, other: 0 } };
  const [one] = planOf(writes, 1_000);
  expect(one).toMatchObject({ commandsPerSecond: 170, hottestKey: 10, databases: 1, hourError: 0, gbKept: (200 * 4 * 86_400) / 1e9 });
  expect(one?.dollars).toBeCloseTo(881.28, 2);
  const most = planOf(writes, 1_000).find(({ rate, share }) => rate === 10_000 && share === 1);
  expect(most?.databases).toBe(170);
});

describe("the errors", () => {
  test("of sampling are none on average, and as large as their formulas, for whole weights and for drawn ones", () => {
    const { checks, errors, histogramError } = measureSampling(madeOpenings(4_000, 1), { runs: 200, seed: 1 });
    expect(missed(checks)).toEqual([]);
    expect(checks).toHaveLength(SHARES.length * 2 * 7 + 1);
    expect(histogramError).toBeLessThanOrEqual(0.011);
    for (const { count } of errors) expect(count.sd).toBeGreaterThan(0);
  });

  test("of a drawn weight are larger than of a whole one would be: V is p·E[w²] − 1", () => {
    expect(varianceOf(1)).toBe(0);
    expect(varianceOf(0.1)).toBeCloseTo(9, 9);
    expect(varianceOf(0.3)).toBeCloseTo(0.3 * (9 * (2 / 3) + 16 / 3) - 1, 9);
  });

  test("of windows are half a period on average", () => {
    expect(missed(measureWindows(madeOpenings(2_000, 1), 1).checks)).toEqual([]);
  });

  test("of a crash are what is held, and never a whole batch", () => {
    expect(missed(measureCrashes({ runs: 200, seed: 1 }).checks)).toEqual([]);
  });
});

test("the same seed gives the same figures, and another one others", () => {
  const [one, again, other] = [5, 5, 6].map((seed) => measureSampling(madeOpenings(1_000, 3), { runs: 20, seed }));
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});

test("options: none are needed, and a wrong one is told with the bounds", () => {
  expect(parseOptions([])).toEqual(DEFAULTS);
  expect(parseOptions(["--openings", "5000"])).toEqual({ ...DEFAULTS, openings: 5_000 });
  expect(() => parseOptions(["--runs", "many"])).toThrow('--runs takes a whole number from 100 to 2000, not "many".');
  expect(() => parseOptions(["--rate", "1"])).toThrow("npm run simulate -- [options]");
});
