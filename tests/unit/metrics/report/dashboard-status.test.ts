import { describe, expect, test } from "vitest";
import { isDecided, judgedSince, statusOf } from "../../../../src/metrics/report/dashboard/status.ts";
import type { StoredSample } from "../../../../src/metrics/shared/sample.ts";

const AT = "2026-11-25T15:20:30.000Z";
const base: StoredSample = { id: "30min", outcome: "ready", timestamp: AT, receivedAt: AT };

const ready = (count: number, totalDuration = 1_020, fields: Partial<StoredSample> = {}) =>
  Array.from({ length: count }, (): StoredSample => ({ ...base, openKind: "cold", totalDuration, ...fields }));
const opened = (count: number) => Array.from({ length: count }, (): StoredSample => ({ ...base, id: "forms/x", outcome: "opened" }));
const failed = (count: number, outcome: "failed" | "timed-out" = "failed") => Array.from({ length: count }, (): StoredSample => ({ ...base, outcome, error: "blocked" }));

/** The newest first. */
function status(...samples: StoredSample[]) {
  const { state, reason } = statusOf(samples, samples[0]);
  return [state, reason];
}

describe("working", () => {
  test("with what was measured beside its budget", () => {
    expect(status(...ready(20), ...failed(1), ...ready(29))).toEqual([
      "working",
      "The last 50 openings: 49 ready, 1 failed, p75 1,020 ms of the 49 loaded anew (budget 1,200 ms).",
    ]);
  });

  test("over the budget, but not poor", () => {
    expect(status(...ready(10, 2_999))).toEqual(["working", "The last 10 openings: 10 ready, p75 2,999 ms of the 10 loaded anew (over the budget of 1,200 ms)."]);
    expect(status(...ready(10, 1_200))[1]).toContain("(budget 1,200 ms)");
  });

  test("with too few to tell how fast", () => {
    expect(status(...ready(9, 9_000))).toEqual(["working", "The last 9 openings: 9 ready; too few loaded anew to tell how fast (9 of 10)."]);
    expect(status(...ready(1))).toEqual(["working", "The last opening: 1 ready; too few loaded anew to tell how fast (1 of 10)."]);
  });

  test("with exactly the budget of errors", () => {
    expect(status(...ready(19), ...failed(1))[0]).toBe("working");
  });

  test("the percentile is that of those that had to load", () => {
    const [, reason] = status(...ready(30, 20, { openKind: "reopened" }), ...ready(7, 700), ...ready(3, 1_500));
    expect(reason).toContain("p75 1,500 ms of the 10 loaded anew");
    expect(status(...ready(40, 20, { openKind: "reopened" }))[1]).toContain("(0 of 10)");
  });
});

describe("failing", () => {
  test("when the last three failed or timed out, whatever was before", () => {
    expect(status(...failed(2), ...failed(1, "timed-out"), ...ready(47))).toEqual(["failing", "The last 3 openings all failed or timed out."]);
    expect(status(...failed(12))).toEqual(["failing", "The last 12 openings all failed or timed out."]);
    expect(status(...failed(2), ...ready(1), ...failed(1), ...ready(46))[0]).not.toBe("failing");
  });

  test("when half of the last ten failed", () => {
    const alternating = [...ready(1), ...failed(1), ...ready(1), ...failed(1), ...ready(1), ...failed(1), ...ready(1), ...failed(1), ...ready(1), ...failed(1)];
    expect(status(...alternating, ...ready(40))).toEqual(["failing", "5 of the last 10 openings failed or timed out."]);
    expect(status(...alternating.slice(0, 9), ...ready(41))[0]).not.toBe("failing");
  });

  test("when there are five and three of them failed", () => {
    expect(status(...failed(1), ...ready(1), ...failed(1), ...ready(1), ...failed(1))).toEqual(["failing", "3 of the last 5 openings failed or timed out."]);
  });
});

describe("degraded", () => {
  test("when more than 5 % of twenty or more failed", () => {
    expect(status(...ready(18), ...failed(1), ...failed(1, "timed-out"))).toEqual([
      "degraded",
      "The last 20 openings: 18 ready, 1 failed, 1 timed out; 10 % errors are over the budget of 5 %.",
    ]);
    expect(status(...ready(17), ...failed(2))[0]).toBe("working");
  });

  test("when three in four waited for more than 3 s", () => {
    expect(status(...ready(7, 1_000), ...ready(3, 3_001))).toEqual([
      "degraded",
      "The last 10 openings: 10 ready; p75 3,001 ms of the 10 loaded anew is slower than 3,000 ms.",
    ]);
    expect(status(...ready(7, 1_000), ...ready(3, 3_000))[0]).toBe("working");
    expect(status(...ready(8, 1_000), ...ready(3, 9_000))[0]).toBe("degraded");
    expect(status(...ready(9, 1_000), ...ready(3, 9_000))[0]).toBe("working");
  });

  test("when the few that there are failed: never green, and no alarm either", () => {
    expect(status(...failed(1))).toEqual(["degraded", "The last opening failed or timed out: too few to be sure that it is more than bad luck."]);
    expect(status(...failed(2), ...ready(2))[0]).toBe("degraded");
  });
});

