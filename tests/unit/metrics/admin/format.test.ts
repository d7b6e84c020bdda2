import { describe, expect, it } from "vitest";
import { ago, count, milliseconds, percent, periodName, utcTime } from "../../../../src/metrics/admin/format.ts";

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

  it("instants are in UTC, whatever the server's time zone", () => {
    expect(utcTime("2026-03-09T08:30:00.123Z")).toBe("2026-03-09 08:30:00");
    expect(periodName("2026-03-09T00:00:00.000Z", "day")).toBe("9 Mar");
    expect(periodName("2026-03-09T23:00:00.000Z", "day")).toBe("9 Mar");
    expect(periodName("2026-03-09T23:00:00.000Z", "hour")).toBe("23:00");
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
