import { describe, expect, test } from "vitest";
import { toCsv } from "../../src/metrics/server/report/report-csv.ts";
import type { StoredSample } from "../../src/metrics/shared/sample.ts";

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
  const [header = [], ...lines] = parseCsv(toCsv(samples));
  return lines.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? "(missing)"])));
}

describe("samples as CSV", () => {
  test("every field has its column", () => {
    expect(readBack([EVERYTHING])).toEqual([Object.fromEntries(Object.entries(EVERYTHING).map(([name, value]) => [name, String(value)]))]);
  });

  test("the columns are the same whatever the samples have, and without any", () => {
    const [header] = parseCsv(toCsv([EVERYTHING]));
    expect(parseCsv(toCsv([]))).toEqual([header]);
    expect(parseCsv(toCsv([MINIMAL]))[0]).toEqual(header);
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
