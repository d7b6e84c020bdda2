import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timesOf, MOST_TIMES, type TimesReply } from "../../../../src/booking/server/free-times/replies.ts";
import { dateOf, DAY, dayOf } from "../../../../src/booking/server/free-times/windows.ts";

const NOW = Date.UTC(2026, 10, 29, 12);
const TODAY = dayOf(NOW);
const MINUTES_A_DAY = 24 * 60;

async function reply(starts: readonly number[], { days = 14, at = NOW - 7_500, now = NOW, minutes = 30 as number | null } = {}) {
  const answer = timesOf({ event: "studio/30min", times: { at, starts, minutes }, days: { from: TODAY, until: TODAY + days }, now });
  const text = await answer.text();
  return { body: JSON.parse(text) as TimesReply, bytes: gzipSync(text, { level: 6 }).length, headers: Object.fromEntries(answer.headers) };
}

/** The instants of an answer, as a browser decodes them. */
function decoded({ starts }: TimesReply): number[] {
  let at = 0;
  return starts.map((step) => (at += step));
}

/** In minutes since 1970, from a time of the day in UTC. */
const minuteOf = (day: number, hour: number, minute = 0) => (TODAY + day) * MINUTES_A_DAY + hour * 60 + minute;

describe("the list", () => {
  test("has the first time, then the differences, with the time of Cal's answer", async () => {
    const starts = [minuteOf(0, 13), minuteOf(0, 13, 30), minuteOf(1, 9)];
    const { body } = await reply(starts);
    expect(body).toEqual({ event: "studio/30min", at: Math.floor((NOW - 7_500) / 1_000), minutes: 30, from: "2026-11-29", until: "2026-12-13", starts: [starts[0], 30, 1_170] });
    expect(decoded(body)).toEqual(starts);
  });

  test("is empty where there are no times", async () => {
    expect((await reply([], { minutes: null })).body).toMatchObject({ minutes: null, starts: [] });
  });

  test("leaves out times that are over, that begin now, and those of other days", async () => {
    const starts = [minuteOf(-1, 23), minuteOf(0, 11, 59), minuteOf(0, 12), minuteOf(0, 12, 1), minuteOf(6, 23, 59), minuteOf(7, 0), minuteOf(14, 9)];
    expect(decoded((await reply(starts, { days: 7 })).body)).toEqual([minuteOf(0, 12, 1), minuteOf(6, 23, 59)]);
  });

  test("ends before a day that does not fit, which the next request starts with", async () => {
    const perDay = 100;
    const starts = Array.from({ length: 14 * perDay }, (_, n) => minuteOf(Math.floor(n / perDay), 12, 1 + (n % perDay)));
    const { body } = await reply(starts);
    expect(body.until).toBe(dateOf(TODAY + MOST_TIMES / perDay));
    expect(decoded(body)).toEqual(starts.slice(0, MOST_TIMES));
  });

  test("of a single day is cut within it", async () => {
    const starts = Array.from({ length: 700 }, (_, n) => minuteOf(0, 12, 1 + n));
    const { body } = await reply(starts);
    expect([body.until, body.starts.length]).toEqual(["2026-11-30", MOST_TIMES]);
  });

  test("has at most 2 KB (gzip), whatever the times are, and never one that is not Cal's", async () => {
    const times = fc.uniqueArray(fc.integer({ min: minuteOf(-1, 0), max: minuteOf(15, 0) }), { minLength: 0, maxLength: 2_000 }).map((list) => list.toSorted((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(times, fc.integer({ min: 1, max: 14 }), async (starts, days) => {
        const { body, bytes } = await reply(starts, { days });
        const shown = decoded(body);
        expect(bytes).toBeLessThanOrEqual(2_048);
        expect(shown.length).toBeLessThanOrEqual(MOST_TIMES);
        const until = Date.parse(body.until) / 60_000;
        expect(body.until > body.from).toBe(true);
        // All of Cal's in these days, unless a single day has more than fit.
        const all = starts.filter((start) => start * 60_000 > NOW && start < until);
        expect(shown).toEqual(all.slice(0, MOST_TIMES));
      }),
      { numRuns: 200 },
    );
  });
});

describe("at the edge, an answer ages from when Cal gave it", () => {
  test.each([
    [0, "max-age=30, stale-while-revalidate=600, stale-if-error=600"],
    [12_345, "max-age=17, stale-while-revalidate=587, stale-if-error=587"],
    [29_900, "max-age=2, stale-while-revalidate=570, stale-if-error=570"],
    [5 * 60_000, "max-age=2, stale-while-revalidate=300, stale-if-error=300"],
    // Another instance's clock is a little ahead.
    [-400, "max-age=30, stale-while-revalidate=600, stale-if-error=600"],
  ])("after %i ms: %s", async (age, header) => {
    const { headers } = await reply([], { at: NOW - age });
    expect(headers).toMatchObject({ "cdn-cache-control": header, "cache-control": "public, max-age=5", "content-type": "application/json" });
  });
});

test("a day is a UTC date, over a change of summer time too", () => {
  for (const date of ["2027-03-28", "2027-10-31", "2028-02-29"]) expect(dateOf(dayOf(Date.parse(`${date}T23:59:59Z`)))).toBe(date);
  expect(dayOf(DAY)).toBe(1);
});
