import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { demoMonth, incidentsOf, type DemoEvent } from "../../lab/demo-data/demo-month.ts";
import { isWorkday } from "../../lab/demo-data/rhythm.ts";
import { parseSample } from "../../../src/metrics/ingest/sample-schema.ts";
import { visitorDevice } from "../../../src/metrics/ingest/visitor-device.ts";
import { storedSample } from "../../../src/metrics/ingest/stored-sample.ts";
import type { CalSample } from "../../../src/metrics/shared/sample.ts";

const NOW = new Date("2026-03-12T23:59:59.999Z");
const PLAN = { days: 28, perDay: 120, seed: 1, now: NOW };
const MONTH = demoMonth(PLAN);

type Opening = Extract<DemoEvent, { kind: "opening" }>;

function openingsOf(events: readonly DemoEvent[]): Opening[] {
  return events.filter((event): event is Opening => event.kind === "opening");
}

const OPENINGS = openingsOf(MONTH);
const FIRST_TRIES = OPENINGS.filter(({ sample }) => sample.codeTime !== undefined);

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function isError({ sample }: Opening): boolean {
  return sample.error !== undefined;
}

function isAbandoned({ sample }: Opening): boolean {
  return sample.outcome === "abandoned";
}

function coldMedian(openings: readonly Opening[]): number {
  return median(totals(openings.filter(({ sample }) => sample.openKind === "cold")));
}

function totals(openings: readonly Opening[]): number[] {
  return openings.flatMap(({ sample }) => sample.totalDuration ?? []);
}

function byVariant(): [baseline: Opening[], optimized: Opening[]] {
  const [baseline, optimized] = ["baseline", "optimized"].map((variant) => FIRST_TRIES.filter(({ sample }) => sample.variant === variant));
  return [baseline ?? [], optimized ?? []];
}

function share<T>(all: readonly T[], is: (one: T) => boolean): number {
  return all.filter(is).length / all.length;
}

describe("the made-up month", () => {
  test("depends only on the seed and the day", () => {
    expect(JSON.stringify(demoMonth(PLAN))).toBe(JSON.stringify(MONTH));
    expect(JSON.stringify(demoMonth({ ...PLAN, seed: 2 }))).not.toBe(JSON.stringify(MONTH));
  });

  test("has the same events at noon as later that day", () => {
    const noon = new Date("2026-03-12T12:00:00.000Z");
    const untilNoon = MONTH.filter(({ at }) => at <= noon);
    expect(untilNoon.length).toBeLessThan(MONTH.length);
    expect(JSON.stringify(demoMonth({ ...PLAN, now: noon }))).toBe(JSON.stringify(untilNoon));
  });

  test("lies in the past, within its days, oldest first", () => {
    const times = MONTH.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(NOW.getTime());
    expect(new Set(OPENINGS.map(({ at }) => at.toISOString().slice(0, 10))).size).toBe(28);
    expect(MONTH[0]?.at.toISOString()).toMatch(/^2026-02-13/);
  });

  test("has the requested average number of openings per day", () => {
    expect(OPENINGS.length / 28).toBeGreaterThan(108);
    expect(OPENINGS.length / 28).toBeLessThan(132);
    expect(openingsOf(demoMonth({ ...PLAN, perDay: 10 })).length / 28).toBeLessThan(13);
  });

  test("has quiet weekends and quiet nights", () => {
    const atWork = OPENINGS.filter(({ at }) => isWorkday(at)).length / 20;
    const atWeekends = OPENINGS.filter(({ at }) => !isWorkday(at)).length / 8;
    expect(atWork).toBeGreaterThan(1.7 * atWeekends);
    const inHours = (from: number, to: number) => OPENINGS.filter(({ at }) => at.getUTCHours() >= from && at.getUTCHours() < to).length;
    expect(inHours(8, 16)).toBeGreaterThan(5 * inHours(0, 6));
  });

  test("counts every opening, intent and report of a booking once", () => {
    const ids = MONTH.map((event) => {
      if (event.kind === "opening") return event.sample.sampleId;
      if (event.kind === "intent") return event.intent.sampleId;
      return `${event.uidHash} ${event.kind === "booking" ? event.source : event.kind}`;
    });
    expect(new Set(ids).size).toBe(MONTH.length);
  });
});

