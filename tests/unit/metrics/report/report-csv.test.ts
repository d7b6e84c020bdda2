import { describe, expect, test } from "vitest";
import { breakdownsCsv, errorsCsv, histogramCsv, phasesCsv, samplesCsv, seriesCsv } from "../../../../src/metrics/report/report-csv.ts";
import { NO_FIGURES, summaryOf } from "../../../../src/metrics/store/figures.ts";
import { madeFigures } from "../../../fixtures/made-figures.ts";
import type { StoredSample } from "../../../../src/metrics/shared/sample.ts";

const TIME = "2026-03-09T08:30:00.000Z";
const EVERYTHING: Required<StoredSample> = {
  id: "30min",
  sampleId: "0198c3f1-6a52-7c3e-9d8a-2b1f0e5d4c3b",
  leadTime: 1_200,
  codeTime: 40,
  calLoadTime: 456,
  frameTime: 300,
  slotsTime: 80,
  iframeLoadTime: 380,
  totalDuration: 836,
  lcp: 1_100,
  inp: 90,
  ttfb: 0,
  cls: 0.012,
  page: "/services",
  placement: "hero",
  variant: "optimized",
  release: "5aa99df",
  openKind: "cold",
  outcome: "failed",
  connection: "4g",
  viewportWidth: 390,
  viewportHeight: 844,
  timestamp: TIME,
  errorClass: "script-failed",
  error: "404",
  dropped: 2,
  receivedAt: TIME,
  device: "phone",
  browser: "Safari",
  system: "iOS",
};
const MINIMAL: StoredSample = { id: "30min", outcome: "ready", timestamp: TIME, receivedAt: TIME };

/** What a reader by RFC 4180 makes of it: lines of cells. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  // A cell, quoted or not, and what ends it.
  for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy)) {
    cells.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ",") continue;
    lines.push(cells);
    cells = [];
  }
  return lines;
}

/** The samples' fields as text, by the names in the header. */
function readBack(samples: StoredSample[]): Record<string, string>[] {
  const [header = [], ...lines] = parseCsv(samplesCsv(samples));
  return lines.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? "(missing)"])));
}

describe("samples as CSV", () => {
  test("every field has its column", () => {
    expect(readBack([EVERYTHING])).toEqual([Object.fromEntries(Object.entries(EVERYTHING).map(([name, value]) => [name, String(value)]))]);
  });

  test("the columns are the same whatever the samples have, and without any", () => {
    const [header] = parseCsv(samplesCsv([EVERYTHING]));
    expect(parseCsv(samplesCsv([]))).toEqual([header]);
    expect(parseCsv(samplesCsv([MINIMAL]))[0]).toEqual(header);
  });

  test("what a sample has not is an empty cell, and 0 is 0", () => {
    expect(readBack([{ ...MINIMAL, ttfb: 0 }])).toMatchObject([{ id: "30min", ttfb: "0", totalDuration: "", error: "" }]);
  });

  test.each([
    "a, b",
    'she said "no"',
    '"',
    "two\nlines",
    "two\r\nlines",
    "a\rb",
    ' padded , "and" quoted ',
    "Füße 🎉",
    "<b>&amp;</b>",
    "'",
  ])("%j comes back as it was", (error) => {
    expect(readBack([{ ...MINIMAL, error }, MINIMAL])).toMatchObject([{ error }, { error: "" }]);
  });

  test.each(["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '="a,b"'])("%j is no formula", (error) => {
    for (const name of ["error", "id", "page"]) {
      expect(readBack([{ ...MINIMAL, [name]: error }])).toMatchObject([{ [name]: `'${error}` }]);
    }
  });
});

