import { describe, expect, test } from "vitest";
import { PRICE, priceOf } from "../../lab/bench-ingest/price.ts";
import { reportText } from "../../lab/bench-ingest/report.ts";
import { ratiosOf, type IngestResults, type ReadLeg } from "../../lab/bench-ingest/results.ts";

function times(median: number) {
  return { n: 3, median, min: median - 2, max: median + 2, q1: median - 1, q3: median + 1 };
}

function leg(samples: number, { fresh, warm }: Record<"fresh" | "warm", number>): ReadLeg {
  return { engine: "redis", samples, fresh: times(fresh), warm: times(warm), cpu: { fresh, warm: warm / 2 }, bytes: 70_000 };
}

const READS = [leg(10_000_000, { fresh: 100, warm: 13 }), leg(1_000, { fresh: 25, warm: 10 }), leg(100_000, { fresh: 1, warm: 1 })];

const RESULTS: IngestResults = {
  takenAt: "2026-11-22T15:00:00.000Z",
  environment: { node: "v24.0.0", platform: "linux x64", cpus: 2, cpuModel: "CPU", loadAverage: 0.1 },
  seconds: 10,
  rounds: 3,
  postedOnTopOf: 1_000_000,
  seed: 1,
  posts: [{ engine: "redis", connections: 64, posts: 4_321, postsPerSecond: 432.1, p50: 140, p99: 210, max: 300, cpuPerPost: 2.5 }],
  reads: READS,
  ratios: ratiosOf(READS),
  costs: [{ what: "full sample, ready", roundTrips: 3, commands: 170, leastCommands: 170, mostCommands: 183, bytesUp: 13_598, bytesDown: 50_000 }],
};

describe("the ratio of reads", () => {
  test("compares the most samples with the fewest, in any order", () => {
    expect(ratiosOf(READS)).toEqual([
      { engine: "redis", kind: "fresh", ratio: 4, cpuRatio: 4, isMet: false },
      { engine: "redis", kind: "warm", ratio: 1.3, cpuRatio: 1.3, isMet: true },
    ]);
  });

  test("needs two numbers of samples", () => {
    expect(ratiosOf(READS.slice(0, 1))).toEqual([]);
  });
});

describe("the report", () => {
  test("reports each target with its ratio", () => {
    expect(reportText(RESULTS)).toMatch(/MISSED redis, fresh: .* 4\.00 × the fewest \(> 1\.3\)/);
    expect(reportText(RESULTS)).toMatch(/met {4}redis, warm: .* 1\.30 × the fewest \(≤ 1\.3\)/);
  });

  test("shows the range of commands if requests differed", () => {
    expect(reportText(RESULTS)).toContain("170 (170–183)");
  });

  test("warns of a machine that was busy", () => {
    expect(reportText(RESULTS)).not.toContain("busy");
    expect(reportText({ ...RESULTS, environment: { ...RESULTS.environment, loadAverage: 0.6 } })).toContain("do not rely on the times");
  });

  test("fits a terminal of 110 columns", () => {
    const price = { ...PRICE, commandsPerOpening: 170, ...priceOf(170) };
    const widest = Math.max(...reportText({ ...RESULTS, price }).split("\n").map((line) => line.length));
    expect(widest).toBeLessThanOrEqual(110);
  });
});
