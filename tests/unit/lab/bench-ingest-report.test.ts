import { describe, expect, test } from "vitest";
import { priceOf } from "../../lab/bench-ingest/price.ts";
import { reportText } from "../../lab/bench-ingest/report.ts";
import { DAYS, FLOOR, HOUR, QUIET, STEADY, verdictsOf, type Contender, type Cost, type IngestResults, type PostLeg, type ReadLeg } from "../../lab/bench-ingest/results.ts";

function summary(median: number) {
  return { n: 3, median, min: median, max: median, q1: median, q3: median };
}

function posts(contender: Contender, connections: number, perSecond: number, cpu: number): PostLeg {
  return { contender, connections, posts: 4_321, postsPerSecond: summary(perSecond), cpuPerPost: summary(cpu), p50: 9, p99: 35 };
}

function read(what: ReadLeg["what"], openings: number, ms: number): ReadLeg {
  return { engine: "redis", what, openings, ms: summary(ms), cpu: summary(ms / 2) };
}

function cost(what: string, commands: number, bytes = 600): Cost {
  return { what, roundTrips: 1, commands, leastCommands: commands, mostCommands: commands, bytesUp: bytes, bytesDown: bytes };
}

const MEASURED = {
  posts: [posts("redis", 16, 1_299, 0.9), posts(FLOOR, 16, 2_000, 0.5), posts(FLOOR, 64, 1_000, 0.5), posts("redis", 64, 650, 0.8)],
  reads: [read(DAYS, 1_000_000, 150), read(DAYS, 1_000, 100), read(HOUR, 101_000, 51)],
  costs: [cost(STEADY, 3), cost(QUIET, 6), cost("intent", 9, 900)],
};

const RESULTS: IngestResults = {
  takenAt: "2026-11-22T15:00:00.000Z",
  environment: { node: "v24.0.0", platform: "linux x64", cpus: 2, cpuModel: "CPU", loadAverage: 0.1, loadAverageAfter: 2 },
  seconds: 2,
  rounds: 3,
  postedOnTopOf: 1_000_000,
  seed: 1,
  ...MEASURED,
  prices: [{ what: "100 a second", commandsPerOpening: 3, bytesPerOpening: 700, ...priceOf(3) }],
  verdicts: verdictsOf(MEASURED),
};

const verdict = (what: string) => RESULTS.verdicts.find((one) => one.what === what);

describe("the verdicts", () => {
  test("compare an engine with the floor at the same number of connections", () => {
    expect(verdict("redis, 16 connections: posts/s, of the floor's")).toMatchObject({ value: 0.6495, isMet: false });
    expect(verdict("redis, 64 connections: posts/s, of the floor's")).toMatchObject({ value: 0.65, isMet: true });
    expect(verdict("redis, 16 connections: CPU per post, of the floor's")).toMatchObject({ value: 1.8, isMet: false });
    expect(verdict("redis, 64 connections: CPU per post, of the floor's")).toMatchObject({ value: 1.6, isMet: true });
  });

  test("compare the read of the most openings with that of the fewest", () => {
    expect(verdict("redis, 28 days: time with 1,000,000 openings, of that with 1,000")).toMatchObject({ value: 1.5, isMet: true });
    expect(verdict("redis, the running hour of 101,000: ms")).toMatchObject({ value: 51, isMet: false });
  });

  test("judge a full sample's traffic, and a quiet site's commands", () => {
    expect(verdict("full sample: commands")?.isMet).toBe(true);
    expect(verdict("full sample, the first in a minute: commands")?.isMet).toBe(false);
    expect(verdictsOf({ posts: [], reads: [], costs: [cost(STEADY, 4, 701)] }).map(({ isMet }) => isMet)).toEqual([false, true, false, false]);
  });

  test("say nothing of what was not measured", () => {
    expect(verdictsOf({ posts: [posts("redis", 16, 1, 1)], reads: [read(DAYS, 1_000, 1)], costs: [cost("intent", 9)] })).toEqual([]);
  });
});

describe("the report", () => {
  test("reports each target with its value", () => {
    expect(reportText(RESULTS)).toContain("MISSED redis, 16 connections: CPU per post, of the floor's: 1.8 (at most 1.6)");
    expect(reportText(RESULTS)).toContain("met    redis, 64 connections: posts/s, of the floor's: 0.65 (at least 0.65)");
  });

  test("shows the range of commands if requests differed", () => {
    expect(reportText({ ...RESULTS, costs: [{ ...cost(STEADY, 3), mostCommands: 4 }] })).toContain("3 (3–4)");
  });

  test("warns of a machine that was busy", () => {
    expect(reportText(RESULTS)).not.toContain("busy");
    expect(reportText({ ...RESULTS, environment: { ...RESULTS.environment, loadAverage: 0.6 } })).toContain("do not rely on the times");
  });

  test("fits a terminal of 110 columns", () => {
    const widest = Math.max(...reportText(RESULTS).split("\n").map((line) => line.length));
    expect(widest).toBeLessThanOrEqual(110);
  });
});
