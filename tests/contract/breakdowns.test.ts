import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { mergeFigures, NO_FIGURES, percentileOf, summaryOf } from "../../src/metrics/statistics/figures.ts";
import type { Breakdowns, Figures } from "../../src/metrics/statistics/figures.ts";
import { periodAt, periodsOf } from "../../src/metrics/statistics/periods.ts";
import { CONNECTIONS, DEVICES, DIMENSIONS, OPEN_KINDS, OUTCOMES, VARIANTS } from "../../src/metrics/shared/sample.ts";
import type { Dimension, StoredSample } from "../../src/metrics/shared/sample.ts";
import { exampleFields } from "../fixtures/example-fields.ts";
import { ENGINES } from "../fixtures/kv/kv-engines.ts";
import type { Engine } from "../fixtures/kv/kv-engines.ts";
import { ago, failed, full, HOUR_MS, NOW, now, sample, TODAY, uuid, openStore, type TestStore } from "./store-samples.ts";

const DAY_MS = 24 * HOUR_MS;
const YESTERDAY = periodAt("day", ago(DAY_MS));

/** What every period has of its values: counts, the total and what was booked. */
const plainFigures = ({ counts, measures }: Figures) => ({
  counts: Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0)),
  measures: Object.fromEntries([...measures].filter(([measure]) => measure === "totalDuration" || measure === "booked").map(([measure, { buckets, ...rest }]) => [measure, { ...rest, buckets: [...buckets] }])),
});
const totalsOf = (breakdowns: Breakdowns | undefined, dimension: Dimension) =>
  Object.fromEntries([...(breakdowns?.get(dimension) ?? [])].map(([value, figures]) => [value, summaryOf(figures, "value").total]));

