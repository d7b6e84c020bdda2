/** The values of many days are read as their sum: always what the days' own values add up to. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { mergeFigures, NO_FIGURES, openingsIn, type Breakdowns, type Figures } from "../../src/metrics/statistics/figures.ts";
import { periodsOf, type Span } from "../../src/metrics/statistics/periods.ts";
import { DIMENSIONS, type StoredSample } from "../../src/metrics/shared/sample.ts";
import type { BrokenDown, MetricsStore } from "../../src/metrics/store/metrics-store.ts";
import { ENGINES, type Engine } from "../fixtures/kv/kv-engines.ts";
import { createDice } from "../lab/openings/dice.ts";
import { ago, failed, full, HOUR_MS, NOW, openStore, uuid, type TestStore } from "./store-samples.ts";

const DAY_MS = 24 * HOUR_MS;
const SUM = "readyslot:v3:sum:2026-11-16:2026-11-21";

/** Each value's figures, with its counts that are not 0. */
const plain = ({ counts, senders, measures }: Figures) => ({
  counts: Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0)), senders,
  measures: Object.fromEntries([...measures].filter(([measure]) => measure === "totalDuration" || measure === "booked").map(([measure, { buckets, ...rest }]) => [measure, { ...rest, buckets: [...buckets] }])),
});

function merged(parts: readonly Breakdowns[]) {
  return Object.fromEntries(DIMENSIONS.map((dimension) => {
    const names = [...new Set(parts.flatMap((values) => [...(values.get(dimension)?.keys() ?? [])]))].toSorted();
    return [dimension, Object.fromEntries(names.map((name) => [name, plain(mergeFigures(...parts.flatMap((values) => values.get(dimension)?.get(name) ?? [])))]))];
  }));
}

const added = (parts: readonly BrokenDown[]) => ({ values: merged(parts.map(({ values }) => values)), records: parts.reduce((sum, { basis }) => sum + basis.of, 0) });

const openingsOf = (all: readonly Figures[]) => all.reduce((sum, figures) => sum + openingsIn(figures), 0);

/** What the parts of a span add up to, and what its days do: the two must be equal. */
async function readBoth(store: MetricsStore, span: Span = "7d", zone = "UTC") {
  const periods = periodsOf(span, NOW, zone);
  const [parts, days] = [await store.breakdownParts(periods), await store.breakdowns(periods)];
  return { isSummed: parts.length < periods.length, parts: added(parts), days: added(days) };
}

