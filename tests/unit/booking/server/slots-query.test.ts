import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSlotsQuery } from "../../../../src/booking/server/free-times/slots-query.ts";
import { dateOf, dayOf, MOST_WINDOWS, WINDOW_DAYS, windowOf } from "../../../../src/booking/server/free-times/windows.ts";

const parse = (query: string) => parseSlotsQuery(new URLSearchParams(query));
const day = (date: string) => dayOf(Date.parse(`${date}T00:00:00Z`));

function datesOf(date: string, now: string) {
  const window = windowOf(day(date), Date.parse(now));
  return window && [dateOf(window.from), dateOf(window.until)];
}

describe("the query of /api/slots", () => {
  test.each([
    ["event=studio/30min", { event: "studio/30min", days: 14 }],
    ["event=studio%2F30min&days=1", { event: "studio/30min", days: 1 }],
    ["event=ada%2Bbob/30min&days=31&from=2028-02-29", { event: "ada+bob/30min", days: 31, from: day("2028-02-29") }],
    ["event=ada+bob/30min", { event: "ada+bob/30min", days: 14 }],
    ["from=1999-12-31&event=a/b", { event: "a/b", days: 14, from: day("1999-12-31") }],
    ["event=a/b&duration=60", { event: "a/b", duration: 60, days: 14 }],
    ["event=a/b&duration=480&at=2026-12-01T09:00Z", { event: "a/b", duration: 480, at: Date.UTC(2026, 11, 1, 9) }],
    ["event=a/b&at=2026-12-01T09:00:00.000Z", { event: "a/b", at: Date.UTC(2026, 11, 1, 9) }],
    ["event=a/b&at=2026-12-01T09:00Z", { event: "a/b", at: Date.UTC(2026, 11, 1, 9) }],
    ["event=a/b&at=2026-12-01T11:00:00%2B02:00", { event: "a/b", at: Date.UTC(2026, 11, 1, 9) }],
    ["event=a/b&at=2026-12-01T11:00:00+02:00", { event: "a/b", at: Date.UTC(2026, 11, 1, 9) }],
    ["event=a/b&at=2026-12-01T05:30:00-03:30", { event: "a/b", at: Date.UTC(2026, 11, 1, 9) }],
  ])("%s", (query, meaning) => {
    expect(parse(query)).toEqual({ query: meaning });
  });

  test.each<[string, string, RegExp]>([
    ["", "event", /is missing.*for example "you\/30min"/],
    ["event=", "event", /is missing/],
    ["event=a/b&event=c/d", "event", /more than once/],
    ["evnt=a/b&event=a/b", "evnt", /did you mean event\?/],
    ["event=a/b&_=1733000000", "_", /use event, from, days, at, duration/],
    ["event=a/b&duration=", "duration", /one of Cal's durations in minutes: 5, 10, 15,/],
    ["event=a/b&duration=61", "duration", /one of Cal's durations/],
    ["event=a/b&duration=060", "duration", /one of Cal's durations/],
    ["event=a/b&duration=1e9", "duration", /one of Cal's durations/],
    ["event=a/b&duration=30&duration=60", "duration", /more than once/],
    ["event=a/b&days=0", "days", /from 1 to 31/],
    ["event=a/b&days=32", "days", /from 1 to 31/],
    ["event=a/b&days=07", "days", /whole number/],
    ["event=a/b&days=1.5", "days", /whole number/],
    ["event=a/b&days=", "days", /whole number/],
    ["event=a/b&days=1e1", "days", /whole number/],
    ["event=a/b&from=", "from", /for example "2026-11-29"/],
    ["event=a/b&from=2026-02-30", "from", /must be a date/],
    ["event=a/b&from=2026-13-01", "from", /must be a date/],
    ["event=a/b&from=29.11.2026", "from", /must be a date/],
    ["event=a/b&from=2026-11-29T00:00:00Z", "from", /must be a date/],
    ["event=a/b&at=tomorrow", "at", /whole minutes/],
    ["event=a/b&at=", "at", /whole minutes/],
    ["event=a/b&at=2026-12-01", "at", /whole minutes/],
    ["event=a/b&at=2026-12-01T09:00:00", "at", /whole minutes/],
    ["event=a/b&at=2026-12-01T09:00:30Z", "at", /whole minutes/],
    ["event=a/b&at=2026-02-30T09:00:00Z", "at", /whole minutes/],
    ["event=a/b&at=2026-12-01T25:00:00Z", "at", /whole minutes/],
    ["event=a/b&at=2026-12-01T09:00:00Z&days=3", "at", /from and days have no effect/],
  ])("%s is refused for its %s", (query, field, reason) => {
    expect(parse(query)).toEqual({ problems: [{ field, reason: expect.stringMatching(reason) }] });
  });

  test("is never read into anything else, whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.webQueryParameters(), fc.array(fc.tuple(fc.constantFrom("event", "from", "days", "at"), fc.string())).map((pairs) => String(new URLSearchParams(pairs)))), (text) => {
        const parsed = parse(text);
        const { event = "", at = 0, days = 1 }: { event?: string; at?: number; days?: number } = "query" in parsed ? parsed.query : { event: "refused" };
        expect(event).not.toBe("");
        expect([Number.isInteger(at / 60_000), Number.isInteger(days), days >= 1, days <= 31]).toEqual([true, true, true, true]);
      }),
    );
  });
});

describe("the windows", () => {
  test.each([
    ["2026-11-29", ["2026-11-29", "2026-12-13"]],
    ["2026-12-12", ["2026-11-29", "2026-12-13"]],
    ["2026-12-13", ["2026-12-13", "2026-12-27"]],
    ["2027-01-01", ["2026-12-27", "2027-01-10"]],
    ["2027-03-28", ["2027-03-21", "2027-04-04"]],
    ["2027-11-27", ["2027-11-14", "2027-11-28"]],
    ["2027-11-28", undefined],
    ["2026-11-28", undefined],
  ])("of 29 November 2026, for %s: %j", (date, window) => {
    expect(datesOf(date, "2026-11-29T00:00:00Z")).toEqual(window);
    expect(datesOf(date, "2026-11-29T23:59:59.999Z")).toEqual(window);
  });

  test("include 29 February", () => {
    expect(datesOf("2028-02-29", "2028-02-20T12:00:00Z")).toEqual(["2028-02-20", "2028-03-05"]);
  });

  test("follow each other without a gap for a year", () => {
    const now = Date.UTC(2026, 10, 29, 17);
    let next = dayOf(now);
    for (let k = 0; k < MOST_WINDOWS; k++) {
      const window = windowOf(next, now);
      expect(window).toEqual({ from: next, until: next + WINDOW_DAYS });
      next = window?.until ?? Number.NaN;
    }
    expect(windowOf(next, now)).toBeUndefined();
  });
});
