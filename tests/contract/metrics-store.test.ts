import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ENGINES } from "../fixtures/kv-engines.ts";
import type { Engine } from "../fixtures/kv-engines.ts";
import { createMetricsStore, RECENT_LIMIT } from "../../src/metrics/server/metrics-store.ts";
import type { MetricsStore } from "../../src/metrics/server/metrics-store.ts";
import type { StoredSample } from "../../src/metrics/shared/sample.ts";

const EVERYTHING = { limit: RECENT_LIMIT, errorOnly: false };
const NO_DATA = {
  n: 0,
  avgLoadTime: null,
  minLoadTime: null,
  maxLoadTime: null,
  p50LoadTime: null,
  p95LoadTime: null,
  p99LoadTime: null,
};

function sample(fields: Partial<StoredSample> = {}): StoredSample {
  return {
    id: "30min",
    calLoadTime: 400,
    iframeLoadTime: 900,
    totalDuration: 1_300,
    timestamp: "2026-03-01T10:00:00.000Z",
    receivedAt: "2026-03-01T10:00:01.000Z",
    ...fields,
  };
}

function failed(error: string, fields: Partial<StoredSample> = {}): StoredSample {
  return { id: "30min", timestamp: "2026-03-01T10:00:00.000Z", receivedAt: "2026-03-01T10:00:01.000Z", error, ...fields };
}

/** The figures of a phase in which every time was the same. */
const allOf = (ms: number) => ({
  avgLoadTime: ms,
  minLoadTime: ms,
  maxLoadTime: ms,
  p50LoadTime: ms,
  p95LoadTime: ms,
  p99LoadTime: ms,
});

const idsOf = (samples: readonly StoredSample[]) => samples.map(({ id }) => id);