describe("the scenario", () => {
  const [slow, outage] = incidentsOf(PLAN).map(({ from, to }) => ({ from, to, isIn: ({ at }: Opening) => at >= from && at < to }));
  if (slow === undefined || outage === undefined) throw new Error("Both incidents lie within 28 days.");

  test("has only incidents within the days", () => {
    expect(incidentsOf({ ...PLAN, days: 8 }).map(({ what }) => what)).toEqual(["an outage of the calendar"]);
    expect(incidentsOf({ ...PLAN, days: 2 })).toEqual([]);
  });

  test("in an outage of two and a half hours on a working day almost every opening that needs the calendar fails, and none elsewhere", () => {
    expect(isWorkday(outage.from)).toBe(true);
    expect(outage.to.getTime() - outage.from.getTime()).toBe(9_000_000);
    const inOutage = OPENINGS.filter(outage.isIn);
    expect(inOutage.length).toBeGreaterThan(15);
    // The free times of the dialog are those that our server knows.
    expect(share(inOutage.filter(({ sample }) => sample.outcome !== "times"), isError)).toBeGreaterThan(0.6);
    expect(share(OPENINGS.filter((opening) => !outage.isIn(opening)), isError)).toBeLessThan(0.02);
  });

  test("one release delays the booking code by some 700 ms, and the next one does not", () => {
    const counts = Map.groupBy(FIRST_TRIES, ({ sample }) => sample.release);
    const ours = (release: string | undefined) => (counts.get(release) ?? []).filter(({ sample }) => sample.variant === "optimized");
    const codeTimes = [...counts.keys()].map((release) => ({ release, ms: median(ours(release).map(({ sample }) => sample.codeTime ?? NaN)) }));
    const [slowest, ...others] = codeTimes.toSorted((a, b) => b.ms - a.ms);
    expect(slowest?.ms).toBeGreaterThan(650);
    expect(incidentsOf(PLAN)[0]?.what).toBe(`the slow release ${slowest?.release}`);
    for (const { ms } of others) expect(ms).toBeLessThan(100);

    expect(coldMedian(ours(slowest?.release))).toBeGreaterThan(coldMedian(others.flatMap(({ release }) => ours(release))) + 400);
    expect(ours(slowest?.release).every(slow.isIn)).toBe(true);
  });

  test("a few calendars are on the screen without their free times for too long, most of them on slow lines", () => {
    const opened = OPENINGS.filter(({ sample }) => sample.outcome === "opened");
    expect(opened.length).toBeGreaterThan(2);
    expect(share(OPENINGS, ({ sample }) => sample.outcome === "opened")).toBeLessThan(0.02);
    for (const { sample } of opened) expect(sample).toMatchObject({ frameTime: expect.any(Number) });
  });

  test("releases change every few days and look like commits", () => {
    const releases = [...new Set(OPENINGS.map(({ sample }) => sample.release))];
    expect(releases.length).toBeGreaterThanOrEqual(5);
    expect(releases.length).toBeLessThanOrEqual(15);
    for (const release of releases) expect(release).toMatch(/^[\da-f]{7}$/);
  });

  test("one in five gets the baseline, which is about a second slower without a lead", () => {
    const [baseline, optimized] = byVariant();
    expect(baseline.length / FIRST_TRIES.length).toBeCloseTo(0.2, 1);
    const slower = coldMedian(baseline) - coldMedian(optimized);
    expect(slower).toBeGreaterThan(600);
    expect(slower).toBeLessThan(1_400);
  });

  test("most visitors get free times at once, four in ten of them pick one, and most of those book", () => {
    const times = OPENINGS.filter(({ sample }) => sample.outcome === "times");
    expect(share(OPENINGS.filter(({ sample }) => sample.variant === "instant"), ({ sample }) => sample.outcome === "times")).toBeGreaterThan(0.85);
    expect(median(times.filter(({ sample }) => sample.openKind === "cold").map(({ sample }) => sample.timesTime ?? NaN))).toBeLessThan(300);
    const picks = times.filter(({ sample }) => sample.picked);
    expect(picks.length / times.length).toBeGreaterThan(0.3);
    const booked = new Set(MONTH.flatMap((event) => (event.kind === "booking" ? [event.sampleId] : [])));
    expect(share(picks, ({ sample }) => booked.has(sample.sampleId))).toBeGreaterThan(0.4);
    expect(times.filter(({ sample }) => !sample.picked && booked.has(sample.sampleId))).toEqual([]);
  });

  test("visitors who wait longer book less often", () => {
    const booked = new Set(MONTH.flatMap((event) => (event.kind === "booking" && event.sampleId !== undefined ? [event.sampleId] : [])));
    const bands = [[0, 1_200], [1_200, 3_000], [3_000, Infinity]] as const;
    const shares = bands.map(([from, to]) =>
      share(OPENINGS.filter(({ sample: { totalDuration = NaN } }) => totalDuration >= from && totalDuration < to), ({ sample }) => booked.has(sample.sampleId)),
    );
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(shares[0]).toBeGreaterThan(2 * (shares[2] ?? NaN));
  });

  test("visitors who wait longer give up more often", () => {
    const [baseline, optimized] = byVariant();
    expect(share(baseline, isAbandoned)).toBeGreaterThan(1.5 * share(optimized, isAbandoned));
  });

  test("a booking comes after its opening, mostly from both the browser and Cal's webhook", () => {
    const openedAt = new Map(OPENINGS.map(({ sample, at }) => [sample.sampleId, at]));
    const bookings = MONTH.filter((event) => event.kind === "booking");
    const tooEarly = bookings.filter(({ sampleId, at }) => sampleId !== undefined && !((openedAt.get(sampleId) ?? at) < at));
    expect(tooEarly).toEqual([]);
    const sources = Map.groupBy(bookings, ({ uidHash }) => uidHash);
    expect(share([...sources.values()], ({ length }) => length === 2)).toBeGreaterThan(0.7);
    expect(share([...sources.values()], ({ length }) => length === 1)).toBeGreaterThan(0.08);
  });

  test("most visitors with intent open the calendar, and many do not", () => {
    const intents = MONTH.filter(({ kind }) => kind === "intent").length;
    expect(intents / OPENINGS.length).toBeGreaterThan(0.4);
    expect(intents / OPENINGS.length).toBeLessThan(1);
  });
});

