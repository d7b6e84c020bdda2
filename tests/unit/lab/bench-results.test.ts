import { describe, expect, test } from "vitest";
import { appear } from "../../../src/booking/browser/booking-limits.ts";
import { READY_FOR_MS } from "../../lab/bench/approach.ts";
import type { PickTimes, Sample } from "../../lab/bench/opening.ts";
import type { PageLoad } from "../../lab/bench/page-load.ts";
import { chartSvg } from "../../lab/bench/chart.ts";
import { LOADED } from "../../lab/bench/calendar-load.ts";
import { reportText } from "../../lab/bench/report.ts";
import { rowsOf, type BenchResults, type LegResult } from "../../lab/bench/results.ts";
import { rounded } from "../../lab/command/statistics.ts";
import { summarize } from "../../lab/command/statistics.ts";
import { judge, type Verdict } from "../../lab/bench/targets.ts";

const PLAIN = [1600, 1700, 1644].map((ready): Sample => ({ contender: "plainLink", situation: "cold", lead: 0, ready }));
const BASELINE = [2300, 2400, 2385].map((ready): Sample => ({ contender: "baseline", situation: "cold", lead: 0, painted: 40, ready }));

function ours(situation: Sample["situation"], ready: number, lead = 0): Sample {
  return { contender: "ours", situation, lead, painted: 20, linkReady: -600, ready };
}

/** Free times in our dialog, and the form after the first was picked. */
function instant(situation: Sample["situation"], ready: number, pick: Partial<PickTimes> = {}): Sample {
  return { contender: "instant", situation, lead: 0, painted: 20, ready, pick: { linkReady: 900, form: 1_300, sinceClick: 1_480, ...pick } };
}

function verdict(verdicts: Verdict[], start: string): Verdict | undefined {
  return verdicts.find(({ target }) => target.startsWith(start));
}

function leg(samples: Sample[], more: Partial<LegResult> = {}) {
  const result: LegResult = { network: "4g", cpu: 1, rounds: 3, samples, pageLoads: [], failures: [], ...more };
  return { ...result, rows: rowsOf(result) };
}

describe("a summary", () => {
  test("has the median, the quartiles, the minimum and the maximum", () => {
    expect(summarize([5, 1, 2, 4, 3])).toEqual({ n: 5, min: 1, q1: 2, median: 3, q3: 4, max: 5 });
    expect(summarize([4, 1])?.median).toBe(2.5);
  });

  test("without values is undefined, not 0", () => {
    expect(summarize([])).toBeUndefined();
  });
});

describe("rows", () => {
  test("compare medians with the plain link's and the baseline's of the same leg", () => {
    const { rows } = leg([...PLAIN, ...BASELINE, ours("cold", 822)]);
    const row = rows.find(({ contender }) => contender === "ours");
    expect(row).toMatchObject({ situation: "cold", toPlainLink: 0.5, ready: { n: 1, median: 822 } });
    expect(row?.toBaseline).toBeCloseTo(822 / 2385);
  });

  test("compare a reopening with the baseline's reopening", () => {
    const reopened: Sample = { contender: "baseline", situation: "reopened", lead: 0, ready: 100 };
    const { rows } = leg([...BASELINE, reopened, ours("reopened", 25)]);
    expect(rows.find(({ contender }) => contender === "ours")?.toBaseline).toBe(0.25);
  });

  test("have no ratio without a baseline, and count failures", () => {
    const { rows } = leg([ours("cold", 822)], { failures: [{ contender: "ours", situation: "cold", reason: "late" }] });
    expect(rows).toEqual([expect.objectContaining({ failed: 1 })]);
    expect(rows[0]).not.toHaveProperty("toPlainLink");
  });

  test("are rounded to their precision", () => {
    expect(rounded({ ready: 1644.123456, ratio: 0.51234, word: "x", list: [20.06] })).toEqual({ ready: 1644.1, ratio: 0.512, word: "x", list: [20.1] });
  });
});

