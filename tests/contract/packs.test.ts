import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Figures } from "../../src/metrics/statistics/figures.ts";
import { bucketField } from "../../src/metrics/store/bucket-fields.ts";
import { periodAt, periodsOf } from "../../src/metrics/statistics/periods.ts";
import { ENGINES } from "../fixtures/kv/kv-engines.ts";
import type { Engine } from "../fixtures/kv/kv-engines.ts";
import { ago, failed, HOUR_MS, NOW, now, sample, TODAY, openStore, type TestStore } from "./store-samples.ts";

const DAY_MS = 24 * HOUR_MS;
const YESTERDAY = periodAt("day", ago(DAY_MS));
const PACK = "readyslot:v2:pack:d:2026-11-21:all";
/** The reads of one period over all samples. */
const WHOLE = ["hgetall", "zmscore", "hgetall"];
const SCOPE = { dimension: "page", value: "/services" } as const;

/** Each period as plain values, in which every bucket stands. */
const plain = (figures: readonly Figures[]) =>
  figures.map(({ counts, measures }) => ({
    counts,
    measures: new Map([...measures].map(([measure, { buckets, ...rest }]) => [measure, { ...rest, buckets: [...buckets] }])),
  }));

const commandsOf = (requests: readonly string[][]) => requests.map((commands) => commands.length);

