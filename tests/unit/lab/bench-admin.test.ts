import { describe, expect, test } from "vitest";
import { parseOptions, USAGE } from "../../lab/bench-admin/options.ts";
import { reportText } from "../../lab/bench-admin/report.ts";
import { targetsOf, timesOf, viewResults, type AdminResults, type Measured } from "../../lab/bench-admin/results.ts";
import { COMBINATION, REPORT, SIGN_IN, VIEWS, WHOLE_PAGE, type View } from "../../lab/bench-admin/views.ts";

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => n - i);
}

describe("times", () => {
  test("have the median, the 95th percentile, the maximum and their number", () => {
    expect(timesOf(upTo(100))).toEqual({ n: 100, p50: 50, p95: 95, max: 100 });
    expect(timesOf(upTo(101))).toEqual({ n: 101, p50: 51, p95: 96, max: 101 });
    expect(timesOf(upTo(20))).toEqual({ n: 20, p50: 10, p95: 19, max: 20 });
    expect(timesOf([7])).toEqual({ n: 1, p50: 7, p95: 7, max: 7 });
  });

  test("without values are undefined", () => {
    expect(timesOf([])).toBeUndefined();
  });
});

function measured(view: View, ms: number[], gzipBytes = 20_000): Measured {
  return { view, ms, cpu: ms.map((one) => one / 2), bytes: 100_000, gzipBytes };
}

const COMPARED = { signIn: SIGN_IN, report: REPORT };

describe("each view", () => {
  const all = [measured(WHOLE_PAGE, [30, 40, 50]), measured(SIGN_IN, [4, 4, 100]), measured(REPORT, [10, 10, 10])];

  test("is compared by its median with the sign-in page and with the report", () => {
    const [page] = viewResults(all, COMPARED);
    expect(page).toMatchObject({ what: WHOLE_PAGE.what, n: 3, p50: 40, max: 50, cpu: 20, toSignIn: 10, toReport: 4 });
  });

  test("has no ratio to what was not measured, and no result without times", () => {
    const [page, ...others] = viewResults([measured(WHOLE_PAGE, [30]), measured(SIGN_IN, [])], COMPARED);
    expect(page).toMatchObject({ toSignIn: null, toReport: null });
    expect(others).toEqual([]);
  });

  test("has a unique name", () => {
    expect(new Set(VIEWS.map(({ what }) => what)).size).toBe(VIEWS.length);
    expect(VIEWS).toContain(WHOLE_PAGE);
  });
});

function metBy(ms: number, gzipBytes: number): boolean[] {
  return targetsOf(viewResults([measured(WHOLE_PAGE, [ms], gzipBytes), measured(COMBINATION, [ms])], COMPARED), WHOLE_PAGE, COMBINATION).map(({ isMet }) => isMet);
}

describe("the targets", () => {
  test("are met below 150 ms and 25 KB, not at them", () => {
    expect(metBy(149.9, 24_999)).toEqual([true, true, true]);
    expect(metBy(150, 25_000)).toEqual([false, false, false]);
  });

  test("use the 95th percentile, not the median", () => {
    const [target] = targetsOf(viewResults([measured(WHOLE_PAGE, [10, 10, 10, 10, 200])], COMPARED), WHOLE_PAGE, COMBINATION);
    expect(target).toMatchObject({ value: 200, isMet: false });
  });

  test("are not met by a page that was not measured", () => {
    expect(targetsOf([], WHOLE_PAGE, COMBINATION).map(({ value, isMet }) => [value, isMet])).toEqual([[null, false], [null, false], [null, false]]);
  });
});

const VIEW_RESULTS = viewResults(VIEWS.map((view) => measured(view, [1_234.56, 12_345.6], 654_321)), COMPARED);

const RESULTS: AdminResults = {
  takenAt: "2026-11-22T15:00:00.000Z",
  environment: { node: "v24.0.0", platform: "linux x64", cpus: 2, cpuModel: "CPU", loadAverage: 0.1, loadAverageAfter: 1.4 },
  seed: 1,
  days: 90,
  openings: 10_800,
  rounds: 101,
  views: VIEW_RESULTS,
  fresh: VIEW_RESULTS.slice(0, 1).map((view) => ({ ...view, toSignIn: null })),
  unpackedMs: 264.4,
  targets: [
    { what: "page, p95", unit: "ms", value: 151.25, limit: 150, isMet: false },
    { what: "page, gzip", unit: "bytes", value: 16_738, limit: 25_000, isMet: true },
    { what: "nothing", unit: "ms", value: null, limit: 150, isMet: false },
  ],
};

describe("the report", () => {
  test("lists the targets, each with its result, value and limit", () => {
    const text = reportText(RESULTS);
    expect(text).toContain("MISSED page, p95: 151.3 ms (target: below 150)");
    expect(text).toContain("met    page, gzip: 16,738 bytes (target: below 25,000)");
    expect(text).toContain("MISSED nothing: — (target: below 150)");
  });

  test("has a line for every view, and a dash instead of a missing ratio", () => {
    const lines = reportText(RESULTS).split("\n");
    for (const { what } of VIEWS) expect(lines.some((line) => line.trim().startsWith(what))).toBe(true);
    expect(lines.find((line) => line.trim().startsWith(WHOLE_PAGE.what))).toMatch(/90 days +2 +1234\.6 +12345\.6 +12345\.6 +617\.3 +100,000 +654,321 +1\.00 +1\.00$/);
    expect(lines.filter((line) => line.trim().startsWith(WHOLE_PAGE.what))[1]).toMatch(/— +1\.00$/);
  });

  test("has the load average, and warns if the machine was busy before", () => {
    expect(reportText(RESULTS)).toContain("Load average: 0.1 before the run, 1.4 at its end.");
    expect(reportText(RESULTS)).not.toContain("busy");
    expect(reportText({ ...RESULTS, environment: { ...RESULTS.environment, loadAverage: 0.6 } })).toContain("busy");
  });

  test("fits a terminal of 110 columns", () => {
    expect(Math.max(...reportText(RESULTS).split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
  });
});

describe("its options", () => {
  test("are 101 rounds over 90 days by default", () => {
    expect(parseOptions([])).toEqual({ days: 90, perDay: 120, rounds: 101, fresh: 7, save: false, seed: 1 });
    expect(parseOptions(["--save", "--rounds", "5", "--per-day", "9"])).toMatchObject({ save: true, rounds: 5, perDay: 9 });
  });

  test.each([["--rounds", "0"], ["--days", "91"], ["--fresh", "x"], ["--seed", "1.5"], ["--sav"]])("refuse wrong values: %s %s", (...args) => {
    expect(() => parseOptions(args.filter((arg) => arg !== undefined))).toThrow(USAGE);
  });
});
