import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { connectStore } from "../../src/metrics/store/connected-store.ts";
import { countDrop } from "../../src/metrics/ingest/drops.ts";
import type { Report } from "../../src/metrics/report/report-model.ts";
import type { Dashboard } from "../../src/metrics/report/dashboard/dashboard-model.ts";
import { OUTCOMES, type DimensionName, type StoredSample } from "../../src/metrics/shared/sample.ts";
import { GET, HEAD } from "../../src/pages/api/cal-metrics.ts";
import { environment } from "../../src/host/settings/environment.ts";
import { callInProcess } from "../fixtures/site/in-process.ts";

const ENDPOINT = "http://localhost:4321/api/cal-metrics";
const READER = { authorization: "Bearer reader" };
/** A Wednesday. */
const NOW = new Date("2026-11-25T15:20:00.000Z");
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let folder: string;
let folderOfWeeks: string;
beforeAll(async () => {
  folderOfWeeks = await mkdtemp(join(tmpdir(), "readyslot-"));
  vi.stubEnv("DATA_DIR", folderOfWeeks);
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  await keep(WEEKS);
});
afterAll(() => rm(folderOfWeeks, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("METRICS_TOKEN", "reader");
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

interface Refusal {
  error: string;
  message: string;
  errors: { field: string; reason: string }[];
}

function get(query = "", headers: Record<string, string> = READER): Promise<Response> {
  return callInProcess(GET, new Request(ENDPOINT + query, { headers }));
}

async function report(query = ""): Promise<Report> {
  const response = await get(query);
  expect(response.status).toBe(200);
  return (await response.json()) as Report;
}

async function full(query: string): Promise<Dashboard> {
  return (await report(`${query}&detail=full`)) as Dashboard;
}

/** Keeps each sample when it is received, and makes the statistics of each day when it is over: a log is kept for 9 days. */
async function keep(samples: readonly StoredSample[]): Promise<void> {
  const { store } = connectStore(environment());
  let day: string | undefined;
  for (const [i, one] of samples.toSorted((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1)).entries()) {
    const today = one.receivedAt.slice(0, 10);
    if (day !== undefined && day !== today) {
      vi.setSystemTime(Date.parse(day) + DAY_MS + 180_000);
      await store.compact();
    }
    day = today;
    vi.setSystemTime(new Date(one.receivedAt));
    await store.record(one, { sender: String(i).padStart(6, "0") });
  }
  vi.setSystemTime(NOW);
}

function sample(fields: Partial<StoredSample> = {}, at = NOW): StoredSample {
  const time = at.toISOString();
  return { id: "30min", calLoadTime: 456, iframeLoadTime: 380, totalDuration: 836, outcome: "ready", timestamp: time, receivedAt: time, ...fields };
}

/** For tests that only read: a store that has all of `WEEKS` and nothing else. */
function readWeeks(): void {
  vi.stubEnv("DATA_DIR", folderOfWeeks);
}

/** The oldest first, of 60 days; closer together in the last hours, so that each has some. */
const WEEKS: readonly StoredSample[] = someWeeks(randomNumbers(7));

function someWeeks(random: () => number): StoredSample[] {
  const pick = <const T>(values: readonly [T, ...T[]]): T => values[Math.floor(random() * values.length)] ?? values[0];
  const ages = [...Array.from({ length: 160 }, () => random() * 60 * DAY_MS), ...Array.from({ length: 60 }, () => random() * 30 * HOUR_MS)];
  return ages.toSorted((a, b) => b - a).map((age) => {
    const outcome = pick(["ready", "ready", "ready", "ready", ...OUTCOMES]);
    const calLoadTime = Math.round(100 + 900 * random() ** 3);
    const iframeLoadTime = Math.round(200 + 2_000 * random() ** 2);
    const tags = {
      variant: pick(["optimized", "baseline"]),
      openKind: pick(["cold", "warmed"]),
      page: pick(["/", "/services"]),
      placement: pick(["hero", "footer"]),
      device: pick(["desktop", "phone"]),
      connection: pick(["4g", "3g"]),
      release: pick(["5aa99df", "9569986"]),
      id: pick(["30min", "60min"]),
      source: pick(["letter", "news.example"]),
      browser: pick(["Firefox", "Samsung Internet for Android"]),
      lcp: Math.round(500 + 3_000 * random()),
    } as const;
    const waited = outcome === "times" ? { timesTime: Math.round(calLoadTime / 4), ...(calLoadTime % 2 === 0 && { picked: true as const }) } : { totalDuration: calLoadTime + iframeLoadTime };
    return sample({ ...tags, outcome, calLoadTime, iframeLoadTime, ...waited }, new Date(NOW.getTime() - age));
  });
}

/** Numbers from 0 to 1 that look random and are the same in every run (Park and Miller's generator). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const between = (samples: readonly StoredSample[], from: string, to: string) =>
  samples.filter(({ receivedAt }) => receivedAt >= from && receivedAt < to);
const countOf = (samples: readonly StoredSample[], ...outcomes: StoredSample["outcome"][]) =>
  samples.filter(({ outcome }) => outcomes.includes(outcome)).length;
const timesOf = (samples: readonly StoredSample[], phase: "calLoadTime" | "totalDuration" | "timesTime") =>
  samples.filter(({ outcome }) => outcome === (phase === "timesTime" ? "times" : "ready")).map((one) => one[phase] ?? NaN).toSorted((a, b) => a - b);

/** By the nearest rank, from the sorted times themselves. */
function exact(times: readonly number[], percent: number): number | null {
  return times[Math.ceil((times.length * percent) / 100) - 1] ?? null;
}

/** Within 1 % of it, and half a ms for the rounding; null where nothing was measured. */
function near(time: number | null): unknown {
  if (time === null) return null;
  const tolerance = time * 0.01 + 0.5;
  // `closeTo` takes a number of decimals p and allows half of 10^-p.
  return expect.closeTo(time, -Math.log10(2 * tolerance));
}

const FILTERS: [DimensionName, string][] = [
  ["variant", "baseline"],
  ["openKind", "warmed"],
  ["page", "/services"],
  ["placement", "hero"],
  ["device", "phone"],
  ["connection", "3g"],
  ["release", "5aa99df"],
  ["event", "60min"],
  ["source", "letter"],
  ["browser", "Samsung Internet for Android"],
];
const valueOf = (one: StoredSample, name: DimensionName) => (name === "event" ? one.id : one[name]);

describe("GET reports", () => {
  test("the newest first, up to the limit, errors only on request", async () => {
    await keep([100, 200, 300].map((calLoadTime) => sample({ calLoadTime })));
    await keep([{ ...sample({ outcome: "failed", error: "frame-silent: blocked" }), calLoadTime: 50 }]);

    const all = await report();
    expect(all.summary).toMatchObject({ total: 4, errors: 1, avgLoadTime: 200, minLoadTime: 100, maxLoadTime: 300 });
    expect(all.metrics.map((m) => m.calLoadTime)).toEqual([50, 300, 200, 100]);
    expect((await report("?limit=2")).metrics).toEqual(all.metrics.slice(0, 2));
    const errors = await report("?errorOnly=true");
    expect(errors.metrics).toMatchObject([{ error: "frame-silent: blocked" }]);
    expect(errors.summary).toEqual(all.summary);
  });

  test("an empty store: null, never 0, and a point for every day", async () => {
    const { summary, histogram, series, metrics, filter } = await report("?compare=previous");
    expect(summary).toMatchObject({ total: 0, errors: 0, errorRate: null, n: 0, avgLoadTime: null, p75LoadTime: null, p99LoadTime: null });
    expect([histogram, metrics, filter]).toEqual([[], [], {}]);
    expect(series).toHaveLength(28);
    for (const point of series) expect(point).toMatchObject({ total: 0, errorRate: null, n: 0, p50: null, p75: null, p95: null, bookings: 0 });
  });

  test.each([
    ["24h", "hour", 24, "2026-11-24T16:00:00.000Z", "2026-11-25T16:00:00.000Z"],
    ["7d", "day", 7, "2026-11-19T00:00:00.000Z", "2026-11-26T00:00:00.000Z"],
    ["28d", "day", 28, "2026-10-29T00:00:00.000Z", "2026-11-26T00:00:00.000Z"],
    ["90d", "day", 90, "2026-08-28T00:00:00.000Z", "2026-11-26T00:00:00.000Z"],
  ] as const)("%s: by the %s, %i of them, as computed from the samples themselves", async (name, step, length, from, to) => {
    readWeeks();
    const found = await report(`?window=${name}&limit=1000`);
    expect(found.window).toEqual({ name, from, to, step, timeZone: "UTC" });

    const inside = between(WEEKS, from, to);
    expect(inside.length).toBeGreaterThan(40);
    expect(found.metrics).toEqual(inside.toReversed());
    const times = timesOf(inside, "totalDuration");
    expect(found.summary).toMatchObject({
      total: inside.length,
      errors: countOf(inside, "failed", "timed-out"),
      errorRate: countOf(inside, "failed", "timed-out") / inside.length,
      outcomes: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, countOf(inside, outcome)])),
      n: countOf(inside, "ready"),
      timesSeen: countOf(inside, "times"),
      picked: inside.filter(({ picked }) => picked).length,
      p90LoadTime: near(exact(timesOf(inside, "calLoadTime"), 90)),
    });
    expect(found.summary.phases.totalDuration).toEqual({
      n: times.length,
      avgLoadTime: Math.round(times.reduce((a, b) => a + b) / times.length),
      minLoadTime: times[0],
      maxLoadTime: times.at(-1),
      p50LoadTime: near(exact(times, 50)),
      p75LoadTime: near(exact(times, 75)),
      p90LoadTime: near(exact(times, 90)),
      p95LoadTime: near(exact(times, 95)),
      p99LoadTime: near(exact(times, 99)),
    });
    expect(found.summary.vitals?.lcp.n).toBe(inside.length);

    expect(found.series).toHaveLength(length);
    for (const [i, point] of found.series.entries()) {
      const start = new Date(Date.parse(from) + i * (step === "hour" ? HOUR_MS : DAY_MS)).toISOString();
      const ofPeriod = between(inside, start, found.series[i + 1]?.start ?? to);
      const ofPeriodTimes = timesOf(ofPeriod, "totalDuration");
      const errors = countOf(ofPeriod, "failed", "timed-out");
      const inDialog = timesOf(ofPeriod, "timesTime");
      expect(point).toEqual({
        start,
        total: ofPeriod.length,
        errors,
        errorRate: ofPeriod.length === 0 ? null : errors / ofPeriod.length,
        n: ofPeriodTimes.length,
        p50: near(exact(ofPeriodTimes, 50)),
        p75: near(exact(ofPeriodTimes, 75)),
        p95: near(exact(ofPeriodTimes, 95)),
        bookings: 0,
        pending: 0,
        timesN: inDialog.length,
        timesP50: near(exact(inDialog, 50)),
        timesP75: near(exact(inDialog, 75)),
        timesP95: near(exact(inDialog, 95)),
      });
    }
  });

  test("a histogram of the whole time: bars that do not overlap, each with its openings", async () => {
    const samples = [...WEEKS.slice(-60), sample({ totalDuration: 0 }), sample({ totalDuration: 120_000 })];
    await keep(samples);
    const { histogram, window, summary } = await report();
    const times = timesOf(between(samples, window.from, window.to), "totalDuration");
    expect(histogram[0]).toEqual({ from: 0, to: 10, count: 1 });
    for (const [i, { from, to, count }] of histogram.entries()) {
      expect(count).toBe(times.filter((time) => time > (from || -1) && time <= to).length);
      expect(from).toBeGreaterThanOrEqual(histogram[i - 1]?.to ?? 0);
      expect(to).toBeLessThanOrEqual(Math.max(from * 1.021, 10));
    }
    expect(histogram.reduce((sum, { count }) => sum + count, 0)).toBe(summary.phases.totalDuration.n);
  });

  test("bookings, over time as well: those that were made in a known opening", async () => {
    const { store } = connectStore(environment());
    await keep([sample({ sampleId: "known-opening", receivedAt: NOW.toISOString() })]);
    await store.recordBooking({ uidHash: "d", source: "browser", sampleId: "known-opening", at: NOW });
    await store.recordBooking({ uidHash: "a", source: "browser", at: NOW });
    await store.recordBooking({ uidHash: "a", source: "webhook", at: NOW });
    await store.recordBooking({ uidHash: "b", source: "webhook", at: new Date(NOW.getTime() - DAY_MS) });
    await store.recordBooking({ uidHash: "c", source: "webhook", state: "pending", at: NOW });
    const { summary, series } = await report("?window=7d");
    expect(summary.bookings).toEqual({ total: 3, browser: 2, webhook: 2, both: 1, elsewhere: 1, counted: 1, pending: 1, rescheduled: 0, cancelled: 0 });
    expect(series.map(({ bookings }) => bookings)).toEqual([0, 0, 0, 0, 0, 0, 1]);
    expect(series.map(({ pending }) => pending)).toEqual([0, 0, 0, 0, 0, 0, 1]);
  });
});

