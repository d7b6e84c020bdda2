import { describe, expect, test } from "vitest";
import { bestCampaign, endOf, lastWeek, segmentChanges } from "../../../../src/metrics/digest/digest.ts";
import type { Dimension } from "../../../../src/metrics/shared/sample.ts";
import type { Figures } from "../../../../src/metrics/statistics/figures.ts";
import type { BrokenDown } from "../../../../src/metrics/store/metrics-store.ts";

const SITE = { hasWebhook: true };
const campaign = (openings: number, bookings: number, senders = 3): Figures => ({
  counts: { ready: openings, "booked:confirmed": bookings, "booked:browser": bookings },
  measures: new Map(),
  senders: Array.from({ length: senders }, (_, i) => `s${i}`),
});
const best = (campaigns: Record<string, Figures>, all = { openings: 1_000, bookings: 40 }) => bestCampaign(new Map(Object.entries(campaigns)), all, SITE);

describe("the week", () => {
  test.each([
    ["2026-11-22T23:59:59Z", "UTC", "2026-11-09"],
    ["2026-11-23T00:00:00Z", "UTC", "2026-11-16"],
    ["2026-11-22T23:00:00Z", "Europe/Berlin", "2026-11-16"],
    ["2026-11-23T04:59:00Z", "America/New_York", "2026-11-09"],
    ["2027-01-01T12:00:00Z", "UTC", "2026-12-21"],
    ["2028-02-29T12:00:00Z", "UTC", "2028-02-21"],
  ])("at %s in %s begins on %s", (now, zone, from) => {
    expect(lastWeek(new Date(now), zone).from).toBe(from);
    expect(new Date(from).getUTCDay()).toBe(1);
  });

  test("ends when Monday begins in the zone", () => {
    expect(endOf("2026-11-16", "Europe/Berlin").toISOString()).toBe("2026-11-22T23:00:00.000Z");
    expect(endOf("2026-10-19", "Europe/Berlin").toISOString()).toBe("2026-10-25T23:00:00.000Z");
  });
});

describe("the best campaign", () => {
  test("is the one with the most bookings, with its share of all", () => {
    expect(best({ a: campaign(100, 4), b: campaign(200, 9) })).toMatchObject({ name: "b", bookings: 9, openings: 200, of: 40, others: 31 / 800 });
  });

  test("is none with fewer than three bookings, of fewer than three senders, or if two have as many", () => {
    expect(best({ a: campaign(100, 2) })).toBeUndefined();
    expect(best({ a: campaign(100, 9, 2), b: campaign(100, 3) })).toMatchObject({ name: "b" });
    expect(best({ a: campaign(100, 9), b: campaign(50, 9) })).toBeUndefined();
    expect(best({})).toBeUndefined();
  });

  test("is never the rest that is counted together", () => {
    expect(best({ other: campaign(500, 30), a: campaign(100, 4) })).toMatchObject({ name: "a" });
  });

  test("is called better only beyond chance, with room for having been chosen among fifty", () => {
    expect(best({ a: campaign(100, 30) })).toMatchObject({ isBetter: true });
    // 10 % against 3.3 %: beyond chance for one campaign, but not for the best of fifty.
    expect(best({ a: campaign(100, 10) })).toMatchObject({ isBetter: false });
    expect(best({ a: campaign(1_000, 40) })).toMatchObject({ isBetter: false, others: null });
  });

  test("survives a booking that was made in another week than its opening", () => {
    expect(best({ a: campaign(2, 5) }, { openings: 2, bookings: 5 })).toMatchObject({ bookings: 5, openings: 2, isBetter: false });
  });
});

/** Seven days with these bookings a day for each value of a dimension. */
const days = (dimension: Dimension, values: Record<string, readonly number[]>, senders = 3): BrokenDown[] =>
  Array.from({ length: 7 }, (_, i) => ({
    values: new Map([[dimension, new Map(Object.entries(values).map(([name, counts]) => [name, campaign(50, counts[i] ?? 0, senders)]))]]),
    basis: { kept: 1, of: 1 },
  }));
const each = (n: number) => Array.from({ length: 7 }, () => n);

describe("the segments whose bookings changed", () => {
  test("are those beyond chance, the largest difference first", () => {
    const found = segmentChanges(days("source", { letter: each(8), search: each(5), partner: each(0) }), days("source", { letter: each(1), search: each(5), partner: each(4) }), SITE);
    expect(found.map(({ dimension, name, bookings: { before, now, judgement } }) => [dimension, name, before, now, judgement])).toEqual([
      ["source", "letter", 7, 56, "better"],
      ["source", "partner", 28, 0, "worse"],
    ]);
  });

  test("are none while the days differ as much from each other as the weeks do", () => {
    expect(segmentChanges(days("source", { letter: [30, 0, 0, 0, 0, 0, 0], search: each(5) }), days("source", { letter: [0, 4, 0, 3, 0, 5, 0], search: each(5) }), SITE)).toEqual([]);
  });

  test("are none of too few bookings or senders, none that is nearly everything, and not the rest", () => {
    expect(segmentChanges(days("page", { "/a": [1, 1, 1, 1, 1, 1, 0], "/b": each(9) }), days("page", { "/b": each(9) }), SITE)).toEqual([]);
    expect(segmentChanges(days("page", { "/a": each(9), "/b": each(9) }, 2), days("page", { "/b": each(9) }, 2), SITE)).toEqual([]);
    expect(segmentChanges(days("page", { "/a": each(9) }), days("page", { "/a": each(1) }), SITE)).toEqual([]);
    expect(segmentChanges(days("page", { other: each(9), "/b": each(9) }), days("page", { "/b": each(9) }), SITE)).toEqual([]);
  });

  test("say of chance alone next to nothing: in 200 made-up pairs of weeks without a change, at most two", () => {
    let seed = 7;
    const random = () => ((seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31), seed / 2 ** 31);
    // Of 100 visitors a day, each books with 4 %.
    const day = () => Array.from({ length: 100 }, random).filter((x) => x < 0.04).length;
    const week = () => Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`/${i}`, Array.from({ length: 7 }, day)]));
    const claims = Array.from({ length: 200 }, () => segmentChanges(days("page", week()), days("page", week()), SITE).length);
    expect(claims.filter((n) => n > 0).length).toBeLessThanOrEqual(2);
  });
});