describe("each opening", () => {
  test("is a sample that the endpoint accepts", () => {
    const refused = OPENINGS.map(({ sample }) => parseSample(sample)).filter((parsed) => "problems" in parsed);
    expect(refused).toEqual([]);
  });

  test("has consistent times", () => {
    const impossible = OPENINGS.map(({ sample }) => sample).filter((sample) => !isConsistent(sample));
    expect(impossible).toEqual([]);
  });

  test("is warmed only with 200 ms of lead, and never in the baseline", () => {
    const wrong = OPENINGS.filter(({ sample: { openKind, leadTime, variant, outcome } }) => {
      if (openKind === "warmed" && variant === "baseline") return true;
      if (leadTime !== undefined) return openKind !== (leadTime >= 200 ? "warmed" : "cold");
      // A visitor who left before the code had loaded reports no lead.
      return openKind !== "reopened" && outcome !== "abandoned";
    });
    expect(wrong).toEqual([]);
  });

  test("has an error of the booking code if it failed", () => {
    for (const { sample: { error, errorClass, outcome } } of OPENINGS) {
      expect(error !== undefined).toBe(outcome === "failed" || outcome === "timed-out");
      if (error === undefined) continue;
      expect(errorClass).toMatch(/^(script-failed|script-timeout|frame-silent|frame-timeout|link-failed)$/);
      expect(error).toMatch(new RegExp(`^${errorClass}: .`));
      expect(outcome).toBe(/timeout|silent/.test(errorClass ?? "") ? "timed-out" : "failed");
    }
  });

  test("comes from a device, a phone in six of ten cases, and has a connection only if the browser reports it", () => {
    const stored = OPENINGS.map(({ sample, userAgent, at }) => storedSample(sample, visitorDevice(userAgent), at));
    expect(share(stored, ({ device }) => device === "phone")).toBeCloseTo(0.6, 1);
    for (const { device, browser, system, connection } of stored) {
      expect([device, browser, system]).not.toContain(undefined);
      expect(connection === undefined).toBe(browser === "Safari" || browser === "Firefox");
    }
  });

  test("comes from a page and a button that the site has", () => {
    for (const place of new Set(OPENINGS.map(({ sample: { page, placement } }) => `${page} ${placement}`))) {
      const [page = "", placement] = place.split(" ");
      const file = join(import.meta.dirname, "../../fixtures/studio/src/content/pages", `${page === "/" ? "index" : page.slice(1)}.md`);
      expect(placementsIn(file)).toContain(placement);
    }
  });
});

/** The last call to action closes the page; the others are counted. */
function placementsIn(file: string): string[] {
  const counted = readFileSync(file, "utf8").split("- type: cta").slice(2).map((_, i) => `section-${i + 1}`);
  return ["header", "hero", "bar", "closing", ...counted];
}

/** Within a millisecond of rounding for each time. */
function isConsistent(sample: CalSample): boolean {
  const { openKind, outcome, leadTime = 0, codeTime = 0, calLoadTime = 0, frameTime = 0, slotsTime = 0, iframeLoadTime = 0, totalDuration, timesTime, formTime, picked } = sample;
  if ((totalDuration !== undefined) !== (outcome === "ready")) return false;
  if (outcome === "times" ? timesTime === undefined : timesTime !== undefined && !picked) return false;
  if (formTime !== undefined && !picked) return false;
  const waited = totalDuration ?? timesTime;
  if (openKind === "reopened") return calLoadTime + iframeLoadTime + leadTime + codeTime === 0 && waited !== undefined && waited >= 20 && waited <= 40;
  if (iframeLoadTime !== 0 && iframeLoadTime !== frameTime + slotsTime) return false;
  if (sample.errorClass === "script-failed" && calLoadTime !== 0) return false;
  if (sample.errorClass === "frame-silent" && (calLoadTime === 0 || frameTime !== 0)) return false;
  if (totalDuration === undefined) return iframeLoadTime === 0;
  // Our code and embed.js come at the same time, in the baseline one after the other.
  const script = sample.variant === "baseline" ? codeTime + calLoadTime : Math.max(codeTime, calLoadTime);
  const left = Math.max(script + iframeLoadTime - leadTime, 0);
  // A strong sign, up to 200 ms after the weak one, mounts the frame; 16 to 40 ms later it is painted.
  return totalDuration >= left + 12 && totalDuration <= Math.max(left, 200 + iframeLoadTime - leadTime) + 44;
}
