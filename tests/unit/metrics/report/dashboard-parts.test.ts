import { describe, expect, test } from "vitest";
import { breakdownsOf, mergeBreakdowns } from "../../../../src/metrics/report/dashboard/breakdown-rows.ts";
import { groupErrors } from "../../../../src/metrics/report/dashboard/error-groups.ts";
import { funnelOf } from "../../../../src/metrics/report/dashboard/funnel.ts";
import { loadTimeBands } from "../../../../src/metrics/report/dashboard/load-time-bands.ts";
import { releaseChanges } from "../../../../src/metrics/report/dashboard/releases.ts";
import { mergeFigures, NO_FIGURES, summaryOf, type Breakdowns } from "../../../../src/metrics/statistics/figures.ts";
import type { BrokenDown, Filter } from "../../../../src/metrics/store/metrics-store.ts";
import { DIMENSIONS, nameOf, type Dimension, type StoredSample } from "../../../../src/metrics/shared/sample.ts";
import { madeFigures, times, type MadeOpenings } from "../../../fixtures/made-figures.ts";

const NOW = new Date("2026-11-25T15:20:00.000Z");
const SITE = { hasWebhook: false };

const valuesOf = (values: Record<string, MadeOpenings>) => new Map(Object.entries(values).map(([value, openings]) => [value, madeFigures(openings)]));

/** By dimension and value. */
function made(breakdowns: Partial<Record<Dimension, Record<string, MadeOpenings>>>): Breakdowns {
  return new Map(DIMENSIONS.flatMap((dimension) => {
    const values = breakdowns[dimension];
    return values === undefined ? [] : [[dimension, valuesOf(values)]];
  }));
}

function funnel(openings: MadeOpenings, filter: Filter = {}) {
  const figures = madeFigures(openings);
  return funnelOf(figures, summaryOf(figures, "all"), { filter, site: SITE });
}

describe("the funnel", () => {
  const some: MadeOpenings = { intent: 25, ready: times(60, 400), failed: 5, "timed-out": 5, abandoned: 5, booked: times(12, 400) };

  test("from intent to a booking, each step as a share of the one before", () => {
    expect(funnel(some)).toEqual([
      { step: "intent", count: 100, share: null },
      { step: "opened", count: 75, share: 0.75 },
      { step: "ready", count: 60, share: 0.8 },
      { step: "booked", count: 12, share: 0.2 },
    ]);
  });

  test("bookings are a share of all openings with Cal's page on the screen, with or without free times", () => {
    expect(funnel({ ready: times(10, 400), opened: 30, booked: times(4, 400) })).toMatchObject([
      {},
      { step: "opened", count: 40 },
      { step: "ready", count: 10, share: 0.25 },
      { step: "booked", count: 4, share: 0.1 },
    ]);
    const onForms = madeFigures({ opened: 20 });
    const figures = { ...onForms, counts: { ...onForms.counts, booked: 5, "booked:browser": 5, "booked:elsewhere": 1 } };
    expect(funnelOf(figures, summaryOf(figures, "all"), { filter: {}, site: SITE }).at(-1)).toEqual({ step: "booked", count: 4, share: 0.2 });
  });

  test("after a step of 0 there is no share", () => {
    expect(funnel({}).map(({ count, share }) => [count, share])).toEqual([[0, null], [0, null], [0, null], [0, null]]);
    expect(funnel({ intent: 3 }).map(({ share }) => share)).toEqual([null, 0, null, null]);
  });

  test("a booking of an opening before the window never gives a share above 1", () => {
    expect(funnel({ ready: [400], booked: [400, 500] }).at(-1)).toEqual({ step: "booked", count: 2, share: 1 });
  });

  test.each<[Dimension, string[]]>([
    ["page", ["intent", "opened", "ready", "booked"]],
    ["device", ["intent", "opened", "ready", "booked"]],
    ["openKind", ["opened", "ready", "booked"]],
    ["connection", ["opened", "ready", "booked"]],
    ["id", ["intent", "opened", "ready", "booked"]],
    ["browser", ["intent", "opened", "ready", "booked"]],
    ["campaign", ["opened", "ready", "booked"]],
  ])("by %s: %j, since only openings have a kind and a connection", (dimension, steps) => {
    const found = funnel(some, { [dimension]: "x" });
    expect(found.map(({ step }) => step)).toEqual(steps);
    expect(funnel(some, { [dimension]: "x", page: "/", device: "phone" }).map(({ step }) => step)).toEqual(steps);
    expect(found[0]?.share).toBeNull();
  });
});

