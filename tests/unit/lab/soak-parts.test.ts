import { describe, expect, test } from "vitest";
import { seededRandom } from "../../lab/openings/dice.ts";
import { growthOf } from "../../lab/soak/growth.ts";
import { drawKind, MIX } from "../../lab/soak/mix.ts";
import { parseOptions } from "../../lab/soak/options.ts";
import { sendPaced } from "../../lab/soak/pace.ts";
import { createVisitors, drawAddress } from "../../lab/soak/visitors.ts";

const looks = (bytesAt: (n: number) => number) => Array.from({ length: 36 }, (_, n) => ({ ms: n * 5_000, bytes: bytesAt(n) }));

/** A clock that only advances while something waits, and once stops for a while. */
function heldUpClock({ atMs = Infinity, forMs = 0 } = {}) {
  let [time, isHeldUp] = [0, false];
  return {
    now: () => time,
    async wait(ms: number) {
      time += ms;
      if (time < atMs || isHeldUp) return;
      isHeldUp = true;
      time += forMs;
    },
  };
}

describe("the growth of an amount", () => {
  test("is the slope over the second half, times its length", () => {
    expect(growthOf(looks((n) => 1_000 * n))).toBeCloseTo(17_000);
    expect(growthOf(looks((n) => 50_000 - 1_000 * n))).toBeCloseTo(-17_000);
    expect(growthOf(looks(() => 70_000))).toBe(0);
  });

  test("ignores the growth in the first half, when caches fill", () => {
    expect(growthOf(looks((n) => Math.min(n, 12) * 1_000_000))).toBe(0);
  });

  test("ignores a single outlier", () => {
    expect(growthOf(looks((n) => (n === 35 ? 90_000_000 : 1_000 * n)))).toBeLessThan(20_000);
  });

  test("needs enough measurements", () => {
    expect(() => growthOf(looks(() => 1).slice(0, 14))).toThrow("A slope needs at least 8 measurements, but there are 7.");
  });
});

describe("the pace", () => {
  test("sends each request at its time, without waiting for answers", async () => {
    const [clock, times, held] = [heldUpClock(), [] as number[], Promise.withResolvers<void>()];
    const pace = await sendPaced({
      rate: 200,
      seconds: 1,
      clock,
      send() {
        times.push(clock.now());
        if (times.length === 200) held.resolve();
        return held.promise;
      },
    });
    expect(times).toEqual(Array.from({ length: 200 }, (_, n) => n * 5));
    expect(pace).toEqual({ rate: 200, reached: 200, due: 200, sent: 200, late: 0, latest: 0, mostAtOnce: 200 });
  });

  test("reports requests that were late because the sender was blocked, and catches up", async () => {
    const pace = await sendPaced({ rate: 200, seconds: 10, clock: heldUpClock({ atMs: 3_000, forMs: 1_500 }), send: async () => {} });
    expect(pace).toMatchObject({ sent: 2_000, reached: 200, latest: 1_500, late: 100 });
  });

  test("reports the reached rate if the end came late", async () => {
    const pace = await sendPaced({ rate: 200, seconds: 10, clock: heldUpClock({ atMs: 9_000, forMs: 6_000 }), send: async () => {} });
    expect(pace.reached).toBeCloseTo((2_000 / 15_005) * 1_000);
  });

  test("stops if the server does not keep up", async () => {
    const run = sendPaced({ rate: 2, seconds: 60, clock: heldUpClock(), send: () => new Promise(() => {}) });
    await expect(run).rejects.toThrow("The server does not keep up: 21 requests are unanswered after 10 s.");
  });

  test("stops with the error of a sender", async () => {
    await expect(sendPaced({ rate: 2, seconds: 60, clock: heldUpClock(), send: () => Promise.reject(new Error("gone")) })).rejects.toThrow("gone");
  });
});

describe("the mix", () => {
  test("adds up to a thousand, with unique names", () => {
    expect(MIX.reduce((sum, { perMille }) => sum + perMille, 0)).toBe(1_000);
    expect(new Set(MIX.map(({ name }) => name)).size).toBe(MIX.length);
  });

  test("is drawn in proportion to its shares, and depends only on the seed", () => {
    const [random, same] = [seededRandom(7), seededRandom(7)];
    const names = Array.from({ length: 20_000 }, () => drawKind(random).name);
    expect(names.every((name) => name === drawKind(same).name)).toBe(true);
    for (const { name, perMille } of MIX) expect(Math.abs(names.filter((one) => one === name).length / 20 - perMille)).toBeLessThan(1 + perMille / 5);
  });
});

describe("the visitors", () => {
  test("have addresses of this machine, and none of a server's", () => {
    const random = seededRandom(3);
    for (let i = 0; i < 1_000; i++) expect(drawAddress(random)).toMatch(/^127\.[1-9]\d{0,2}\.\d{1,3}\.[1-9]\d{0,2}$/);
  });

  test("leave after thirty requests, and others come", async () => {
    const visitors = createVisitors(seededRandom(5));
    const seen = new Map<string, number>();
    for (let i = 0; i < 3_000; i++) await visitors.let(async ({ address }) => void seen.set(address, (seen.get(address) ?? 0) + 1));
    expect(Math.max(...seen.values())).toBe(30);
    expect(seen.size).toBeGreaterThan(100);
  });

  test("can be a single one that stays", async () => {
    const visitors = createVisitors(seededRandom(5), { atOnce: 1, stay: Infinity });
    const seen = new Set<string>();
    for (let i = 0; i < 500; i++) await visitors.let(async ({ address }) => void seen.add(address));
    expect(seen.size).toBe(1);
  });
});

describe("the options", () => {
  test("are an hour at 200 requests a second, with the same traffic every time", () => {
    expect(parseOptions([])).toEqual({ minutes: 60, rate: 200, save: false, seed: 1 });
    expect(parseOptions(["--minutes", "3", "--rate", "50", "--seed", "9", "--save"])).toEqual({ minutes: 3, rate: 50, save: true, seed: 9 });
  });

  test.each([
    [["--minutes", "2"], '--minutes takes a whole number from 3, not "2".'],
    [["--rate", "0.5"], '--rate takes a whole number from 1, not "0.5".'],
    [["--hours", "1"], "Unknown option '--hours'"],
  ])("name a wrong value: %j", (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});
