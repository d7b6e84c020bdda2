import { describe, expect, test } from "vitest";
import { decidedQuery, statusOf } from "../../../../src/metrics/report/dashboard/status.ts";
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
  test("with the measured p75 beside its budget", () => {
    expect(status(...ready(20), ...failed(1), ...ready(29))).toEqual([
      "working",
      "The newest openings of 50 senders: 49 ready, 1 failed, p75 1,020 ms over 49 load times (budget 1,200 ms).",
    ]);
  });

  test("over the budget, but not poor, is slow: never working beside a budget that is missed", () => {
    expect(status(...ready(10, 2_999))).toEqual(["slow", "The newest openings of 10 senders: 10 ready, p75 2,999 ms over 10 load times (above the budget of 1,200 ms)."]);
    expect(status(...ready(10, 1_200))[1]).toContain("(budget 1,200 ms)");
  });

  test("with too few load times to rate the speed", () => {
    expect(status(...ready(9, 9_000))).toEqual(["working", "The newest openings of 9 senders: 9 ready; too few load times to rate the speed (9 of 10)."]);
  });

  test("with an error rate of exactly the budget", () => {
    expect(status(...ready(19), ...failed(1))[0]).toBe("working");
  });

  test("the percentile leaves reopened calendars out", () => {
    const [, reason] = status(...ready(30, 20, { openKind: "reopened" }), ...ready(7, 700), ...ready(3, 1_500));
    expect(reason).toContain("p75 1,500 ms over 10 load times");
    expect(status(...ready(40, 20, { openKind: "reopened" }))[1]).toContain("(0 of 10)");
  });
});

describe("failing", () => {
  test("when the last three failed or timed out, whatever came before", () => {
    expect(status(...failed(2), ...failed(1, "timed-out"), ...ready(47))).toEqual(["failing", "The newest opening of each of the last 3 senders failed or timed out."]);
    expect(status(...failed(12))).toEqual(["failing", "The newest opening of each of the last 12 senders failed or timed out."]);
    expect(status(...failed(2), ...ready(1), ...failed(1), ...ready(46))[0]).not.toBe("failing");
  });

  test("when half of the last ten failed", () => {
    const alternating = [...ready(1), ...failed(1), ...ready(1), ...failed(1), ...ready(1), ...failed(1), ...ready(1), ...failed(1), ...ready(1), ...failed(1)];
    expect(status(...alternating, ...ready(40))).toEqual(["failing", "Of the newest openings of 10 senders, 5 failed or timed out."]);
    expect(status(...alternating.slice(0, 9), ...ready(41))[0]).not.toBe("failing");
  });

  test("when three of five failed", () => {
    expect(status(...failed(1), ...ready(1), ...failed(1), ...ready(1), ...failed(1))).toEqual(["failing", "Of the newest openings of 5 senders, 3 failed or timed out."]);
  });
});

describe("degraded", () => {
  test("when more than 5 % of twenty or more failed", () => {
    expect(status(...ready(18), ...failed(1), ...failed(1, "timed-out"))).toEqual([
      "degraded",
      "The newest openings of 20 senders: 18 ready, 1 failed, 1 timed out; the error rate of 10 % is above the budget of 5 %.",
    ]);
    expect(status(...ready(17), ...failed(2))[0]).toBe("working");
  });

  test("when three in four waited for more than 3 s", () => {
    expect(status(...ready(7, 1_000), ...ready(3, 3_001))).toEqual([
      "degraded",
      "The newest openings of 10 senders: 10 ready; p75 3,001 ms over 10 load times is slower than 3,000 ms.",
    ]);
    expect(status(...ready(7, 1_000), ...ready(3, 3_000))[0]).toBe("slow");
    expect(status(...ready(8, 1_000), ...ready(3, 9_000))[0]).toBe("degraded");
    expect(status(...ready(9, 1_000), ...ready(3, 9_000))[0]).toBe("working");
  });

  test("when fewer than three failed: neither working nor failing", () => {
    expect(status(...failed(2), ...ready(1))).toEqual(["degraded", "Of the newest openings of 3 senders, 2 failed or timed out, which may be bad luck."]);
    expect(status(...failed(2), ...ready(2))[0]).toBe("degraded");
  });
});

