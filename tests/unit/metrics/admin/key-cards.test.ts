import { describe, expect, it } from "vitest";
import { ENGLISH, wordsIn } from "../../../../src/host/words/words.ts";
import { keyCards, leastFor, uncountedIn } from "../../../../src/metrics/admin/answer/key-cards.ts";
import { presetDays, PRESETS } from "../../../../src/metrics/admin/answer/presets.ts";
import { keyNumbersOf, readings } from "../../../../src/metrics/report/dashboard/key-numbers.ts";
import type { Dashboard } from "../../../../src/metrics/report/dashboard/dashboard-model.ts";
import { mergeFigures, openingsIn, summaryOf, type Figures } from "../../../../src/metrics/statistics/figures.ts";
import { madeFigures, times, type MadeOpenings } from "../../../fixtures/made-figures.ts";

const SITE = { hasWebhook: false };
const DAYS = 7;

function cards(now: MadeOpenings, before: MadeOpenings = {}, { estimate = null as Dashboard["estimate"], counts = {} as Record<string, number>, site = SITE, words = ENGLISH } = {}) {
  const withCounts = (figures: Figures) => ({ ...figures, counts: { ...figures.counts, ...counts } });
  const statistics = (openings: MadeOpenings) => {
    const figures = withCounts(madeFigures(openings));
    return { figures, basis: { kept: openingsIn(figures), of: openingsIn(figures) } };
  };
  const pairs = Array.from({ length: DAYS }, () => ({ now: statistics(now), before: statistics(before) }));
  const inside = pairs.map((pair) => pair.now);
  const dashboard = { summary: summaryOf(mergeFigures(...inside.map(({ figures }) => figures)), "all", site), keyNumbers: keyNumbersOf({ inside: readings(inside), now: readings(inside), before: readings(pairs.map((pair) => pair.before)) }, site), estimate };
  return Object.fromEntries(keyCards(dashboard, words).map((card) => [card.name, card]));
}

describe("how many values a percentile needs", () => {
  it.each([[0.5, 10], [0.75, 10], [0.9, 10], [0.95, 20], [0.99, 100]])("for the share %s it is %s", (q, least) => expect(leastFor(q)).toBe(least));
});

describe("the cards", () => {
  const usual: MadeOpenings = { ready: times(40, 800), booked: times(4, 800) };

  it("are four, bookings first", () => {
    expect(Object.keys(cards(usual))).toEqual(["bookings", "conversion", "openings", "wait"]);
  });

  it("have value, change, judgement and what is behind them", () => {
    const { bookings, conversion, openings, wait } = cards({ ready: times(38, 900), failed: 1, abandoned: 1, booked: times(12, 900) }, usual);
    expect(bookings).toMatchObject({ title: "Bookings", value: "84", change: { text: "+200 %", tone: "better" }, before: "28 before", basis: "all that are known" });
    expect(bookings?.judgement).toMatch(/^probably between \+[\d.]+ % and \+[\d.]+ %: more than chance$/);
    expect(conversion).toMatchObject({ value: "30 %", change: { text: "+20 points", tone: "better" }, before: "10 % before", basis: "84 of 280 openings" });
    expect(openings).toMatchObject({ value: "280", change: { text: "+0 %", tone: "same" }, basis: "7 failed, 7 abandoned" });
    expect(openings?.judgement).toMatch(/: may be chance$/);
    expect(wait).toMatchObject({ title: "Time to usable", change: { tone: "worse" }, basis: expect.stringMatching(/^median, click to calendar; p75 9\d\d ms, budget 1,200 ms$/) });
  });

  it("colour no change that may be chance", () => {
    for (const { change } of Object.values(cards({ ready: times(42, 800), booked: times(5, 800) }, usual))) expect(change?.tone).toBe("same");
  });

  it("without openings show a dash, neither 0 ms nor 0 %, and no change", () => {
    const { bookings, conversion, wait } = cards({});
    expect(bookings).toMatchObject({ value: "0", change: undefined, judgement: "nothing before to compare with" });
    expect(conversion).toMatchObject({ value: "—", basis: "0 of the 10 openings needed" });
    expect(wait).toMatchObject({ value: "—", basis: "0 of the 10 openings needed" });
  });

  it("say how uncertain an estimate is", () => {
    const estimate = { kept: 100, of: 280, standardErrors: { total: 12, ready: 1, times: 1, errors: 1, bookings: 3 } };
    const { bookings, conversion, openings } = cards(usual, usual, { estimate });
    expect([bookings?.error, conversion?.error, openings?.error]).toEqual(["±\u00a03", undefined, "±\u00a012"]);
  });

  it("name the bookings that do not count", () => {
    expect(cards(usual, usual, { counts: { pending: 2, "booked:elsewhere": 1 } }).bookings?.basis).toBe("21 more not counted");
  });

  it("are written in the language of the admin", () => {
    const { wait, openings } = cards({ ready: times(40, 1_600) }, usual, { words: wordsIn("de") });
    expect(openings).toMatchObject({ title: "Öffnungen", before: "vorher 280" });
    expect(wait?.judgement).toMatch(/^wahrscheinlich zwischen .* langsamer: mehr als Zufall$/);
  });
});

describe("bookings that are known and do not count", () => {
  const none = { total: 0, browser: 0, webhook: 0, both: 0, elsewhere: 0, counted: 0, pending: 0, rescheduled: 0, cancelled: 0 };

  it.each([
    [{ total: 5, counted: 5 }, 0],
    [{ total: 5, counted: 3 }, 2],
    [{ total: 5, counted: 5, unconfirmed: 4, pending: 1 }, 5],
    // Bookings that were counted and cancelled stay counted.
    [{ total: 5, counted: 5, cancelled: 2, rescheduled: 1 }, 0],
  ])("of %j: %i", (counts, n) => expect(uncountedIn({ ...none, ...counts })).toBe(n));
});

const on = (today: string) => Object.fromEntries(PRESETS.map((preset) => [preset, Object.values(presetDays(preset, today)).join(" ")]));

describe("days that are asked for often", () => {
  it("on a Wednesday", () => {
    expect(on("2026-11-25")).toEqual({
      today: "2026-11-25 2026-11-25", yesterday: "2026-11-24 2026-11-24", thisWeek: "2026-11-23 2026-11-25", lastWeek: "2026-11-16 2026-11-22",
      thisMonth: "2026-11-01 2026-11-25", lastMonth: "2026-10-01 2026-10-31",
    });
  });

  it("on a Monday that is the first of a year, and on a Sunday", () => {
    expect(on("2029-01-01")).toMatchObject({ thisWeek: "2029-01-01 2029-01-01", lastWeek: "2028-12-25 2028-12-31", thisMonth: "2029-01-01 2029-01-01", lastMonth: "2028-12-01 2028-12-31" });
    expect(on("2026-11-29")).toMatchObject({ thisWeek: "2026-11-23 2026-11-29", lastWeek: "2026-11-16 2026-11-22" });
  });
});