describe.each(ENGINES)("the figures of periods on $name", ({ start }) => {
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

  /** An instance that remembers nothing. */
  const fresh = () => openStore(engine.kv, { now });
  /** What the store asked the engine for while it ran, one entry for each request. */
  const asked = async (run: () => Promise<unknown>) => {
    const before = engine.sent().length;
    await run();
    return engine.sent().slice(before).map((commands) => commands.map(([name = ""]) => name.toLowerCase()));
  };
  /** Three samples a day. */
  const countOver = async (days: number) => {
    for (let i = 0; i < 3 * days; i++) {
      const receivedAt = ago((i % days) * DAY_MS).toISOString();
      await store.record(sample({ receivedAt, totalDuration: 500 + 37 * i, leadTime: i, cls: i / 100, page: "/services" }));
    }
  };

  it("are read with one MGET for all that have ended, once they are packed", async () => {
    await countOver(7);
    const days = periodsOf("7d", NOW);
    expect(await asked(() => fresh().figures(days))).toEqual([
      ["mget", ...WHOLE],
      Array.from({ length: 6 }, () => WHOLE).flat(),
      Array.from({ length: 6 }, () => "set"),
    ]);
    expect(await asked(() => fresh().figures(days))).toEqual([["mget", ...WHOLE]]);
    expect(await asked(() => fresh().figures(days.slice(0, 6)))).toEqual([["mget"]]);
    expect(await asked(() => fresh().figures([TODAY]))).toEqual([WHOLE]);
  });

  it("are read once by an instance, which asks for the running period only from then on", async () => {
    await countOver(7);
    const days = periodsOf("7d", NOW);
    const counted = plain(await store.figures(days));
    await store.record(sample({ totalDuration: 700 }));
    expect(await asked(() => store.figures(days))).toEqual([WHOLE]);
    expect(await asked(() => store.figures(days.slice(0, 6)))).toEqual([]);
    expect(await asked(() => store.figures(days, SCOPE))).toHaveLength(3);
    const again = plain(await store.figures(days));
    expect(again.slice(0, 6)).toEqual(counted.slice(0, 6));
    expect(again[6]?.counts["ready"]).toBe(4);
  });

  it("are remembered for as many periods as an instance has room for", async () => {
    const longAgo = periodsOf("90d", ago(100 * DAY_MS));
    for (const periods of [[YESTERDAY], longAgo, periodsOf("90d", NOW)]) await store.figures(periods);
    expect(await asked(() => store.figures([YESTERDAY]))).toEqual([]);
    await store.figures(periodsOf("90d", ago(200 * DAY_MS)));
    expect(await asked(() => store.figures(longAgo.slice(0, 1)))).toEqual([["mget"]]);
  });

  it("are the same from their packs as from what these were made of, over all and over a value", async () => {
    await countOver(7);
    const days = periodsOf("7d", NOW);
    for (const scope of [undefined, SCOPE]) {
      const counted = plain(await fresh().figures(days, scope));
      expect(counted.map(({ counts }) => counts["ready"])).toEqual([3, 3, 3, 3, 3, 3, 3]);
      expect(plain(await fresh().figures(days, scope))).toEqual(counted);

      const name = scope === undefined ? "all" : "page=/services";
      await engine.client.del(...days.map(({ key }) => `readyslot:v2:pack:${key}:${name}`));
      expect(plain(await fresh().figures(days, scope))).toEqual(counted);
    }
  });

  it("hold for counts of any size", async () => {
    const most = 2 ** 26 - 1;
    const counts = [0, 1, 31, 32, 33, 1_023, 1_024, 9_999_999, most];
    const fields: Record<string, number> = {};
    for (const [i, count] of counts.entries()) {
      for (const bucket of [i * 50, i * 50 + 1]) {
        const { field, one } = bucketField("totalDuration", bucket);
        fields[field] = (fields[field] ?? 0) + count * one;
      }
    }
    await engine.client.hset("readyslot:v2:d:2026-11-21:all", { ...fields, "t:sum": 2 ** 50, ready: 2 ** 41, [bucketField("totalDuration", 470).field]: 7 });
    await engine.client.zadd("readyslot:v2:d:2026-11-21:all:extremes", { score: 120_000, member: "max:t" }, { score: -3, member: "min:t" });
    const counted = plain(await fresh().figures([YESTERDAY]));
    const total = counted[0]?.measures.get("totalDuration");
    expect(total).toMatchObject({ sum: 2 ** 50, min: 3, max: 120_000, n: 2 * counts.reduce((a, b) => a + b) + 7 });
    expect(total?.buckets).toEqual([
      ...counts.flatMap((count, i) => (count === 0 ? [] : [[i * 50, count], [i * 50 + 1, count]])),
      [470, 7],
    ]);
    expect(plain(await fresh().figures([YESTERDAY]))).toEqual(counted);
  });

  it("of a period in which nothing happened are packed as well, and are none", async () => {
    const empty = plain(await fresh().figures([YESTERDAY]));
    expect(empty).toEqual([{ counts: {}, measures: new Map() }]);
    expect(await engine.client.exists(PACK)).toBe(1);
    expect(await asked(() => fresh().figures([YESTERDAY]))).toEqual([["mget"]]);
    expect(plain(await fresh().figures([YESTERDAY]))).toEqual(empty);
  });

  it("are not packed while a period runs, nor two minutes after it, when a last sample may be on its way", async () => {
    let time = new Date(YESTERDAY.end.getTime() - 1_000);
    const yesterdays = openStore(engine.kv, { now: () => time });
    const late = sample({ receivedAt: time.toISOString() });
    for (const seconds of [0, 1, 120]) {
      time = new Date(YESTERDAY.end.getTime() - 1_000 + seconds * 1_000);
      await yesterdays.record(late);
      await yesterdays.figures([YESTERDAY]);
      expect(await engine.client.exists(PACK)).toBe(0);
    }
    time = new Date(YESTERDAY.end.getTime() + 120_000);
    expect((await yesterdays.figures([YESTERDAY]))[0]?.counts).toEqual({ ready: 3 });
    expect(await engine.client.exists(PACK)).toBe(1);
  });

  it("come in the order asked for, with hours and days mixed", async () => {
    await store.record(sample({ receivedAt: ago(DAY_MS).toISOString() }));
    await store.record(failed("blocked"));
    const periods = [periodAt("hour", NOW), YESTERDAY, periodAt("hour", ago(DAY_MS)), TODAY, periodAt("day", ago(2 * DAY_MS))];
    for (let reading = 0; reading < 2; reading++) {
      const figures = await fresh().figures(periods);
      expect(figures.map(({ counts }) => counts)).toEqual([{ failed: 1 }, { ready: 1 }, { ready: 1 }, { failed: 1 }, {}]);
    }
  });

  it("of 90 days cost a bounded number of commands, whatever the number of samples", async () => {
    const costs = [];
    for (const samples of [1, 3]) {
      await engine.flush();
      store = openStore(engine.kv, { now });
      for (let round = 0; round < samples; round++) await countOver(5);
      const reading = () => fresh().figures(periodsOf("90d", NOW));
      costs.push([commandsOf(await asked(reading)), commandsOf(await asked(reading))]);
    }
    expect(costs[0]).toEqual([[4, 90, 30, 90, 30, 87, 29], [4]]);
    expect(costs[1]).toEqual(costs[0]);
  });

  it("stay known though a pack is spoilt or cannot be written", async () => {
    await store.record(sample({ receivedAt: ago(DAY_MS).toISOString() }));
    await engine.client.set(PACK, "not a pack");
    const refused = engine.client.pipeline();
    vi.spyOn(refused, "exec").mockRejectedValueOnce(new Error("The store is full."));
    vi.spyOn(engine.client, "pipeline").mockReturnValueOnce(refused);
    expect((await fresh().figures([YESTERDAY]))[0]?.counts).toEqual({ ready: 1 });
    await fresh().figures([YESTERDAY]);
    expect(await asked(() => fresh().figures([YESTERDAY]))).toEqual([["mget"]]);
  });

  it("keep their packs no longer than what these were made of", async () => {
    const hour = periodAt("hour", ago(2 * HOUR_MS));
    await fresh().figures([YESTERDAY, hour]);
    expect(Math.round((await engine.client.ttl(PACK)) / 60)).toBe(400 * 1_440 - 930); // ended 15 h 30 min ago
    expect(Math.round((await engine.client.ttl(`readyslot:v2:pack:${hour.key}:all`)) / 60)).toBe(8 * 1_440 - 90);
    const forgotten = periodAt("day", ago(402 * DAY_MS));
    expect(plain(await fresh().figures([forgotten]))).toEqual([{ counts: {}, measures: new Map() }]);
    expect(await engine.client.exists(`readyslot:v2:pack:${forgotten.key}:all`)).toBe(0);
  });
});
