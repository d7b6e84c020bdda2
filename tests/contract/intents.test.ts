import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { intentCount, NO_FIGURES } from "../../src/metrics/statistics/figures.ts";
import type { IntentReport } from "../../src/metrics/store/metrics-store.ts";
import { periodAt } from "../../src/metrics/statistics/periods.ts";
import type { Dimension } from "../../src/metrics/shared/sample.ts";
import { ENGINES } from "../fixtures/kv/kv-engines.ts";
import type { Engine } from "../fixtures/kv/kv-engines.ts";
import { ago, full, HOUR_MS, NOW, now, TODAY, todayOf, uuid, openStore, type TestStore } from "./store-samples.ts";

const VALUES = { page: "/services", placement: "hero", variant: "optimized", release: "4fb454d", device: "phone" } as const;
const INTENT: IntentReport = { sampleId: uuid(1), values: VALUES, at: NOW };
const THIS_HOUR = periodAt("hour", NOW);

describe.each(ENGINES)("an intent without an opening on $name", ({ start }) => {
  let engine: Engine;
  let store: TestStore;
  beforeAll(async () => {
    engine = await start();
  });
  beforeEach(async () => {
    await engine.flush();
    store = openStore(engine.kv, { now });
  });
  afterAll(() => engine.close());

  const countsOf = async (scope?: { dimension: Dimension; value: string }) =>
    (await store.figures([TODAY, THIS_HOUR], scope)).map((figures) => intentCount(figures));

  it("is counted over all and under each of its values, in the hour and the day", async () => {
    expect(await store.recordIntent(INTENT)).toMatchObject({ counted: true });
    await store.recordIntent({ ...INTENT, sampleId: uuid(2), values: { page: "/" } });
    expect(await countsOf()).toEqual([2, 2]);
    for (const [dimension, value] of Object.entries(VALUES) as [Dimension, string][]) {
      expect({ dimension, counts: await countsOf({ dimension, value }) }).toEqual({ dimension, counts: [1, 1] });
    }
    const [today] = await store.breakdowns([TODAY]);
    expect(Object.fromEntries([...(today ?? [])].map(([dimension, values]) => [dimension, [...values.keys()]]))).toEqual({
      variant: ["optimized"], page: ["/", "/services"], placement: ["hero"], device: ["phone"], release: ["4fb454d"],
    });
    expect(intentCount(today?.get("page")?.get("/") ?? NO_FIGURES)).toBe(1);
  });

  it("is no sample: in no outcome, no total and no list, and an opening is no such intent", async () => {
    await store.recordIntent(INTENT);
    const { day, hours } = await todayOf(store);
    expect(day).toMatchObject({ total: 0, errorRate: null, n: 0, bookings: { total: 0 } });
    expect(hours).toEqual(day);
    expect(await store.newest({ limit: 10 })).toEqual([]);
    const { today } = await store.record(full({ sampleId: uuid(1) }));
    expect([today.counts["ready"], intentCount(today)]).toEqual([1, 1]);
  });

  it("is counted once by its id, also when it comes twice at once through two connections", async () => {
    const other = openStore(engine.another(), { now });
    const answers = await Promise.all([store, other, store, other].map((one) => one.recordIntent(INTENT)));
    expect(answers.filter(({ counted }) => counted)).toHaveLength(1);
    expect(await other.recordIntent({ ...INTENT, values: {} })).toMatchObject({ counted: false });
    expect(await countsOf()).toEqual([1, 1]);
  });

  it("is counted in the day and hour of its report", async () => {
    await store.recordIntent({ ...INTENT, at: ago(24 * HOUR_MS) });
    expect(await countsOf()).toEqual([0, 0]);
    const periods = [periodAt("day", ago(24 * HOUR_MS)), periodAt("hour", ago(24 * HOUR_MS))];
    expect((await store.figures(periods)).map((figures) => intentCount(figures))).toEqual([1, 1]);
  });

  it("shares the cap on values with the samples", async () => {
    for (let i = 0; i < 50; i++) await store.recordIntent({ ...INTENT, sampleId: uuid(i), values: { page: `/${String(i).padStart(2, "0")}` } });
    const other = openStore(engine.another(), { now });
    await other.recordIntent({ ...INTENT, sampleId: uuid(50), values: { page: "/late" } });
    await other.record(full({ page: "/later" }));
    const [today] = await store.breakdowns([TODAY]);
    expect(today?.get("page")?.size).toBe(51);
    expect(today?.get("page")?.get("other")?.counts).toEqual({ intent: 1, ready: 1 });
  });

  it("leaves an idempotency key for ten days, which is not a sample's", async () => {
    await store.recordIntent(INTENT);
    expect(Math.ceil((await engine.client.ttl(`readyslot:v3:mark:intent:${uuid(1)}`)) / 86_400)).toBe(10);
    expect(await engine.client.exists(`readyslot:v3:mark:sample:${uuid(1)}`)).toBe(0);
    expect((await store.record(full({ sampleId: uuid(1) }))).counted).toBe(true);
  });
});