describe("filters combine", () => {
  test.each<[string, (one: StoredSample) => boolean]>([
    ["page=/services&device=phone", (one) => one.page === "/services" && one.device === "phone"],
    ["event=30min&source=letter&variant=baseline", (one) => one.id === "30min" && one.source === "letter" && one.variant === "baseline"],
    ["browser=Firefox&connection=3g&openKind=cold&release=5aa99df", (one) => one.browser === "Firefox" && one.connection === "3g" && one.openKind === "cold" && one.release === "5aa99df"],
  ])("%s: every part is about the openings that match all of them, exactly", async (query, matches) => {
    readWeeks();
    const found = await full(`?window=90d&limit=1000&${query}`);
    const inside = between(WEEKS, found.window.from, found.window.to).filter((one) => matches(one));
    expect(inside.length).toBeGreaterThan(5);
    expect([found.estimate, found.breakdownsEstimate]).toEqual([null, null]);
    expect(found.metrics).toEqual(inside.toReversed());
    expect(found.summary).toMatchObject({ total: inside.length, errors: countOf(inside, "failed", "timed-out") });
    expect(found.summary.phases.totalDuration.p75LoadTime).toEqual(near(exact(timesOf(inside, "totalDuration"), 75)));
    expect(found.series.reduce((sum, { total }) => sum + total, 0)).toBe(inside.length);
    expect(found.funnel.find(({ step }) => step === "opened")?.count).toBe(inside.length);
    expect(found.funnel.find(({ step }) => step === "times")?.count).toBe(countOf(inside, "ready", "times"));
    expect(found.bands.reduce((sum, { openings }) => sum + openings, 0)).toBe(countOf(inside, "ready"));
    expect(found.errorGroups.looked).toBe(countOf(inside, "failed", "timed-out"));
    for (const name of ["device", "event", "source", "browser"] as const) {
      const rows = found.breakdowns.find((one) => one.dimension === name)?.rows ?? [];
      const counted = Map.groupBy(inside, (one) => valueOf(one, name));
      expect(Object.fromEntries(rows.map(({ value, total }) => [value, total]))).toEqual(Object.fromEntries([...counted].map(([value, list]) => [value, list.length])));
    }
  });
});

