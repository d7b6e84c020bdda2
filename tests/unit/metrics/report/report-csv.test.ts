import { describe, expect, test } from "vitest";
import { breakdownsCsv, errorsCsv, histogramCsv, phasesCsv, samplesCsv, seriesCsv } from "../../../../src/metrics/report/report-csv.ts";
import { NO_FIGURES, summaryOf } from "../../../../src/metrics/statistics/figures.ts";
import { exampleFields } from "../../../fixtures/example-fields.ts";
import { madeFigures } from "../../../fixtures/made-figures.ts";
import { STORED_FIELDS, type StoredSample } from "../../../../src/metrics/shared/sample.ts";

const TIME = "2026-03-09T08:30:00.000Z";
const EVERYTHING: StoredSample = exampleFields(STORED_FIELDS);
const MINIMAL: StoredSample = { id: "30min", outcome: "ready", timestamp: TIME, receivedAt: TIME };

/** Parses CSV by RFC 4180 into lines of cells. */
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
  test("have a column for every stored field, in the order of the table", () => {
    expect(readBack([EVERYTHING])).toEqual([Object.fromEntries(Object.entries(EVERYTHING).map(([name, value]) => [name, String(value)]))]);
    const known = (
      "receivedAt,timestamp,id,sampleId,outcome,openKind,variant,leadTime,codeTime,calLoadTime,frameTime,slotsTime,iframeLoadTime,totalDuration,lcp,inp,ttfb,cls," +
        "page,placement,release,source,medium,campaign,country,device,browser,system,connection,viewportWidth,viewportHeight,errorClass,error,dropped"
    ).split(",");
    const [header = []] = parseCsv(samplesCsv([]));
    expect(header).toEqual(STORED_FIELDS);
    expect(header.filter((name) => known.includes(name))).toEqual(known);
  });

  test("have the same columns whatever the samples have, and without samples", () => {
    const [header] = parseCsv(samplesCsv([EVERYTHING]));
    expect(parseCsv(samplesCsv([]))).toEqual([header]);
    expect(parseCsv(samplesCsv([MINIMAL]))[0]).toEqual(header);
  });

  test("a flag is the word true, as in JSON", () => {
    expect(readBack([{ ...MINIMAL, outcome: "times", timesTime: 120, picked: true }, MINIMAL])).toMatchObject([{ picked: "true", timesTime: "120" }, { picked: "" }]);
  });

  test("a missing value is an empty cell, and 0 is 0", () => {
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
  ])("%j is read back unchanged", (error) => {
    expect(readBack([{ ...MINIMAL, error }, MINIMAL])).toMatchObject([{ error }, { error: "" }]);
  });

  test.each(["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '="a,b"'])("%j is not a formula", (error) => {
    for (const name of ["error", "id", "page"]) {
      expect(readBack([{ ...MINIMAL, [name]: error }])).toMatchObject([{ [name]: `'${error}` }]);
    }
  });
});

