import { describe, expect, test } from "vitest";
import { ALERT_RULES, alertPeriods, isFiring, MIN_EXPECTED_OPENINGS, ruleNamed, type AlertName, type ComparedStatistics, type Measurement } from "../../../../src/metrics/alerts/alert-rules.ts";
import { NO_FIGURES, summaryOf } from "../../../../src/metrics/statistics/figures.ts";
import type { Summary } from "../../../../src/metrics/shared/sample.ts";

/** A summary with these numbers of openings and percentiles. */
function openings({ ready, times = 0, fellBack = 0, opened = 0, failed = 0, p50 = 500, p95 = 900 }: Partial<Record<"times" | "fellBack" | "opened" | "failed" | "p50" | "p95", number>> & { ready: number }): Summary {
  const none = summaryOf(NO_FIGURES, "all");
  const total = ready + times + opened + failed;
  return {
    ...none,
    total,
    outcomes: { ...none.outcomes, ready, times, opened, failed },
    timesSeen: times,
    fellBack,
    errors: failed,
    errorRate: total === 0 ? null : failed / total,
    phases: {
      ...none.phases,
      totalDuration: { ...none.phases.totalDuration, n: ready, ...(ready > 0 && { p50LoadTime: p50, p95LoadTime: p95 }) },
      timesTime: { ...none.phases.timesTime, n: times, ...(times > 0 && { p50LoadTime: p50, p95LoadTime: p95 }) },
    },
  };
}

const USUAL = openings({ ready: 500 });
const ENOUGH = { all: 12, failed: 12 };
const compared = (recent: Summary, usual = USUAL, errors = { recent: 0, usual: 0 }, fewestOpenings = 0, senders = ENOUGH): ComparedStatistics => ({ recent, usual, errors, fewestOpenings, senders });
const measure = (rule: AlertName, statistics: ComparedStatistics, wasFiring = false) => ruleNamed(rule).measure(statistics, wasFiring);

/** Whether a rule whose alert is off fires for these openings. */
function fires(rule: AlertName, recent: Summary, usual = USUAL): boolean {
  const measurement = measure(rule, compared(recent, usual));
  return measurement !== null && isFiring(false, measurement);
}

describe("the error rate", () => {
  test("fires above 5 %", () => {
    expect(fires("error-rate", openings({ ready: 95, failed: 5 }))).toBe(false);
    expect(fires("error-rate", openings({ ready: 94, failed: 6 }))).toBe(true);
  });

  test("is the share of all openings, with their number", () => {
    expect(measure("error-rate", compared(openings({ ready: 30, failed: 10 })))).toEqual({ value: 0.25, n: 40, senders: 12, threshold: 0.05 });
  });

  test("needs 20 openings, even if all of them failed", () => {
    expect(measure("error-rate", compared(openings({ ready: 0, failed: 19 })))).toBeNull();
    expect(fires("error-rate", openings({ ready: 0, failed: 20 }))).toBe(true);
  });
});

describe("one sender cannot start an alert", () => {
  const bad = openings({ ready: 20, times: 20, fellBack: 60, opened: 40, failed: 40, p50: 9_000, p95: 9_000 });
  const usual = openings({ ready: 500, times: 500 });

  test.each<AlertName>(["error-rate", "no-times", "fell-back", "p95", "times-p95", "regression", "times-regression"])("%s is not measured with openings of fewer than three senders", (rule) => {
    expect(measure(rule, compared(bad, usual, undefined, 0, { all: 2, failed: 2 }))).toBeNull();
    const measurement = measure(rule, compared(bad, usual, undefined, 0, { all: 3, failed: 3 }));
    expect(measurement).toMatchObject({ senders: 3 });
    expect(measurement && isFiring(false, measurement)).toBe(true);
  });

  test("the error rate does not fire for errors of two senders among the openings of many, and stays on once it fires", () => {
    const two = compared(bad, USUAL, undefined, 0, { all: 16, failed: 2 });
    expect(measure("error-rate", two)).toBeNull();
    expect(measure("error-rate", two, true)).toMatchObject({ value: 1 / 3 });
  });
});