describe.each(ENGINES)("the values of many days on $name", ({ start }) => {
  let engine: Engine;
  let ids = 0;
  beforeAll(async () => {
    engine = await start();
  });
  beforeEach(() => engine.flush());
  afterEach(() => void vi.useRealTimers());
  afterAll(() => engine.close());

  const open = (options: Parameters<typeof openStore>[1] = {}) => openStore(engine.another(), { now: () => NOW, ...options });
  const put = (store: TestStore, at: Date, fields: Partial<StoredSample> = {}, sender = "browse") =>
    store.record(full({ sampleId: uuid(++ids), receivedAt: at.toISOString(), ...fields }), { sender });

  /** Openings, failures, intents and bookings of the last nine days, some of them late. */
  async function fill(store: TestStore): Promise<void> {
    const dice = createDice(11);
    for (let i = 0; i < 120; i++) {
      const at = ago(Math.floor(dice.next() * 8.5 * DAY_MS));
      const fields = { page: `/${Math.floor(dice.next() * 9)}`, release: at.getTime() < NOW.getTime() - 4 * DAY_MS ? "a1" : "b2", totalDuration: Math.round(dice.between(20, 4_000)) };
      if (i % 7 === 0) await store.record(failed("blocked", { ...fields, sampleId: uuid(++ids), receivedAt: at.toISOString() }), { sender: dice.hex(6) });
      else await put(store, at, fields, dice.hex(6));
      if (i % 5 === 0) await store.recordBooking({ uidHash: `b${i}`, source: "browser", sampleId: uuid(ids), at: new Date(Math.min(NOW.getTime(), at.getTime() + DAY_MS)) });
      if (i % 6 === 0) await store.recordIntent({ sampleId: uuid(++ids), values: { page: "/intent", release: "a0" }, at }, { sender: "intent" });
    }
  }

  it("are the same as those of each day, whoever reads them first", async () => {
    await fill(open());
    await open().compact({ isLate: () => false });
    for (const span of ["7d", "28d", "90d", { from: "2026-11-14", to: "2026-11-20" }] as const) {
      for (let reading = 0; reading < 2; reading++) {
        const { isSummed, parts, days } = await readBoth(open().store, span);
        expect(isSummed).toBe(true);
        expect(parts).toEqual(days);
      }
    }
    const { parts, days } = await readBoth(open({ zone: "Pacific/Auckland" }).store, "7d", "Pacific/Auckland");
    expect(parts).toEqual(days);
  });

  it("have the day on which each release was first seen", async () => {
    await fill(open());
    const days = (await open().breakdowns(periodsOf("7d", NOW))).map((values) => values.get("release"));
    const first = (release: string) => periodsOf("7d", NOW)[days.findIndex((values) => openingsIn(values?.get(release) ?? NO_FIGURES) > 0)]?.start.toISOString();
    for (let reading = 0; reading < 2; reading++) {
      const seen = (await open().store.breakdownParts(periodsOf("7d", NOW))).flatMap(({ releases }) => [...releases]).toReversed();
      expect(Object.fromEntries(seen)).toEqual({ a1: first("a1"), b2: first("b2") });
    }
  });

  it("are one key with one text a span, the same from any number of processes, for two days", async () => {
    await fill(open());
    await open().compact({ isLate: () => false });
    const text = async () => JSON.stringify(await engine.client.get(SUM));
    const made = await text();
    expect(made.length).toBeGreaterThan(1_000);
    expect(Math.ceil((await engine.client.ttl(SUM)) / 86_400)).toBe(2);
    await engine.client.del(SUM);
    await Promise.all(Array.from({ length: 5 }, () => open().store.breakdownParts(periodsOf("7d", NOW))));
    expect(await text()).toBe(made);
  });

  it("are read with one command for all days that are over", async () => {
    await fill(open());
    await open().compact({ isLate: () => false });
    const before = engine.sent().length;
    await open().store.breakdownParts(periodsOf("90d", NOW));
    const keys = engine.sent().slice(before).flat().flatMap(([, ...words]) => words).filter((key) => /:(?:values|phases)$/.test(key));
    expect(keys.every((key) => key.startsWith("readyslot:v3:rollup:h:"))).toBe(true);
  });

  it("have a record that came after the sum was made, also for a process that remembers it", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const [old, writer] = [open(), open()];
    await fill(writer);
    await writer.compact({ isLate: () => false });
    await readBoth(old.store);
    await put(writer, ago(3 * DAY_MS), { page: "/late" });
    expect(await writer.compact({ isLate: () => false })).toMatchObject({ healed: 1 });
    const fresh = await readBoth(open().store);
    expect(fresh.parts).toEqual(fresh.days);
    expect(Object.keys(fresh.parts.values["page"] ?? {})).toContain("/late");
    // It looks at the days' sizes once a minute.
    vi.advanceTimersByTime(61_000);
    expect((await readBoth(old.store)).parts).toEqual(fresh.parts);
  });

  it("and filtered views have it, too", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const [old, writer] = [open(), open()];
    await fill(writer);
    await writer.compact({ isLate: () => false });
    const openings = async () => {
      const [statistics, parts] = await Promise.all([old.store.figures(periodsOf("7d", NOW), { page: "/late", device: "phone" }), old.store.breakdownParts(periodsOf("7d", NOW), { page: "/late" })]);
      return [openingsOf(statistics.map(({ figures }) => figures)), openingsOf(parts.map(({ values }) => values.get("page")?.get("/late") ?? NO_FIGURES))];
    };
    for (let reading = 0; reading < 2; reading++) expect(await openings()).toEqual([0, 0]);
    await put(writer, ago(3 * DAY_MS), { page: "/late" });
    expect(await writer.compact({ isLate: () => false })).toMatchObject({ healed: 1 });
    vi.advanceTimersByTime(61_000);
    for (let reading = 0; reading < 2; reading++) expect(await openings()).toEqual([1, 1]);
  });

  it("follow the days' rollups when the site's time zone changes", async () => {
    await fill(open());
    await open().compact({ isLate: () => false });
    const zone = "America/New_York";
    await readBoth(open().store);
    const moved = open({ zone });
    await moved.compact({ isLate: () => false });
    const before = await readBoth(moved.store, "7d", zone);
    expect(before.parts).toEqual(before.days);
    // Days that are made again in the new zone.
    for (const day of ["2026-11-17", "2026-11-18"]) await engine.client.del(...["whole", "values", "phases"].map((part) => `readyslot:v3:rollup:d:${day}:${part}`));
    for (let reading = 0; reading < 2; reading++) {
      const { parts, days } = await readBoth(open({ zone }).store, "7d", zone);
      expect(parts).toEqual(days);
    }
  });

  it("are bounded, and keep the site's own values", async () => {
    const store = open();
    for (let day = 1; day <= 8; day++) {
      for (let i = 0; i < 45; i++) await put(store, ago(day * DAY_MS), { page: `/${day}-${i}` });
    }
    await store.record(full({ sampleId: uuid(++ids), page: "/own", receivedAt: ago(3 * DAY_MS).toISOString() }), { sender: "browse", ownValues: ["page"] });
    const [sum] = await open().store.breakdownParts(periodsOf("28d", NOW));
    const pages = sum?.values.get("page") ?? new Map<string, Figures>();
    // Four times the cap of a day, and "other".
    expect(pages.size).toBe(201);
    expect(pages.get("/own")?.counts).toEqual({ ready: 1 });
    expect([...pages.values()].reduce((total, { counts }) => total + (counts["ready"] ?? 0), 0)).toBe(361);
  });
});