test("with two filters, a busy day of which only a sample of its records is left is estimated, and the report says so", async () => {
  const busy = new Date(NOW.getTime() - 12 * DAY_MS).getTime();
  const random = randomNumbers(3);
  const samples = Array.from({ length: 1_600 }, (_, i) => sample({ device: random() < 0.5 ? "phone" : "desktop", page: random() < 0.4 ? "/" : "/services" }, new Date(busy + i)));
  await keep([...samples, sample({ device: "phone", page: "/" })]);
  const truth = samples.filter(({ device, page }) => device === "phone" && page === "/").length + 1;

  const found = await full("?device=phone&page=/");
  expect(found.estimate).toMatchObject({ kept: 1_001, of: 1_601 });
  const error = found.estimate?.standardErrors.total ?? 0;
  // 1,600 · √((1 − 1,000/1,600) · 0.2 · 0.8 / 999)
  expect(error).toBeGreaterThan(8);
  expect(error).toBeLessThan(16);
  expect(Math.abs(found.summary.total - truth)).toBeLessThan(4 * error);
  expect(found.breakdownsEstimate).toEqual({ kept: 1_001, of: 1_601 });
  expect(found.breakdowns.find(({ dimension }) => dimension === "event")?.rows).toEqual([expect.objectContaining({ value: "30min", total: found.summary.total, standardError: error })]);

  const one = await full("?device=phone");
  expect([one.estimate, one.summary.total]).toEqual([null, samples.filter(({ device }) => device === "phone").length + 1]);
  expect(one.breakdownsEstimate).toEqual({ kept: 1_001, of: 1_601 });
  expect(await full("?window=90d")).toMatchObject({ estimate: null, breakdownsEstimate: null, summary: { total: 1_601 } });
});