describe("the targets", () => {
  test("no lead: at most 1.05 plain links, and three quarters of the usual way", () => {
    const good = judge([leg([...PLAIN, ...BASELINE, ours("cold", 1726)])]);
    expect(verdict(good, "no lead: 1.05")).toMatchObject({ isMet: true, arithmetic: "1726 ≤ 1.05 × 1644 = 1726" });
    expect(verdict(good, "no lead: 0.75")).toMatchObject({ isMet: true, arithmetic: "1726 ≤ 0.75 × 2385 = 1789" });
    const bad = judge([leg([...PLAIN, ...BASELINE, ours("cold", 1800)])]);
    expect(verdict(bad, "no lead: 1.05")).toMatchObject({ isMet: false, arithmetic: "1800 > 1.05 × 1644 = 1726" });
    expect(verdict(bad, "no lead: 0.75")).toMatchObject({ isMet: false });
  });

  test("with a lead: 95 % of it comes off", () => {
    const limit = "1.05 × 1644 − 0.95 × 420 = 1327";
    expect(verdict(judge([leg([...PLAIN, ours("hover400", 1327, 420)])]), "400 ms")).toMatchObject({ isMet: true, arithmetic: `1327 ≤ ${limit}` });
    expect(verdict(judge([leg([...PLAIN, ours("hover400", 1340, 420)])]), "400 ms")).toMatchObject({ isMet: false, arithmetic: `1340 > ${limit}` });
  });

  test("a lead longer than the wait leaves 50 ms, not less", () => {
    const verdicts = judge([leg([...PLAIN, ours("inView", 49, 3000)])]);
    expect(verdict(verdicts, "rests in view")).toMatchObject({ isMet: true, arithmetic: "49 ≤ 50, for 1.05 × 1644 − 0.95 × 3000 = -1124" });
  });

  test("a ready calendar and a reopened one: 50 ms", () => {
    const verdicts = judge([leg([...PLAIN, ours("readyBefore", 50), ours("reopened", 51)])]);
    expect(verdict(verdicts, "ready before")?.isMet).toBe(true);
    expect(verdict(verdicts, "reopened")?.isMet).toBe(false);
  });

  test("a ready calendar: the report says how long its times had been opaque", () => {
    for (const [opaque, words] of [
      [-301.4, "301 ms before the click"],
      [27.6, "28 ms after the click"],
    ] as const) {
      const verdicts = judge([leg([{ ...ours("readyBefore", 28), opaque }])]);
      expect(verdict(verdicts, "ready before")?.arithmetic).toBe(`28 ≤ 50; times opaque ${words}`);
    }
  });

  test("a ready calendar is clicked when its times have appeared", () => {
    expect(READY_FOR_MS).toBeGreaterThan(appear);
  });

  test("free times: a round trip and a little, a tenth of the plain link, and a quarter of it on slow 3G", () => {
    const slow = leg([{ ...PLAIN[0], ready: 12_000 } as Sample, instant("cold", 3_001)], { network: "slow-3g" });
    const verdicts = judge([leg([...PLAIN, instant("cold", 165), instant("hover200", 49), instant("touch", 51)]), slow]);
    expect(verdict(verdicts, "free times, no lead: 1.3")).toMatchObject({ isMet: true, arithmetic: "165 ≤ 1.3 × 100 + 50 = 180" });
    expect(verdict(verdicts, "free times, no lead: 0.1")).toMatchObject({ isMet: false, arithmetic: "165 > 0.1 × 1644 = 164" });
    expect(verdict(verdicts, "free times, no lead, slow 3G")).toMatchObject({ isMet: false, arithmetic: "3001 > 0.25 × 12000 = 3000" });
    expect(verdict(verdicts, "free times, 200 ms of hover")?.isMet).toBe(true);
    expect(verdict(verdicts, "free times, tap")?.isMet).toBe(false);
  });

  test("a pick: the form with Cal's page, not after the calendar alone, and at once after resting on the time", () => {
    const verdicts = judge([leg([ours("cold", 1_500), instant("cold", 165), instant("pointed", 165, { linkReady: -700, form: 40 })])]);
    expect(verdict(verdicts, "pick: form at linkReady")).toMatchObject({ isMet: true, arithmetic: "1300 ≤ 900 + 440, in which Cal's form fades in" });
    expect(verdict(verdicts, "pick: form not after the calendar alone")).toMatchObject({ isMet: true, arithmetic: "1480 ≤ 1500" });
    expect(verdict(verdicts, "pick after resting on it")).toMatchObject({ isMet: true, arithmetic: "40 ≤ 50" });
    const late = judge([leg([ours("cold", 1_400), instant("cold", 165, { form: 1_341 }), instant("pointed", 165, { form: 51 })])]);
    for (const name of ["pick: form at", "pick: form not", "pick after"]) expect(verdict(late, name)?.isMet).toBe(false);
  });

  test("the dialog with a slow CPU: the slowest of all situations counts", () => {
    const slow = leg([ours("cold", 2000), { ...ours("touch", 2000), painted: 60 }], { cpu: 4 });
    expect(verdict(judge([slow]), "dialog painted")).toMatchObject({ isMet: false, arithmetic: "60 > 50 (tap, the slowest of 2)" });
  });

  test("a page load: one byte in any load counts", () => {
    const load: PageLoad = { contender: "ours", requests: 3, scriptBytes: 0, calRequests: 0, downBytes: 1, lcp: 1, totalBlockingTime: 0 };
    const verdicts = judge([leg([], { pageLoads: [load, { ...load, scriptBytes: 1 }, { ...load, contender: "baseline", calRequests: 1 }] })]);
    expect(verdict(verdicts, "page load: 0 script bytes")).toMatchObject({ isMet: false, arithmetic: "1 in the worst of 2 loads" });
    expect(verdict(verdicts, "page load: 0 requests to Cal")?.isMet).toBe(true);
  });

  test("blocking: the median counts, beside that of a page without scripts", () => {
    const load = { requests: 3, scriptBytes: 0, calRequests: 0, downBytes: 1, lcp: 1 };
    const slow = (contender: PageLoad["contender"], times: number[]) => times.map((totalBlockingTime): PageLoad => ({ ...load, contender, totalBlockingTime }));
    const loads = [...slow("ours", [0, 90, 0]), ...slow("plainLink", [0, 0, 12])];
    const quiet = judge([leg([], { pageLoads: loads })]);
    expect(verdict(quiet, "page load: 0 ms")).toMatchObject({ isMet: true, arithmetic: "0 with CPU 1x; a page without scripts: 0" });
    const blocked = judge([leg([], { cpu: 4, pageLoads: slow("ours", [64, 60, 0]) })]);
    expect(verdict(blocked, "page load: 0 ms")).toMatchObject({ isMet: false, arithmetic: "60 with CPU 4x" });
  });

  test("a missing measurement is neither met nor missed", () => {
    for (const one of judge([])) expect(one).toEqual({ target: one.target, arithmetic: "not measured" });
    expect(judge([leg([...PLAIN, ours("cold", 1)], { network: "fast" })]).filter(({ isMet }) => isMet !== undefined)).toEqual([]);
  });
});