describe("openings without free times", () => {
  test("are not errors", () => {
    expect(measure("error-rate", compared(openings({ ready: 10, opened: 10 })))).toMatchObject({ value: 0, n: 20 });
  });

  test("fire when they are more than 20 percentage points above the usual share", () => {
    expect(fires("no-times", openings({ ready: 80, opened: 20 }))).toBe(false);
    expect(fires("no-times", openings({ ready: 79, opened: 21 }))).toBe(true);
    expect(fires("no-times", openings({ ready: 0, opened: 20 }))).toBe(true);
  });

  test("do not fire on a site that has no other openings", () => {
    expect(fires("no-times", openings({ ready: 0, opened: 100 }), openings({ ready: 0, opened: 500 }))).toBe(false);
    expect(fires("no-times", openings({ ready: 0, opened: 100 }), openings({ ready: 30, opened: 470 }))).toBe(false);
  });

  test("may vary by three standard errors where they are half of the openings: fewer than one false alarm in 700 evaluations", () => {
    const usual = openings({ ready: 250, opened: 250 });
    expect(fires("no-times", openings({ ready: 4, opened: 16 }), usual)).toBe(false);
    expect(fires("no-times", openings({ ready: 3, opened: 17 }), usual)).toBe(true);
    expect(binomialTail(20, 17, 0.5)).toBeLessThan(1 / 700);
  });

  test("need 20 openings now and 50 before; an alert that is on needs half as many", () => {
    expect(measure("no-times", compared(openings({ ready: 0, opened: 19 })))).toBeNull();
    expect(measure("no-times", compared(openings({ ready: 0, opened: 20 }), openings({ ready: 49 })))).toBeNull();
    expect(measure("no-times", compared(openings({ ready: 0, opened: 10 }), openings({ ready: 25 })), true)).toMatchObject({ value: 1, n: 10, usual: 0 });
  });

  test("have the usual share beside them", () => {
    expect(measure("no-times", compared(openings({ ready: 10, opened: 30 }), openings({ ready: 95, opened: 5 })))).toEqual({ value: 0.75, n: 40, senders: 12, threshold: 0.25, usual: 0.05 });
  });
});

describe("openings that fell back", () => {
  test("fire when they are more than 20 percentage points above the usual share of the openings that were to show free times", () => {
    const usual = openings({ ready: 0, times: 500 });
    expect(fires("fell-back", openings({ ready: 20, times: 80, fellBack: 20 }), usual)).toBe(false);
    expect(fires("fell-back", openings({ ready: 21, times: 79, fellBack: 21 }), usual)).toBe(true);
    expect(measure("fell-back", compared(openings({ ready: 30, times: 70, fellBack: 30 }), usual))).toEqual({ value: 0.3, n: 100, senders: 12, threshold: 0.2, usual: 0 });
  });

  test("leave out the openings of other variants, and those that failed", () => {
    expect(measure("fell-back", compared(openings({ ready: 500, failed: 20, times: 30, fellBack: 10 }), openings({ ready: 0, times: 500 })))).toMatchObject({ value: 0.25, n: 40 });
  });

  test("do not fire on a site whose openings always fall back", () => {
    expect(fires("fell-back", openings({ ready: 100, fellBack: 100 }), openings({ ready: 500, fellBack: 500 }))).toBe(false);
  });

  test("need 20 openings now and 50 before", () => {
    expect(measure("fell-back", compared(openings({ ready: 19, fellBack: 19 }), openings({ ready: 0, times: 500 })))).toBeNull();
    expect(measure("fell-back", compared(openings({ ready: 20, fellBack: 20 }), openings({ ready: 0, times: 49 })))).toBeNull();
  });
});

describe("the two waits", () => {
  test("are judged apart: slow free times fire their own rules, and a slow calendar fires its own", () => {
    const usual = openings({ ready: 500, times: 500, p50: 200 });
    expect(fires("times-p95", openings({ ready: 0, times: 20, p95: 1_200 }), usual)).toBe(false);
    expect(fires("times-p95", openings({ ready: 0, times: 20, p95: 1_201 }), usual)).toBe(true);
    expect(fires("times-regression", openings({ ready: 0, times: 20, p50: 301 }), usual)).toBe(true);
    for (const rule of ["p95", "regression"] as const) expect(measure(rule, compared(openings({ ready: 0, times: 500, p50: 9_000, p95: 9_000 }), usual))).toBeNull();
    for (const rule of ["times-p95", "times-regression"] as const) expect(measure(rule, compared(openings({ ready: 500, p50: 9_000, p95: 9_000 }), usual))).toBeNull();
  });

  test("an opening with free times is a success", () => {
    expect(measure("error-rate", compared(openings({ ready: 0, times: 20 })))).toMatchObject({ value: 0, n: 20 });
    expect(measure("no-times", compared(openings({ ready: 0, times: 20 }), openings({ ready: 0, times: 50 })))).toMatchObject({ value: 0 });
  });
});