/** The newest first, on a site that had these openings in the last 7 days. */
function usual(usually: { ready: number; opened: number; times?: number }, ...samples: StoredSample[]) {
  const { state, reason } = statusOf(samples, samples[0], { times: 0, ...usually });
  return [state, reason];
}

describe("openings without free times", () => {
  test("are named, even if the status is working", () => {
    const [state, reason] = usual({ ready: 0, opened: 40 }, ...opened(20));
    expect(state).toBe("working");
    expect(reason).toBe(
      "The newest openings of 20 senders: 0 ready, 20 opened without times. Cal's page was on the screen, but Cal reported no free times: normal for a routing form, a profile, " +
        "a dynamic group or a Cal older than November 2025. For any other event, open the site, click a booking button and check that the calendar shows times.",
    );
    expect(status(...ready(9), ...opened(2))).toEqual(["working", "The newest openings of 11 senders: 9 ready, 2 opened without times; too few load times to rate the speed (9 of 10)."]);
  });

  test("are not errors", () => {
    expect(status(...opened(19), ...failed(1))[0]).toBe("working");
    expect(status(...ready(2), ...failed(2))[0]).toBe("degraded");
    expect(status(...opened(3), ...failed(2))[0]).toBe("working");
  });

  test("degrade the status if they are unusual: three in a row where nearly all had times", () => {
    expect(usual({ ready: 99, opened: 1 }, ...opened(3), ...ready(47))).toEqual([
      "degraded",
      "Cal's page was on the screen in the newest openings of 3 senders, but Cal reported no free times; in the last 7 days it reported them in 99 % of the openings. " +
        "Open the site, click a booking button and check that the calendar shows times.",
    ]);
    expect(usual({ ready: 99, opened: 1 }, ...opened(2), ...ready(48))[0]).toBe("working");
    expect(usual({ ready: 99, opened: 1 }, ...opened(50))[0]).toBe("degraded");
  });

  test("still do so on the sixth day", () => {
    expect(usual({ ready: 100, opened: 600 }, ...opened(50))[0]).toBe("degraded");
  });

  test("do not where half of the pages lead to a routing form, unless there are ten in a row", () => {
    const half = { ready: 500, opened: 500 };
    expect(usual(half, ...opened(9), ...ready(41))[0]).toBe("working");
    expect(usual(half, ...opened(10), ...ready(40))[0]).toBe("degraded");
  });

  test("are only named if there is little to compare with", () => {
    expect(usual({ ready: 2, opened: 3 }, ...opened(3), ...ready(2))[0]).toBe("working");
    expect(usual({ ready: 0, opened: 0 }, ...opened(3))[0]).toBe("working");
  });
});

const times = (count: number, timesTime = 120, fields: Partial<StoredSample> = {}) =>
  Array.from({ length: count }, (): StoredSample => ({ ...base, outcome: "times", variant: "instant", openKind: "cold", timesTime, ...fields }));

const slowOf = (...samples: StoredSample[]) => statusOf(samples, samples[0]).slow;

