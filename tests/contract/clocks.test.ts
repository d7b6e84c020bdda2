/** Wrong clocks, late records, and keys that the store has lost. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hoursOf, periodAt } from "../../src/metrics/statistics/periods.ts";
import { ENGINES, type Engine } from "../fixtures/kv/kv-engines.ts";
import { ago, full, HOUR_MS, NOW, openStore, TODAY, uuid, type TestStore } from "./store-samples.ts";

const LAST_HOUR = periodAt("hour", ago(HOUR_MS));
const YESTERDAY = periodAt("day", ago(24 * HOUR_MS));
const rollup = (key: string) => `readyslot:v3:rollup:${key}:whole`;

const total = async (store: TestStore, ...periods: Parameters<TestStore["figures"]>[0]) => (await store.figures(periods)).map(({ counts }) => counts["ready"] ?? 0);

describe.each(ENGINES)("on $name", ({ start }) => {
  let engine: Engine;
  let ids = 0;
  beforeAll(async () => {
    engine = await start();
  });
  beforeEach(() => engine.flush());
  afterAll(() => engine.close());

  /** An instance whose clock is so much ahead; the store's clock is right. */
  const open = (aheadMs = 0) => openStore(engine.another(), { now: () => new Date(NOW.getTime() + aheadMs), storeNow: () => Promise.resolve(NOW) });
  const put = (store: TestStore, at: Date) => store.record(full({ sampleId: uuid(++ids), receivedAt: at.toISOString() }));

  it.each([3, -3, 48, -48])("a clock that is %i hours off makes no rollup, and all that it writes is counted", async (hours) => {
    const [wrong, right] = [open(hours * HOUR_MS), open()];
    await put(right, ago(0));
    await put(wrong, new Date(NOW.getTime() + hours * HOUR_MS));
    await wrong.figures([...hoursOf(TODAY), TODAY, YESTERDAY]);
    await wrong.compact();
    for (const period of [periodAt("hour", NOW), TODAY, YESTERDAY]) expect(await engine.client.exists(rollup(period.key))).toBe(0);
    await put(right, ago(0));
    expect(await total(open(), periodAt("hour", NOW))).toEqual([2]);
    // When its hour has come and gone, what it wrote is there.
    const later = openStore(engine.another(), { now: () => new Date(NOW.getTime() + 72 * HOUR_MS) });
    await later.compact({ isLate: () => false });
    expect(await total(later, periodAt("day", new Date(NOW.getTime() + hours * HOUR_MS)))).toEqual([Math.abs(hours) === 3 ? 3 : 1]);
  });

  it("an hour is not packed until two minutes after its end", async () => {
    await put(open(), ago(HOUR_MS));
    for (const [seconds, exists] of [[0, 0], [119, 0], [120, 1]] as const) {
      const at = new Date(LAST_HOUR.end.getTime() + seconds * 1_000);
      await openStore(engine.another(), { now: () => at }).figures([LAST_HOUR]);
      expect(await engine.client.exists(rollup(LAST_HOUR.key))).toBe(exists);
    }
  });

  it("a record that comes after its hour and its day were packed is folded in by the next compaction", async () => {
    const store = open();
    await put(store, ago(24 * HOUR_MS));
    await put(store, ago(HOUR_MS));
    await store.compact();
    await put(store, ago(24 * HOUR_MS));
    await put(store, ago(25 * HOUR_MS));
    await put(store, ago(HOUR_MS));
    // The hour without a record had no rollup.
    expect(await open().compact()).toMatchObject({ rollups: { made: 1, left: 0 }, healed: 2, lost: 0 });
    expect(await total(open(), YESTERDAY)).toEqual([3]);
    expect(await open().compact()).toMatchObject({ healed: 0, lost: 0 });
  });

  it("a late record of the running day is in the day's rollup when the day is over", async () => {
    const store = open();
    await put(store, ago(HOUR_MS));
    await store.figures([LAST_HOUR]);
    await put(store, ago(HOUR_MS));
    expect(await total(openStore(engine.another(), { now: () => ago(-24 * HOUR_MS) }), TODAY)).toEqual([2]);
  });

  it("a week without visitors and compaction loses nothing", async () => {
    const store = open();
    for (let hour = 0; hour < 30; hour++) await put(store, ago(hour * HOUR_MS));
    const [today, yesterday] = await total(openStore(engine.another(), { now: () => ago(-7 * 24 * HOUR_MS) }), TODAY, YESTERDAY);
    expect([today, yesterday]).toEqual([16, 14]);
  });

  it("a record whose idempotency key the store has lost still counts, once", async () => {
    const store = open();
    await put(store, ago(0));
    await put(store, ago(0));
    await engine.client.del(`readyslot:v3:mark:sample:${uuid(ids)}`);
    expect(await total(open(), TODAY, periodAt("hour", NOW))).toEqual([2, 2]);
  });

  it("a log that the store has lost after its hour was packed is noticed, and the figures stay", async () => {
    const store = open();
    await put(store, ago(24 * HOUR_MS));
    await store.compact();
    await engine.client.del(`readyslot:v3:log:${ago(24 * HOUR_MS).toISOString().slice(0, 13)}`);
    expect(await open().compact()).toMatchObject({ lost: 1, healed: 0 });
    expect(await total(open(), YESTERDAY)).toEqual([1]);
  });

  it("a rollup that the store has lost is made again from the logs", async () => {
    const store = open();
    await put(store, ago(24 * HOUR_MS));
    await store.compact();
    for (const part of ["whole", "values", "phases"]) await engine.client.del(`readyslot:v3:rollup:${YESTERDAY.key}:${part}`);
    expect(await total(open(), YESTERDAY)).toEqual([1]);
    expect(await engine.client.exists(rollup(YESTERDAY.key))).toBe(1);
  });

  it("every key expires", async () => {
    const before = engine.sent().length;
    const store = open();
    for (const at of [ago(0), ago(24 * HOUR_MS)]) await put(store, at);
    await store.recordIntent({ sampleId: uuid(++ids), values: { page: "/" }, at: NOW });
    await store.recordBooking({ uidHash: "a", source: "browser", sampleId: uuid(1), at: NOW });
    await store.recordBookingChange({ uidHash: "a", kind: "cancelled", at: NOW });
    await store.compact();
    const keys = new Set(engine.sent().slice(before).flat().flatMap(([name = "", ...words]) => (["mget", "del", "exists"].includes(name.toLowerCase()) ? words : words.slice(0, 1))).filter((key) => key.startsWith("readyslot:")));
    const asking = engine.client.pipeline();
    for (const key of keys) asking.ttl(key);
    const seconds = await asking.exec<number[]>();
    const times = [...keys].map((key, i) => ({ key, seconds: seconds[i] ?? 0 }));
    expect(times.filter((one) => one.seconds > 0).length).toBeGreaterThan(10);
    expect(times.filter((one) => one.seconds === -1)).toEqual([]);
  });
});
