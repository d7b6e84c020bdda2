import { isIP } from "node:net";
import { describe, expect, test } from "vitest";
import { bucketOf, bucketValue, CEILING_MS, Histogram, percentile } from "../../../src/metrics/statistics/histogram.ts";
import { parseSample } from "../../../src/metrics/ingest/sample-schema.ts";
import { FRAME_PHASES, VITALS } from "../../../src/metrics/shared/sample.ts";
import { drawBuckets, FIELD_TIMES, type Measured } from "../../lab/bench-ingest/field-times.ts";
import { parseOptions } from "../../lab/bench-ingest/options.ts";
import { createPosts, errorSample, fullSample, minimalSample, timesSample } from "../../lab/openings/samples.ts";
import { priceOf } from "../../lab/bench-ingest/price.ts";
import { createDice, seededRandom } from "../../lab/openings/dice.ts";

describe("the benchmark's times", () => {
  test("are counted in the same buckets as with single draws", () => {
    const [drawn, counted] = [new Histogram(), new Histogram()];
    const dice = createDice(1);
    const { median, sigma } = FIELD_TIMES.totalDuration;
    for (let i = 0; i < 20_000; i++) drawn.add(bucketOf(Math.min(Math.round(dice.logNormal(median, sigma)), CEILING_MS)));
    for (const [bucket, count] of drawBuckets("totalDuration", 20_000, dice.next)) counted.add(bucket, count);
    expect(counted.n).toBe(20_000);
    for (const q of [0.05, 0.5, 0.75, 0.95]) {
      const [one, other] = [drawn, counted].map((histogram) => percentile(histogram, q, { min: 0, max: 120_000 }));
      expect(Math.abs((other ?? 0) / (one ?? 0) - 1)).toBeLessThan(0.06);
    }
  });

  test("have the median of their distribution", () => {
    for (const [measure, { median }] of Object.entries(FIELD_TIMES) as [Measured, { median: number }][]) {
      const histogram = new Histogram();
      for (const [bucket, count] of drawBuckets(measure, 100_001, seededRandom(2))) histogram.add(bucket, count);
      expect(Math.abs((percentile(histogram, 0.5, { min: 0, max: 120_000 }) ?? 0) / median - 1)).toBeLessThan(0.03);
    }
  });

  test("fill more buckets the more there are, and only buckets with whole numbers", () => {
    const filled = [36, 3_600, 360_000].map((n) => drawBuckets("frameTime", n, seededRandom(3)).length);
    expect(filled).toEqual(filled.toSorted((a, b) => a - b));
    expect(new Set(filled).size).toBe(3);
    for (const [bucket] of drawBuckets("codeTime", 1_000_000, seededRandom(4))) {
      const around = [Math.floor(bucketValue(bucket)), Math.ceil(bucketValue(bucket))];
      expect(bucket === 0 || around.some((whole) => bucketOf(whole) === bucket)).toBe(true);
    }
  });
});

describe("the benchmark's posts", () => {
  test("are samples that the endpoint accepts", () => {
    const random = seededRandom(5);
    for (const make of [fullSample, timesSample, minimalSample, errorSample]) {
      for (let i = 0; i < 200; i++) expect(parseSample(make(random))).toHaveProperty("sample");
    }
  });

  test("have every time and vital, and unique ids and addresses", () => {
    const next = createPosts(seededRandom(6));
    const [ids, addresses] = [new Set<unknown>(), new Set<string>()];
    for (let i = 0; i < 5_000; i++) {
      const { body, address } = next();
      const sample = JSON.parse(body) as Record<string, unknown>;
      for (const name of [...FRAME_PHASES, ...VITALS]) expect(sample[name]).toEqual(expect.any(Number));
      ids.add(sample.sampleId);
      addresses.add(address);
    }
    expect([ids.size, addresses.size]).toEqual([5_000, 5_000]);
    for (const address of addresses) expect(isIP(address)).toBe(4);
  });

  test("have several values of each dimension", () => {
    const next = createPosts(seededRandom(7));
    const samples = Array.from({ length: 500 }, () => JSON.parse(next().body) as Record<string, unknown>);
    for (const name of ["page", "placement", "variant", "release", "openKind", "connection"]) {
      expect(new Set(samples.map((sample) => sample[name])).size).toBeGreaterThan(1);
    }
  });
});

describe("options of npm run bench:ingest", () => {
  test("have defaults", () => {
    expect(parseOptions([])).toEqual({ engines: ["embedded", "redis"], seconds: 2, rounds: 7, save: false, seed: expect.any(Number) as number });
    expect(parseOptions(["--engine", "redis", "--seconds", "3", "--rounds", "5", "--seed", "8", "--save"])).toEqual({
      engines: ["redis"], seconds: 3, rounds: 5, save: true, seed: 8,
    });
  });

  test("name a wrong value", () => {
    expect(() => parseOptions(["--engine", "mongo"])).toThrow('--engine mongo: "mongo" is none of embedded, redis.');
    expect(() => parseOptions(["--rounds", "0"])).toThrow('--rounds takes a whole number from 1, not "0".');
    expect(() => parseOptions(["--round", "3"])).toThrow("npm run bench:ingest -- [options]");
  });
});

test("at 3 commands per opening a million openings cost $6, and the free tier has room for 166,666 a month", () => {
  const { dollarsPerMillion, free } = priceOf(3);
  expect(dollarsPerMillion).toBeCloseTo(6);
  expect(free).toBe(166_666);
});