describe("load-time bands", () => {
  test("have the edges 100 ms, 300 ms, the budget and poor; each bucket is in one", () => {
    const ready = [0, 40, 95, 110, 290, 310, 1_000, 1_180, 1_230, 2_900, 3_100, 120_000];
    const bands = loadTimeBands(madeFigures({ ready, booked: [40, 1_000, 1_000, 120_000] }), SITE);
    expect(bands.map(({ from, to, openings, bookings }) => [from, to, openings, bookings])).toEqual([
      [0, 100, 3, 1],
      [100, 300, 2, 0],
      [300, 1_200, 3, 2],
      [1_200, 3_000, 2, 0],
      [3_000, null, 2, 1],
    ]);
  });

  test("have the conversion with its interval; null without openings", () => {
    const bands = loadTimeBands(madeFigures({ ready: times(20, 50), booked: [] }), SITE);
    // Wilson's upper end of 0 of 20, as published.
    expect(bands[0]?.conversion).toEqual({ value: 0, low: 0, high: expect.closeTo(0.1611, 4) });
    expect(bands[1]).toEqual({ from: 100, to: 300, openings: 0, bookings: 0, conversion: null });
  });

  test("a booking of an opening before the window never gives a share above 1", () => {
    expect(loadTimeBands(madeFigures({ ready: [50], booked: [50, 50] }), SITE)[0]).toMatchObject({ openings: 1, bookings: 2, conversion: { value: 1, high: 1 } });
  });
});

/** So many minutes ago. */
const at = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();
const error = (minutes: number, fields: Partial<StoredSample>): StoredSample => ({
  id: "30min",
  outcome: "failed",
  timestamp: at(minutes),
  receivedAt: at(minutes),
  ...fields,
});

describe("error groups", () => {
  test("by class and outcome, the most frequent first, with the newest one's message", () => {
    const found = groupErrors([
      error(1, { errorClass: "frame-silent", error: "no word" }),
      error(2, { errorClass: "script-failed", error: "404" }),
      error(3, { errorClass: "script-failed", error: "500" }),
      error(4, { errorClass: "script-failed", outcome: "timed-out" }),
      error(5, { error: "of its own" }),
    ], 5);
    expect(found).toEqual({
      groups: [
        { errorClass: "script-failed", outcome: "failed", count: 2, firstSeen: at(3), lastSeen: at(2), message: "404" },
        { errorClass: "frame-silent", outcome: "failed", count: 1, firstSeen: at(1), lastSeen: at(1), message: "no word" },
        { errorClass: "script-failed", outcome: "timed-out", count: 1, firstSeen: at(4), lastSeen: at(4), message: null },
        { errorClass: "unclassified", outcome: "failed", count: 1, firstSeen: at(5), lastSeen: at(5), message: "of its own" },
      ],
      looked: 5,
      isCut: false,
    });
  });

  test("compare the times, even if the list is out of order", () => {
    const shuffled = [error(3, { errorClass: "a", error: "middle" }), error(2, { errorClass: "a", error: "newest" }), error(9, { errorClass: "a", error: "oldest" })];
    expect(groupErrors(shuffled, 3).groups).toEqual([{ errorClass: "a", outcome: "failed", count: 3, firstSeen: at(9), lastSeen: at(2), message: "newest" }]);
  });

  test("say when there are more errors than were grouped", () => {
    expect(groupErrors([error(1, {})], 2)).toMatchObject({ looked: 1, isCut: true });
    expect(groupErrors([], 0)).toEqual({ groups: [], looked: 0, isCut: false });
  });
});