/** The probability of at least `least` of `n`, each with the probability `p`. */
function binomialTail(n: number, least: number, p: number): number {
  let [tail, term] = [0, (1 - p) ** n];
  for (let k = 0; k <= n; k++) {
    if (k >= least) tail += term;
    term *= ((n - k) / (k + 1)) * (p / (1 - p));
  }
  return tail;
}

const spike = (recent: number, usual: number) => measure("error-spike", compared(USUAL, USUAL, { recent, usual }));
const isSpike = (recent: number, usual: number) => isFiring(false, spike(recent, usual) as Measurement);

describe("the error spike", () => {
  test("fires above 20 errors if there are usually few", () => {
    expect([isSpike(20, 0), isSpike(21, 0), isSpike(21, 6)]).toEqual([false, true, true]);
  });

  test("fires above three times the usual number if there are usually more", () => {
    expect([isSpike(300, 100), isSpike(301, 100)]).toEqual([false, true]);
  });

  test("ends below 80 % of the limit", () => {
    expect([isFiring(true, spike(16, 0) as Measurement), isFiring(true, spike(15, 0) as Measurement)]).toEqual([true, false]);
  });

  test("needs no openings, and has the usual number beside it", () => {
    const none = openings({ ready: 0 });
    expect(measure("error-spike", compared(none, none, { recent: 40, usual: 1.5 }))).toEqual({ value: 40, n: 40, threshold: 20, usual: 1.5 });
  });
});

describe("the 95th percentile", () => {
  test("fires above 3,000 ms", () => {
    expect(fires("p95", openings({ ready: 20, p95: 3_000 }))).toBe(false);
    expect(fires("p95", openings({ ready: 20, p95: 3_001 }))).toBe(true);
  });

  test("needs 20 ready openings, however many failed", () => {
    expect(measure("p95", compared(openings({ ready: 19, failed: 100, p95: 9_000 })))).toBeNull();
  });
});

const whileOn = (usual: number) => measure("regression", compared(openings({ ready: 10, p50: 9_000 }), openings({ ready: usual })), true);

describe("a regression", () => {
  test("fires when the median is more than 1.5 times the usual one", () => {
    const usual = openings({ ready: 50, p50: 400 });
    expect(fires("regression", openings({ ready: 20, p50: 600 }), usual)).toBe(false);
    expect(fires("regression", openings({ ready: 20, p50: 601 }), usual)).toBe(true);
  });

  test("needs a noticeable difference", () => {
    const usual = openings({ ready: 50, p50: 16 });
    expect(fires("regression", openings({ ready: 20, p50: 100 }), usual)).toBe(false);
    expect(fires("regression", openings({ ready: 20, p50: 117 }), usual)).toBe(true);
  });

  test("has the usual median beside it", () => {
    expect(measure("regression", compared(openings({ ready: 20, p50: 900 })))).toEqual({ value: 900, n: 20, senders: 12, threshold: 750, usual: 500 });
  });

  test("needs 20 openings now and 50 before", () => {
    expect(measure("regression", compared(openings({ ready: 19, p50: 9_000 })))).toBeNull();
    expect(measure("regression", compared(openings({ ready: 20, p50: 9_000 }), openings({ ready: 49 })))).toBeNull();
  });

  test("that is on needs half as many, so that a new hour does not end it", () => {
    expect(whileOn(25)).toMatchObject({ value: 9_000, n: 10 });
    expect(whileOn(24)).toBeNull();
  });
});

const silence = (total: number, fewest: number) => measure("silence", compared(openings({ ready: total }), USUAL, undefined, fewest));

describe("silence", () => {
  test("fires without any opening if each of the last 7 days had 12 or more", () => {
    expect(isFiring(false, silence(0, 12) as Measurement)).toBe(true);
    expect(silence(0, 12)).toEqual({ value: 0, n: 0, threshold: 1, isFloor: true, usual: 12 });
    expect(isFiring(false, silence(1, 500) as Measurement)).toBe(false);
  });

  test("does not fire if one of the days had fewer; an alert that is on stays on into the night", () => {
    expect(silence(0, 11)).toBeNull();
    expect(isFiring(true, measure("silence", compared(openings({ ready: 0 }), USUAL, undefined, 0), true) as Measurement)).toBe(true);
  });

  test("ends with the first opening, whatever is usual at that hour", () => {
    expect(isFiring(true, silence(0, 12) as Measurement)).toBe(true);
    expect(isFiring(true, silence(1, 12) as Measurement)).toBe(false);
    expect(isFiring(true, silence(1, 0) as Measurement)).toBe(false);
  });

  test("false alarms: fewer than one a year at five-minute evaluation", () => {
    const evaluations = (365 * 24 * 60) / 5;
    expect(evaluations * Math.exp(-MIN_EXPECTED_OPENINGS)).toBeLessThan(1);
    expect(evaluations * Math.exp(-(MIN_EXPECTED_OPENINGS - 1))).toBeGreaterThan(1);
  });
});