describe("what is shown", () => {
  const results: BenchResults = {
    takenAt: "2030-03-13T10:10:00.000Z",
    environment: { browser: "Chromium 156", node: "v24", platform: "linux x64", cpus: 2, cpuModel: "A CPU with quite a long name", loadAverage: 0.1 },
    seed: 7,
    calendar: LOADED,
    networks: {},
    cpuChecks: {},
    skipped: [{ contender: "ours", situation: "inView", reason: "not built" }],
    legs: [leg([...PLAIN, ...BASELINE, ours("cold", 1700), ours("reopened", 25)], { failures: [{ contender: "ours", situation: "touch", reason: "x".repeat(200) }] })],
    targets: judge([leg([...PLAIN, ours("cold", 1700)])]),
  };

  test("the table fits 110 columns, with failures, skipped situations and targets", () => {
    const text = reportText(results);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(text).toMatch(/^ours +cold click +– +20 +before +1700 +1700–1700 +1 +1\.03 +0\.71$/m);
    expect(text).toMatch(/^plain link +cold click +– +– +– +1644 +1600–1700 +3 +1\.00 +0\.69$/m);
    expect(text).toContain("failed: ours, tap: xxx");
    expect(text).toContain("Not measured: ours, rests in view, tap: not built");
    expect(text).toMatch(/^ {2}met +no lead: 1\.05 × plain link/m);
  });

  test("the table has the picks below, within 110 columns, and the chart the free times in the accent colour", () => {
    const withTimes = { ...results, legs: [leg([...PLAIN, instant("cold", 165), instant("pointed", 160, { linkReady: -700, form: 40 })])] };
    const text = reportText(withTimes);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(text).toMatch(/^ours, free times first +cold click +– +20 +– +165 +165–165 +1 +0\.10 +–$/m);
    expect(text).toMatch(/^cold click +900 +1300 +1300–1300 +1480 +1$/m);
    expect(text).toMatch(/^rests on a time first +before +40 +40–40 +1480 +1$/m);
    expect(chartSvg(withTimes)).toMatch(/class="ours">\n<text[^>]*>ours, free times first, cold click/);
  });

  test("the chart has a bar and a number for each row, a text description, and both colour schemes", () => {
    const svg = chartSvg(results) ?? "";
    expect(svg.match(/<rect x=/g)).toHaveLength(4);
    expect(svg).toContain("<title");
    expect(svg).toMatch(/<desc[^>]*>100 ms RTT, 10\/5 Mbit\/s.*ours, cold click: 1,700 ms.*<\/desc>/);
    expect(svg).toContain("prefers-color-scheme: dark");
    expect(chartSvg({ ...results, legs: [] })).toBeUndefined();
  });
});