describe("days", () => {
  test("from one date to another, both included, of any length up to 400 days", async () => {
    readWeeks();
    const found = await report("?from=2026-10-10&to=2026-11-10&limit=1000");
    expect(found.window).toEqual({ name: "custom", from: "2026-10-10T00:00:00.000Z", to: "2026-11-11T00:00:00.000Z", step: "day", timeZone: "UTC" });
    const inside = between(WEEKS, found.window.from, found.window.to);
    expect(found.summary.total).toBe(inside.length);
    expect(found.metrics).toEqual(inside.toReversed());
    expect((await report("?from=2025-10-22")).series).toHaveLength(400);
    const csv = await get("?from=2026-10-10&to=2026-11-10&format=csv&table=series");
    expect(csv.headers.get("content-disposition")).toBe('attachment; filename="readyslot-2026-10-10-2026-11-10-series.csv"');
    expect((await csv.text()).split("\r\n")).toHaveLength(34);
  });

  test("begin at the site's midnight, TIME_ZONE, and the answer names the zone", async () => {
    vi.stubEnv("TIME_ZONE", "America/New_York");
    await keep([sample({}, new Date("2026-11-25T04:59:00.000Z")), sample({}, new Date("2026-11-25T05:01:00.000Z"))]);
    const found = await report("?window=7d");
    expect(found.window).toEqual({ name: "7d", from: "2026-11-19T05:00:00.000Z", to: "2026-11-26T05:00:00.000Z", step: "day", timeZone: "America/New_York" });
    expect(found.series.slice(-2).map(({ start, total }) => [start, total])).toEqual([["2026-11-24T05:00:00.000Z", 1], ["2026-11-25T05:00:00.000Z", 1]]);
    const csv = await (await get("?window=7d&format=csv&table=series")).text();
    expect(csv).toContain("\r\n2026-11-25T00:00:00-05:00,1,");
  });
});