describe("the other tables as CSV", () => {
  const point = { start: TIME, total: 3, errors: 1, errorRate: 0.5, n: 2, p50: 400, p75: 500, p95: 600, bookings: 1, pending: 2, timesN: 4, timesP50: 100, timesP75: 150, timesP95: 300 };
  const empty = { ...point, total: 0, errors: 0, errorRate: null, n: 0, p50: null, p75: null, p95: null, bookings: 0, pending: 0, timesN: 0, timesP50: null, timesP75: null, timesP95: null };
  const row = { value: "/", total: 3, share: 0.75, n: 2, ready: 2, times: 4, errors: 1, p50: 400, p75: 500, p95: 600, timesN: 4, timesP50: 100, timesP75: 150, timesP95: 300, bookings: 1 };

  const window = (timeZone: string) => ({ name: "28d", from: TIME, to: TIME, step: "day", timeZone }) as const;

  test("over time: a missing measurement is an empty cell, and 0 is 0", () => {
    expect(parseCsv(seriesCsv({ series: [point, empty], window: window("UTC") }))).toEqual([
      ["start", "total", "errors", "errorRate", "n", "p50", "p75", "p95", "bookings", "pending", "timesN", "timesP50", "timesP75", "timesP95"],
      [TIME, "3", "1", "0.5", "2", "400", "500", "600", "1", "2", "4", "100", "150", "300"],
      [TIME, "0", "0", "", "0", "", "", "", "0", "0", "0", "", "", ""],
    ]);
  });

  test.each([
    ["Europe/Berlin", "2026-03-08T23:00:00.000Z", "2026-03-09T00:00:00+01:00"],
    ["Europe/Berlin", "2026-06-08T22:00:00.000Z", "2026-06-09T00:00:00+02:00"],
    ["America/St_Johns", "2026-03-09T03:00:00.000Z", "2026-03-09T00:30:00-02:30"],
  ])("over time in %s: %s is written as %s", (zone, start, written) => {
    expect(parseCsv(seriesCsv({ series: [{ ...point, start }], window: window(zone) }))[1]?.[0]).toBe(written);
    expect(Date.parse(written)).toBe(Date.parse(start));
  });

  test("breakdowns: a line for each value, and one with an empty value", () => {
    expect(parseCsv(breakdownsCsv([{ dimension: "page", rows: [{ ...row, standardError: 12 }, { ...row, value: null, p50: null }] }, { dimension: "outcome", rows: [] }]))).toEqual([
      ["dimension", "value", "total", "standardError", "share", "n", "ready", "errors", "p50", "p75", "p95", "bookings", "times", "timesN", "timesP50", "timesP75", "timesP95"],
      ["page", "/", "3", "12", "0.75", "2", "2", "1", "400", "500", "600", "1", "4", "4", "100", "150", "300"],
      ["page", "", "3", "", "0.75", "2", "2", "1", "", "500", "600", "1", "4", "4", "100", "150", "300"],
    ]);
  });

  test("errors, without formulas", () => {
    const group = { errorClass: "=1+1", outcome: "failed", count: 2, firstSeen: TIME, lastSeen: TIME, message: "@SUM(A1)" } as const;
    expect(parseCsv(errorsCsv({ groups: [group, { ...group, message: null }], looked: 4, isCut: false }))).toEqual([
      ["errorClass", "outcome", "count", "firstSeen", "lastSeen", "message"],
      ["'=1+1", "failed", "2", TIME, TIME, "'@SUM(A1)"],
      ["'=1+1", "failed", "2", TIME, TIME, ""],
    ]);
    expect(parseCsv(breakdownsCsv([{ dimension: "release", rows: [{ ...row, value: "-1" }] }]))[1]?.[1]).toBe("'-1");
  });

  test("the histograms", () => {
    expect(parseCsv(histogramCsv({ histogram: [{ from: 0, to: 10, count: 4 }], timesHistogram: [{ from: 10, to: 12, count: 3 }] }))).toEqual([
      ["from", "to", "count", "phase"],
      ["0", "10", "4", "totalDuration"],
      ["10", "12", "3", "timesTime"],
    ]);
  });

  test("the phases in the order of the table of fields; with a filter those of values; and the time to a booking", () => {
    const figures = madeFigures({ ready: [300], bookingTimes: [61_000] });
    const [header, ...all] = parseCsv(phasesCsv({ summary: summaryOf(figures, "all") }));
    expect(header?.join()).toBe("phase,n,avgLoadTime,minLoadTime,maxLoadTime,p50LoadTime,p75LoadTime,p90LoadTime,p95LoadTime,p99LoadTime");
    expect(all.map(([phase]) => phase)).toEqual(["leadTime", "codeTime", "calLoadTime", "frameTime", "slotsTime", "iframeLoadTime", "totalDuration", "timesTime", "formTime", "bookingTime"]);
    expect(all.at(-1)).toEqual(["bookingTime", "1", ...Array.from({ length: 8 }, () => "61000")]);
    expect(all[0]).toEqual(["leadTime", "0", "", "", "", "", "", "", "", ""]);
    expect(all[6]).toEqual(["totalDuration", "1", ...Array.from({ length: 8 }, () => "300")]);
    expect(parseCsv(phasesCsv({ summary: summaryOf(figures, "value") })).slice(1).map(([phase]) => phase)).toEqual(["calLoadTime", "iframeLoadTime", "totalDuration", "timesTime", "formTime", "bookingTime"]);
  });

  test("without rows they have a header", () => {
    const summary = summaryOf(NO_FIGURES, "value");
    const texts = [seriesCsv({ series: [], window: window("UTC") }), breakdownsCsv([]), errorsCsv({ groups: [], looked: 0, isCut: false }), histogramCsv({ histogram: [], timesHistogram: [] })];
    expect(texts.map((text) => parseCsv(text).length)).toEqual([1, 1, 1, 1]);
    expect(parseCsv(phasesCsv({ summary }))).toHaveLength(7);
  });
});
