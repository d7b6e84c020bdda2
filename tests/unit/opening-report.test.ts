import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { BookingDialogElement, BookingOutcome } from "../../src/booking/browser/booking-intent.ts";
import { reportOutcomes, reportPerformanceMetric } from "../../src/booking/browser/opening-report.ts";
import { parseSample } from "../../src/metrics/server/sample-schema.ts";

const opening: BookingOutcome = {
  id: "30min",
  variant: "optimized",
  calLoadTime: 456,
  iframeLoadTime: 380,
  totalDuration: 836,
  error: undefined,
};
const unmeasured = { calLoadTime: undefined, iframeLoadTime: undefined, totalDuration: undefined };

let posted: { url: string; method: string | undefined; sample: unknown }[];
let complained: string[];

beforeEach(() => {
  posted = [];
  complained = [];
  vi.stubGlobal("fetch", async (url: string, { method, body }: RequestInit) => {
    posted.push({ url, method, sample: JSON.parse(String(body)) });
  });
  vi.spyOn(console, "error").mockImplementation((line: string) => complained.push(line));
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-03-09T08:30:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** As much of the dialog as the reporting code knows; it touches nothing else of it. */
function dialogWith(outcomes?: BookingOutcome[]): BookingDialogElement {
  const known: Pick<BookingDialogElement, "bookingOutcomes"> = outcomes ? { bookingOutcomes: outcomes } : {};
  return known as BookingDialogElement;
}

const samples = () => posted.map(({ sample }) => sample);

describe("an opening is reported", () => {
  test("as it was measured, with its variant and the visitor's time", () => {
    const sample = reportPerformanceMetric(opening);
    expect(sample).toEqual({
      id: "30min",
      timestamp: "2026-03-09T08:30:00.000Z",
      calLoadTime: 456,
      iframeLoadTime: 380,
      totalDuration: 836,
      variant: "optimized",
    });
    expect(posted).toEqual([{ url: "/api/cal-metrics", method: "POST", sample }]);
    expect(complained).toEqual([]);
  });

  test("as the baseline's, if it was", () => {
    expect(reportPerformanceMetric({ ...opening, variant: "baseline" }).variant).toBe("baseline");
  });

  test("without the times that were not taken", () => {
    reportPerformanceMetric({ ...opening, ...unmeasured, calLoadTime: 456, error: "frame-timeout: 12000 ms" });
    expect(samples()).toEqual([
      { id: "30min", timestamp: "2026-03-09T08:30:00.000Z", calLoadTime: 456, variant: "optimized", error: "frame-timeout: 12000 ms" },
    ]);
  });

  test.each([
    ["a line break", "script-broken: TypeError: x\n    at y", "script-broken: TypeError: x     at y"],
    ["half of a character, where it is cut", `link-failed: ${"x".repeat(286)}\u{1F44B}`, `link-failed: ${"x".repeat(286)}\uFFFD`],
  ])("with an error that the endpoint takes, even if there is %s in it", (_what, error, reported) => {
    const sample = reportPerformanceMetric({ ...opening, ...unmeasured, error });
    expect(sample.error).toBe(reported);
    expect(parseSample(sample)).toEqual({ sample });
  });

  test("with a time of 0 ms, which is one", () => {
    expect(reportPerformanceMetric({ ...opening, totalDuration: 0 }).totalDuration).toBe(0);
  });

  test("with no time longer than the wire allows: 120,000 ms", () => {
    const sample = reportPerformanceMetric({ ...opening, calLoadTime: 119_999, iframeLoadTime: 120_001, totalDuration: 86_400_000 });
    expect(sample).toMatchObject({ calLoadTime: 119_999, iframeLoadTime: 120_000, totalDuration: 120_000 });
  });

  test("with an error no longer than the wire allows: 300 characters", () => {
    const sample = reportPerformanceMetric({ ...opening, ...unmeasured, error: `script-failed: ${"x".repeat(1_000)}` });
    expect(sample.error).toHaveLength(300);
    expect(sample.error).toMatch(/^script-failed: x+$/);
  });

  test.each([
    ["good", opening],
    ["failed", { ...opening, ...unmeasured, error: `script-failed: https://app.cal.com/${"x".repeat(1_000)}` }],
    ["endless", { ...opening, totalDuration: 86_400_000 }],
  ])("in words that the endpoint takes: a %s one", (_name, outcome) => {
    const sample = reportPerformanceMetric(outcome);
    expect(parseSample(samples()[0])).toEqual({ sample });
  });

  test.each([true, false])("and its error is logged whole, in production too (development: %s)", (isDevelopment) => {
    vi.stubEnv("DEV", isDevelopment);
    const error = `script-failed: ${"x".repeat(1_000)}`;
    reportPerformanceMetric({ ...opening, error });
    expect(complained).toEqual([`[v0] Cal.com error: ${error}`]);
  });

  test("and if it cannot be sent, nobody notices", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    expect(() => reportPerformanceMetric(opening)).not.toThrow();
    await Promise.resolve();
    expect(complained).toEqual([]);
  });
});

describe("the reporting code comes late", () => {
  test("and takes over what has happened by then, in its order, once", () => {
    const dialog = dialogWith([opening, { ...opening, id: "15min" }]);
    reportOutcomes(dialog);
    expect(samples()).toMatchObject([{ id: "30min" }, { id: "15min" }]);
    reportOutcomes(dialog);
    expect(posted).toHaveLength(2);
  });

  test("and reports each later outcome when it happens", () => {
    const dialog = dialogWith([]);
    reportOutcomes(dialog);
    expect(posted).toEqual([]);
    dialog.bookingOutcomes?.push(opening);
    expect(samples()).toMatchObject([{ id: "30min" }]);
    dialog.bookingOutcomes?.push({ ...opening, id: "15min" });
    expect(samples()).toMatchObject([{ id: "30min" }, { id: "15min" }]);
  });

  test("or before there is anything to report", () => {
    const dialog = dialogWith();
    reportOutcomes(dialog);
    dialog.bookingOutcomes?.push(opening);
    expect(samples()).toMatchObject([{ id: "30min" }]);
  });
});