describe("free times in the dialog", () => {
  test("are a success, with a p75 and a budget of their own", () => {
    expect(status(...times(20))).toEqual(["working", "The newest openings of 20 senders: 20 with times, p75 120 ms over 20 waits for free times (budget 400 ms)."]);
    expect(status(...times(20, 401))).toEqual(["slow", expect.stringContaining("(above the budget of 400 ms)")]);
    expect(status(...times(20, 1_201))).toEqual(["degraded", "The newest openings of 20 senders: 20 with times; p75 1,201 ms over 20 waits for free times is slower than 1,200 ms."]);
  });

  test("or calendars: the status says which of them is slow", () => {
    expect([slowOf(...times(20, 401), ...ready(20, 900)), slowOf(...times(20, 300), ...ready(20, 1_201)), slowOf(...times(20, 401), ...ready(20, 1_201)), slowOf(...times(20), ...ready(20))]).toEqual([["times"], ["ready"], ["ready", "times"], undefined]);
  });

  test("and calendars are rated apart: neither hides the other", () => {
    expect(status(...times(30), ...ready(10, 900))[1]).toBe(
      "The newest openings of 40 senders: 30 with times, 10 ready, p75 900 ms over 10 load times (budget 1,200 ms), p75 120 ms over 30 waits for free times (budget 400 ms).",
    );
    expect(status(...times(39), ...ready(11, 3_001))[0]).toBe("degraded");
    expect(status(...ready(39), ...times(11, 1_201))[0]).toBe("degraded");
    expect(status(...times(9), ...ready(9))[1]).toContain("too few load times to rate the speed (9 of 10)");
  });

  test("that were picked and led to an error are errors", () => {
    expect(status(...failed(3), ...times(10))[0]).toBe("failing");
  });

  test("count as times when Cal reports none", () => {
    expect(usual({ ready: 0, times: 99, opened: 1 }, ...opened(3), ...times(47))[0]).toBe("degraded");
    expect(usual({ ready: 0, opened: 40 }, ...opened(5), ...times(15))[1]).not.toContain("normal for a routing form");
  });

  test("the newest one has its wait beside it", () => {
    expect(statusOf(times(3), times(1)[0]).newest).toEqual({ receivedAt: AT, outcome: "times", openKind: "cold", timesTime: 120 });
  });
});

describe("no data", () => {
  test("without any opening, with the next step", () => {
    const found = statusOf([], undefined);
    expect(found).toEqual({
      state: "no-data",
      reason: "No opening has been counted yet. Open the site and click a booking button; the opening is counted within seconds.",
      senders: 0,
      newest: null,
    });
  });

  test("when the newest opening is old, with its time", () => {
    const [newest] = ready(1);
    expect(statusOf([], newest)).toMatchObject({
      state: "no-data",
      reason: expect.stringMatching(/^In the last 24 hours no opening got ready or failed; the newest one was on 2026-11-25, 15:20 UTC\. Open the site/),
      newest: { receivedAt: AT, outcome: "ready", openKind: "cold", totalDuration: 1_020 },
    });
  });

  test("when every opening was closed before it was ready or had failed", () => {
    const newest: StoredSample = { ...base, outcome: "abandoned" };
    expect(decidedQuery(new Date(AT)).matches?.(newest)).toBe(false);
    expect(statusOf([], newest)).toMatchObject({
      state: "no-data",
      reason: expect.stringContaining("UTC and was closed before it was ready or had failed."),
      newest: { receivedAt: AT, outcome: "abandoned" },
    });
  });
});

describe("one sender does not decide it", () => {
  test("with fewer than three senders there is no status, whatever they report", () => {
    expect(statusOf([...failed(1), ...ready(1)], failed(1)[0])).toMatchObject({
      state: "no-data",
      senders: 2,
      reason: "The openings of the last 24 hours come from 2 senders (newest: 1 ready, 1 failed). A status needs 3, so that no sender can decide it alone.",
    });
    expect(status(...ready(1))).toEqual(["no-data", expect.stringContaining("come from 1 sender (newest: 1 ready).")]);
    expect(status(...failed(3))[0]).toBe("failing");
  });

  test("each counts once, with the newest opening", () => {
    expect(decidedQuery(new Date(AT))).toMatchObject({ isOnePerSender: true, limit: 50 });
  });
});

test("the openings that the status looks at change with the hours only", () => {
  for (const now of ["2026-11-25T15:20:00.000Z", "2026-11-25T15:59:59.999Z"]) expect(decidedQuery(new Date(now)).since).toEqual(new Date("2026-11-24T15:00:00.000Z"));
});