const day = (i: number) => `2026-11-2${i}T00:00:00.000Z`;
const part = (...releases: [release: string, start: string][]) => ({ releases: new Map(releases) });

describe("releases", () => {
  test("after the first day with openings, oldest first, each once, at its earliest", () => {
    expect(releaseChanges(new Date(day(1)), [part(["a1", day(1)], ["c3", day(2)], ["b2", day(2)]), part(["c3", day(4)], ["d4", day(4)]), part(["a1", day(5)])])).toEqual([
      { release: "b2", start: day(2) },
      { release: "c3", start: day(2) },
      { release: "d4", start: day(4) },
    ]);
  });

  test("the value \"other\" is none, and without openings there are none", () => {
    expect(releaseChanges(new Date(day(1)), [part(["a1", day(1)]), part(["other", day(2)])])).toEqual([]);
    expect(releaseChanges(undefined, [])).toEqual([]);
  });

  test("count from the first day with any opening, even one without a release", () => {
    expect(releaseChanges(new Date(day(0)), [part(["a1", day(1)])])).toEqual([{ release: "a1", start: day(1) }]);
  });
});

const broken = (values: Breakdowns, basis = { kept: 1, of: 1 }): BrokenDown => ({ values, basis });
const exactly = (values: Breakdowns) => mergeBreakdowns([broken(values)]);