test("a booking that only a browser reported is unconfirmed where Cal's webhook is configured", async () => {
  const { store } = connectStore(environment());
  await store.recordBooking({ uidHash: "a", source: "browser", at: NOW });
  await store.recordBooking({ uidHash: "b", source: "webhook", at: NOW });
  expect((await report()).summary.bookings).not.toHaveProperty("unconfirmed");
  vi.stubEnv("CAL_WEBHOOK_SECRET", "0123456789abcdef");
  expect((await report()).summary.bookings).toMatchObject({ total: 1, confirmed: 0, unconfirmed: 1 });
});

describe("a report can be filtered by one value of one dimension", () => {
  test.each(FILTERS)("%s=%s: statistics and list", async (dimension, value) => {
    readWeeks();
    const found = await report(`?${dimension}=${encodeURIComponent(value)}&limit=1000`);
    const inside = between(WEEKS, found.window.from, found.window.to).filter((one) => valueOf(one, dimension) === value);
    expect(inside.length).toBeGreaterThan(40);
    expect(found.filter).toEqual({ [dimension]: value });
    expect(found.estimate).toBeNull();
    expect(found.metrics).toEqual(inside.toReversed());
    expect(found.summary.total).toBe(inside.length);
    expect(found.summary.phases.totalDuration.p75LoadTime).toEqual(near(exact(timesOf(inside, "totalDuration"), 75)));
    expect(found.series.reduce((sum, { total }) => sum + total, 0)).toBe(inside.length);
    expect(Object.keys(found.summary.phases)).toEqual(["calLoadTime", "iframeLoadTime", "totalDuration", "timesTime", "formTime"]);
    expect(found.summary).not.toHaveProperty("vitals");
  });

  test("an unknown value has no statistics and no samples", async () => {
    await keep([sample({ page: "/services" })]);
    expect(await report("?page=/nowhere")).toMatchObject({ summary: { total: 0, avgLoadTime: null }, metrics: [] });
  });

  test("pages beyond the day's cap are reported as other", async () => {
    await keep(Array.from({ length: 53 }, (_, i) => sample({ page: `/page-${i}` })));
    expect((await report("?page=other")).summary.total).toBe(3);
  });
});