/** The newest first, on a site that had these openings in the last 7 days. */
function usual(usually: { ready: number; opened: number }, ...samples: StoredSample[]) {
  const { state, reason } = statusOf(samples, samples[0], usually);
  return [state, reason];
}

describe("openings without free times", () => {
  test("are named, and never just working", () => {
    const [state, reason] = usual({ ready: 0, opened: 40 }, ...opened(20));
    expect(state).toBe("working");
    expect(reason).toBe(
      "The last 20 openings: 0 ready, 20 opened without times. Cal's page was on the screen, but Cal reported no free times: usual for a routing form, a profile, " +
        "a dynamic group or a Cal older than November 2025. With any other event, open the site, click a booking button and check that the calendar shows times.",
    );
    expect(status(...ready(9), ...opened(2))).toEqual(["working", "The last 11 openings: 9 ready, 2 opened without times; too few loaded anew to tell how fast (9 of 10)."]);
  });

  test("are no errors", () => {
    expect(status(...opened(19), ...failed(1))[0]).toBe("working");
    expect(status(...ready(2), ...failed(2))[0]).toBe("degraded");
    expect(status(...opened(3), ...failed(2))[0]).toBe("working");
  });

  test("are an error of the calendar where they are not usual: three in a row where nearly all had times", () => {
    expect(usual({ ready: 99, opened: 1 }, ...opened(3), ...ready(47))).toEqual([
      "degraded",
      "Cal's page was on the screen in the last 3 openings, but Cal reported no free times; in the last 7 days it did in 99 % of the openings. " +
        "Open the site, click a booking button and check that the calendar shows times.",
    ]);
    expect(usual({ ready: 99, opened: 1 }, ...opened(2), ...ready(48))[0]).toBe("working");
    expect(usual({ ready: 99, opened: 1 }, ...opened(50))[0]).toBe("degraded");
  });

  test("are still one on the sixth day of it", () => {
    expect(usual({ ready: 100, opened: 600 }, ...opened(50))[0]).toBe("degraded");
  });

  test("are none where half of the pages lead to a routing form, unless it is ten in a row", () => {
    const half = { ready: 500, opened: 500 };
    expect(usual(half, ...opened(9), ...ready(41))[0]).toBe("working");
    expect(usual(half, ...opened(10), ...ready(40))[0]).toBe("degraded");
  });

  test("on a site with little to compare with are named only", () => {
    expect(usual({ ready: 2, opened: 3 }, ...opened(3), ...ready(2))[0]).toBe("working");
    expect(usual({ ready: 0, opened: 0 }, ...opened(3))[0]).toBe("working");
  });
});

describe("no data", () => {
  test("when nothing ever came, with what to do", () => {
    const found = statusOf([], undefined);
    expect(found).toEqual({
      state: "no-data",
      reason: "No opening has been counted yet. Open the site and click a booking button: it is counted within seconds.",
      n: 0,
      newest: null,
    });
  });

  test("when the newest is old, with its time", () => {
    const [newest] = ready(1);
    expect(statusOf([], newest)).toMatchObject({
      state: "no-data",
      reason: expect.stringMatching(/^No opening of the last 24 hours tells whether booking works; the newest is of 2026-11-25, 15:20 UTC\. Open the site/),
      newest: { receivedAt: AT, outcome: "ready", openKind: "cold", totalDuration: 1_020 },
    });
  });

  test("when all that came was closed before it was decided", () => {
    const newest: StoredSample = { ...base, outcome: "abandoned" };
    expect(isDecided(newest)).toBe(false);
    expect(statusOf([], newest)).toMatchObject({
      state: "no-data",
      reason: expect.stringContaining("the newest, which was closed before it was decided, is of"),
      newest: { receivedAt: AT, outcome: "abandoned" },
    });
  });
});

test("what is judged changes with the hours, and never between", () => {
  expect(judgedSince(new Date("2026-11-25T15:20:00.000Z"))).toEqual(new Date("2026-11-24T15:00:00.000Z"));
  expect(judgedSince(new Date("2026-11-25T15:59:59.999Z"))).toEqual(new Date("2026-11-24T15:00:00.000Z"));
});
