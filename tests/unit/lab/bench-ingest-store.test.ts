import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mergeFigures, summaryOf } from "../../../src/metrics/statistics/figures.ts";
import { createMetricsStore } from "../../../src/metrics/store/metrics-store.ts";
import { periodsOf } from "../../../src/metrics/statistics/periods.ts";
import { startBenchStore, type BenchStore } from "../../lab/served-site/bench-store.ts";
import { startKvMeter, type KvMeter } from "../../lab/bench-ingest/kv-meter.ts";
import { seedFigures } from "../../lab/bench-ingest/seed-figures.ts";
import { seededRandom } from "../../lab/openings/dice.ts";

const NOW = new Date("2026-11-22T15:30:00Z");

describe("a seeded store", () => {
  let store: BenchStore;
  beforeEach(async () => void (store = await startBenchStore("embedded")));
  afterEach(() => store.remove());

  /** What a store with this many samples has, in all and on each day. */
  async function seeded(samples: number) {
    const kv = store.connect();
    await seedFigures(kv.client, samples, { now: NOW, random: seededRandom(1) });
    const days = (await createMetricsStore(kv, { now: () => NOW }).figures(periodsOf("28d", NOW))).map(({ figures }) => figures);
    const { total, phases, outcomes, vitals } = summaryOf(mergeFigures(...days), "all");
    const totals = days.map((day) => summaryOf(day, "all").total);
    return { total, notReady: phases.totalDuration.n - outcomes.ready, vitals: vitals?.lcp.n, isEven: Math.max(...totals) - Math.min(...totals) <= 1 };
  }

  test("reads like a store that has counted 1,000 samples, the same number each day", async () => {
    expect(await seeded(1_000)).toEqual({ total: 1_000, notReady: 0, vitals: 1_000, isEven: true });
  });

  test("reads like a store that has counted a million", { tags: ["full"] }, async () => {
    expect(await seeded(1_000_000)).toEqual({ total: 1_000_000, notReady: 0, vitals: 1_000_000, isEven: true });
  });
});

describe("the meter", () => {
  let bridge: Server;
  let meter: KvMeter;
  beforeEach(async () => {
    bridge = createServer((request, response) => {
      response.writeHead(request.headers.authorization === "Bearer key" ? 200 : 401);
      response.end('[{"result":"ä"}]');
    });
    bridge.listen(0, "127.0.0.1");
    await once(bridge, "listening");
    meter = await startKvMeter(`http://127.0.0.1:${(bridge.address() as AddressInfo).port}`);
  });
  afterEach(() => {
    meter.close();
    bridge.closeAllConnections();
    bridge.close();
  });

  const send = (path: string, body: unknown) =>
    fetch(`${meter.url}${path}`, { method: "POST", headers: { authorization: "Bearer key" }, body: JSON.stringify(body) });

  test("forwards requests, and counts round trips, commands and bytes", async () => {
    const answer = await send("/multi-exec", [["SET", "a", "ü"], ["DEL", "b"]]);
    expect([answer.status, await answer.text()]).toEqual([200, '[{"result":"ä"}]']);
    await send("/", ["GET", "a"]);
    expect(meter.take()).toEqual({ roundTrips: 2, commands: 3, bytesUp: 30 + 11, bytesDown: 2 * 17 });
  });

  test("starts again at zero after each call", async () => {
    await send("/pipeline", [["GET", "a"]]);
    meter.take();
    expect(meter.take()).toEqual({ roundTrips: 0, commands: 0, bytesUp: 0, bytesDown: 0 });
  });
});