describe("breakdowns", () => {
  const phone: MadeOpenings = { ready: [400, 500, 600, 700], failed: 1, booked: [400] };
  const desktop: MadeOpenings = { ready: [200, 200], "timed-out": 2, abandoned: 1 };
  const unsaid: MadeOpenings = { ready: [300], failed: 1, booked: [300] };
  const whole = mergeFigures(...[phone, desktop, unsaid].map((openings) => madeFigures(openings)));
  const rowsOf = (dimension: string, values: Breakdowns = made({ device: { desktop, phone } })) =>
    breakdownsOf(whole, exactly(values), { site: SITE }).find((one) => one.dimension === dimension)?.rows ?? [];

  test("there is one for every dimension and one for the outcome", () => {
    expect(breakdownsOf(whole, exactly(new Map()), { site: SITE }).map(({ dimension }) => dimension)).toEqual([...DIMENSIONS.map((dimension) => nameOf(dimension)), "outcome"]);
  });

  test("by value, most openings first, and the openings without a value last among equals", () => {
    expect(rowsOf("device")).toEqual([
      { value: "desktop", total: 5, share: 5 / 12, n: 2, ready: 2, errors: 2, p50: 200, p75: 200, p95: 200, bookings: 0 },
      { value: "phone", total: 5, share: 5 / 12, n: 4, ready: 4, errors: 1, p50: expect.closeTo(500, -1), p75: expect.closeTo(600, -1.1), p95: 700, bookings: 1 },
      { value: null, total: 2, share: 2 / 12, n: 0, ready: 1, errors: 1, p50: null, p75: null, p95: null, bookings: 1 },
    ]);
    expect(rowsOf("page")).toMatchObject([{ value: null, total: 12, share: 1, bookings: 2 }]);
    const equals = rowsOf("page", made({ page: { "/b": { ready: times(6, 400) } } }));
    expect(equals.map(({ value }) => value)).toEqual(["/b", null]);
  });

  test("there is no row without a value if all openings have one, and none for values with intents only", () => {
    const values = made({ device: { phone: { ready: times(12, 400) }, tablet: { intent: 2 } } });
    expect(rowsOf("device", values).map(({ value }) => value)).toEqual(["phone"]);
  });

  test("a sample that was counted between two reads never gives a negative row", () => {
    expect(rowsOf("device", made({ device: { phone: { ready: times(13, 400) } } }))).toMatchObject([{ value: "phone", total: 13, share: 1 }]);
    expect(rowsOf("device", made({ device: { phone: { ready: times(11, 400) } } }))[1]).toMatchObject({ value: null, total: 1, ready: 0, errors: 4, bookings: 2 });
  });

  test("by outcome: times and bookings for ready openings only", () => {
    expect(rowsOf("outcome")).toEqual([
      { value: "ready", total: 7, share: 7 / 12, n: 7, ready: 7, errors: 0, p50: expect.closeTo(400, -1), p75: expect.closeTo(600, -1.1), p95: 700, bookings: 2 },
      { value: "failed", total: 2, share: 2 / 12, n: 0, ready: 0, errors: 2, p50: null, p75: null, p95: null, bookings: 0 },
      { value: "timed-out", total: 2, share: 2 / 12, n: 0, ready: 0, errors: 2, p50: null, p75: null, p95: null, bookings: 0 },
      { value: "abandoned", total: 1, share: 1 / 12, n: 0, ready: 0, errors: 0, p50: null, p75: null, p95: null, bookings: 0 },
    ]);
  });

  test("by outcome: openings without free times are not errors, and have the bookings without a time", () => {
    const some = madeFigures({ ready: times(7, 400), opened: 3, failed: 1, booked: [400, 400] });
    const figures = { ...some, counts: { ...some.counts, "booked:browser": 4, "booked:elsewhere": 1 } };
    expect(breakdownsOf(figures, exactly(new Map()), { site: SITE }).at(-1)?.rows).toMatchObject([
      { value: "ready", total: 7, n: 7, bookings: 2 },
      { value: "opened", total: 3, share: 3 / 11, n: 0, ready: 0, errors: 0, p75: null, bookings: 1 },
      { value: "failed", total: 1, errors: 1, bookings: 0 },
    ]);
  });

  test("without openings have no rows", () => {
    expect(breakdownsOf(NO_FIGURES, exactly(new Map()), { site: SITE }).every(({ rows }) => rows.length === 0)).toBe(true);
  });

  test("of several periods are added by value", () => {
    const { values, standardErrors, basis } = mergeBreakdowns([
      broken(made({ device: { phone } }), { kept: 7, of: 7 }),
      broken(made({ device: { phone: { ready: [800] }, desktop }, page: { "/": desktop } }), { kept: 6, of: 6 }),
      broken(new Map(), { kept: 0, of: 0 }),
    ]);
    expect([...values.keys()]).toEqual(["device", "page"]);
    expect(values.get("device")?.get("phone")).toEqual(mergeFigures(madeFigures(phone), madeFigures({ ready: [800] })));
    expect(values.get("device")?.get("desktop")).toEqual(mergeFigures(madeFigures(desktop)));
    expect([standardErrors.size, basis]).toEqual([0, { kept: 13, of: 13 }]);
  });

  test("of an estimate have the standard error of each number of openings, from its own days", () => {
    const estimated = mergeBreakdowns([
      broken(made({ device: { phone: { ready: times(300, 400) }, desktop: { ready: times(700, 400) } } }), { kept: 100, of: 1_000 }),
      broken(made({ device: { desktop: { ready: times(50, 400) } } }), { kept: 50, of: 50 }),
    ]);
    const row = breakdownsOf(NO_FIGURES, estimated, { site: SITE }).find(({ dimension }) => dimension === "device")?.rows;
    // 1,000 · √(0.9 · 0.3 · 0.7 / 99)
    expect(row).toMatchObject([{ value: "desktop", total: 750, standardError: 44 }, { value: "phone", total: 300, standardError: 44 }]);
  });

  test("under a filter, the openings without a value are those of the same records, not of an exact number beside them", () => {
    const values = made({ device: { phone: { ready: times(600, 400) } }, page: { "/": { ready: times(600, 400) } } });
    const [exact, filtered] = [madeFigures({ ready: times(640, 400) }), mergeBreakdowns([broken(values, { kept: 100, of: 1_000 })])];
    const pages = (filter: Filter) => breakdownsOf(exact, filtered, { filter, site: SITE }).find(({ dimension }) => dimension === "page")?.rows.map(({ value, total }) => [value, total]);
    expect(pages({ device: "phone" })).toEqual([["/", 600]]);
    expect(pages({})).toEqual([["/", 600], [null, 40]]);
  });
});
