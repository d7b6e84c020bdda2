import { describe, expect, test } from "vitest";
import { experimentOf } from "../../../../src/metrics/report/dashboard/experiment.ts";
import type { Experiment } from "../../../../src/metrics/report/report-model.ts";
import { madeFigures, times, type MadeOpenings } from "../../../fixtures/made-figures.ts";

const site = { hasWebhook: false };

function experiment(arms: { optimized?: MadeOpenings; baseline?: MadeOpenings }): Experiment {
  return experimentOf(new Map([["variant", new Map(Object.entries(arms).map(([variant, made]) => [variant, madeFigures(made)]))]]), { site });
}

/** Evenly spread between two times, so that the median is in the middle. */
const spread = (count: number, from: number, to: number) => Array.from({ length: count }, (_, i) => from + ((to - from) * (i + 0.5)) / count);

/** Forty openings an arm, or so many times as many, whose medians lie 60 ms apart. */
const overlapping = (many: number) => experiment({ optimized: { ready: spread(40 * many, 200, 1_800) }, baseline: { ready: spread(40 * many, 260, 1_860) } });

const unbooked = (count: number) => experiment({ optimized: { ready: times(count, 400) }, baseline: { ready: times(count, 400) } });

describe("the arms", () => {
  test("have openings, ready openings, median and bookings", () => {
    const { arms } = experiment({
      optimized: { ready: times(30, 420), failed: 5, abandoned: 5, booked: times(4, 420) },
      baseline: { ready: times(10, 1_500), "timed-out": 2 },
    });
    expect(arms.optimized).toEqual({ openings: 40, senders: 16, n: 30, p50: 420, bookings: 4, conversion: 0.1 });
    expect(arms.baseline).toEqual({ openings: 12, senders: 16, n: 10, p50: 1_500, bookings: 0, conversion: 0 });
  });

  test("without openings have no median and no conversion", () => {
    expect(experiment({}).arms.baseline).toEqual({ openings: 0, senders: 0, n: 0, p50: null, bookings: 0, conversion: null });
  });

  test("never have more bookings than openings, even if an opening was before the window", () => {
    const { arms, conversion } = experiment({ optimized: { ready: times(20, 400), booked: times(21, 400) }, baseline: { ready: times(20, 400) } });
    expect(arms.optimized.conversion).toBe(1);
    expect(conversion?.value).toBe(1);
  });
});

describe("speed", () => {
  test("is baseline − optimized: above 0, optimized is faster", () => {
    const { speed, speedVerdict } = experiment({ optimized: { ready: spread(400, 300, 500) }, baseline: { ready: spread(400, 1_300, 1_700) } });
    expect(speed).toMatchObject({ value: expect.closeTo(1_100, -1.5), openingsNeeded: 0 });
    expect(speedVerdict).toBe(
      `Optimized is ${speed?.value.toLocaleString("en")} ms faster at the median (95 % confidence interval: ${speed?.low.toLocaleString("en")} to ${speed?.high.toLocaleString("en")} ms).`,
    );
    expect(speedVerdict).toMatch(/^Optimized is 1,\d{3} ms faster/);
  });

  test("reports a slower optimized in positive numbers", () => {
    const { speed, speedVerdict } = experiment({ optimized: { ready: spread(400, 850, 950) }, baseline: { ready: spread(400, 550, 650) } });
    expect(speed?.high).toBeLessThan(0);
    expect(speedVerdict).toBe(`Optimized is ${-(speed?.value ?? 0)} ms slower at the median (95 % confidence interval: ${-(speed?.high ?? 0)} to ${-(speed?.low ?? 0)} ms).`);
  });

  test("has no relevant difference within 50 ms, even if it is measurable", () => {
    const { speed, speedVerdict } = experiment({ optimized: { ready: spread(5_000, 380, 400) }, baseline: { ready: spread(5_000, 400, 420) } });
    expect(speed).toMatchObject({ openingsNeeded: 0 });
    expect(speed?.low).toBeGreaterThan(0);
    expect(speedVerdict).toBe("No relevant difference: it is below 50 ms in either direction.");
  });

  test("without a verdict says how many more openings are needed, and that many decide it", () => {
    const { speed, speedVerdict } = overlapping(1);
    const needed = speed?.openingsNeeded ?? 0;
    expect(speedVerdict).toBe(`No verdict yet: about ${needed.toLocaleString("en")} more openings needed.`);
    expect(needed).toBe(Number(needed.toPrecision(2)));
    expect(needed).toBeGreaterThan(1_000);
    const there = (80 + needed) / 80;
    expect(overlapping(Math.ceil(there * 1.1)).speed?.openingsNeeded).toBe(0);
    expect(overlapping(Math.floor(there * 0.9)).speed?.openingsNeeded).toBeGreaterThan(0);
  });
});

