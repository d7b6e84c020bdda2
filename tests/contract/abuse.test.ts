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
import { readEntry } from "../../src/metrics/log/logs.ts";
import { ENGINES, type Engine } from "../fixtures/kv/kv-engines.ts";
import { seededRandom } from "../lab/openings/dice.ts";
import { fullSample } from "../lab/openings/samples.ts";

const HOUR_MS = 3_600_000;
const NOON = new Date("2026-11-22T12:00:00.000Z");
const VISITORS = 300;
const SLOWEST = { id: "30min", calLoadTime: 100, iframeLoadTime: 120_000, totalDuration: 120_000, variant: "optimized" };
const FAILED = { id: "30min", outcome: "failed", errorClass: "script-failed", error: "made up" };

/** What each can do, and the figures of a day with it. Commands are those of all its posts. */
const SENDERS = [
  {
    who: "one address", addresses: ["203.0.113.7"],
    slow: { counted: 60, openings: 360, median: 1_831, p75: 2_625 },
    failed: { counted: 60, openings: 360, errorRate: 17, bookings: 540 }, commands: 5_000,
  },
  {
    // Eight networks of /64, each in a line of /56 of its own.
    who: "one /48", addresses: Array.from({ length: 8 }, (_, i) => `2001:db8:7:${i + 1}00::1`),
    slow: { counted: 300, openings: 600, median: 4_688, p75: 119_712 },
    failed: { counted: 300, openings: 600, errorRate: 50, bookings: 2_700 }, commands: 25_000,
  },
] as const;
const BEFORE = { openings: VISITORS, median: 1_530, p75: 2_149, errorRate: 0, bookings: 0, state: "slow", pages: VISITORS };

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

  /**
   * Every address sends one message a second until all are refused. How many were counted, and what it cost.
   * `atOnce` for addresses of different senders: of one sender, all that are under way would be counted.
   */
  async function flood(addresses: readonly string[], message: () => object, atOnce = 1) {
    let counted = 0;
    const before = engine.sent().length;
    for (let isAnyTaken = true; isAnyTaken; pass(1_000)) {
      isAnyTaken = false;
      for (let i = 0; i < addresses.length; i += atOnce) {
        const answers = await Promise.all(addresses.slice(i, i + atOnce).map((address) => send(address, { ...message(), sampleId: randomUUID() })));
        const taken = answers.filter((answer) => !("refusal" in answer)).length;
        isAnyTaken ||= taken > 0;
        counted += taken;
      }
    }
    await Promise.all(works);
    return { counted, commands: engine.sent().slice(before).flat().length };
  }

  async function numbers() {
    const { summary, status, breakdowns } = await readDashboard({ store, kv: engine.kv, site: { zone: "UTC", hasWebhook: false } }, { window: "7d", limit: 1, errorOnly: false }, clock);
    const { p50LoadTime: median, p75LoadTime: p75 } = summary.phases.totalDuration;
    const pages = breakdowns.find(({ dimension }) => dimension === "page")?.rows.filter(({ value }) => value !== null) ?? [];
    return {
      openings: summary.total, median, p75, errorRate: Math.round((summary.errorRate ?? 0) * 100), bookings: summary.bookings.total,
      state: status.state, pages: pages.reduce((sum, { total }) => sum + total, 0),
    };
  }

  it.each(SENDERS)("what $who can do to the times: 60 openings of 120 s for each of its senders", async ({ addresses, slow: { counted, ...after } }) => {
    expect(await numbers()).toEqual(BEFORE);
    expect((await flood(addresses, () => SLOWEST)).counted).toBe(counted);
    // The newest opening of each sender decides the status, and the site's own pages keep their figures.
    expect(await numbers()).toEqual({ ...BEFORE, ...after });
  });

  it.each(SENDERS)("what $who can do to the error rate and to bookings, and what it costs", { timeout: 180_000 }, async ({ addresses, failed: { counted, ...after }, commands }) => {
    const failed = await flood(addresses, () => FAILED);
    const rest = await flood(addresses, () => ({ id: "30min", bookingUid: randomUUID() }));
    expect(failed.counted).toBe(counted);
    expect(await numbers()).toEqual({ ...BEFORE, ...after });
    expect(failed.commands + rest.commands).toBeLessThan(commands);
    expect(failed.commands + rest.commands).toBeGreaterThan(0.9 * commands);
    const before = engine.sent().length;
    for (const address of addresses) expect(await send(address, FAILED)).toMatchObject({ refusal: { status: 429 } });
    await Promise.all(works);
    // How many were refused is written once a second.
    expect(engine.sent().slice(before).flat().length).toBeLessThanOrEqual(4);
  });

  it("what a thousand addresses can do: the numbers are theirs", { tags: ["full"], timeout: 900_000 }, async () => {
    const addresses = Array.from({ length: 1_000 }, (_, i) => `192.0.${2 + Math.floor(i / 250)}.${i % 250}`);
    const slow = await flood(addresses, () => SLOWEST, 50);
    expect(slow.counted).toBe(60_000);
    expect(slow.commands / slow.counted).toBeLessThan(3.1);
    expect(await numbers()).toEqual({ ...BEFORE, openings: 60_300, median: 119_712, p75: 119_712, state: "degraded" });
    const day = periodAt("day", clock);
    clock = new Date(day.end.getTime() + HOUR_MS);
    await createMetricsStore(engine.another(), { now: () => clock }).compact({ isLate: () => false });
    const sample = await engine.client.get<{ kept: string[]; of: number }>(`readyslot:v3:sample:${day.key.slice(2)}`);
    expect([sample?.kept.length, sample?.of]).toEqual([1_000, 60_300]);
  });

  it("a sender has at most 20 of the 1,000 records that a busy day keeps", async () => {
    const random = seededRandom(4);
    for (let i = 0; i < 800; i++) await send(`198.18.${Math.floor(i / 250)}.${i % 250}`, fullSample(random));
    await flood(["203.0.113.7"], () => SLOWEST);
    const day = periodAt("day", clock);
    clock = new Date(day.end.getTime() + HOUR_MS);
    await createMetricsStore(engine.another(), { now: () => clock }).compact({ isLate: () => false });
    const sample = await engine.client.get<{ kept: string[]; of: number }>(`readyslot:v3:sample:${day.key.slice(2)}`);
    expect([sample?.kept.length, sample?.of]).toEqual([1_000, 1_160]);
    const slowest = (sample?.kept ?? []).filter((entry) => readEntry(day, entry)?.record.fields.totalDuration === 120_000);
    expect(slowest).toHaveLength(20);
  });
});
