import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { percentileOf } from "../../src/metrics/server/store/figures.ts";
import { createMetricsStore } from "../../src/metrics/server/store/metrics-store.ts";
import type { BookingReport, MetricsStore } from "../../src/metrics/server/store/metrics-store.ts";
import { ENGINES } from "../fixtures/kv-engines.ts";
import type { Engine } from "../fixtures/kv-engines.ts";
import { ago, full, HOUR_MS, NOW, now, sample, TODAY, todayOf, uuid } from "./store-samples.ts";

const ID = uuid(1);
const SCOPE = { dimension: "page", value: "/services" } as const;
const NONE = { total: 0, browser: 0, webhook: 0, both: 0, rescheduled: 0, cancelled: 0 };
const SEEN_BY_BOTH = { ...NONE, total: 1, browser: 1, webhook: 1, both: 1 };

const browser: BookingReport = { uidHash: "a1", source: "browser", sampleId: ID, at: NOW };
const webhook: BookingReport = { uidHash: "a1", source: "webhook", at: NOW };

describe.each(ENGINES)("a booking on $name", ({ start }) => {
  let engine: Engine;
  let store: MetricsStore;
  beforeAll(async () => {
    engine = await start();
  });
  beforeEach(async () => {
    await engine.flush();
    store = createMetricsStore(engine.kv, { now });
  });
  afterAll(() => engine.close());

  const bookings = async (scope?: typeof SCOPE) => {
    const { day, hours } = await todayOf(store, scope);
    expect(hours.bookings).toEqual(day.bookings);
    return day.bookings;
  };
  /** How many booked openings the time to the calendar is known of. */
  const timed = async (scope?: typeof SCOPE) => {
    const [figures] = await store.figures([TODAY], scope);
    return figures?.measures.get("booked")?.n ?? 0;
  };

  it("is counted as seen by the one source that reported it", async () => {
    expect(await store.recordBooking({ ...browser, uidHash: "b" })).toEqual({ counted: true });
    expect(await store.recordBooking({ ...webhook, uidHash: "w" })).toEqual({ counted: true });
    expect(await bookings()).toEqual({ ...NONE, total: 2, browser: 1, webhook: 1 });
  });

  it.each([
    ["the browser first", [browser, webhook]],
    ["the webhook first", [webhook, browser]],
    ["the browser twice, then the webhook twice", [browser, browser, webhook, webhook]],
    ["the webhook twice, then the browser twice", [webhook, webhook, browser, browser]],
    ["in turns", [browser, webhook, browser, webhook]],
  ])("that both sources report is one booking, and the same in its opening's scopes: %s", async (_order, reports) => {
    await store.record(full({ sampleId: ID }));
    const counted = [];
    for (const report of reports) counted.push((await store.recordBooking(report)).counted);
    expect(counted.filter(Boolean)).toHaveLength(2);
    expect(await bookings()).toEqual(SEEN_BY_BOTH);
    expect(await bookings(SCOPE)).toEqual(SEEN_BY_BOTH);
    expect([await timed(), await timed(SCOPE)]).toEqual([1, 1]);
    const [figures] = await store.figures([TODAY], SCOPE);
    expect(figures && percentileOf(figures, "booked", 0.5)).toBe(1_300);
    expect((await todayOf(store)).day.total).toBe(1);
  });

  it("that both sources report at once, twice each and through two connections, is one booking", async () => {
    await store.record(full({ sampleId: ID }));
    const other = createMetricsStore(engine.another(), { now });
    const answers = await Promise.all([
      store.recordBooking(browser), other.recordBooking(webhook), other.recordBooking(browser), store.recordBooking(webhook),
    ]);
    expect(answers.filter(({ counted }) => counted)).toHaveLength(2);
    expect(await bookings()).toEqual(SEEN_BY_BOTH);
    expect(await bookings(SCOPE)).toEqual(SEEN_BY_BOTH);
    expect([await timed(), await timed(SCOPE)]).toEqual([1, 1]);
  });

  it("whose opening is not known is counted over all and nowhere else", async () => {
    await store.recordBooking({ ...browser, sampleId: uuid(9) });
    expect(await bookings()).toEqual({ ...NONE, total: 1, browser: 1 });
    expect([await bookings(SCOPE), await timed()]).toEqual([NONE, 0]);
  });

  it("of a minimal sample counts its time, and no value that it did not have", async () => {
    await store.record(sample({ id: ID }));
    await store.recordBooking(browser);
    expect([await timed(), await timed(SCOPE)]).toEqual([1, 0]);
  });

  it("is counted when it was reported, and not again while the other source is a day late", async () => {
    await store.record(full({ sampleId: ID, receivedAt: ago(24 * HOUR_MS).toISOString() }));
    await store.recordBooking({ ...browser, at: ago(24 * HOUR_MS) });
    await store.recordBooking(webhook);
    expect(await bookings()).toEqual({ ...NONE, webhook: 1, both: 1 });
    expect(await bookings(SCOPE)).toEqual({ ...NONE, webhook: 1, both: 1 });
    expect(await engine.client.smembers("readyslot:v2:values:page:2026-11-22")).toEqual(["=/services"]);
  });

  it("is rescheduled and cancelled once per uid", async () => {
    for (const kind of ["rescheduled", "cancelled", "rescheduled", "cancelled"] as const) {
      await store.recordBookingChange({ uidHash: "a1", kind, at: NOW });
    }
    expect(await store.recordBookingChange({ uidHash: "a2", kind: "cancelled", at: NOW })).toEqual({ counted: true });
    expect(await store.recordBookingChange({ uidHash: "a2", kind: "cancelled", at: NOW })).toEqual({ counted: false });
    expect(await bookings()).toEqual({ ...NONE, rescheduled: 1, cancelled: 2 });
  });

  it("leaves marks for as long as a day's figures are kept, and no claim", async () => {
    await store.recordBooking(browser);
    await store.recordBooking(browser);
    await store.recordBookingChange({ uidHash: "a1", kind: "cancelled", at: NOW });
    for (const key of ["readyslot:v2:mark:booking:a1", "readyslot:v2:mark:cancelled:a1"]) {
      expect(Math.ceil((await engine.client.ttl(key)) / 86_400)).toBe(400);
    }
    expect(await engine.client.exists("readyslot:v2:claim:booking:a1", "readyslot:v2:claim:cancelled:a1")).toBe(0);
  });
});
