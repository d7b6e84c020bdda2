import { describe, expect, it } from "vitest";
import { formats as german } from "../../../../src/host/words/de/formats.ts";
import { formats as english } from "../../../../src/host/words/en/formats.ts";
import { periodName } from "../../../../src/metrics/admin/site-time.ts";

const { ago, count, milliseconds, percent, signed, tick } = english;

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

  it("a tick from a second on is in seconds", () => expect([tick(300), tick(1_200), tick(30_000)]).toEqual(["300", "1.2 s", "30 s"]));

  it("a difference has its sign", () => expect([signed(1.25), signed(-3), signed(0.04)]).toEqual(["+1.3", "−3", "+0"]));

  it.each([
    ["UTC", "2026-03-09T23:00:00.000Z", "2026-03-09 23:00:00", "9 Mar", "23:00"],
    ["Europe/Berlin", "2026-03-09T23:00:00.000Z", "2026-03-10 00:00:00", "10 Mar", "00:00"],
    // The day begins at the next full hour.
    ["Asia/Kolkata", "2026-03-09T18:00:00.000Z", "2026-03-09 23:30:00", "9 Mar", "23:30"],
    ["America/New_York", "2026-03-10T03:00:00.000Z", "2026-03-09 23:00:00", "9 Mar", "23:00"],
  ])("times and days of the site are those of %s", (zone, iso, time, day, hour) => {
    expect([english.time(iso, zone), periodName(iso, "day", zone, english), periodName(iso, "hour", zone, english)]).toEqual([time, day, hour]);
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

describe("in German", () => {
  it("numbers have a decimal comma", () => {
    expect([german.count(1_234_567), german.milliseconds(1_234), german.percent(0.973), german.tick(1_200), german.signed(-1.5), german.score(0.123)]).toEqual([
      "1.234.567", "1.234 ms", "97,3 %", "1,2 s", "−1,5", "0,123",
    ]);
    expect([german.percent(0.9999), german.percent(0.0001), german.percent(1), german.percent(0)]).toEqual(["> 99,9 %", "< 0,1 %", "100 %", "0 %"]);
  });

  it("times and dates are German, in the site's zone", () => {
    const iso = "2026-03-09T23:00:00.000Z";
    expect([german.time(iso, "Europe/Berlin"), german.minute(iso, "UTC"), german.date("2026-03-09"), german.dayName("2026-03-09")]).toEqual([
      "10.03.2026, 00:00:00", "09.03.2026, 23:00", "09.03.2026", "9. März",
    ]);
    expect(german.ago("2026-03-09T11:59:00.000Z", new Date("2026-03-09T12:00:01.000Z"))).toBe("vor 1 Minute");
  });

  it("the plural is chosen by the language's rules", () => {
    expect([0, 1, 2].map((n) => german.plural(n, { one: "Öffnung", other: "Öffnungen" }))).toEqual(["Öffnungen", "Öffnung", "Öffnungen"]);
    // As it is written, with one decimal at most.
    expect([1.02, -0.96, 1.5].map((n) => `${german.decimal(n)} ${german.plural(n, { one: "Punkt", other: "Punkte" })}`)).toEqual(["1 Punkt", "-1 Punkt", "1,5 Punkte"]);
  });
});
