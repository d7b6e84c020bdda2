import { describe, expect, test } from "vitest";
import { measureWordsIn } from "../../../../src/host/words/measure-words.ts";
import { circumstances, openingCells, ratingOf, runAsText, summarize, summaryCells, verdict } from "../../../../src/metrics/browser/measure/synthetic-figures.ts";
import type { Step, SyntheticOpening, SyntheticRun } from "../../../../src/metrics/browser/measure/synthetic-run.ts";
import type { CalSample } from "../../../../src/metrics/shared/sample.ts";

const words = measureWordsIn("en");

function ready(step: Step, totalDuration: number, more: Partial<CalSample> = {}): SyntheticOpening {
  return { step, sample: { id: "30min", outcome: "ready", openKind: step, release: "abc1234", totalDuration, ...more } };
}
const failed: SyntheticOpening = { step: "cold", sample: { id: "30min", outcome: "timed-out", openKind: "cold", error: "frame-silent: 3000 ms" } };
const missing: SyntheticOpening = { step: "cold", problem: "code-missing: the booking code did not come" };

const run: SyntheticRun = {
  plan: { cold: 3, reopened: 2, variant: "baseline" },
  state: "finished",
  startedAt: "2026-03-09T08:30:00.000Z",
  seenAt: 0,
  wasHidden: false,
  release: "abc1234",
  viewport: { width: 1_440, height: 900 },
  openings: [
    ready("cold", 1_300, { leadTime: 0, codeTime: 40, calLoadTime: 100, frameTime: 700, slotsTime: 200, iframeLoadTime: 900 }),
    ready("cold", 900),
    failed,
    ready("reopened", 17),
    ready("reopened", 20),
  ],
};

describe("the summary", () => {
  test("has the median, minimum and maximum of the ready openings, beside its n", () => {
    expect(summarize(run)).toEqual([
      { step: "cold", wait: "totalDuration", n: 2, tried: 3, median: 1_100, min: 900, max: 1_300 },
      { step: "reopened", wait: "totalDuration", n: 2, tried: 2, median: 19, min: 17, max: 20 },
    ]);
  });

  test.each([
    [[5], 5],
    [[9, 1, 5], 5],
    [[100, 9, 20, 1], 15],
    [[1, 2, 3, 1_000, 4], 3],
  ])("of %j has the median %d", (times, median) => {
    expect(summarize({ ...run, openings: times.map((time) => ready("cold", time)) })[0]?.median).toBe(median);
  });

  test("of nothing is a dash with its n, and no zero", () => {
    const [cold, reopened] = summarize({ ...run, openings: [failed, missing] });
    expect(cold && summaryCells(cold, words)).toEqual(["cold", "0 of 2", "—", "—", "—"]);
    expect(reopened && summaryCells(reopened, words)).toEqual(["reopened", "0 of 0", "—", "—", "—"]);
  });

  test("does not count an opening that became another kind than planned", () => {
    expect(summarize({ ...run, openings: [ready("cold", 20, { openKind: "warmed" }), ready("reopened", 1_000, { openKind: "cold" })] })).toMatchObject([
      { n: 0, tried: 1 },
      { n: 0, tried: 1 },
    ]);
  });

  test("of free times in the dialog counts no opening that got the calendar instead, and has their budget", () => {
    const times: SyntheticOpening = { step: "cold", sample: { id: "30min", outcome: "times", openKind: "cold", timesTime: 500 } };
    const [cold] = summarize({ plan: { ...run.plan, variant: "instant" }, openings: [times, ready("cold", 900)] });
    expect(cold && summaryCells(cold, words)).toEqual(["cold", "1 of 2", "500 ms", "500 – 500 ms", "needs improvement"]);
    expect(openingCells(times, 0, words)).toEqual(["1", "cold", "—", "—", "—", "—", "—", "500 ms", "—", "needs improvement"]);
    expect(runAsText({ ...run, plan: { ...run.plan, variant: "instant" } }, words)).toContain("\nBudget, click → times: good up to 400 ms, poor above 1,200 ms\n");
  });

  test("is written with units and a rating in words", () => {
    expect(summarize(run).map((summary) => summaryCells(summary, words))).toEqual([
      ["cold", "2 of 3", "1,100 ms", "900 – 1,300 ms", "good"],
      ["reopened", "2 of 2", "19 ms", "17 – 20 ms", "good"],
    ]);
  });
});

describe("an opening", () => {
  test("is a row of its number, kind, times and rating", () => {
    expect(run.openings.map((opening, index) => openingCells(opening, index, words))).toEqual([
      ["1", "cold", "0 ms", "40 ms", "100 ms", "700 ms", "200 ms", "—", "1,300 ms", "needs improvement"],
      ["2", "cold", "—", "—", "—", "—", "—", "—", "900 ms", "good"],
      ["3", "cold", "—", "—", "—", "—", "—", "—", "—", "Timed out: frame-silent: 3000 ms"],
      ["4", "reopened", "—", "—", "—", "—", "—", "—", "17 ms", "good"],
      ["5", "reopened", "—", "—", "—", "—", "—", "—", "20 ms", "good"],
    ]);
  });

  test.each([
    [1_200, "good"],
    [1_201, "needs improvement"],
    [3_000, "needs improvement"],
    [3_001, "poor"],
    [null, null],
  ] as const)("of %j ms is %s", (time, rating) => {
    expect(ratingOf(time)).toBe(rating);
  });

  test("without a sample says why", () => {
    expect(verdict(missing, words)).toBe("Failed: code-missing: the booking code did not come");
    expect(verdict({ step: "cold" }, words)).toBe("Failed: no sample");
  });

  test("of another kind than it was to be says that it is not counted", () => {
    expect(verdict(ready("cold", 20, { openKind: "warmed" }), words)).toBe("good, not counted: was to be cold");
  });
});

describe("the text to hand on", () => {
  test("contains a heading, the circumstances and every measurement", () => {
    expect(runAsText({ ...run, connection: "4g" }, words).split("\n")).toEqual([
      "Synthetic: measured on this device, not among the field numbers",
      "Time (UTC): 2026-03-09 08:30:00",
      "Variant: baseline",
      "Release: abc1234",
      "Viewport: 1440 × 900 px",
      "Connection: 4g",
      "Budget, click → ready: good up to 1,200 ms, poor above 3,000 ms",
      "",
      "Kind\tn\tMedian\tMin – max\tRating",
      "cold\t2 of 3\t1,100 ms\t900 – 1,300 ms\tgood",
      "reopened\t2 of 2\t19 ms\t17 – 20 ms\tgood",
      "",
      "No.\tKind\tLead\tOur code\tembed.js\tFrame\tSlots\tClick → times\tClick → ready\tRating",
      ...run.openings.map((opening, index) => openingCells(opening, index, words).join("\t")),
    ]);
  });

  test("says when it is not valid, and when it was stopped", () => {
    const text = runAsText({ ...run, wasHidden: true, state: "stopped" }, words);
    expect(text).toContain("\nNot valid: this tab was out of sight");
    expect(text).toContain("\nStopped before its end.\n");
    expect(runAsText(run, words)).not.toMatch(/Not valid|Stopped/);
  });

  test("names each release that was measured, and a connection that the browser does not report", () => {
    const changed = { ...run, openings: [...run.openings, ready("cold", 1, { release: "def5678" })] };
    expect(circumstances(changed, words)).toContainEqual(["Release", "abc1234, def5678"]);
    expect(circumstances({ ...run, openings: [] }, words)).toContainEqual(["Release", "abc1234"]);
    expect(circumstances(run, words)).toContainEqual(["Connection", "not available in this browser"]);
  });
});