/** A small generator that gives the same numbers on every run: https://en.wikipedia.org/wiki/Linear_congruential_generator. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe.each(ENGINES)("the breakdowns of periods on $name", ({ start }) => {
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
  /** One sample a day. */
  const countOver = async (days: number) => {
    for (let i = 0; i < days; i++) await store.record(full({ receivedAt: ago(i * DAY_MS).toISOString(), totalDuration: 500 + 37 * i }));
  };

  it("add up to the whole in every dimension that all samples have a value of, however they are read", async () => {
    const random = generator(5);
    const pick = <T extends string>(list: readonly T[]) => list[random(list.length)] as T;
    for (let i = 0; i < 40; i++) {
      const at = ago(random(3) * DAY_MS + random(3) * HOUR_MS);
      const values: Partial<StoredSample> = {
        ...exampleFields(DIMENSIONS), page: `/${random(4)}`, placement: pick(["hero", "footer"]), release: pick(["4fb454d", "5aa99df"]), variant: pick(VARIANTS),
        openKind: pick(OPEN_KINDS), device: pick(DEVICES), connection: pick(CONNECTIONS), sampleId: uuid(i), receivedAt: at.toISOString(),
      };
      await store.record(sample({ ...values, outcome: pick([...OUTCOMES, "ready", "ready"]), totalDuration: 100 + random(5_000) }));
      if (i % 3 === 0) await store.recordBooking({ uidHash: `b${i}`, source: "browser", sampleId: uuid(i), at });
    }

    const periods = [...periodsOf("7d", NOW), ...periodsOf("24h", NOW), periodAt("hour", ago(2 * DAY_MS))];
    // They came in no order, so that some were late for their hours.
    await store.compact({ isLate: () => false });
    const whole = await store.figures(periods);
    expect(mergeFigures(...whole.slice(0, 7)).counts).toMatchObject({ booked: 14 });
    const counted = await store.breakdowns(periods);
    const expected = whole.map((one) => plainFigures(one));
    for (const dimension of DIMENSIONS) {
      const added = counted.map((one) => plainFigures(mergeFigures(...(one.get(dimension)?.values() ?? []))));
      expect({ dimension, added }).toEqual({ dimension, added: expected });
    }
    // Again by one that has the rollups only.
    const again = await fresh().breakdowns(periods);
    for (const dimension of DIMENSIONS) {
      const added = again.map((one) => plainFigures(mergeFigures(...(one.get(dimension)?.values() ?? []))));
      expect({ dimension, added }).toEqual({ dimension, added: expected });
    }
  });

  it("are each value's own figures, and have no entry for what nothing was counted in", async () => {
    await store.record(sample({ page: "/services", device: "phone", sampleId: uuid(1) }));
    await store.record(failed("blocked", { page: "/" }));
    for (let reading = 0; reading < 2; reading++) {
      const [today, yesterday] = await store.breakdowns([TODAY, YESTERDAY]);
      expect([...(today?.keys() ?? [])].toSorted()).toEqual(["device", "id", "page"]);
      expect(totalsOf(today, "page")).toEqual({ "/": 1, "/services": 1 });
      expect([...(today?.get("device")?.keys() ?? [])]).toEqual(["phone"]);
      expect(yesterday?.size).toBe(0);
      const services = today?.get("page")?.get("/services") ?? NO_FIGURES;
      const [figures = NO_FIGURES] = await store.figures([TODAY], { dimension: "page", value: "/services" });
      expect([...services.measures.keys()]).toContain("totalDuration");
      expect(services.counts).toEqual(figures.counts);
      expect(services.measures.get("totalDuration")).toEqual(figures.measures.get("totalDuration"));
    }
  });

  it("have a booking under the values of its opening, with the time that it took", async () => {
    const at = ago(DAY_MS);
    await store.record(full({ sampleId: uuid(1), receivedAt: at.toISOString() }));
    await store.record(sample({ page: "/", sampleId: uuid(2), receivedAt: at.toISOString() }));
    await store.recordBooking({ uidHash: "a", source: "browser", sampleId: uuid(1), at });
    for (let reading = 0; reading < 2; reading++) {
      const [day] = await fresh().breakdowns([YESTERDAY]);
      for (const dimension of DIMENSIONS) {
        const booked = [...(day?.get(dimension) ?? [])].filter(([, { counts }]) => (counts["booked"] ?? 0) > 0);
        expect(booked.map(([value]) => value)).toEqual([full()[dimension]]);
        const [, figures = NO_FIGURES] = booked[0] ?? [];
        expect(summaryOf(figures, "value").bookings).toMatchObject({ total: 1, browser: 1, webhook: 0 });
        expect(percentileOf(figures, "booked", 0.5)).toBe(1_300);
      }
    }
  });

  it("keep values apart, whatever is written in them", async () => {
    const pages = ["/a", "/a:extremes", "/a%3Aextremes", "/%", "/\"", "/é 😀"];
    const placements = ["7e3", "null", "__proto__", "constructor", "other", "1234567", "values"];
    const receivedAt = ago(DAY_MS).toISOString();
    for (const [i, page] of pages.entries()) await store.record(sample({ page, totalDuration: 1_000 + i, receivedAt }));
    for (const [i, placement] of placements.entries()) await store.record(sample({ placement, totalDuration: 2_000 + i, receivedAt }));
    for (let reading = 0; reading < 2; reading++) {
      const [day] = await fresh().breakdowns([YESTERDAY]);
      const longest = (dimension: Dimension) =>
        new Map([...(day?.get(dimension) ?? [])].map(([value, { measures }]) => [value, measures.get("totalDuration")?.max]));
      expect(longest("page")).toEqual(new Map(pages.map((page, i) => [page, 1_000 + i])));
      expect([...(day?.get("placement")?.keys() ?? [])]).toEqual(placements.toSorted());
      expect(longest("placement")).toEqual(new Map(placements.map((placement, i) => [placement, 2_000 + i])));
    }
  });

  it.each([["page", 50], ["placement", 30], ["release", 20]] as const)("of %s have what came after the cap under one value, and none below it", async (dimension, cap) => {
    const receivedAt = ago(DAY_MS).toISOString();
    for (let i = 0; i < cap; i++) await store.record(sample({ [dimension]: `v${i}`, receivedAt }));
    const [atCap] = await openStore(engine.kv, { now: () => ago(DAY_MS) }).breakdowns([YESTERDAY]);
    expect(atCap?.get(dimension)?.size).toBe(cap);
    expect(atCap?.get(dimension)?.has("other")).toBe(false);
    for (let i = 0; i < 3; i++) await store.record(sample({ [dimension]: `z${i}`, receivedAt }));
    for (let reading = 0; reading < 2; reading++) {
      const [day] = await fresh().breakdowns([YESTERDAY]);
      expect(totalsOf(day, dimension)).toEqual({ ...Object.fromEntries(Array.from({ length: cap }, (_, i) => [`v${i}`, 1])), other: 3 });
    }
  });

  it("come in the order asked for, hours and days mixed, each with the values of its own day", async () => {
    const midnight = TODAY.start.getTime();
    const counted: [string, Date][] = [["/before", new Date(midnight - 1)], ["/after", new Date(midnight)], ["/now", NOW]];
    for (const [page, at] of counted) await store.record(sample({ page, receivedAt: at.toISOString() }));
    const periods = [periodAt("hour", NOW), YESTERDAY, periodAt("hour", new Date(midnight)), TODAY, periodAt("hour", new Date(midnight - 1)), YESTERDAY];
    for (let reading = 0; reading < 2; reading++) {
      const pages = (await fresh().breakdowns(periods)).map((one) => totalsOf(one, "page"));
      expect(pages).toEqual([{ "/now": 1 }, { "/before": 1 }, { "/after": 1 }, { "/after": 1, "/now": 1 }, { "/before": 1 }, { "/before": 1 }]);
    }
    expect(await store.breakdowns([])).toEqual([]);
  });

  it("that cannot be read are an error, and not empty", async () => {
    await engine.client.set("readyslot:v3:log:2026-11-22T15", "in the way");
    await expect(store.breakdowns([TODAY])).rejects.toThrow("WRONGTYPE");
  });

  it("keep the site's own values and then the most frequent, whatever strangers send first", async () => {
    const receivedAt = ago(DAY_MS).toISOString();
    const stranger = (i: number) => store.record(sample({ page: `/stranger-${i}`, receivedAt }), { sender: "strang" });
    for (let i = 0; i < 60; i++) await stranger(i);
    for (let i = 55; i < 60; i++) await stranger(i);
    await store.record(sample({ page: "/services", receivedAt }), { sender: "visito", ownValues: ["page"] });
    for (const reader of [fresh(), fresh()]) {
      const [day] = await reader.breakdowns([YESTERDAY]);
      const pages = totalsOf(day, "page");
      expect(Object.keys(pages)).toHaveLength(51);
      expect(pages).toMatchObject({ "/services": 1, "/stranger-55": 2, "/stranger-59": 2, other: 11 });
      expect(Object.values(pages).reduce((sum, n) => sum + n, 0)).toBe(66);
    }
  });

  it("are the same bytes from any number of compactors, at once", async () => {
    await countOver(4);
    const days = periodsOf("7d", NOW);
    const texts = async () => {
      const read = await engine.client.mget<unknown[]>(days.slice(0, 6).flatMap(({ key }) => ["whole", "values", "phases"].map((part) => `readyslot:v3:rollup:${key}:${part}`)));
      return JSON.stringify([read, await engine.client.mget(days.slice(0, 6).map(({ key }) => `readyslot:v3:sample:${key.slice(2)}`))]);
    };
    await Promise.all(Array.from({ length: 6 }, () => openStore(engine.another(), { now }).compact({ isLate: () => false })));
    const first = await texts();
    for (const { key } of days) await engine.client.del(`readyslot:v3:sample:${key.slice(2)}`, ...["whole", "values", "phases"].map((part) => `readyslot:v3:rollup:${key}:${part}`));
    await Promise.all([fresh().figures(days), openStore(engine.another(), { now }).breakdowns(days)]);
    expect(await texts()).toBe(first);
  });

  it("are kept as long as they say: hours 9 days after their end, days 400, blocks 3 hours", async () => {
    const hour = periodAt("hour", ago(2 * HOUR_MS));
    await store.record(sample({ receivedAt: hour.start.toISOString() }));
    await store.record(sample({ receivedAt: YESTERDAY.start.toISOString() }));
    await fresh().breakdowns([YESTERDAY, hour]);
    expect(Math.round((await engine.client.ttl(`readyslot:v3:rollup:${YESTERDAY.key}:values`)) / 60)).toBe(400 * 1_440 - 930); // ended 15 h 30 min ago
    expect(Math.round((await engine.client.ttl(`readyslot:v3:rollup:${hour.key}:values`)) / 60)).toBe(9 * 1_440 - 90);
  });
});
