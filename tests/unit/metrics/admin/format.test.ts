import { describe, expect, it } from "vitest";
import { ago, count, milliseconds, percent, utcTime } from "../../../../src/metrics/admin/format.ts";
import { periodName, siteTime } from "../../../../src/metrics/admin/site-time.ts";

describe("numbers on the admin page", () => {
  it("a time has its unit, and a missing one is a dash, never 0", () => {
    expect([milliseconds(1_234), milliseconds(0), milliseconds(null), milliseconds(undefined)]).toEqual(["1,234 ms", "0 ms", "—", "—"]);
  });

  it.each([
    [0.973, "97.3 %"],
    [0.08, "8 %"],
    [0, "0 %"],
    [1, "100 %"],
    // Neither all nor none, whatever rounding says.
    [0.9999, "> 99.9 %"],
    [0.0001, "< 0.1 %"],
    [null, "—"],
  ])("a share of %s is %s", (share, shown) => expect(percent(share)).toBe(shown));

  it("counts have thousands separators", () => expect(count(1_234_567)).toBe("1,234,567"));

  it("what rounds to 0 has no sign", () => expect([count(-0.3), milliseconds(-0.4), count(-0.6)]).toEqual(["0", "0 ms", "-1"]));

  it("instants are in UTC, whatever the server's time zone", () => {
    expect(utcTime("2026-03-09T08:30:00.123Z")).toBe("2026-03-09 08:30:00");
  });

  it.each([
    ["UTC", "2026-03-09T23:00:00.000Z", "2026-03-09 23:00:00", "9 Mar", "23:00"],
    ["Europe/Berlin", "2026-03-09T23:00:00.000Z", "2026-03-10 00:00:00", "10 Mar", "00:00"],
    // The day begins at the next full hour.
    ["Asia/Kolkata", "2026-03-09T18:00:00.000Z", "2026-03-09 23:30:00", "9 Mar", "23:30"],
    ["America/New_York", "2026-03-10T03:00:00.000Z", "2026-03-09 23:00:00", "9 Mar", "23:00"],
  ])("times and days of the site are those of %s", (zone, iso, time, day, hour) => {
    expect([siteTime(iso, zone), periodName(iso, "day", zone), periodName(iso, "hour", zone)]).toEqual([time, day, hour]);
  });

  it.each([
    ["2026-03-09T12:00:00.400Z", "just now"],
    ["2026-03-09T12:05:00.000Z", "just now"],
    ["2026-03-09T11:59:58.000Z", "3 seconds ago"],
    ["2026-03-09T11:59:00.000Z", "1 minute ago"],
    ["2026-03-09T10:59:00.000Z", "1 hour ago"],
    ["2026-03-02T12:00:00.000Z", "7 days ago"],
  ])("%s is %s", (iso, text) => expect(ago(iso, new Date("2026-03-09T12:00:01.000Z"))).toBe(text));
});