describe("conversion", () => {
  test("is optimized − baseline: above 0, optimized has more bookings", () => {
    // Newcombe's own example (a): 0.2, from 0.0524 to 0.3339.
    const { conversion, conversionVerdict } = experiment({
      optimized: { ready: times(70, 400), booked: times(56, 400) },
      baseline: { ready: times(80, 400), booked: times(48, 400) },
    });
    expect(conversion).toEqual({ value: expect.closeTo(0.2, 10), low: expect.closeTo(0.0524, 4), high: expect.closeTo(0.3339, 4), openingsNeeded: 0 });
    expect(conversionVerdict).toBe("Conversion is 20.0 percentage points higher with optimized (95 % confidence interval: 5.2 to 33.4).");
  });

  test("reports a lower one in positive numbers", () => {
    const { conversionVerdict } = experiment({
      optimized: { ready: times(80, 400), booked: times(48, 400) },
      baseline: { ready: times(70, 400), booked: times(56, 400) },
    });
    expect(conversionVerdict).toBe("Conversion is 20.0 percentage points lower with optimized (95 % confidence interval: 5.2 to 33.4).");
  });

  test("without bookings is undecided, and not relevant with enough openings", () => {
    const few = unbooked(50);
    const upperEnd = 1.96 ** 2 / (50 + 1.96 ** 2);
    // By that formula the interval is within one point from 381 openings in each arm on.
    expect(few.conversion).toEqual({ value: 0, low: expect.closeTo(-upperEnd, 4), high: expect.closeTo(upperEnd, 4), openingsNeeded: 660 });
    expect(few.conversionVerdict).toBe("No verdict yet: about 660 more openings needed.");
    expect(unbooked(380).conversion?.openingsNeeded).toBe(1);
    expect(unbooked(381).conversionVerdict).toBe("No relevant difference: it is below 1 percentage point in either direction.");
    expect(few.arms.optimized.conversion).toBe(0);
  });

  test("near the decision needs at least one more opening", () => {
    for (let booked = 0; booked <= 20; booked++) {
      const { conversion, conversionVerdict } = experiment({
        optimized: { ready: times(60, 400), booked: times(booked, 400) },
        baseline: { ready: times(45, 400), booked: times(3, 400) },
      });
      const isOpen = conversion !== null && conversion.low <= 0 && conversion.high >= 0;
      expect((conversion?.openingsNeeded ?? 0) >= 1).toBe(isOpen);
      expect(conversionVerdict.startsWith("No verdict yet")).toBe(isOpen);
    }
  });
});

describe("without a comparison there is a reason", () => {
  const some = { ready: times(30, 400) };

  test.each([
    ["nothing", {}, "There are no openings to compare yet."],
    ["no baseline", { optimized: some }, "No experiment is running: every opening was optimized. Set PUBLIC_CAL_ROLLOUT below 100 to compare."],
    ["no optimized", { baseline: some }, "No experiment is running: every opening was baseline. Set PUBLIC_CAL_ROLLOUT above 0 to compare."],
  ])("%s", (_name, arms, verdict) => {
    expect(experiment(arms)).toMatchObject({ speed: null, conversion: null, speedVerdict: verdict, conversionVerdict: verdict });
  });

  test("too few in an arm: ready openings for the speed, openings for the conversion", () => {
    const found = experiment({ optimized: some, baseline: { ready: times(8, 900), failed: 12 } });
    expect(found).toMatchObject({ speed: null, speedVerdict: "No verdict yet: baseline has 8 of the 20 ready openings needed." });
    expect(found.conversion).not.toBeNull();
    expect(experiment({ optimized: some, baseline: { ready: times(19, 900) } }).conversionVerdict).toBe("No verdict yet: baseline has 19 of the 20 openings needed.");
    expect(experiment({ optimized: { ready: [400] }, baseline: { failed: 3 } }).speedVerdict).toBe(
      "No verdict yet: optimized has 1 and baseline has 0 of the 20 ready openings needed.",
    );
  });

  test("too few senders in an arm: one sender does not decide it, however many openings it reports", () => {
    const alone = { ready: times(400, 4_000), booked: times(400, 4_000), senders: 2 };
    expect(experiment({ optimized: some, baseline: alone })).toMatchObject({
      arms: { baseline: { openings: 400, senders: 2 } },
      speed: null,
      conversion: null,
      speedVerdict: "No verdict yet: the openings have to come from at least 3 senders; those of baseline come from 2.",
    });
    expect(experiment({ optimized: some, baseline: { ...alone, senders: 3 } }).speed).not.toBeNull();
  });

  test("a filter by variant", () => {
    const values = new Map([["variant", new Map([["optimized", madeFigures(some)]])]] as const);
    expect(experimentOf(values, { hasOneVariant: true, site })).toMatchObject({ speed: null, speedVerdict: "Remove the filter by variant to compare." });
  });
});

/** Both variants with so many openings each. */
const arms = (count: number) => new Map([["variant", new Map([
  ["optimized", madeFigures({ ready: spread(count, 200, 1_800), booked: times(count / 4, 400) })],
  ["baseline", madeFigures({ ready: spread(count, 900, 2_500), booked: times(count / 8, 400) })],
])]] as const);

test("an estimate has the intervals of the records that were kept", () => {
  const [kept, estimated] = [experimentOf(arms(80), { site }), experimentOf(arms(800), { share: 0.1, site })];
  expect(estimated.conversion?.low).toBeCloseTo(kept.conversion?.low ?? NaN, 6);
  expect(Math.abs((estimated.speed?.low ?? NaN) - (kept.speed?.low ?? NaN))).toBeLessThan(30);
  expect(experimentOf(arms(160), { share: 0.1, site }).speedVerdict).toBe("No verdict yet: optimized has 16 and baseline has 16 of the 20 ready openings needed.");
});
