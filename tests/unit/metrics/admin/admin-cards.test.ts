import { describe, expect, it } from "vitest";
import { ENGLISH, wordsIn } from "../../../../src/host/words/words.ts";
import { mergeFigures, summaryOf, TIMES_SEEN } from "../../../../src/metrics/statistics/figures.ts";
import type { Figures } from "../../../../src/metrics/statistics/figures.ts";
import { Histogram } from "../../../../src/metrics/statistics/histogram.ts";
import type { Dashboard } from "../../../../src/metrics/report/report-model.ts";
import { cardsOf, leastFor } from "../../../../src/metrics/admin/cards.ts";
import { madeTimes } from "../../../fixtures/made-figures.ts";

/** The figures of openings that took these times, and what else was counted. */
function figuresOf(times: readonly number[], counts: Record<string, number> = {}): Figures {
  const measure = { buckets: Histogram.of(times), n: times.length, sum: times.reduce((a, b) => a + b, 0), min: Math.min(...times), max: Math.max(...times) };
  return mergeFigures({ counts: { ready: times.length, ...counts }, measures: new Map(times.length > 0 ? [["totalDuration", measure]] : []), senders: [] });
}
const same = (n: number, ms: number) => Array.from({ length: n }, () => ms);

const side = (figures: Figures) => ({ from: "2026-11-15T00:00:00.000Z", to: "2026-11-22T00:00:00.000Z", summary: summaryOf(figures, "all") });

function cards(now: Figures, before: Figures = figuresOf([]), all: Figures = now, estimate: Dashboard["estimate"] = null, words = ENGLISH) {
  const dashboard: Pick<Dashboard, "summary" | "compared" | "estimate"> = { summary: summaryOf(all, "all"), compared: { now: side(now), before: side(before) }, estimate };
  return Object.fromEntries(cardsOf(dashboard, words).map((card) => [card.name, card]));
}

const withTimes = (times: readonly number[], calendars: readonly number[], counts: Record<string, number> = {}) => {
  const figures = figuresOf(calendars, { times: times.length, [TIMES_SEEN]: times.length, ...counts });
  return { ...figures, measures: new Map([...figures.measures, ...(times.length > 0 ? [["timesTime", madeTimes(times)] as const] : [])]) };
};

describe("how many values a percentile needs", () => {
  it.each([
    [0.5, 10],
    [0.75, 10],
    [0.9, 10],
    [0.95, 20],
    [0.99, 100],
  ])("for the share %s it is %s", (q, least) => expect(leastFor(q)).toBe(least));
});