test("outcome filters the list, not the statistics", async () => {
  readWeeks();
  const all = await report("?limit=1000");
  for (const outcome of OUTCOMES) {
    const found = await report(`?outcome=${outcome}&limit=1000`);
    expect(found.metrics).toEqual(all.metrics.filter((one) => one.outcome === outcome));
    expect(found.metrics.length).toBeGreaterThan(0);
    expect({ ...found, metrics: [] }).toEqual({ ...all, metrics: [] });
  }
});

test.each([
  ["24h", "2026-11-17T16:00:00.000Z", "2026-11-18T16:00:00.000Z"],
  ["7d", "2026-11-12T00:00:00.000Z", "2026-11-19T00:00:00.000Z"],
  ["28d", "2026-10-01T00:00:00.000Z", "2026-10-29T00:00:00.000Z"],
  ["90d", "2026-05-29T00:00:00.000Z", "2026-08-28T00:00:00.000Z"],
])("compare=previous with %s: the same weekdays before, beside unchanged statistics", async (window, from, to) => {
  const samples = [
    ...[new Date(from), new Date(Date.parse(to) - 2 * DAY_MS), new Date(Date.parse(from) - 1)].map((at) => sample({ totalDuration: 2_000 }, at)),
    sample(),
  ];
  await keep(samples);
  const { previous, ...found } = await report(`?window=${window}&compare=previous`);
  // 90 days compare with the 90 that lie 91 days back, and leave the day between out.
  const end = window === "90d" ? "2026-08-27T00:00:00.000Z" : to;
  expect(previous).toMatchObject({ from, to: end });
  expect(new Date(from).getUTCDay()).toBe(new Date(found.window.from).getUTCDay());
  const inside = between(samples, from, end);
  expect(previous?.summary.total).toBe(inside.length);
  expect(inside.length).toBeGreaterThan(0);
  expect(previous?.summary.phases.totalDuration.p50LoadTime).toEqual(near(exact(timesOf(inside, "totalDuration"), 50)));
  expect(found).toEqual(await report(`?window=${window}`));
});

describe("GET as CSV", () => {
  test("the listed samples, one line each, with a file name", async () => {
    await keep([sample({ page: "/services", error: 'said "no", twice', outcome: "failed" }), sample({ device: "phone" })]);
    const response = await get("?format=csv&window=7d");
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="readyslot-7d.csv"');
    const [header = "", newest = "", oldest = "", ...rest] = (await response.text()).split("\r\n");
    expect(header).toMatch(/^receivedAt,timestamp,id,.*,dropped$/);
    expect(newest).toContain(",phone,");
    expect(oldest).toContain(',"said ""no"", twice",');
    expect(rest).toEqual([""]);
  });

  test("filtered and limited as the list is", async () => {
    readWeeks();
    const query = "?window=90d&device=phone&outcome=ready&limit=5";
    const lines = (await (await get(`${query}&format=csv`)).text()).split("\r\n").slice(1, -1);
    expect(lines.map((line) => line.slice(0, 24))).toEqual((await report(query)).metrics.map(({ receivedAt }) => receivedAt));
    expect(lines).toHaveLength(5);
  });
});

