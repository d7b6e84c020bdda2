import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { applyRetention, SAMPLE_DAYS } from "../../src/metrics/store/retention/retention.ts";
import { createMetricsStore, type MetricsStore } from "../../src/metrics/store/metrics-store.ts";
import { periodsOf, previousPeriods, WINDOWS } from "../../src/metrics/statistics/periods.ts";
import { ENGINES, type Engine } from "../fixtures/kv/kv-engines.ts";
import { ago, failed, HOUR_MS, NOW, now, sample } from "./store-samples.ts";

const DAY_MS = 24 * HOUR_MS;
const RECENT = "readyslot:v2:recent:all";
const YESTERDAY = "readyslot:v2:d:2026-11-21:all";

/** Received so many days ago. */
const at = (days: number) => ({ receivedAt: ago(days * DAY_MS).toISOString() });

const breakOff = () => {
  throw new Error("broken off");
};

describe.each(ENGINES)("the nightly retention on $name", ({ start }) => {
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

  const apply = (isLate?: () => boolean) => applyRetention({ kv: engine.kv, now: NOW, ...(isLate && { isLate }) });
  const daysListed = async () => (await store.newest({ limit: 10_000 })).map(({ receivedAt }) => (NOW.getTime() - Date.parse(receivedAt)) / DAY_MS);

  it("drops the samples that are older than 90 days, from both lists, and keeps their figures", async () => {
    for (const days of [120, SAMPLE_DAYS + 1]) await store.record(failed("404", at(days)));
    for (const days of [SAMPLE_DAYS, 30, 0]) await store.record(sample(at(days)));
    const before = await store.figures(periodsOf("90d", NOW));
    expect((await apply()).samplesDropped).toEqual({ all: 2, errors: 2 });
    expect(await daysListed()).toEqual([0, 30, SAMPLE_DAYS]);
    expect(await store.newest({ limit: 10, errorOnly: true })).toEqual([]);
    expect(await createMetricsStore(engine.kv, { now }).figures(periodsOf("90d", NOW))).toEqual(before);
    expect((await apply()).samplesDropped).toEqual({ all: 0, errors: 0 });
  });

  it("drops once what two runs at once would drop, and nothing of what is fresh", async () => {
    for (let n = 0; n < 50; n++) await store.record(failed("404", at(100)));
    for (let n = 0; n < 80; n++) await store.record(failed("404", at(1)));
    const reports = await Promise.all([apply(), apply(), apply()]);
    const dropped = (list: "all" | "errors") => reports.reduce((sum, { samplesDropped }) => sum + samplesDropped[list], 0);
    expect([dropped("all"), dropped("errors")]).toEqual([50, 50]);
    expect(await daysListed()).toEqual(Array.from({ length: 80 }, () => 1));
    expect(await store.newest({ limit: 100, errorOnly: true })).toHaveLength(80);
  });

  it("that is broken off keeps the next from it for a minute and no longer", async () => {
    await store.record(sample(at(100)));
    await engine.client.set(`${RECENT}:lease`, 1, { ex: 60 });
    expect((await apply()).samplesDropped.all).toBe(0);
    await engine.client.del(`${RECENT}:lease`);
    // One that is killed gives nothing back.
    const given = vi.spyOn(engine.client, "del").mockResolvedValue(0);
    await expect(apply(breakOff)).rejects.toThrow("broken off");
    given.mockRestore();
    const left = await engine.client.ttl(`${RECENT}:lease`);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(60);
    await engine.client.del(`${RECENT}:lease`);
    await expect(apply(breakOff)).rejects.toThrow("broken off");
    expect((await apply()).samplesDropped.all).toBe(1);
  });

  it("drops thousands of them, a thousand at a time, and what is no sample with them", async () => {
    const old = JSON.stringify(sample(at(100)));
    await engine.client.lpush(RECENT, ...Array.from({ length: 2_400 }, () => old), "no sample", JSON.stringify({ receivedAt: "never" }));
    await store.record(sample(at(1)));
    expect((await apply()).samplesDropped.all).toBe(2_402);
    expect(await daysListed()).toEqual([1]);
  });

  it("leaves a sample alone that is counted while it looks", async () => {
    for (const days of [100, 95, 1]) await store.record(sample(at(days)));
    const { writer } = engine.kv;
    const meanwhile = new Proxy(writer, {
      get: (target, name, self) =>
        name === "ltrim"
          ? async (...args: Parameters<typeof writer.ltrim>) => {
              await store.record(sample(at(0)));
              return target.ltrim(...args);
            }
          : (Reflect.get(target, name, self) as unknown),
    });
    await applyRetention({ kv: { client: engine.client, writer: meanwhile }, now: NOW });
    expect(await daysListed()).toEqual([0, 1]);
  });

  it("makes every pack that a report may ask for, so that none reads a raw day or hour that has ended", async () => {
    for (const days of [1, 2, 40, 150]) await store.record(sample({ ...at(days), page: "/services" }));
    const { packs } = await apply();
    expect(packs.made).toBeGreaterThan(200);
    expect(packs.left).toBe(0);

    const reader = createMetricsStore(engine.kv, { now });
    const before = engine.sent().length;
    for (const window of WINDOWS) {
      const periods = [...periodsOf(window, NOW), ...previousPeriods(window, NOW)];
      await reader.figures(periods);
      await reader.breakdowns(periods);
    }
    const commands = engine.sent().slice(before).flat();
    expect(commands.filter(([name = ""]) => name.toLowerCase() === "set")).toEqual([]);
    expect(commands.filter(([name = "", key = ""]) => name.toLowerCase() === "hgetall" && !/2026-11-22/.test(key))).toEqual([]);
    expect((await apply()).packs).toEqual({ made: 0, left: 0 });
  });

  it("ends when its time is up, says what is left, and goes on there the next time", async () => {
    await store.record(sample(at(1)));
    let asked = 0;
    const first = await apply(() => ++asked > 4);
    expect(first.packs.made).toBeGreaterThan(0);
    expect(first.packs.left).toBeGreaterThan(0);
    const second = await apply();
    expect(second.packs).toEqual({ made: first.packs.left, left: 0 });
  });

  it("gives its time to a key of yesterday that has none, and counts it", async () => {
    await store.record(sample({ ...at(1), page: "/services" }));
    const sound = (await apply()).keys;
    expect(sound.looked).toBeGreaterThan(5);
    expect(sound.endless).toBe(0);

    const figures = (await engine.client.hgetall(YESTERDAY)) ?? {};
    await engine.client.del(YESTERDAY);
    await engine.client.hset(YESTERDAY, figures);
    expect(await engine.client.ttl(YESTERDAY)).toBe(-1);
    expect((await apply()).keys).toEqual({ looked: sound.looked, endless: 1 });
    // 400 days from its end, which was 15.5 h ago; by the store's own clock.
    expect(Math.abs((await engine.client.ttl(YESTERDAY)) - (400 * 86_400 - 15.5 * 3_600))).toBeLessThan(60);
    expect((await apply()).keys.endless).toBe(0);
  });
});
