import { describe, expect, test } from "vitest";
import { nextStep, readRun, RESUMABLE, withOpening, type Step, type SyntheticOpening, type SyntheticRun } from "../../../../src/metrics/browser/measure/synthetic-run.ts";

const NOW = Date.parse("2026-03-09T08:30:00Z");

const begun: SyntheticRun = {
  plan: { cold: 2, reopened: 3, variant: "optimized" },
  state: "running",
  startedAt: "2026-03-09T08:30:00.000Z",
  seenAt: NOW,
  wasHidden: false,
  release: "abc1234",
  viewport: { width: 1_440, height: 900 },
  openings: [],
};

const opening = (step: Step): SyntheticOpening => ({ step, problem: "no-sample" });

/** A run of which this much has been opened, a second each. */
function after(n: number): SyntheticRun {
  let run = begun;
  for (let i = 1; i <= n; i++) run = withOpening(run, opening(nextStep(run) ?? "cold"), NOW + i * 1_000);
  return run;
}

describe("a run", () => {
  test("is its cold openings and then its reopened ones, whatever became of them", () => {
    expect([0, 1, 2, 3, 4, 5].map((n) => nextStep(after(n)))).toEqual(["cold", "cold", "reopened", "reopened", "reopened", undefined]);
    expect(after(5).openings.map(({ step }) => step)).toEqual(["cold", "cold", "reopened", "reopened", "reopened"]);
  });

  test("is finished with the last one, and not before", () => {
    expect(after(4).state).toBe("running");
    expect(after(5).state).toBe("finished");
  });

  test("was seen when its newest opening was decided", () => {
    expect(after(3).seenAt).toBe(NOW + 3_000);
  });

  test("that was stopped stays so", () => {
    expect(withOpening({ ...begun, state: "stopped" }, opening("cold"), NOW).state).toBe("stopped");
  });
});

describe("the run that an earlier page view has kept", () => {
  test("goes on within two minutes, and is stopped after that, with all that it has", () => {
    expect(readRun(JSON.stringify(begun), NOW + RESUMABLE)).toEqual(begun);
    expect(readRun(JSON.stringify(after(2)), NOW + 2_000 + RESUMABLE + 1)).toEqual({ ...after(2), state: "stopped" });
    expect(RESUMABLE).toBe(120_000);
  });

  test("is still there to read when it is finished, however old", () => {
    expect(readRun(JSON.stringify(after(5)), NOW + 1e9)).toEqual(after(5));
  });

  test.each([null, "", "null", "7", "[]", "{", "{}", '{"openings":[]}', '{"openings":[],"plan":{}}', '{"openings":{},"plan":{},"viewport":{}}'])("that is %j is none", (text) => {
    expect(readRun(text, NOW)).toBeUndefined();
  });
});
