import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDashboard } from "../../../../src/metrics/report/dashboard/dashboard.ts";
import type { Dashboard } from "../../../../src/metrics/report/dashboard/dashboard-model.ts";
import { readReport, type ReportQuestion, type ReportSite } from "../../../../src/metrics/report/report.ts";
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
/** Openings are kept when they happen: a log is kept for 9 days. */
let clock = NOW;
beforeAll(async () => {
  [engine, empty] = [startEmbedded(() => clock), startEmbedded(() => NOW)];
  store = createMetricsStore(engine, { now: () => clock });
  await keepWeek();
});
afterAll(() => {
  engine.close();
  empty.close();
});

let kept = 0;
async function keep(at: Date, fields: Partial<StoredSample>, { isBooked = false, sender = String(kept).padStart(6, "0") } = {}): Promise<void> {
  const time = at.toISOString();
  const sampleId = `00000000-0000-4000-8000-${String(++kept).padStart(12, "0")}`;
  const times = { calLoadTime: 100, iframeLoadTime: 200, totalDuration: 400 };
  await store.record({ id: "30min", sampleId, ...(fields.outcome === undefined && times), outcome: "ready", timestamp: time, receivedAt: time, ...fields }, { sender });
  if (isBooked) await store.recordBooking({ uidHash: sampleId, source: "browser", sampleId, at });
}

/** Today and the six days before, on two devices and with two releases, and the same weekdays before. */
async function keepWeek(): Promise<void> {
  for (let days = 13; days >= 0; days--) {
    const release = days >= 3 ? "a1" : "b2";
    const isEarlier = days >= 7;
    clock = daysAgo(days);
    await store.compact();
    for (let i = 0; i < 4; i++) {
      const totalDuration = isEarlier ? 2_000 : 400;
      await keep(daysAgo(days), { device: i < 3 ? "phone" : "desktop", page: i < 3 ? "/" : "/services", variant: "optimized", openKind: "cold", release, totalDuration }, { isBooked: i === 0 });
    }
    await keep(daysAgo(days), { outcome: "failed", errorClass: "script-failed", error: `of day ${days}`, device: "phone", release });
    await store.recordIntent({ sampleId: `intent-${days}`, values: { page: "/", device: "phone" }, at: daysAgo(days) }, { sender: "intent" });
  }
}

const QUERY: ReportQuestion = { window: "7d", limit: 50, errorOnly: false };
const SITE: ReportSite = { zone: "UTC", hasWebhook: false };
const read = (query: Partial<ReportQuestion> = {}, now = NOW, site = SITE): Promise<Dashboard> =>
  readDashboard({ store, kv: engine, site }, { ...QUERY, ...query }, now);

