import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMetricsStore } from "../../src/metrics/store/metrics-store.ts";
import type { MetricsStore } from "../../src/metrics/store/metrics-store.ts";
import { periodAt } from "../../src/metrics/statistics/periods.ts";
import type { StoredSample } from "../../src/metrics/shared/sample.ts";
import { ENGINES } from "../fixtures/kv/kv-engines.ts";
import type { Engine } from "../fixtures/kv/kv-engines.ts";
import { ago, failed, full, HOUR_MS, NOW, now, sample, TODAY, todayOf, uuid } from "./store-samples.ts";

const VALUES = {
  page: "/services", placement: "hero", release: "4fb454d", variant: "optimized", openKind: "cold", connection: "4g", device: "phone",
} as const;

describe.each(ENGINES)("what a sample costs and leaves on $name", ({ start }) => {
  let engine: Engine;
  let store: MetricsStore;
  let samples = 0;
  beforeAll(async () => {
    engine = await start();
  });
  beforeEach(async () => {
    await engine.flush();
    store = createMetricsStore(engine.kv, { now });
  });
  afterAll(() => engine.close());

  const withId = (one: StoredSample) => ({ ...one, sampleId: uuid(++samples) });
  /** The commands of each round trip. */
  const costOf = async (one: StoredSample) => {
    const before = engine.sent().length;
    await store.record(one);
    return engine.sent().slice(before).map((commands) => commands.length);
  };

  /** To hundredths of a day, which are a quarter of an hour. */
  const daysLeft = async (key: string) => Math.ceil(((await engine.client.ttl(`readyslot:v2:${key}`)) / 86_400) * 100) / 100;

  it.each<[string, StoredSample, { first: number[]; later: number[] }]>([
    ["a full one that got ready", withId(full()), { first: [5, 206], later: [2, 166] }],
    ["one without vitals", withId(sample({ ...VALUES })), { first: [5, 172], later: [2, 134] }],
    ["one that failed", withId(failed("blocked", { ...VALUES })), { first: [5, 46], later: [2, 24] }],
    ["a minimal one", sample(), { first: [24], later: [20] }],
    ["a minimal one with an id", withId(sample()), { first: [2, 26], later: [2, 22] }],
  ])("round trips and commands of %s, the day's first and a later one", async (_name, one, { first, later }) => {
    expect({
      first: await costOf(one),
      later: await costOf(one.sampleId === undefined ? one : withId(one)),
    }).toEqual({ first, later });
  });

  it("round trips and commands of an intent: the day's first, a later one, and one that has been counted", async () => {
    const { page, placement, release, variant, device } = VALUES;
    const costOfIntent = async (sampleId: string) => {
      const before = engine.sent().length;
      await store.recordIntent({ sampleId, values: { page, placement, release, variant, device }, at: NOW });
      return engine.sent().slice(before).map((commands) => commands.length);
    };
    // An increment for the whole and for each of five values, by hour and by day; and the mark and the claim's end.
    expect(await costOfIntent(uuid(++samples))).toEqual([5, 2 * 6 + 2 + 2 * 6 + 2 * 3]);
    expect(await costOfIntent(uuid(++samples))).toEqual([2, 2 * 6 + 2]);
    expect(await costOfIntent(uuid(samples))).toEqual([2, 1]);
  });

  it("a sample that has been counted costs one look, one release and the day's figures", async () => {
    const one = withId(full());
    await store.record(one);
    expect(await costOf(one)).toEqual([2, 1, 3]);
  });

  it("a fresh instance asks for the values known, and sets the expiries once more", async () => {
    await store.record(withId(full()));
    store = createMetricsStore(engine.another(), { now });
    expect(await costOf(withId(full()))).toEqual([5, 200]);
    expect(await costOf(withId(full()))).toEqual([2, 166]);
  });

  it("every key but the two lists expires, whichever instance wrote first", async () => {
    const other = createMetricsStore(engine.another(), { now });
    await Promise.all([store, other].flatMap((one) => [
      one.record(withId(full())),
      one.record(failed("blocked", { ...VALUES })),
      one.recordBooking({ uidHash: "a", source: one === store ? "browser" : "webhook", sampleId: uuid(samples), at: NOW }),
      one.recordBookingChange({ uidHash: "a", kind: "cancelled", at: NOW }),
      one.recordIntent({ sampleId: uuid(9_000), values: VALUES, at: NOW }),
    ]));
    await store.breakdowns([TODAY, periodAt("hour", ago(3 * HOUR_MS)), periodAt("day", ago(30 * HOUR_MS))]);
    await store.figures([periodAt("hour", ago(3 * HOUR_MS)), periodAt("day", ago(30 * HOUR_MS))]);

    const keys = new Set(engine.sent().flat().filter(([name = ""]) => !["expire", "ping"].includes(name)).flatMap(([name, ...args]) =>
      (name === "mget" ? args : args.slice(0, 1))).filter((key) => key.startsWith("readyslot:")));
    const lasting = [];
    let found = 0;
    for (const key of keys) {
      const seconds = await engine.client.ttl(key);
      if (seconds !== -2) found += 1;
      if (seconds === -1) lasting.push(key);
    }
    expect(found).toBeGreaterThan(30);
    expect(lasting.toSorted()).toEqual(["readyslot:v2:recent:all", "readyslot:v2:recent:errors"]);
  });

  it("an hour is kept for 8 days after its end and a day for 400", async () => {
    await store.record(full());
    expect(await daysLeft("h:2026-11-22T15:all")).toBe(8.03); // and half an hour, until it ends
    expect(await daysLeft("h:2026-11-22T15:page=/services:extremes")).toBe(8.03);
    expect(await daysLeft("d:2026-11-22:all:extremes")).toBe(400.36);
    expect(await daysLeft("values:page:2026-11-22")).toBe(400.36);
  });

  it("an expiry that was not kept, since its transaction failed, is set by the next", async () => {
    await engine.client.set("readyslot:v2:recent:all", "in the way");
    await expect(store.record(sample())).rejects.toThrow("WRONGTYPE");
    await engine.client.del("readyslot:v2:recent:all", "readyslot:v2:d:2026-11-22:all");
    await store.record(sample());
    expect(await engine.client.ttl("readyslot:v2:d:2026-11-22:all")).toBeGreaterThan(0);
  });

  it.each([["page", 50], ["placement", 30], ["release", 20]] as const)(
    "of the distinct values of %s in a day %i have figures of their own, the rest share one, and the next day starts anew",
    async (dimension, cap) => {
      const valueOf = (i: number) => `${dimension}-${i}`;
      const totalOf = async (value: string, at = NOW) => {
        const [figures] = await store.figures([periodAt("day", at)], { dimension, value });
        return figures?.counts["ready"] ?? 0;
      };
      for (let i = 0; i < cap + 10; i++) await store.record(sample({ [dimension]: valueOf(i) }));
      // A value that has its own keeps it, in this instance and in one that has to look.
      await store.record(sample({ [dimension]: valueOf(3) }));
      const other = createMetricsStore(engine.another(), { now });
      await other.record(sample({ [dimension]: valueOf(4) }));
      await other.record(sample({ [dimension]: valueOf(cap + 50) }));

      const totals = [];
      for (let i = 0; i < cap + 10; i++) totals.push(await totalOf(valueOf(i)));
      expect(totals).toEqual(Array.from({ length: cap + 10 }, (_, i) => (i >= cap ? 0 : i === 3 || i === 4 ? 2 : 1)));
      expect(await totalOf("other")).toBe(11);
      expect((await todayOf(store)).day.total).toBe(cap + 13);

      const tomorrow = new Date(NOW.getTime() + 24 * HOUR_MS);
      await store.record(sample({ [dimension]: valueOf(cap + 5), receivedAt: tomorrow.toISOString() }));
      expect([await totalOf(valueOf(cap + 5), tomorrow), await totalOf("other", tomorrow)]).toEqual([1, 0]);
    },
  );

  it("values past the cap cost no look at the store any more", async () => {
    for (let i = 0; i < 51; i++) await store.record(sample({ page: `/${i}` }));
    expect(await costOf(withId(sample({ page: "/made-up" })))).toEqual([2, 38]);
  });
});