describe("GET in full", () => {
  test("has the usual report and everything else on the page", async () => {
    readWeeks();
    for (const query of ["?window=90d", "?window=24h&device=phone&compare=previous", "?page=/services&outcome=failed&limit=3"]) {
      const { status, demoDataSince, compared, releases, breakdowns, breakdownsEstimate, experiment, funnel, bands, errorGroups, keyNumbers, notes, heroTests, ...usual } = await full(query);
      expect(usual).toEqual(await report(query));
      expect(await report(`${query}&detail=usual`)).toEqual(usual);
      for (const part of [status, compared, releases, breakdowns, experiment, funnel, bands, errorGroups, keyNumbers, notes, heroTests]) expect(part).toBeInstanceOf(Object);
      expect([demoDataSince, breakdownsEstimate]).toEqual([null, null]);
    }
  });

  test("has the same breakdowns as the filters one by one", async () => {
    readWeeks();
    const { breakdowns, summary } = await full("?window=90d");
    for (const { dimension, rows } of breakdowns.filter((one) => one.dimension !== "outcome")) {
      expect(rows.length).toBeGreaterThan(FILTERS.some(([name]) => name === dimension) ? 1 : 0);
      expect(rows.reduce((sum, { total }) => sum + total, 0)).toBe(summary.total);
      for (const { value, ...row } of rows.filter((one) => one.value !== null)) {
        const one = (await report(`?window=90d&${dimension}=${encodeURIComponent(String(value))}`)).summary;
        const { n, p50LoadTime: p50, p75LoadTime: p75, p95LoadTime: p95 } = one.phases.totalDuration;
        expect(row).toMatchObject({ total: one.total, errors: one.errors, ready: one.outcomes.ready, n, p50, p75, p95 });
      }
    }
  });

  test("groups every error of the window once", async () => {
    readWeeks();
    const { errorGroups, summary } = await full("?window=90d");
    expect(errorGroups).toMatchObject({ looked: summary.errors, isCut: false });
    expect(errorGroups.groups.reduce((sum, { count }) => sum + count, 0)).toBe(summary.errors);
  });
});