describe("the cards", () => {
  it("have an order", () => {
    expect(Object.keys(cards(figuresOf([])))).toEqual(["Median", "p75", "p95", "p99", "Success", "Openings", "Bookings", "Conversion"]);
  });

  it("are written in the language of the admin", () => {
    const { Erfolgsquote, p75, Öffnungen } = cards(figuresOf(same(94, 1_201), { failed: 6 }), figuresOf(same(94, 2_402)), undefined, null, wordsIn("de"));
    expect(Erfolgsquote).toMatchObject({ value: "94 %", basis: "94 von 100 Öffnungen mit Ergebnis", rating: { rating: "poor", budget: "Zielwert 95 %" } });
    expect(p75).toMatchObject({ value: "1.201 ms", basis: "n = 94", rating: { rating: "needs improvement", budget: "Zielwert 1.200 ms" }, change: { text: "50 % schneller", before: "zuvor 2.402 ms", tone: "better" } });
    expect(Öffnungen).toMatchObject({ basis: "94 bereit, 0 abgebrochen" });
  });

  it("without openings show a dash, neither 0 ms nor good", () => {
    const { Median, Success, Conversion, Openings } = cards(figuresOf([]));
    expect(Median).toEqual({ name: "Median", value: "—", basis: "no ready openings" });
    expect(Success).toEqual({ name: "Success", value: "—", basis: "no decided openings" });
    expect(Conversion).toEqual({ name: "Conversion", value: "—", basis: "no openings" });
    expect(Openings).toEqual({ name: "Openings", value: "0", basis: "0 ready, 0 abandoned" });
  });

  it("with too few say how many are needed", () => {
    const { Median, p95, p99 } = cards(figuresOf(same(19, 800)));
    expect(Median).toMatchObject({ value: "800 ms", basis: "n = 19" });
    expect(p95).toEqual({ name: "p95", value: "—", basis: "19 of the 20 ready openings needed" });
    expect(p99).toEqual({ name: "p99", value: "—", basis: "19 of the 100 ready openings needed" });
    expect(cards(figuresOf(same(9, 800)))).toMatchObject({ Median: { value: "—" }, Success: { value: "—" } });
  });

  it.each([
    [1_200, "good"],
    [1_201, "needs improvement"],
    [3_000, "needs improvement"],
    [3_001, "poor"],
  ])("rate the median and p75 of %s ms as %s", (ms, rating) => {
    const { Median, p75 } = cards(figuresOf(same(10, ms)));
    expect(Median?.rating).toEqual({ rating, budget: "budget 1,200 ms" });
    expect(p75?.rating).toEqual({ rating, budget: "budget 1,200 ms" });
  });

  it("have an own budget for p95, and none for p99", () => {
    expect(cards(figuresOf(same(100, 3_000))).p95?.rating).toEqual({ rating: "good", budget: "budget 3,000 ms" });
    expect(cards(figuresOf(same(100, 3_001))).p95?.rating).toEqual({ rating: "poor", budget: "budget 3,000 ms" });
    expect(cards(figuresOf(same(100, 9_000))).p99).toEqual({ name: "p99", value: "9,000 ms", basis: "n = 100", note: "no budget" });
  });

  it("leave abandoned openings out of the success, and name the budget", () => {
    const { Success } = cards(figuresOf(same(94, 800), { failed: 4, "timed-out": 2, abandoned: 50 }));
    expect(Success).toMatchObject({ value: "94 %", basis: "94 of 100 decided openings", rating: { rating: "poor", budget: "budget 95 %" } });
    expect(cards(figuresOf(same(95, 800), { failed: 5 })).Success?.rating?.rating).toBe("good");
  });

  it("leave openings without free times out of the success, and show their number", () => {
    const { Success, Openings, Conversion } = cards(figuresOf(same(20, 800), { opened: 30, "booked:browser": 10 }));
    expect(Success).toMatchObject({ value: "100 %", basis: "20 of 20 decided openings" });
    expect(Openings).toMatchObject({ value: "50", basis: "20 ready, 30 without times, 0 abandoned" });
    expect(Conversion).toMatchObject({ value: "20 %", basis: "10 of 50 openings" });
    expect(cards(figuresOf([], { opened: 30 }))).toMatchObject({ Success: { value: "—", basis: "no decided openings" }, Median: { value: "—" } });
  });

  it("show the number of pending payments, and do not count them", () => {
    const { Bookings, Conversion } = cards(figuresOf(same(40, 800), { booked: 1, "booked:browser": 1, pending: 3 }));
    expect(Bookings).toMatchObject({ value: "1", basis: "seen by the browser 1, by Cal 0, by both 0; payment pending 3" });
    expect(Conversion).toMatchObject({ basis: "1 of 40 openings" });
  });

  it("leave bookings outside a known opening out of the conversion", () => {
    const { Bookings, Conversion } = cards(figuresOf(same(40, 800), { booked: 12, "booked:browser": 12, "booked:elsewhere": 2 }));
    expect(Bookings).toMatchObject({ value: "12", basis: "seen by the browser 12, by Cal 0, by both 0" });
    expect(Conversion).toMatchObject({ value: "25 %", basis: "10 of 40 openings" });
  });

  it("count the browser's bookings for the conversion, and show who reported them", () => {
    const { Bookings, Conversion } = cards(figuresOf(same(40, 800), { booked: 12, "booked:browser": 10, "booked:webhook": 9, "booked:both": 7 }));
    expect(Bookings).toMatchObject({ value: "12", basis: "seen by the browser 10, by Cal 9, by both 7" });
    expect(Conversion).toMatchObject({ value: "25 %", basis: "10 of 40 openings" });
  });

  it("leave unconfirmed bookings out where Cal's webhook could confirm them, and show their number", () => {
    const summary = summaryOf(figuresOf(same(40, 800), { booked: 12, "booked:browser": 10, "booked:webhook": 9, "booked:both": 7, "booked:confirmed": 6 }), "all", { hasWebhook: true });
    const sides = { from: "", to: "", summary };
    const found = (card: string) => cardsOf({ summary, compared: { now: sides, before: sides }, estimate: null }, ENGLISH).find(({ name }) => name === card);
    expect(found("Bookings")).toMatchObject({ value: "9", basis: "confirmed by Cal; 7 of them seen by the browser; unconfirmed 3" });
    expect(found("Conversion")).toMatchObject({ value: "15 %", basis: "6 of 40 openings" });
  });

  it("have the standard error beside an estimated number", () => {
    const estimate = { kept: 1_000, of: 4_000, standardErrors: { total: 38, ready: 37, times: 0, errors: 5, bookings: 4 } };
    const some = figuresOf(same(2_000, 800), { booked: 20, "booked:browser": 20 });
    const { Openings, Bookings, Median } = cards(some, some, some, estimate);
    expect(Median).toMatchObject({ value: "800 ms", basis: "n = 500 kept records" });
    expect(cards(figuresOf(same(30, 800)), some, figuresOf(same(30, 800)), estimate).Median).toMatchObject({ value: "—", basis: "8 of the 10 ready openings needed" });
    expect(Openings).toMatchObject({ value: "2,000", error: "±\u00a038", basis: "estimate; 2,000 ready, 0 abandoned" });
    expect(Bookings).toMatchObject({ value: "20", error: "±\u00a04", basis: expect.stringMatching(/^estimate; /) });
  });

  describe("of a view with free times in the dialog", () => {
    it("have both waits, each with its own n and budget", () => {
      const found = cards(withTimes(same(100, 150), same(20, 900)));
      expect(Object.keys(found).slice(0, 8)).toEqual([
        "Click → times, median", "Click → times, p75", "Click → times, p95", "Click → times, p99",
        "Click → ready, median", "Click → ready, p75", "Click → ready, p95", "Click → ready, p99",
      ]);
      expect(found["Click → times, p75"]).toMatchObject({ value: expect.stringMatching(/^15\d ms|^1[45]\d ms/), basis: "n = 100", rating: { rating: "good", budget: "budget 400 ms" } });
      expect(found["Click → ready, p75"]).toMatchObject({ value: "900 ms", basis: "n = 20", rating: { rating: "good", budget: "budget 1,200 ms" } });
      expect(found["Click → times, p95"]?.rating?.budget).toBe("budget 1,200 ms");
    });

    it("show a dash for the wait that nobody had", () => {
      expect(cards(withTimes(same(20, 150), []))["Click → ready, median"]).toEqual({ name: "Click → ready, median", value: "—", basis: "no ready openings" });
      expect(cards(withTimes(same(9, 150), same(20, 900)))["Click → times, median"]).toMatchObject({ value: "—", basis: "9 of the 10 openings with free times needed" });
    });

    it("count free times as a success", () => {
      const { Success, Openings } = cards(withTimes(same(60, 150), same(36, 900), { failed: 4 }));
      expect(Success).toMatchObject({ value: "96 %", basis: "96 of 100 decided openings" });
      expect(Openings).toMatchObject({ value: "100", basis: "60 with free times, 36 ready, 0 abandoned" });
    });
  });

  describe("show the change", () => {
    it("of a time, as faster or slower", () => {
      expect(cards(figuresOf(same(20, 900)), figuresOf(same(20, 1_000))).Median?.change).toEqual({ text: "10 % faster", before: "1,000 ms before", tone: "better" });
      expect(cards(figuresOf(same(20, 1_100)), figuresOf(same(20, 1_000))).Median?.change).toEqual({ text: "10 % slower", before: "1,000 ms before", tone: "worse" });
      expect(cards(figuresOf(same(20, 1_001)), figuresOf(same(20, 1_000))).Median?.change).toEqual({ text: "as before", before: "1,000 ms before", tone: "same" });
    });

    it("of a share, in points", () => {
      const before = figuresOf(same(90, 800), { failed: 10, "booked:browser": 20 });
      const { Success, Conversion } = cards(figuresOf(same(96, 800), { failed: 4, "booked:browser": 15 }), before);
      expect(Success?.change).toEqual({ text: "+6 points", before: "90 % before", tone: "better" });
      expect(Conversion?.change).toEqual({ text: "−5 points", before: "20 % before", tone: "worse" });
    });

    it("of a number, in percent", () => {
      const { Openings, Bookings } = cards(figuresOf(same(30, 800), { booked: 3 }), figuresOf(same(40, 800), { booked: 2 }));
      expect(Openings?.change).toEqual({ text: "−25 %", before: "40 before", tone: "worse" });
      expect(Bookings?.change).toEqual({ text: "+50 %", before: "2 before", tone: "better" });
    });

    it("only if there is enough to compare with", () => {
      expect(cards(figuresOf(same(20, 900)), figuresOf(same(9, 1_000))).Median).not.toHaveProperty("change");
      const { Openings, Bookings } = cards(figuresOf(same(20, 900), { booked: 3 }));
      expect(Openings).not.toHaveProperty("change");
      expect(Bookings).not.toHaveProperty("change");
    });

    it("of complete periods: the current one is in the value, not in the comparison", () => {
      const all = figuresOf(same(120, 2_000));
      const { Median, Openings } = cards(figuresOf(same(20, 1_000)), figuresOf(same(20, 1_000)), all);
      expect(Median).toMatchObject({ value: "2,000 ms", change: { text: "as before" } });
      expect(Openings).toMatchObject({ value: "120", change: { text: "as before", before: "20 before" } });
    });
  });
});