describe("the page's other tables as CSV", () => {
  const point = { start: TIME, total: 3, errors: 1, errorRate: 0.5, n: 2, p50: 400, p75: 500, p95: 600, bookings: 1, pending: 2 };
  const empty = { ...point, total: 0, errors: 0, errorRate: null, n: 0, p50: null, p75: null, p95: null, bookings: 0, pending: 0 };
  const row = { value: "/", total: 3, share: 0.75, n: 2, ready: 2, errors: 1, p50: 400, p75: 500, p95: 600, bookings: 1 };

  test("over time: what was not measured is an empty cell, and 0 is 0", () => {
    expect(parseCsv(seriesCsv({ series: [point, empty] }))).toEqual([
      ["start", "total", "errors", "errorRate", "n", "p50", "p75", "p95", "bookings", "pending"],
      [TIME, "3", "1", "0.5", "2", "400", "500", "600", "1", "2"],
      [TIME, "0", "0", "", "0", "", "", "", "0", "0"],
    ]);
  });

  test("breakdowns: a line for each value; those that did not say have none", () => {
    expect(parseCsv(breakdownsCsv([{ dimension: "page", rows: [row, { ...row, value: null, p50: null }] }, { dimension: "outcome", rows: [] }]))).toEqual([
      ["dimension", "value", "total", "share", "n", "ready", "errors", "p50", "p75", "p95", "bookings"],
      ["page", "/", "3", "0.75", "2", "2", "1", "400", "500", "600", "1"],
      ["page", "", "3", "0.75", "2", "2", "1", "", "500", "600", "1"],
    ]);
  });

  test("errors, and no formula among them", () => {
    const group = { errorClass: "=1+1", outcome: "failed", count: 2, firstSeen: TIME, lastSeen: TIME, message: "@SUM(A1)" } as const;
    expect(parseCsv(errorsCsv({ groups: [group, { ...group, message: null }], looked: 4, isCut: false }))).toEqual([
      ["errorClass", "outcome", "count", "firstSeen", "lastSeen", "message"],
      ["'=1+1", "failed", "2", TIME, TIME, "'@SUM(A1)"],
      ["'=1+1", "failed", "2", TIME, TIME, ""],
    ]);
    expect(parseCsv(breakdownsCsv([{ dimension: "release", rows: [{ ...row, value: "-1" }] }]))[1]?.[1]).toBe("'-1");
  });

  test("the histogram", () => {
    expect(parseCsv(histogramCsv({ histogram: [{ from: 0, to: 10, count: 4 }] }))).toEqual([["from", "to", "count"], ["0", "10", "4"]]);
  });

  test("the phases in the order in which they pass; with a filter those that are kept for it", () => {
    const figures = madeFigures({ ready: [300] });
    const [header, ...all] = parseCsv(phasesCsv({ summary: summaryOf(figures, "all") }));
    expect(header?.join()).toBe("phase,n,avgLoadTime,minLoadTime,maxLoadTime,p50LoadTime,p75LoadTime,p90LoadTime,p95LoadTime,p99LoadTime");
    expect(all.map(([phase]) => phase)).toEqual(["leadTime", "codeTime", "calLoadTime", "frameTime", "slotsTime", "iframeLoadTime", "totalDuration"]);
    expect(all[0]).toEqual(["leadTime", "0", "", "", "", "", "", "", "", ""]);
    expect(all[6]).toEqual(["totalDuration", "1", ...Array.from({ length: 8 }, () => "300")]);
    expect(parseCsv(phasesCsv({ summary: summaryOf(figures, "value") })).slice(1).map(([phase]) => phase)).toEqual(["calLoadTime", "iframeLoadTime", "totalDuration"]);
  });

  test("without anything to list have their header", () => {
    const summary = summaryOf(NO_FIGURES, "value");
    const texts = [seriesCsv({ series: [] }), breakdownsCsv([]), errorsCsv({ groups: [], looked: 0, isCut: false }), histogramCsv({ histogram: [] })];
    expect(texts.map((text) => parseCsv(text).length)).toEqual([1, 1, 1, 1]);
    expect(parseCsv(phasesCsv({ summary }))).toHaveLength(4);
  });
});