describe("GET a table as CSV", () => {
  const TABLES = [
    ["series", "start,total,errors,errorRate,n,p50,p75,p95,bookings,pending,timesN,timesP50,timesP75,timesP95"],
    ["breakdowns", "dimension,value,total,standardError,share,n,ready,errors,p50,p75,p95,bookings,times,timesN,timesP50,timesP75,timesP95"],
    ["errors", "errorClass,outcome,count,firstSeen,lastSeen,message"],
    ["histogram", "from,to,count,phase"],
    ["phases", "phase,n,avgLoadTime,minLoadTime,maxLoadTime,p50LoadTime,p75LoadTime,p90LoadTime,p95LoadTime,p99LoadTime"],
  ] as const;

  test.each(TABLES)("%s: as many lines as the table on the page, with its own file name", async (table, header) => {
    readWeeks();
    const response = await get(`?format=csv&table=${table}&window=7d&device=phone`);
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="readyslot-7d-${table}.csv"`);
    const [first, ...lines] = (await response.text()).split("\r\n").slice(0, -1);
    expect(first).toBe(header);
    const shown = await full("?window=7d&device=phone");
    const rows = {
      series: shown.series.length,
      breakdowns: shown.breakdowns.flatMap((one) => one.rows).length,
      errors: shown.errorGroups.groups.length,
      histogram: shown.histogram.length + shown.timesHistogram.length,
      // The last one is the time to a booking.
      phases: 6,
    };
    expect(lines).toHaveLength(rows[table]);
    expect(lines.length).toBeGreaterThan(0);
  });

  test("table=samples is the default", async () => {
    readWeeks();
    const [named, unnamed] = [await get("?format=csv&table=samples&limit=7"), await get("?format=csv&limit=7")];
    expect(await named.text()).toBe(await unnamed.text());
    expect(named.headers.get("content-disposition")).toBe('attachment; filename="readyslot-28d.csv"');
  });
});

describe("repeated requests", () => {
  test.each(["", "?compare=previous&window=24h", "?detail=full", "?format=csv", "?format=csv&table=breakdowns"])("%s: an unchanged report is a 304 without a body", async (query) => {
    await keep([sample()]);
    const first = await get(query);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    expect(first.headers.get("vary")).toBe("cookie, authorization");

    vi.setSystemTime(NOW.getTime() + 60_000);
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await get(query, { ...READER, "if-none-match": tag });
      expect([again.status, again.headers.get("etag"), again.headers.get("vary")]).toEqual([304, etag, "cookie, authorization"]);
      expect(await again.text()).toBe("");
    }
  });

  test("another sample, or other parameters, give another report", async () => {
    await keep([sample()]);
    const etag = (await get()).headers.get("etag") ?? "";
    const ask = (query: string) => get(query, { ...READER, "if-none-match": etag });
    expect((await ask("?window=7d")).status).toBe(200);
    await keep([sample()]);
    expect((await ask("")).status).toBe(200);
  });

  test("a tag does not replace the sign-in", async () => {
    const etag = (await get()).headers.get("etag") ?? "";
    expect((await get("", { "if-none-match": etag })).status).toBe(401);
  });

  test("HEAD has the same headers, without the body", async () => {
    const [head, whole] = [await callInProcess(HEAD, new Request(ENDPOINT, { method: "HEAD", headers: READER })), await get()];
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(whole.headers));
  });
});

describe("GET refuses", () => {
  test("every parameter that is not valid, by its name, and is not cached", async () => {
    expect((await get("?table=series")).status).toBe(400);
    expect((await get("?detail=full&format=csv")).status).toBe(400);
    const response = await get("?limit=0&window=30d&page=/&device=phone&pge=/");
    expect([response.status, response.headers.get("cache-control")]).toEqual([400, "no-store"]);
    const body = (await response.json()) as Refusal;
    expect(body).toMatchObject({ success: false, error: "parameters" });
    expect(body.errors.map(({ field }) => field)).toEqual(["pge", "window", "limit"]);
  });

  test.each([
    ["?from=2026-11-02&to=2026-11-01", "to", "must not be before from: 2026-11-01 is before 2026-11-02"],
    ["?from=2026-11-26", "from", "must not be in the future: 2026-11-26 is after today, 2026-11-25 (UTC)"],
    ["?from=2026-13-01", "from", 'must be a date such as "2026-03-09"; found "2026-13-01"'],
    ["?window=7d&from=2026-11-01", "window", "cannot be combined with from and to: give either a window or dates"],
  ])("%s", async (query, field, reason) => {
    const response = await get(query);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Refusal).errors).toEqual([{ field, reason }]);
  });

  test.each([undefined, "Bearer wrong", "Bearer ", "Basic reader", "reader"])("%j for a credential: 401", async (authorization) => {
    const { status, headers } = await get("", authorization === undefined ? {} : { authorization });
    expect([status, headers.get("cache-control")]).toEqual([401, "no-store"]);
    expect(headers.get("www-authenticate")).toContain("Bearer");
  });

  test("an empty token if none is set", async () => {
    vi.stubEnv("METRICS_TOKEN", "");
    expect((await get("", { authorization: "Bearer " })).status).toBe(401);
  });

  test("without a store: 503 that names the two variables", async () => {
    vi.stubEnv("VERCEL", "1");
    const response = await get();
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "30"]);
    expect(((await response.json()) as Refusal).message).toMatch(/KV_REST_API_URL.*KV_REST_API_TOKEN/);
  });

  test("with a store that does not respond: 503 without internal details", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    vi.stubEnv("KV_REST_API_URL", "http://127.0.0.1:9");
    vi.stubEnv("KV_REST_API_TOKEN", "secret-token");
    const response = await get("?compare=previous");
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "30"]);
    expect(await response.text()).not.toMatch(/secret-token|127\.0\.0\.1|ECONN|fetch/);
  });
});

test("today's refused posts are reported by reason, whatever the filter", async () => {
  expect((await report()).refusedToday).toMatchObject({ bot: 0, rate: 0 });
  const { kv } = connectStore(environment());
  for (const reason of ["bot", "bot", "rate"] as const) await countDrop(() => kv, reason, NOW);
  await countDrop(() => kv, "schema", new Date(NOW.getTime() - DAY_MS));
  expect((await report("?page=/")).refusedToday).toMatchObject({ bot: 2, rate: 1, schema: 0 });
});