describe.each(ENGINES)("the metrics store on $name", ({ start }) => {
  let engine: Engine;
  let store: MetricsStore;
  beforeAll(async () => {
    engine = await start();
  });
  beforeEach(async () => {
    await engine.flush();
    store = createMetricsStore(engine.client);
  });
  afterAll(() => engine.close());

  it("has no figures before the first sample: null, never 0", async () => {
    const { n: _, ...noFigures } = NO_DATA;
    expect(await store.read(EVERYTHING)).toEqual({
      metrics: [],
      summary: { total: 0, errors: 0, ...noFigures, phases: { calLoadTime: NO_DATA, iframeLoadTime: NO_DATA, totalDuration: NO_DATA } },
    });
  });

  it("gives figures that already contain the sample", async () => {
    const summary = await store.record(sample());
    expect(summary).toEqual({
      total: 1,
      errors: 0,
      ...allOf(400),
      phases: {
        calLoadTime: { n: 1, ...allOf(400) },
        iframeLoadTime: { n: 1, ...allOf(900) },
        totalDuration: { n: 1, ...allOf(1_300) },
      },
    });
    expect(await store.read(EVERYTHING)).toEqual({ summary, metrics: [sample()] });
  });

  it("records and reads in one round trip each, which is one transaction", async () => {
    const multi = vi.spyOn(engine.client, "multi");
    const before = engine.requests();
    await store.record(sample());
    expect(engine.requests() - before).toBe(1);
    await store.record(failed("blocked"));
    expect(engine.requests() - before).toBe(2);
    await store.read(EVERYTHING);
    expect(engine.requests() - before).toBe(3);
    expect(multi).toHaveBeenCalledTimes(3);
  });

  it("has the exact average, minimum and maximum, and percentiles within 1 %", async () => {
    const times = Array.from({ length: 200 }, (_, i) => ((i * 73) % 200) * 10 + 15); // 15, 25 … 2005, in no order
    for (const calLoadTime of times) await store.record(sample({ calLoadTime }));
    const { summary } = await store.read(EVERYTHING);
    expect(summary.phases.calLoadTime).toMatchObject({ n: 200, avgLoadTime: 1_010, minLoadTime: 15, maxLoadTime: 2_005 });
    for (const [found, exact] of [[summary.p50LoadTime, 1_005], [summary.p95LoadTime, 1_905], [summary.p99LoadTime, 1_985]] as const) {
      expect(found).toBeTypeOf("number");
      expect(Math.abs(Number(found) - exact) / exact).toBeLessThanOrEqual(0.01 + 0.5 / exact); // and rounded to whole ms
      expect(Number.isInteger(found)).toBe(true);
    }
  });

  it("rounds the average to whole milliseconds", async () => {
    await store.record(sample({ calLoadTime: 100 }));
    await store.record(sample({ calLoadTime: 101 }));
    expect((await store.record(sample({ calLoadTime: 101 }))).avgLoadTime).toBe(101);
  });

  it("keeps a time of 0 ms, and one at the bound", async () => {
    await store.record(sample({ calLoadTime: 0 }));
    expect(await store.record(sample({ calLoadTime: 120_000 }))).toMatchObject({ minLoadTime: 0, maxLoadTime: 120_000, avgLoadTime: 60_000 });
  });

  it("counts a failed opening in total and errors, and in no phase, whatever times it brings", async () => {
    await store.record(sample());
    const summary = await store.record(failed("timed out", { calLoadTime: 1, totalDuration: 119_999 }));
    expect(summary).toMatchObject({ total: 2, errors: 1, minLoadTime: 400, maxLoadTime: 400 });
    expect(summary.phases.calLoadTime.n).toBe(1);
    expect(summary.phases.totalDuration).toMatchObject({ n: 1, maxLoadTime: 1_300 });
  });

  it("has errors and no figures where every opening failed", async () => {
    const summary = await store.record(failed("blocked"));
    expect(summary).toMatchObject({ total: 1, errors: 1, avgLoadTime: null, p95LoadTime: null, phases: { calLoadTime: NO_DATA } });
  });

  it("counts a phase only where the sample has it", async () => {
    const { calLoadTime: _, ...reopened } = sample({ totalDuration: 25 });
    const summary = await store.record(reopened);
    expect(summary.phases).toMatchObject({ calLoadTime: NO_DATA, totalDuration: { n: 1, minLoadTime: 25 } });
    expect((await store.record(sample())).phases).toMatchObject({ calLoadTime: { n: 1 }, totalDuration: { n: 2, minLoadTime: 25 } });
  });

  it("lists the newest first, as many as asked for", async () => {
    for (const id of ["a", "b", "c", "d"]) await store.record(sample({ id }));
    expect(idsOf((await store.read(EVERYTHING)).metrics)).toEqual(["d", "c", "b", "a"]);
    expect(idsOf((await store.read({ limit: 2, errorOnly: false })).metrics)).toEqual(["d", "c"]);
  });

  it.each([0, -1, -5])("lists one sample and not all of them for a limit of %i", async (limit) => {
    for (const id of ["a", "b", "c"]) await store.record(sample({ id }));
    expect(idsOf((await store.read({ limit, errorOnly: false })).metrics)).toEqual(["c"]);
  });

  it("lists failed openings alone when asked, beside the figures over all", async () => {
    await store.record(failed("first", { id: "x" }));
    await store.record(sample());
    await store.record(failed("second", { id: "y" }));
    const { summary, metrics } = await store.read({ limit: 10, errorOnly: true });
    expect(metrics.map(({ error }) => error)).toEqual(["second", "first"]);
    expect(summary).toMatchObject({ total: 3, errors: 2, avgLoadTime: 400 });
  });

  it("keeps text as it came, markup and emoji included", async () => {
    const odd = failed("<b>\"\\ \u0000 é 😀</b>", { id: "__proto__" });
    await store.record(odd);
    expect((await store.read(EVERYTHING)).metrics).toEqual([odd]);
  });

  it("skips entries that it cannot read", async () => {
    await store.record(sample({ id: "a" }));
    const foreign = ["not json", "{\"id\":", "42", "null", "[]", "{\"id\":\"no times\"}", JSON.stringify({ ...sample(), calLoadTime: "fast" })];
    await engine.client.lpush("readyslot:v1:recent:all", ...foreign);
    await store.record(sample({ id: "b" }));
    const { metrics, summary } = await store.read(EVERYTHING);
    expect(idsOf(metrics)).toEqual(["b", "a"]);
    expect(summary.total).toBe(2);
  });

  it("keeps the newest 10,000 samples in each list, and counts on", async () => {
    const old = JSON.stringify(failed("old", { id: "old" }));
    for (const list of ["all", "errors"]) {
      await engine.client.lpush(`readyslot:v1:recent:${list}`, ...Array.from({ length: RECENT_LIMIT }, () => old));
    }
    await store.record(failed("new", { id: "new" }));
    expect(await engine.client.llen("readyslot:v1:recent:all")).toBe(10_000);
    expect(await engine.client.llen("readyslot:v1:recent:errors")).toBe(10_000);
    for (const errorOnly of [false, true]) {
      const { metrics } = await store.read({ limit: 1e9, errorOnly });
      expect(metrics).toHaveLength(10_000);
      expect(idsOf(metrics.slice(0, 2))).toEqual(["new", "old"]);
    }
  });

  it("counts fifty writers at once exactly, through two connections", async () => {
    const stores = [store, createMetricsStore(engine.another())];
    const summaries = await Promise.all(
      Array.from({ length: 50 }, (_, i) => {
        const target = stores[i % 2] ?? store;
        const calLoadTime = ((i * 37) % 50) + 100; // every value from 100 to 149, in no order
        return target.record(i % 5 === 4 ? failed("blocked") : sample({ id: `s${i}`, calLoadTime }));
      }),
    );
    // Each writer saw its own sample counted and no two saw the same state.
    expect(summaries.map(({ total }) => total).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));

    const times = Array.from({ length: 50 }, (_, i) => i).filter((i) => i % 5 !== 4).map((i) => ((i * 37) % 50) + 100);
    const { summary, metrics } = await store.read(EVERYTHING);
    expect(summary).toMatchObject({ total: 50, errors: 10, minLoadTime: Math.min(...times), maxLoadTime: Math.max(...times) });
    expect(summary.phases.calLoadTime.n).toBe(40);
    expect(summary.avgLoadTime).toBe(Math.round(times.reduce((a, b) => a + b) / 40));
    expect(metrics).toHaveLength(50);
    expect((await store.read({ limit: 100, errorOnly: true })).metrics).toHaveLength(10);
  });

  it("lets a sample with an impossible time leave no trace", async () => {
    await expect(store.record(sample({ totalDuration: Number.NaN }))).rejects.toThrow("NaN is not a time in ms");
    expect(await store.read(EVERYTHING)).toMatchObject({ metrics: [], summary: { total: 0 } });
  });

  it("passes on what the store throws", async () => {
    await engine.client.set("readyslot:v1:all:count", "in the way");
    await expect(store.record(sample())).rejects.toThrow("WRONGTYPE");
    await expect(store.read(EVERYTHING)).rejects.toThrow("WRONGTYPE");
  });
});
