import { describe, expect, test } from "vitest";
import { experimentOf } from "../../../../src/metrics/report/dashboard/experiment.ts";
import type { Comparison, Experiment } from "../../../../src/metrics/report/dashboard/comparisons-model.ts";
import type { Variant } from "../../../../src/metrics/shared/sample.ts";
import { madeFigures, times, type MadeOpenings } from "../../../fixtures/made-figures.ts";

const site = { hasWebhook: false };

function experiment(arms: Partial<Record<Variant, MadeOpenings>>): Experiment {
  return experimentOf(new Map([["variant", new Map(Object.entries(arms).map(([variant, made]) => [variant, madeFigures(made)]))]]), { site });
}

/** The comparison of two variants, newer first. */
function compared(arms: Partial<Record<Variant, MadeOpenings>>, [variant, to]: readonly [Variant, Variant] = ["optimized", "baseline"]): Comparison {
  const found = experiment(arms).comparisons.find((one) => one.variant === variant && one.to === to);
  if (found === undefined) throw new Error(`${variant} and ${to} are not compared.`);
  return found;
}

/** Evenly spread between two times, so that the median is in the middle. */
const spread = (count: number, from: number, to: number) => Array.from({ length: count }, (_, i) => from + ((to - from) * (i + 0.5)) / count);

/** Forty openings an arm, or so many times as many, whose medians lie 60 ms apart. */
const overlapping = (many: number) => compared({ optimized: { ready: spread(40 * many, 200, 1_800) }, baseline: { ready: spread(40 * many, 260, 1_860) } });

const unbooked = (count: number) => compared({ optimized: { ready: times(count, 400) }, baseline: { ready: times(count, 400) } });

describe("the arms", () => {
  test("have openings, ready openings, bookings, and the medians of the wait and of the time to a booking", () => {
    const { arms } = experiment({
      optimized: { ready: times(30, 420), failed: 5, abandoned: 5, booked: times(4, 420), bookingTimes: [48_000, 61_000, 95_500] },
      baseline: { ready: times(10, 1_500), "timed-out": 2 },
    });
    expect(arms.optimized).toEqual({ openings: 40, senders: 16, measure: "totalDuration", n: 30, p50: 420, fellBack: null, bookings: 4, conversion: 0.1, bookingTimeN: 3, bookingTimeP50: expect.closeTo(61_000, -3) });
    expect(arms.baseline).toEqual({ openings: 12, senders: 16, measure: "totalDuration", n: 10, p50: 1_500, fellBack: null, bookings: 0, conversion: 0, bookingTimeN: 0, bookingTimeP50: null });
  });

  test("without openings have no median and no conversion", () => {
    expect(experiment({}).arms.baseline).toEqual({ openings: 0, senders: 0, measure: "totalDuration", n: 0, p50: null, fellBack: null, bookings: 0, conversion: null, bookingTimeN: 0, bookingTimeP50: null });
  });

  test("never have more bookings than openings, even if an opening was before the window", () => {
    const { arms, comparisons } = experiment({ optimized: { ready: times(20, 400), booked: times(21, 400) }, baseline: { ready: times(20, 400) } });
    expect(arms.optimized.conversion).toBe(1);
    expect(comparisons[0]?.conversion?.value).toBe(1);
  });
});

