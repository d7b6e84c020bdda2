/**
 * What one address, one /48 and a thousand addresses can do to the numbers of a day, and to the bill: the figures of
 * docs/reference/store.md. Every post goes through `ingest`, one a second from each address, as fast as its limits allow.
 */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ingest, type Ingested, type IngestContext } from "../../src/metrics/ingest/ingest.ts";
import { readDashboard } from "../../src/metrics/report/dashboard/dashboard.ts";
import { periodAt } from "../../src/metrics/statistics/periods.ts";
import { createMetricsStore, type MetricsStore } from "../../src/metrics/store/metrics-store.ts";
import { ENGINES, type Engine } from "../fixtures/kv/kv-engines.ts";
import { seededRandom } from "../lab/openings/dice.ts";
import { fullSample } from "../lab/openings/samples.ts";

const NOON = new Date("2026-11-22T12:00:00.000Z");
const VISITORS = 300;
const SLOWEST = { id: "30min", calLoadTime: 100, iframeLoadTime: 120_000, totalDuration: 120_000, variant: "optimized" };
const FAILED = { id: "30min", outcome: "failed", errorClass: "script-failed", error: "made up" };

const ADDRESSES = {
  "one address": ["203.0.113.7"],
  // A hundred networks of /64 in 25 lines of /56.
  "one /48": Array.from({ length: 100 }, (_, i) => `2001:db8:7:${(i % 25).toString(16)}${Math.floor(i / 25)}::1`),
} as const;

describe.each(ENGINES)("on $name", ({ start }) => {
  let engine: Engine;
  let store: MetricsStore;
  let clock: Date;
  let days = 0;
  let works: Promise<unknown>[];
  beforeAll(async () => {
    engine = await start();
  });
  beforeEach(async () => {
    await engine.flush();
    vi.useFakeTimers({ toFake: ["performance"] });
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    // Of its own day: a process remembers the senders of a day, and with them its salt.
    clock = new Date(NOON.getTime() + ++days * 86_400_000);
    works = [];
    store = createMetricsStore(engine.kv, { now: () => clock });
    const random = seededRandom(3);
    for (let i = 0; i < VISITORS; i++) await send(`198.${51 + Math.floor(i / 250)}.100.${i % 250}`, fullSample(random));
  });
  afterEach(() => void vi.useRealTimers());
  afterAll(() => engine.close());

  const pass = (ms: number) => {
    clock = new Date(clock.getTime() + ms);
    vi.advanceTimersByTime(ms);
  };

  async function send(address: string, message: object): Promise<Ingested> {
    const context: IngestContext = {
      connect: () => ({ kv: engine.kv, store }), ratePerMinute: 120, now: () => clock, isOnVercel: false, hasWebhook: false,
      waitUntil: (work) => void works.push(work),
    };
    const headers = { "content-type": "application/json", "x-real-ip": address };
    return ingest(new Request("https://site.example/api/cal-metrics", { method: "POST", headers, body: JSON.stringify(message) }), context);
  }

  /** Every address sends one message a second until all are refused. How many were counted, and what it cost. */
  async function flood(addresses: readonly string[], message: () => object) {
    let counted = 0;
    const before = engine.sent().length;
    for (let isAnyTaken = true; isAnyTaken; pass(1_000)) {
      isAnyTaken = false;
      for (const address of addresses) {
        if ("refusal" in (await send(address, { ...message(), sampleId: randomUUID() }))) continue;
        isAnyTaken = true;
        counted += 1;
      }
    }
    await Promise.all(works);
    return { counted, commands: engine.sent().slice(before).flat().length };
  }

  async function numbers() {
    const { summary, status, experiment, breakdowns } = await readDashboard({ store, kv: engine.kv, site: { zone: "UTC", hasWebhook: false } }, { window: "7d", limit: 1, errorOnly: false }, clock);
    const { p50LoadTime: median, p75LoadTime: p75 } = summary.phases.totalDuration;
    const pages = breakdowns.find(({ dimension }) => dimension === "page")?.rows.filter(({ value }) => value !== null) ?? [];
    return {
      openings: summary.total, median, p75, errorRate: Math.round((summary.errorRate ?? 0) * 100), bookings: summary.bookings.total,
      state: status.state, senders: status.senders, experimentSenders: experiment.arms.optimized.senders,
      pages: pages.reduce((sum, { total }) => sum + total, 0),
    };
  }

  it.each(Object.entries(ADDRESSES))("what %s can do to the times, with openings of 120 s", async (_, addresses) => {
    const before = await numbers();
    const { counted, commands } = await flood(addresses, () => SLOWEST);
    const after = await numbers();
    console.info(JSON.stringify({ what: _, before, after, counted, commandsEach: Number((commands / counted).toFixed(2)) }));
  });

  it.each(Object.entries(ADDRESSES))("what %s can do to the error rate, and to status and bookings", async (_, addresses) => {
    const failed = await flood(addresses, () => FAILED);
    const rest = await flood(addresses, () => ({ id: "30min", bookingUid: randomUUID() }));
    console.info(JSON.stringify({ what: _, after: await numbers(), failed, rest }));
    const before = engine.sent().length;
    for (const address of addresses) expect(await send(address, FAILED)).toMatchObject({ refusal: { status: 429 } });
    await Promise.all(works);
    // How many were refused is written once a second.
    expect(engine.sent().slice(before).flat().length).toBeLessThanOrEqual(4);
  });

  it("a sender's records are at most 2 % of a busy day's sample", { tags: ["full"] }, async () => {
    const addresses = Array.from({ length: 1_000 }, (_, i) => `192.0.${2 + Math.floor(i / 250)}.${i % 250}`);
    const { counted, commands } = await flood(addresses, () => SLOWEST);
    const after = await numbers();
    console.info(JSON.stringify({ after, counted, commandsEach: Number((commands / counted).toFixed(2)) }));
    const day = periodAt("day", clock);
    clock = new Date(day.end.getTime() + 3_600_000);
    await createMetricsStore(engine.another(), { now: () => clock }).compact({ isLate: () => false });
    const sample = await engine.client.get<{ kept: string[]; of: number }>(`readyslot:v3:sample:${day.key.slice(2)}`);
    expect([sample?.kept.length, sample?.of]).toEqual([1_000, counted + VISITORS]);
  });
});
