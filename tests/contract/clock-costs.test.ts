import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runAlerts } from "../../src/metrics/alerts/alerts.ts";
import { applyRetention } from "../../src/metrics/store/retention/retention.ts";
import { createMetricsStore } from "../../src/metrics/store/metrics-store.ts";
import { ENGINES, type Engine } from "../fixtures/kv/kv-engines.ts";
import { ago, full, HOUR_MS, NOW, now } from "./store-samples.ts";

/** Five minutes apart, as the clock calls. */
const STEP_MS = 5 * 60_000;

describe.each(ENGINES)("what the clock costs on $name", ({ start }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
    const store = createMetricsStore(engine.kv, { now });
    for (let day = 0; day <= 7; day++) {
      for (const hour of [0, 1]) await store.record(full({ receivedAt: ago((day * 24 + hour) * HOUR_MS).toISOString() }));
    }
    vi.spyOn(console, "warn").mockImplementation(() => {});
  });
  afterAll(() => engine.close());

  /** How many commands each of its requests had. */
  async function asked(work: () => Promise<unknown>): Promise<number[]> {
    const before = engine.sent().length;
    await work();
    return engine.sent().slice(before).map(({ length }) => length);
  }

  /** Evaluates in a new instance, so many steps of the clock later. */
  async function evaluate(step: number): Promise<number[]> {
    await engine.client.del("readyslot:v2:alert-lease");
    const kv = engine.another();
    const at = new Date(NOW.getTime() + step * STEP_MS);
    return asked(() => runAlerts({ store: createMetricsStore(kv, { now: () => at }), kv, env: {}, now: at }));
  }

  it("an evaluation of the alerts by a new instance is four requests and 14 commands, once the hours have their packs", async () => {
    await evaluate(0);
    expect((await evaluate(1)).toSorted((a, b) => a - b)).toEqual([1, 1, 4, 8]);
  });

  it("a night with nothing to do is four requests and fewer than 400 commands", async () => {
    await applyRetention({ kv: engine.kv, now: NOW });
    const night = await asked(() => applyRetention({ kv: engine.kv, now: NOW }));
    expect(night).toHaveLength(4);
    expect(night.reduce((sum, commands) => sum + commands, 0)).toBeLessThan(400);
  });
});