const waiting = (minutes: number, n = 3) => measure("forms", { ...compared(openings({ ready: 0 })), forms: { n, minutes } }) as Measurement;

describe("messages of forms", () => {
  test("fire once the oldest has waited for more than ten minutes, whatever the number of openings", () => {
    expect([10, 11].map((minutes) => isFiring(false, waiting(minutes)))).toEqual([false, true]);
    expect(waiting(11)).toEqual({ value: 11, n: 3, threshold: 10 });
  });

  test("stop when all are delivered, or the receiver is gone", () => {
    expect(isFiring(true, waiting(0, 0))).toBe(false);
    expect(measure("forms", compared(openings({ ready: 0 })))).toBeNull();
    expect(isFiring(true, measure("forms", compared(openings({ ready: 0 })), true) as Measurement)).toBe(false);
  });
});

const at = (value: number): Measurement => ({ value, n: 100, threshold: 3_000 });

describe("an alert that is on", () => {
  test("stays on until the value is 20 % below the threshold", () => {
    expect(isFiring(true, at(2_400))).toBe(true);
    expect(isFiring(true, at(2_399))).toBe(false);
  });

  test("does not flap while the value varies around the threshold", () => {
    let firing = false;
    const seen = [2_990, 3_010, 2_990, 3_010, 2_500].map((value) => (firing = isFiring(firing, at(value))));
    expect(seen).toEqual([false, true, true, true, true]);
  });
});

describe("a limit that an admin has set", () => {
  const bad = openings({ ready: 80, times: 80, fellBack: 20, opened: 20, failed: 20, p50: 900, p95: 2_000 });
  const usual = openings({ ready: 500, times: 500, p50: 500 });
  const withErrors = (errors: number) => compared(bad, usual, { recent: errors, usual: 0 }, 8);
  const nothing = compared(openings({ ready: 0 }), usual, undefined, 8);
  test.each<[AlertName, ComparedStatistics, number, number]>([
    ["error-rate", withErrors(0), 0.05, 0.15],
    ["no-times", withErrors(0), 0.05, 0.2],
    ["fell-back", withErrors(0), 0.1, 0.3],
    ["p95", withErrors(0), 1_500, 2_500],
    ["times-p95", withErrors(0), 1_500, 2_500],
    ["regression", withErrors(0), 1.5, 2],
    ["times-regression", withErrors(0), 1.5, 2],
    ["error-spike", withErrors(15), 10, 20],
    ["silence", nothing, 8, 9],
  ])("decides when %s fires", (rule, statistics, low, high) => {
    const firesAt = (limit: number) => {
      const measurement = ruleNamed(rule).measure(statistics, false, limit);
      return measurement !== null && isFiring(false, measurement);
    };
    expect([firesAt(low), firesAt(high)]).toEqual([true, false]);
    expect(ruleNamed(rule).measure(statistics, false)).toEqual(ruleNamed(rule).measure(statistics, false, ruleNamed(rule).limit.byDefault));
  });
});

test("the rules look at this hour and the one before, and at the same hours of the last 7 days", () => {
  const { recent, usual } = alertPeriods(new Date("2026-03-01T00:20:00Z"));
  const hours = (periods: typeof recent) => periods.map(({ key }) => key).join(" ");
  expect(hours(recent)).toBe("h:2026-02-28T23 h:2026-03-01T00");
  expect(hours(usual.slice(0, 4))).toBe("h:2026-02-27T23 h:2026-02-28T00 h:2026-02-26T23 h:2026-02-27T00");
  expect(hours(usual.slice(-2))).toBe("h:2026-02-21T23 h:2026-02-22T00");
  expect(usual).toHaveLength(14);
});

test("every rule has its own name, and a condition for the docs", () => {
  expect(ALERT_RULES.map(({ name }) => name)).toEqual([
    "error-rate", "no-times", "fell-back", "p95", "times-p95", "regression", "times-regression", "error-spike", "silence", "forms",
  ]);
  for (const { condition } of ALERT_RULES) expect(condition).toMatch(/^[A-Z\d].*\.$/);
});
