import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCalAnswer } from "../../../../src/booking/server/free-times/cal-answer.ts";
import { createCalBudget, PER_MINUTE } from "../../../../src/booking/server/free-times/cal-budget.ts";
import { limitedUntil } from "../../../../src/booking/server/free-times/rate-limits.ts";

const success = (data: unknown) => JSON.stringify({ status: "success", data });
const at = (iso: string) => Date.parse(iso) / 60_000;

describe("Cal's answer", () => {
  test("is sorted and distinct, in whole minutes, whatever offset it has", () => {
    const data = {
      "2026-12-02": [{ start: "2026-12-02T10:00:00.000+02:00", end: "2026-12-02T10:30:00.000+02:00" }],
      "2026-12-01": [{ start: "2026-12-01T09:30:00.000Z", end: "2026-12-01T10:00:00.000Z" }, { start: "2026-12-01T09:00:00Z", end: "2026-12-01T09:30:00Z" }, { start: "2026-12-01T11:00:00.000+02:00", end: "2026-12-01T11:30:00.000+02:00" }],
    };
    expect(parseCalAnswer(success(data))).toEqual({ starts: [at("2026-12-01T09:00Z"), at("2026-12-01T09:30Z"), at("2026-12-02T08:00Z")], minutes: 30 });
  });

  test("with no days is an empty list", () => {
    expect(parseCalAnswer(success({}))).toEqual({ starts: [], minutes: null });
  });

  test.each([
    ["without an end", [{ start: "2026-12-01T09:00:00Z" }]],
    ["with an end at the start, as for a group without a duration", [{ start: "2026-12-01T09:00:00Z", end: "2026-12-01T09:00:00Z" }]],
    ["with an end before the start", [{ start: "2026-12-01T09:00:00Z", end: "2026-12-01T08:00:00Z" }]],
    ["with different lengths", [{ start: "2026-12-01T09:00:00Z", end: "2026-12-01T09:30:00Z" }, { start: "2026-12-01T10:00:00Z", end: "2026-12-01T10:15:00Z" }]],
    ["that takes days", [{ start: "2026-12-01T09:00:00Z", end: "2026-12-04T09:30:00Z" }]],
  ])("the length of a meeting %s is not known", (_name, day) => {
    expect(parseCalAnswer(success({ "2026-12-01": day }))?.minutes).toBeNull();
  });

  test("leaves out times without seats and times that do not begin at a minute", () => {
    const day = [{ start: "2026-12-01T09:00:00Z", seatsRemaining: 0 }, { start: "2026-12-01T10:00:00Z", seatsRemaining: 2, seatsTotal: 5, bookingUid: "x" }, { start: "2026-12-01T11:00:30Z" }];
    expect(parseCalAnswer(success({ "2026-12-01": day }))?.starts).toEqual([at("2026-12-01T10:00Z")]);
  });

  test.each([
    ["not JSON", "<!doctype html>"],
    ["empty", ""],
    ["null", "null"],
    ["an error", JSON.stringify({ status: "error", error: { code: "NotFoundException" } })],
    ["of April 2024", success({ slots: { "2026-12-01": [{ time: "2026-12-01T09:00:00Z" }] } })],
    ["a list of texts", success({ "2026-12-01": ["2026-12-01T09:00:00Z"] })],
    ["a time without an offset", success({ "2026-12-01": [{ start: "2026-12-01T09:00:00" }] })],
    ["a day that does not exist", success({ "2026-02-30": [{ start: "2026-02-30T09:00:00Z" }] })],
    ["a number", success({ "2026-12-01": [{ start: 1_796_115_600_000 }] })],
    ["without a status", JSON.stringify({ data: {} })],
    ["one bad time among good ones", success({ "2026-12-01": [{ start: "2026-12-01T09:00:00Z" }, { start: "soon" }] })],
  ])("is not used at all if it is %s", (_name, text) => {
    expect(parseCalAnswer(text)).toBeUndefined();
  });

  test("never gives anything but sorted whole minutes that it contains, whatever JSON it is", () => {
    const instant = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }).map((date) => date.toISOString());
    const oddities = fc.oneof(fc.string(), fc.integer(), fc.constantFrom(null, "", "2026-12-01", "2026-12-01T09:00:00", "9999-12-31T23:59:00Z", "0000-01-01T00:00:00Z", "2026-12-01T09:00:00.000+99:99", "2026-12-01T24:00:00Z", [], {}));
    const slot = fc.record({ start: fc.oneof({ weight: 9, arbitrary: instant }, oddities), end: fc.oneof(instant, oddities), seatsRemaining: fc.oneof(fc.integer(), oddities) }, { requiredKeys: [] });
    const days = fc.dictionary(fc.oneof(fc.constantFrom("2026-12-01", "__proto__", "slots"), fc.string()), fc.oneof(fc.array(slot), fc.array(fc.record({ start: instant })), fc.jsonValue()));
    const answers = fc.oneof(fc.record({ status: fc.oneof(fc.constant("success"), fc.string()), data: fc.oneof({ weight: 5, arbitrary: days }, fc.jsonValue()) }), fc.jsonValue());
    fc.assert(
      fc.property(answers, (value) => {
        const text = JSON.stringify(value);
        const times = parseCalAnswer(text);
        if (times === undefined) return;
        expect(times.starts).toEqual([...new Set(times.starts)].toSorted((a, b) => a - b));
        for (const start of times.starts) {
          expect(Number.isInteger(start)).toBe(true);
          expect(text).toContain(new Date(start * 60_000).toISOString().slice(0, 16));
        }
        expect(times.minutes ?? 1).toSatisfy((minutes: number) => Number.isInteger(minutes) && minutes >= 1 && minutes <= 1_440);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("Cal's limit", () => {
  const NOW = Date.UTC(2026, 10, 29, 12);
  const until = (status: number, headers: Record<string, string>) => {
    const limit = limitedUntil(status, new Headers(headers), NOW);
    return limit === undefined ? undefined : (limit - NOW) / 1_000;
  };

  test.each<[string, number, Record<string, string>, number | undefined]>([
    ["an answer with something left", 200, { "X-RateLimit-Remaining-Default": "3", "X-RateLimit-Reset-Default": "40" }, undefined],
    ["the last answer, with the seconds that are left", 200, { "X-RateLimit-Remaining-Default": "0", "X-RateLimit-Reset-Default": "40" }, 40],
    ["the last answer, with a time since 1970", 200, { "X-RateLimit-Remaining-Default": "0", "X-RateLimit-Reset-Default": String(NOW / 1_000 + 25) }, 25],
    ["a limit without a name", 429, { "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "12" }, 12],
    ["one of two limits is used up", 200, { "X-RateLimit-Remaining-Default": "0", "X-RateLimit-Reset-Default": "40", "X-RateLimit-Remaining-Large": "9", "X-RateLimit-Reset-Large": "9" }, undefined],
    ["both limits are used up", 429, { "X-RateLimit-Remaining-Default": "0", "X-RateLimit-Reset-Default": "40", "X-RateLimit-Remaining-Large": "0", "X-RateLimit-Reset-Large": "9" }, 9],
    ["Retry-After in seconds", 429, { "Retry-After": "7", "X-RateLimit-Remaining-Default": "0", "X-RateLimit-Reset-Default": "40" }, 7],
    ["Retry-After as a date", 429, { "Retry-After": new Date(NOW + 90_000).toUTCString() }, 90],
    ["no header at all", 429, {}, 60],
    ["nonsense", 429, { "Retry-After": "soon", "X-RateLimit-Reset-Default": "later" }, 60],
    ["next year", 429, { "Retry-After": "31536000" }, 3_600],
    ["the past", 429, { "Retry-After": new Date(NOW - 90_000).toUTCString() }, 0],
    ["a failure", 500, {}, undefined],
  ])("%s", (_name, status, headers, seconds) => {
    expect(until(status, headers)).toBe(seconds);
  });
});

describe("the budget", () => {
  const NOW = Date.UTC(2026, 10, 29, 12);

  test("gives each purpose its own part of a minute, and less in sum than Cal allows", () => {
    const budget = createCalBudget();
    for (let n = 0; n < PER_MINUTE.later; n++) budget.spend("later", NOW + n);
    expect([budget.allows("first", NOW), budget.allows("later", NOW), budget.allows("check", NOW)]).toEqual([true, false, true]);
    expect(budget.nextAt(NOW + 5)).toBe(NOW + 60_000);
    expect(budget.allows("later", NOW + 60_000)).toBe(true);
    expect(Object.values(PER_MINUTE).reduce((sum, part) => sum + part)).toBeLessThan(120);
  });

  test("is empty until Cal's limit ends", () => {
    const budget = createCalBudget();
    budget.pauseUntil(NOW + 90_000);
    budget.pauseUntil(NOW + 10_000);
    expect(["first", "later", "check"].map((purpose) => budget.allows(purpose as "first", NOW + 89_999))).toEqual([false, false, false]);
    expect(budget.nextAt(NOW)).toBe(NOW + 90_000);
    expect(budget.allows("first", NOW + 90_000)).toBe(true);
  });
});
