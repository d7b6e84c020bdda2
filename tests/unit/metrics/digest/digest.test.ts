import { describe, expect, test } from "vitest";
import { bestCampaign, endOf, lastWeek } from "../../../../src/metrics/digest/digest.ts";
import type { Figures } from "../../../../src/metrics/statistics/figures.ts";

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
