import { describe, expect, test } from "vitest";
import { parseOptions } from "../../lab/bench-content/options.ts";
import { reportText } from "../../lab/bench-content/report.ts";
import { buildResult, ratios, targetsOf } from "../../lab/bench-content/results.ts";

const met = (ratio: number, checkSeconds: number | null) => targetsOf({ ratio, checkSeconds, many: 1000 }).map(({ isMet }) => isMet);
const of = (pages: number, ...seconds: number[]) => buildResult(pages, { seconds, cpu: seconds.map((one) => 2 * one) }, { pictures: 4 * pages, files: 6 * pages });

describe("the content benchmark", () => {
  test("has the median of a size, and its share per page including the fixed cost of a build", () => {
    expect(of(100, 40, 20, 30)).toMatchObject({ median: 30, medianCpu: 60, perPage: 0.3, seconds: [40, 20, 30] });
    expect(of(100, 40, 20)).toMatchObject({ median: 30 });
    expect(() => of(100)).toThrow("There is no build of 100 pages.");
  });

  test("has a ratio of 1 if a page costs the same for any number of pages", () => {
    expect(ratios({ one: of(1, 0.25), few: of(100, 25), many: of(1000, 250) }, "median")).toEqual({ ratio: 1, ratioOfAdded: 1 });
  });

  test("does not hide growth behind a fixed cost: the ratio of added pages shows it", () => {
    // 10 s for any build; 0.1 s for a page of few, 0.2 s for one of many.
    const { ratio, ratioOfAdded } = ratios({ one: of(1, 10), few: of(101, 20), many: of(1001, 210) }, "medianCpu");
    expect(ratio).toBeCloseTo(1.06, 2);
    expect(ratioOfAdded).toBeCloseTo(2);
  });

  test("meets its targets up to their limits, and none without a measurement", () => {
    expect(met(1.2, 4.99)).toEqual([true, true]);
    expect(met(1.21, 5)).toEqual([false, false]);
    expect(met(1, null)).toEqual([true, null]);
  });

  test("reports missed targets and missing measurements", () => {
    const text = reportText({
      takenAt: "2026-11-22T10:00:00.000Z",
      environment: { node: "v24.0.0", platform: "linux x64", cpus: 2, cpuModel: "Any", loadAverage: 1.5, loadAverageAfter: 2 },
      seed: 1,
      builds: [of(1, 10), of(100, 40), of(1000, 600)],
      checkSeconds: null,
      ratio: 1.5,
      ratioOfAdded: 1.9,
      cpuRatio: 1.1,
      cpuRatioOfAdded: 1.2,
      targets: targetsOf({ ratio: 1.5, checkSeconds: null, many: 1000 }),
    });
    expect(text).toContain("The machine was busy");
    expect(text).toMatch(/1,000 +1 +600\.0 +600\.0 +600\.0 +0\.600 +1200\.0 +4,000 +6,000/);
    expect(text).toContain("CPU time: 1.10 and 1.20 times.");
    expect(text).toContain("MISSED build of 1000 pages");
    expect(text).toContain("—      check:content over 1000 pages, seconds: — (target: at most 5)");
  });

  test("has options, and explains wrong ones", () => {
    expect(parseOptions([])).toEqual({ rounds: 1, few: 100, many: 1000, save: false, seed: 1 });
    expect(parseOptions(["--rounds", "3", "--save"])).toMatchObject({ rounds: 3, save: true });
    expect(() => parseOptions(["--many", "50"])).toThrow('--many takes a whole number from 101, not "50".');
    expect(() => parseOptions(["--much"])).toThrow("npm run bench:content");
  });
});
