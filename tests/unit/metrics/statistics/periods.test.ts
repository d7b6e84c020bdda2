import { describe, expect, it } from "vitest";
import { dateAt, daysBetween, hoursOf, periodAt, periodsOf, previousPeriods, WINDOWS } from "../../../../src/metrics/statistics/periods.ts";

const NOW = new Date("2026-11-22T15:30:45.678Z"); // a Sunday
const keys = (periods: readonly { key: string }[]) => periods.map(({ key }) => key);

describe("a window", () => {
  it("of 24 hours is this hour and the 23 before it", () => {
    const periods = periodsOf("24h", NOW);
    expect(periods).toHaveLength(24);
    expect([periods[0]?.key, periods[8]?.key, periods[9]?.key, periods[23]?.key]).toEqual([
      "h:2026-11-21T16", "h:2026-11-22T00", "h:2026-11-22T01", "h:2026-11-22T15",
    ]);
  });

  it.each([["7d", 7, "d:2026-11-16"], ["28d", 28, "d:2026-10-26"], ["90d", 90, "d:2026-08-25"]] as const)(
    "of %s is %i days, today the last",
    (window, count, first) => {
      const periods = periodsOf(window, NOW);
      expect(periods).toHaveLength(count);
      expect([periods[0]?.key, periods.at(-1)?.key]).toEqual([first, "d:2026-11-22"]);
    },
  );

  it.each(WINDOWS)("of %s has no gap and no overlap, and ends in the period that runs", (window) => {
    const periods = periodsOf(window, NOW);
    expect(periods.slice(1).map(({ start }) => start)).toEqual(periods.slice(0, -1).map(({ end }) => end));
    const last = periods.at(-1);
    expect(last && last.start <= NOW && NOW < last.end).toBe(true);
  });

  it("takes the days of UTC over a change of the clocks and a leap day", () => {
    const week = periodsOf("7d", new Date("2028-03-02T00:00:00.000Z"));
    expect(keys(week)).toEqual(["d:2028-02-25", "d:2028-02-26", "d:2028-02-27", "d:2028-02-28", "d:2028-02-29", "d:2028-03-01", "d:2028-03-02"]);
    const october = periodsOf("7d", new Date("2026-10-26T00:30:00.000Z"));
    expect(new Set(october.map(({ start, end }) => end.getTime() - start.getTime()))).toEqual(new Set([86_400_000]));
  });
});

describe("the window before", () => {
  it.each([
    ["24h", "h:2026-11-14T16", "h:2026-11-15T15"],
    ["7d", "d:2026-11-09", "d:2026-11-15"],
    ["28d", "d:2026-09-28", "d:2026-10-25"],
    ["90d", "d:2026-05-26", "d:2026-08-23"],
  ] as const)("of %s is as long, on the same weekdays, and has ended", (window, first, last) => {
    const [current, before] = [periodsOf(window, NOW), previousPeriods(window, NOW)];
    expect([before[0]?.key, before.at(-1)?.key]).toEqual([first, last]);
    expect(before.map(({ start }) => start.getUTCDay())).toEqual(current.map(({ start }) => start.getUTCDay()));
    expect(before.every(({ end }) => end <= NOW)).toBe(true);
  });
});

describe("a period", () => {
  it("begins with its first instant and ends before the next one's", () => {
    for (const at of ["2026-11-22T15:00:00.000Z", "2026-11-22T15:59:59.999Z"]) expect(periodAt("hour", new Date(at)).key).toBe("h:2026-11-22T15");
    expect(periodAt("hour", new Date("2026-11-22T16:00:00.000Z")).key).toBe("h:2026-11-22T16");
    expect(periodAt("day", new Date("2026-11-22T23:59:59.999Z"))).toEqual({
      unit: "day", key: "d:2026-11-22", start: new Date("2026-11-22T00:00:00.000Z"), end: new Date("2026-11-23T00:00:00.000Z"),
    });
  });

  it("is none of an invalid date", () => {
    expect(() => periodAt("day", new Date("soon"))).toThrow(RangeError);
  });
});

describe("days of a time zone", () => {
  it.each([
    ["Europe/Berlin", "2026-11-22", "2026-11-21T23:00:00.000Z", 24],
    ["Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00.000Z", 23],
    ["Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00.000Z", 25],
    ["America/Los_Angeles", "2026-11-01", "2026-11-01T07:00:00.000Z", 25],
    ["Asia/Kolkata", "2026-11-22", "2026-11-21T19:00:00.000Z", 24],
    ["Asia/Kathmandu", "2026-11-22", "2026-11-21T18:00:00.000Z", 24],
    ["Pacific/Kiritimati", "2026-11-22", "2026-11-21T10:00:00.000Z", 24],
    ["Pacific/Pago_Pago", "2026-11-22", "2026-11-22T11:00:00.000Z", 24],
    ["America/Havana", "2026-03-08", "2026-03-08T05:00:00.000Z", 23],
    ["UTC", "2026-11-22", "2026-11-22T00:00:00.000Z", 24],
  ])("in %s %s begins at %s and has %i hours", (zone, date, start, hours) => {
    const [day] = daysBetween(date, date, zone);
    expect(day).toMatchObject({ key: `d:${date}`, start: new Date(start) });
    expect(day && hoursOf(day)).toHaveLength(hours);
    expect(day && [dateAt(day.start, zone), dateAt(new Date(day.end.getTime() - 1), zone)]).toEqual([date, date]);
    expect(day && periodAt("day", new Date(day.end.getTime() - 1), zone)).toEqual(day);
  });

  it.each(["Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Australia/Lord_Howe"])("in %s follow each other without gap or overlap for 400 days", (zone) => {
    const days = daysBetween("2026-01-01", "2027-02-04", zone);
    expect(days).toHaveLength(400);
    expect(days.slice(1).map(({ start }) => start)).toEqual(days.slice(0, -1).map(({ end }) => end));
    expect(days.every((day) => [23, 24, 25].includes(hoursOf(day).length))).toBe(true);
  });

  it("are those of the window and of the one before, aligned by weekday", () => {
    const [now, zone] = [new Date("2026-10-26T22:30:00.000Z"), "Europe/Berlin"];
    expect(keys(periodsOf("7d", now, zone))).toEqual(Array.from({ length: 7 }, (_, i) => `d:2026-10-${20 + i}`));
    expect(keys(previousPeriods("7d", now, zone))).toEqual(Array.from({ length: 7 }, (_, i) => `d:2026-10-${13 + i}`));
    expect(periodsOf("7d", new Date("2026-10-26T23:30:00.000Z"), zone).at(-1)?.key).toBe("d:2026-10-27");
  });

  it("of a zone that does not exist are an error", () => {
    expect(() => periodAt("day", NOW, "Europe/Atlantis")).toThrow(RangeError);
  });
});