describe("the dashboard", () => {
  test("has the report, unchanged, and more", async () => {
    for (const query of [{}, { device: "phone" }, { page: "/services", device: "phone", compare: "previous" }, { outcome: "failed", limit: 3 }] as const) {
      expect(await read(query)).toMatchObject(await readReport({ store, kv: engine, site: SITE }, { ...QUERY, ...query }, NOW));
    }
    expect(await read()).not.toHaveProperty("previous");
  });

  test("compares the complete days with as many before", async () => {
    const { compared } = await read();
    expect(compared.now).toMatchObject({ from: "2026-11-19T00:00:00.000Z", to: "2026-11-25T00:00:00.000Z", summary: { total: 30, outcomes: { ready: 24 } } });
    expect(compared.before).toMatchObject({ from: "2026-11-12T00:00:00.000Z", to: "2026-11-18T00:00:00.000Z", summary: { total: 30, outcomes: { ready: 24 } } });
    expect([compared.now, compared.before].map(({ summary }) => summary.phases.totalDuration.maxLoadTime)).toEqual([400, 2_000]);
    expect((await read({ device: "desktop" })).compared.now.summary.total).toBe(6);
  });

  test("has the day on which a release was first seen", async () => {
    expect((await read()).releases).toEqual([{ release: "b2", start: "2026-11-23T00:00:00.000Z" }]);
  });

  test("breaks down openings and bookings, also those without a value", async () => {
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
    expect(funnel.map(({ step, count }) => [step, count])).toEqual([["intent", 42], ["opened", 35], ["times", 28], ["booked", 7]]);
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

  test("a filter applies to every part but the status and what is not about openings", async () => {
    const [all, filtered] = [await read(), await read({ page: "/services" })];
    expect(filtered.summary.total).toBe(7);
    expect(filtered.filter).toEqual({ page: "/services" });
    expect(filtered.funnel.map(({ count }) => count)).toEqual([7, 7, 7, 0]);
    expect(filtered.bands[2]).toMatchObject({ openings: 7, bookings: 0 });
    expect(filtered.metrics).toHaveLength(7);
    expect(filtered.experiment.arms.optimized.openings).toBe(7);
    expect(filtered.errorGroups).toEqual({ groups: [], looked: 0, isCut: false });
    expect(filtered.breakdowns.find(({ dimension }) => dimension === "device")?.rows).toMatchObject([{ value: "desktop", total: 7, share: 1 }]);
    for (const part of ["status", "demoDataSince", "refusedToday"] as const) expect(filtered[part]).toEqual(all[part]);
  });

  test("filters can be combined, and are exact where every record is kept", async () => {
    const found = await read({ page: "/", device: "phone", event: "30min", release: "b2", openKind: "cold" });
    expect(found).toMatchObject({
      filter: { page: "/", device: "phone", event: "30min", release: "b2", openKind: "cold" },
      estimate: null,
      breakdownsEstimate: null,
      summary: { total: 9, outcomes: { ready: 9 }, bookings: { total: 3 } },
    });
    expect(found.compared.now.summary.total).toBe(6);
    expect(found.series.map(({ total }) => total)).toEqual([0, 0, 0, 0, 3, 3, 3]);
    expect(found.funnel.map(({ step }) => step)).toEqual(["opened", "times", "booked"]);
    expect((await read({ device: "phone", release: "b2" })).errorGroups.groups).toMatchObject([{ errorClass: "script-failed", count: 3 }]);
  });

  test("dates instead of a window: their days, compared with as many that begin on the same weekday", async () => {
    const found = await read({ from: "2026-11-16", to: "2026-11-20" });
    expect(found.window).toEqual({ name: "custom", from: "2026-11-16T00:00:00.000Z", to: "2026-11-21T00:00:00.000Z", step: "day", timeZone: "UTC" });
    expect([found.summary.total, found.metrics.length]).toEqual([25, 25]);
    expect([found.compared.now.to, found.compared.before.from]).toEqual(["2026-11-21T00:00:00.000Z", "2026-11-09T00:00:00.000Z"]);
    expect(found.errorGroups.looked).toBe(5);
    const today = await read({ from: "2026-11-25" });
    expect([today.summary.total, today.compared.now.summary.total]).toEqual([5, 0]);
  });

  test("days are those of the site's zone, which every answer names", async () => {
    const zone = "Pacific/Auckland";
    const auckland = createMetricsStore(engine, { now: () => NOW, zone });
    const found = await readDashboard({ store: auckland, kv: engine, site: { zone, hasWebhook: false } }, { ...QUERY, from: "2026-11-26" }, NOW);
    expect(found.window).toMatchObject({ from: "2026-11-25T11:00:00.000Z", to: "2026-11-26T11:00:00.000Z", timeZone: zone });
    expect(found.summary.total).toBe(5);
  });

  test("a booking that only a browser reported is unconfirmed where Cal's webhook could confirm it", async () => {
    expect((await read()).summary.bookings).not.toHaveProperty("unconfirmed");
    const { summary, compared, series, funnel, bands, breakdowns, experiment } = await read({}, NOW, { ...SITE, hasWebhook: true });
    expect(summary.bookings).toMatchObject({ total: 0, browser: 7, webhook: 0, confirmed: 0, unconfirmed: 7 });
    expect(compared.now.summary.bookings.unconfirmed).toBe(6);
    // Nothing that is made of bookings has the unconfirmed ones.
    expect([funnel.at(-1)?.count, experiment.arms.optimized.bookings]).toEqual([0, 0]);
    for (const rows of [series, bands, ...breakdowns.map((one) => one.rows)]) expect(rows.reduce((sum, { bookings }) => sum + bookings, 0)).toBe(0);
  });

  test("a booking that both reported is confirmed, in every number", async () => {
    clock = NOW;
    const uidHash = `00000000-0000-4000-8000-${String(kept - 4).padStart(12, "0")}`;
    await store.recordBooking({ uidHash, source: "webhook", at: NOW });
    const { summary, series, funnel, bands, breakdowns, experiment } = await read({}, NOW, { ...SITE, hasWebhook: true });
    expect(summary.bookings).toMatchObject({ total: 1, browser: 7, both: 1, confirmed: 1, unconfirmed: 6 });
    expect([funnel.at(-1)?.count, experiment.arms.optimized.bookings]).toEqual([1, 1]);
    for (const rows of [series, bands, ...breakdowns.map((one) => one.rows)]) expect(rows.reduce((sum, { bookings }) => sum + bookings, 0)).toBe(1);
  });

  test("the status looks at the newest openings of a day, whatever the window", async () => {
    const { status } = await read({ window: "90d", device: "desktop" });
    // Today's and those of yesterday at the same time, whose hour has not passed for a day.
    expect(status).toMatchObject({ senders: 10, state: "working", newest: { receivedAt: NOW.toISOString(), outcome: "failed" } });
  });

  test("an unchanged store gives an unchanged dashboard until the hour is over", async () => {
    const first = await read({ window: "24h" });
    expect(await read({ window: "24h" }, new Date("2026-11-25T15:59:59.999Z"))).toEqual(first);
    expect(await read({ window: "24h" }, new Date("2026-11-25T16:00:00.000Z"))).not.toEqual(first);
  });

  test("has the time since when the store has made-up openings", async () => {
    expect((await read()).demoDataSince).toBeNull();
    const at = new Date("2026-11-24T12:00:00.000Z");
    await store.markDemoData(at);
    expect((await read()).demoDataSince).toBe(at.toISOString());
  });
});

test("an empty store gives null, never 0 %", async () => {
  const found = await readDashboard({ store: createMetricsStore(empty, { now: () => NOW }), kv: empty, site: SITE }, QUERY, NOW);
  expect(found).toMatchObject({
    status: { state: "no-data", senders: 0, newest: null },
    compared: { now: { summary: { total: 0, errorRate: null } }, before: { summary: { total: 0 } } },
    releases: [],
    experiment: { comparisons: [], reason: "There are no openings to compare yet." },
    errorGroups: { groups: [], looked: 0, isCut: false },
  });
  expect(found.breakdowns.every(({ rows }) => rows.length === 0)).toBe(true);
  expect(found.funnel.every(({ count, share }) => count === 0 && share === null)).toBe(true);
  expect(found.bands.every(({ openings, conversion }) => openings === 0 && conversion === null)).toBe(true);
});

test("abandoned openings do not count for the status, but may be the newest", async () => {
  const another = startEmbedded(() => NOW);
  const quiet = createMetricsStore(another, { now: () => NOW });
  for (const [hours, outcome] of [[5, "ready"], [4, "ready"], [3, "ready"], [2, "abandoned"], [1, "abandoned"]] as const) {
    const time = new Date(NOW.getTime() - hours * HOUR_MS).toISOString();
    await quiet.record({ id: "30min", outcome, timestamp: time, receivedAt: time, ...(outcome === "ready" && { totalDuration: 400 }) }, { sender: `sender${hours}`.slice(-6) });
  }
  const { status } = await readDashboard({ store: quiet, kv: another, site: SITE }, QUERY, NOW);
  expect(status).toMatchObject({ state: "working", senders: 3, newest: { outcome: "abandoned" } });
  another.close();
});

test("a second view asks for what may have changed only, in few requests", async () => {
  await read();
  const before = engine.requests.length;
  await read();
  expect(engine.requests.length - before).toBeLessThanOrEqual(6);
});
