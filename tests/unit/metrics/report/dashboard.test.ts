import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDashboard } from "../../../../src/metrics/report/dashboard/dashboard.ts";
import type { Dashboard } from "../../../../src/metrics/report/dashboard/dashboard-types.ts";
import { readReport, type ReportQuestion } from "../../../../src/metrics/report/report.ts";
import { createMetricsStore, type MetricsStore } from "../../../../src/metrics/store/metrics-store.ts";
import type { StoredSample } from "../../../../src/metrics/shared/sample.ts";
import { startEmbedded, type EmbeddedClient } from "../../../fixtures/kv/embedded-client.ts";

/** A Wednesday. */
const NOW = new Date("2026-11-25T15:20:00.000Z");
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);

let engine: EmbeddedClient;
let empty: EmbeddedClient;
let store: MetricsStore;
beforeAll(async () => {
  [engine, empty] = [startEmbedded(() => NOW), startEmbedded(() => NOW)];
  store = createMetricsStore(engine, { now: () => NOW });
  await keepWeek();
});
afterAll(() => {
  engine.close();
  empty.close();
});

let kept = 0;
async function keep(at: Date, fields: Partial<StoredSample>, isBooked = false): Promise<void> {
  const time = at.toISOString();
  const sampleId = `00000000-0000-4000-8000-${String(++kept).padStart(12, "0")}`;
  const times = { calLoadTime: 100, iframeLoadTime: 200, totalDuration: 400 };
  await store.record({ id: "30min", sampleId, ...(fields.outcome === undefined && times), outcome: "ready", timestamp: time, receivedAt: time, ...fields });
  if (isBooked) await store.recordBooking({ uidHash: sampleId, source: "browser", sampleId, at });
}

/** Today and the six days before, on two devices and with two releases, and the same weekdays before. */
async function keepWeek(): Promise<void> {
  for (let days = 13; days >= 0; days--) {
    const release = days >= 3 ? "a1" : "b2";
    const isEarlier = days >= 7;
    for (let i = 0; i < 4; i++) {
      const totalDuration = isEarlier ? 2_000 : 400;
      await keep(daysAgo(days), { device: i < 3 ? "phone" : "desktop", page: i < 3 ? "/" : "/services", variant: "optimized", openKind: "cold", release, totalDuration }, i === 0);
    }
    await keep(daysAgo(days), { outcome: "failed", errorClass: "script-failed", error: `of day ${days}`, device: "phone", release });
    await store.recordIntent({ sampleId: `intent-${days}`, values: { page: "/", device: "phone" }, at: daysAgo(days) });
  }
}

const QUERY: ReportQuestion = { window: "7d", limit: 50, errorOnly: false };
const read = (query: Partial<ReportQuestion> = {}, now = NOW): Promise<Dashboard> =>
  readDashboard({ store, kv: engine }, { ...QUERY, ...query }, now);