describe("speed", () => {
  test("is baseline − optimized: above 0, optimized is faster", () => {
    const { speed, speedVerdict } = compared({ optimized: { ready: spread(400, 300, 500) }, baseline: { ready: spread(400, 1_300, 1_700) } });
    expect(speed).toMatchObject({ value: expect.closeTo(1_100, -1.5), openingsNeeded: 0 });
    expect(speedVerdict).toBe(
      `Optimized is ${speed?.value.toLocaleString("en")} ms faster than baseline at the median (95 % confidence interval: ${speed?.low.toLocaleString("en")} to ${speed?.high.toLocaleString("en")} ms).`,
    );
    expect(speedVerdict).toMatch(/^Optimized is 1,\d{3} ms faster/);
  });

  test("reports a slower optimized in positive numbers", () => {
    const { speed, speedVerdict } = compared({ optimized: { ready: spread(400, 850, 950) }, baseline: { ready: spread(400, 550, 650) } });
    expect(speed?.high).toBeLessThan(0);
    expect(speedVerdict).toBe(`Optimized is ${-(speed?.value ?? 0)} ms slower than baseline at the median (95 % confidence interval: ${-(speed?.high ?? 0)} to ${-(speed?.low ?? 0)} ms).`);
  });

  test("has no relevant difference within 50 ms, even if it is measurable", () => {
    const { speed, speedVerdict } = compared({ optimized: { ready: spread(5_000, 380, 400) }, baseline: { ready: spread(5_000, 400, 420) } });
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
    const { conversion, conversionVerdict } = compared({
      optimized: { ready: times(70, 400), booked: times(56, 400) },
      baseline: { ready: times(80, 400), booked: times(48, 400) },
    });
    expect(conversion).toEqual({ value: expect.closeTo(0.2, 10), low: expect.closeTo(0.0524, 4), high: expect.closeTo(0.3339, 4), openingsNeeded: 0 });
    expect(conversionVerdict).toBe("Conversion is 20.0 percentage points higher with optimized than with baseline (95 % confidence interval: 5.2 to 33.4).");
  });

  test("reports a lower one in positive numbers", () => {
    const { conversionVerdict } = compared({
      optimized: { ready: times(80, 400), booked: times(48, 400) },
      baseline: { ready: times(70, 400), booked: times(56, 400) },
    });
    expect(conversionVerdict).toBe("Conversion is 20.0 percentage points lower with optimized than with baseline (95 % confidence interval: 5.2 to 33.4).");
  });

  test("without bookings is undecided, and not relevant with enough openings", () => {
    const few = unbooked(50);
    const upperEnd = 1.96 ** 2 / (50 + 1.96 ** 2);
    // By that formula the interval is within one point from 381 openings in each arm on.
    expect(few.conversion).toEqual({ value: 0, low: expect.closeTo(-upperEnd, 4), high: expect.closeTo(upperEnd, 4), openingsNeeded: 660 });
    expect(few.conversionVerdict).toBe("No verdict yet: about 660 more openings needed.");
    expect(unbooked(380).conversion?.openingsNeeded).toBe(1);
    expect(unbooked(381).conversionVerdict).toBe("No relevant difference: it is below 1 percentage point in either direction.");
  });

  test("near the decision needs at least one more opening", () => {
    for (let booked = 0; booked <= 20; booked++) {
      const { conversion, conversionVerdict } = compared({
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

  const hint = 'Set PUBLIC_CAL_VARIANTS to compare, for example to "instant=80 baseline=20".';

  test.each([
    ["nothing", {}, "There are no openings to compare yet."],
    ["no baseline", { optimized: some }, `No experiment is running: every opening was optimized. ${hint}`],
    ["no optimized", { baseline: some }, `No experiment is running: every opening was baseline. ${hint}`],
    ["only instant", { instant: { times: times(30, 120) } }, `No experiment is running: every opening was instant. ${hint}`],
  ])("%s", (_name, arms, reason) => {
    expect(experiment(arms)).toMatchObject({ comparisons: [], reason });
  });

  test("too few in an arm: ready openings for the speed, openings for the conversion", () => {
    const found = compared({ optimized: some, baseline: { ready: times(8, 900), failed: 12 } });
    expect(found).toMatchObject({ speed: null, speedVerdict: "No verdict yet: baseline has 8 of the 20 measured openings needed." });
    expect(found.conversion).not.toBeNull();
    expect(compared({ optimized: some, baseline: { ready: times(19, 900) } }).conversionVerdict).toBe("No verdict yet: baseline has 19 of the 20 openings needed.");
    expect(compared({ optimized: { ready: [400] }, baseline: { failed: 3 } }).speedVerdict).toBe(
      "No verdict yet: optimized has 1 and baseline has 0 of the 20 measured openings needed.",
    );
  });

  test("too few senders in an arm: one sender does not decide it, however many openings it reports", () => {
    const alone = { ready: times(400, 4_000), booked: times(400, 4_000), senders: 2 };
    expect(experiment({ optimized: some, baseline: alone }).arms.baseline).toMatchObject({ openings: 400, senders: 2 });
    expect(compared({ optimized: some, baseline: alone })).toMatchObject({
      speed: null,
      conversion: null,
      speedVerdict: "No verdict yet: the openings have to come from at least 3 senders; those of baseline come from 2.",
    });
    expect(compared({ optimized: some, baseline: { ...alone, senders: 3 } }).speed).not.toBeNull();
  });

  test("a filter by variant", () => {
    const values = new Map([["variant", new Map([["optimized", madeFigures(some)]])]] as const);
    expect(experimentOf(values, { hasOneVariant: true, site })).toMatchObject({ comparisons: [], reason: "Remove the filter by variant to compare." });
  });
});

/** Both variants with so many openings each. */
const arms = (count: number) => new Map([["variant", new Map([
  ["optimized", madeFigures({ ready: spread(count, 200, 1_800), booked: times(count / 4, 400) })],
  ["baseline", madeFigures({ ready: spread(count, 900, 2_500), booked: times(count / 8, 400) })],
])]] as const);

test("an estimate has the intervals of the records that were kept", () => {
  const [kept, estimated] = [experimentOf(arms(80), { site }).comparisons[0], experimentOf(arms(800), { share: 0.1, site }).comparisons[0]];
  expect(estimated?.conversion?.low).toBeCloseTo(kept?.conversion?.low ?? NaN, 6);
  expect(Math.abs((estimated?.speed?.low ?? NaN) - (kept?.speed?.low ?? NaN))).toBeLessThan(30);
  expect(experimentOf(arms(160), { share: 0.1, site }).comparisons[0]?.speedVerdict).toBe("No verdict yet: optimized has 16 and baseline has 16 of the 20 measured openings needed.");
});

describe("free times in the dialog", () => {
  const instant = { times: spread(400, 100, 200), booked: [], bookedTimes: 60 };
  const optimized = { ready: spread(400, 800, 1_200), booked: times(40, 1_000) };
  const baseline = { ready: spread(400, 1_800, 2_200), booked: times(40, 2_000) };

  test("are compared by the time until something can be used: their own for the dialog, the calendar's for the others", () => {
    const { arms: { instant: arm }, comparisons } = experiment({ instant, optimized });
    expect(arm).toMatchObject({ openings: 400, measure: "timesTime", n: 400, fellBack: 0, bookings: 60, conversion: 0.15 });
    expect(Math.abs((arm.p50 ?? NaN) - 150)).toBeLessThan(3);
    expect(comparisons.map(({ variant, to }) => [variant, to])).toEqual([["instant", "optimized"]]);
    expect(comparisons[0]?.speedVerdict).toMatch(/^Instant is 8[45]\d ms faster than optimized at the median \(95 % confidence interval: /);
  });

  test("say how many openings fell back, which are in the conversion and not in the median", () => {
    const { arms: { instant: arm } } = experiment({ instant: { ...instant, ready: times(20, 3_000), fellBack: 20 }, optimized });
    expect(arm).toMatchObject({ openings: 420, n: 400, fellBack: 20 });
    expect(Math.abs((arm.p50 ?? NaN) - 150)).toBeLessThan(3);
    expect(compared({ instant: { ...instant, ready: times(20, 3_000), fellBack: 20 }, optimized }, ["instant", "optimized"]).speedVerdict).toMatch(
      / ms\)\. 4\.8 % of its openings fell back to the calendar and are not in its median\.$/,
    );
  });

  test("have no speed if too many fell back: the median of the rest would flatter them", () => {
    const many = { instant: { ...instant, ready: times(60, 3_000), fellBack: 60 }, optimized };
    expect(compared(many, ["instant", "optimized"])).toMatchObject({
      speed: null,
      speedVerdict: "No verdict: 13.0 % of the openings of instant fell back to the calendar, and the median of the others would not describe it.",
    });
    expect(compared(many, ["instant", "optimized"]).conversion).not.toBeNull();
  });

  test("three variants are three comparisons, whose intervals hold together", () => {
    const { comparisons } = experiment({ instant, optimized, baseline });
    expect(comparisons.map(({ variant, to }) => `${variant} ${to}`)).toEqual(["instant optimized", "instant baseline", "optimized baseline"]);
    const [alone, together] = [compared({ optimized, baseline }), comparisons[2]];
    // 2.39 standard errors instead of 1.96: three intervals with a third of the error each.
    const ratio = ((together?.speed?.high ?? NaN) - (together?.speed?.low ?? NaN)) / ((alone.speed?.high ?? NaN) - (alone.speed?.low ?? NaN));
    expect(ratio).toBeGreaterThan(1.2);
    expect(ratio).toBeLessThan(1.25);
    expect(together?.speedVerdict).toContain("(simultaneous 95 % confidence interval: ");
    expect(alone.speedVerdict).toContain("(95 % confidence interval: ");
  });
});