describe("the dashboard", () => {
  test("is the report, to the last figure, and what is told from it", async () => {
    for (const query of [{}, { device: "phone" }, { page: "/services", compare: "previous" }, { outcome: "failed", limit: 3 }] as const) {
      expect(await read(query)).toMatchObject(await readReport({ store, kv: engine }, { ...QUERY, ...query }, NOW));
    }
    expect(await read()).not.toHaveProperty("previous");
  });

  test("compares the days that have ended with as many before", async () => {
    const { compared } = await read();
    expect(compared.now).toMatchObject({ from: "2026-11-19T00:00:00.000Z", to: "2026-11-25T00:00:00.000Z", summary: { total: 30, outcomes: { ready: 24 } } });
    expect(compared.before).toMatchObject({ from: "2026-11-12T00:00:00.000Z", to: "2026-11-18T00:00:00.000Z", summary: { total: 30, outcomes: { ready: 24 } } });
    expect([compared.now, compared.before].map(({ summary }) => summary.phases.totalDuration.maxLoadTime)).toEqual([400, 2_000]);
    expect((await read({ device: "desktop" })).compared.now.summary.total).toBe(6);
  });

  test("tells when a release was first seen", async () => {
    expect((await read()).releases).toEqual([{ release: "b2", start: "2026-11-23T00:00:00.000Z" }]);
  });

  test("breaks down, and counts bookings and those that did not say", async () => {
    const { breakdowns } = await read();
    const rowsOf = (name: string) => breakdowns.find(({ dimension }) => dimension === name)?.rows.map(({ value, total, n, errors, bookings }) => [value, total, n, errors, bookings]);
    expect(rowsOf("device")).toEqual([["phone", 28, 21, 7, 7], ["desktop", 7, 7, 0, 0]]);
    expect(rowsOf("page")).toEqual([["/", 21, 21, 0, 7], ["/services", 7, 7, 0, 0], [null, 7, 0, 7, 0]]);
    expect(rowsOf("release")).toEqual([["a1", 20, 16, 4, 4], ["b2", 15, 12, 3, 3]]);
    expect(rowsOf("connection")).toEqual([[null, 35, 0, 7, 7]]);
    expect(rowsOf("outcome")).toEqual([["ready", 28, 28, 0, 7], ["failed", 7, 0, 7, 0]]);
  });

  test("counts the funnel and the bands", async () => {
    const { funnel, bands } = await read();
    expect(funnel.map(({ step, count }) => [step, count])).toEqual([["intent", 42], ["opened", 35], ["ready", 28], ["booked", 7]]);
    expect(bands.map(({ openings, bookings }) => [openings, bookings])).toEqual([[0, 0], [0, 0], [28, 7], [0, 0], [0, 0]]);
  });

  test("groups the window's errors", async () => {
    expect((await read()).errorGroups).toEqual({
      groups: [{
        errorClass: "script-failed",
        outcome: "failed",
        count: 7,
        firstSeen: daysAgo(6).toISOString(),
        lastSeen: NOW.toISOString(),
        message: "of day 0",
      }],
      looked: 7,
      isCut: false,
    });
  });

  test("a filter is for the figures and the list, and for nothing else", async () => {
    const [all, filtered] = [await read(), await read({ page: "/services" })];
    expect(filtered.summary.total).toBe(7);
    expect(filtered.funnel.map(({ count }) => count)).toEqual([7, 7, 7, 0]);
    expect(filtered.bands[2]).toMatchObject({ openings: 7, bookings: 0 });
    expect(filtered.metrics).toHaveLength(7);
    for (const part of ["status", "demoDataSince", "releases", "breakdowns", "experiment", "errorGroups", "refusedToday"] as const) {
      expect(filtered[part]).toEqual(all[part]);
    }
  });

  test("the status is by the newest openings of a day, whatever window", async () => {
    const { status } = await read({ window: "90d", device: "desktop" });
    // Today's and those of yesterday at the same time, whose hour has not passed for a day.
    expect(status).toMatchObject({ n: 10, state: "working", newest: { receivedAt: NOW.toISOString(), outcome: "failed" } });
  });

  test("an unchanged store gives an unchanged dashboard until the hour is over", async () => {
    const first = await read({ window: "24h" });
    expect(await read({ window: "24h" }, new Date("2026-11-25T15:59:59.999Z"))).toEqual(first);
    expect(await read({ window: "24h" }, new Date("2026-11-25T16:00:00.000Z"))).not.toEqual(first);
  });

  test("says since when the store has made-up openings", async () => {
    expect((await read()).demoDataSince).toBeNull();
    const at = new Date("2026-11-24T12:00:00.000Z");
    await store.markDemoData(at);
    expect((await read()).demoDataSince).toBe(at.toISOString());
  });
});

test("of an empty store all of it says that there is nothing: null, never 0 %", async () => {
  const found = await readDashboard({ store: createMetricsStore(empty, { now: () => NOW }), kv: empty }, QUERY, NOW);
  expect(found).toMatchObject({
    status: { state: "no-data", n: 0, newest: null },
    compared: { now: { summary: { total: 0, errorRate: null } }, before: { summary: { total: 0 } } },
    releases: [],
    experiment: { speed: null, conversion: null, speedVerdict: "No openings to compare yet." },
    errorGroups: { groups: [], looked: 0, isCut: false },
  });
  expect(found.breakdowns.every(({ rows }) => rows.length === 0)).toBe(true);
  expect(found.funnel.every(({ count, share }) => count === 0 && share === null)).toBe(true);
  expect(found.bands.every(({ openings, conversion }) => openings === 0 && conversion === null)).toBe(true);
});

test("openings that were closed before they were decided are not judged, and may be the newest", async () => {
  const another = startEmbedded(() => NOW);
  const quiet = createMetricsStore(another, { now: () => NOW });
  for (const [hours, outcome] of [[3, "ready"], [2, "abandoned"], [1, "abandoned"]] as const) {
    const time = new Date(NOW.getTime() - hours * HOUR_MS).toISOString();
    await quiet.record({ id: "30min", outcome, timestamp: time, receivedAt: time, ...(outcome === "ready" && { totalDuration: 400 }) });
  }
  const { status } = await readDashboard({ store: quiet, kv: another }, QUERY, NOW);
  expect(status).toMatchObject({ state: "working", n: 1, newest: { outcome: "abandoned" } });
  another.close();
});

test("everything is asked for at once: a second look costs one round of requests", async () => {
  await read();
  const before = engine.requests.length;
  let [running, most] = [0, 0];
  engine.before = async () => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
  };
  await read();
  engine.before = () => Promise.resolve();
  const requests = engine.requests.length - before;
  expect(requests).toBeLessThanOrEqual(9);
  expect(most).toBeGreaterThanOrEqual(requests - 2);
});
