import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { mergeFigures, NO_FIGURES, percentileOf, summaryOf } from "../../src/metrics/statistics/figures.ts";
import type { Breakdowns, Figures } from "../../src/metrics/statistics/figures.ts";
import { periodAt, periodsOf } from "../../src/metrics/statistics/periods.ts";
import { FIELDS, type Field } from "../../src/metrics/fields.ts";
import { CONNECTIONS, DEVICES, DIMENSIONS, OPEN_KINDS, OUTCOMES, VARIANTS } from "../../src/metrics/shared/sample.ts";
import type { Dimension, StoredSample } from "../../src/metrics/shared/sample.ts";
import { exampleFields } from "../fixtures/example-fields.ts";
import { ENGINES } from "../fixtures/kv/kv-engines.ts";
import type { Engine } from "../fixtures/kv/kv-engines.ts";
import { ago, failed, full, HOUR_MS, NOW, now, sample, TODAY, uuid, openStore, type TestStore } from "./store-samples.ts";

const DAY_MS = 24 * HOUR_MS;
const YESTERDAY = periodAt("day", ago(DAY_MS));
const PACK = `readyslot:v2:pack:${YESTERDAY.key}:values`;
/** The reads that tell which values a period has, and those of one value's figures. */
const WHICH = ["exists", "smembers", "smembers", "smembers"];
const FIGURES = ["hgetall", "zmscore"];
/** The number of values of all dimensions that are closed lists. */
const CLOSED = DIMENSIONS.map((dimension): Field => FIELDS[dimension]).reduce((sum, field) => sum + (field.kind === "choice" ? field.values.length : 0), 0);
const readsOf = (values: number) => Array.from({ length: values }, () => FIGURES).flat();

const plainFigures = ({ counts, measures }: Figures) => ({
  counts,
  measures: Object.fromEntries([...measures].map(([measure, { buckets, ...rest }]) => [measure, { ...rest, buckets: [...buckets] }])),
});
/** Plain values in which every bucket stands, in lists, so that the order counts too. */
const plain = (breakdowns: readonly Breakdowns[]) =>
  breakdowns.map((one) => [...one].map(([dimension, values]) => [dimension, [...values].map(([value, figures]) => [value, plainFigures(figures)])]));
const totalsOf = (breakdowns: Breakdowns | undefined, dimension: Dimension) =>
  Object.fromEntries([...(breakdowns?.get(dimension) ?? [])].map(([value, figures]) => [value, summaryOf(figures, "value").total]));

const inAnyOrder = (requests: readonly string[][]) => requests.toSorted((a, b) => String(a).localeCompare(String(b)));
const sizesOf = (requests: readonly string[][]) => requests.map(({ length }) => length).toSorted((a, b) => a - b);

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
  /** What the store asked the engine for while it ran, one entry for each request; those made at once come in any order. */
  const asked = async (run: () => Promise<unknown>) => {
    const before = engine.sent().length;
    await run();
    return engine.sent().slice(before).map((commands) => commands.map(([name = ""]) => name.toLowerCase()));
  };
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
    const whole = await store.figures(periods);
    expect(mergeFigures(...whole.slice(0, 7)).counts).toMatchObject({ booked: 14 });
    const counted = await store.breakdowns(periods);
    const expected = whole.map(({ counts, measures }) => {
      const { totalDuration, booked } = plainFigures({ counts, measures }).measures;
      return { counts, measures: { ...(totalDuration && { totalDuration }), ...(booked && { booked }) } };
    });
    for (const dimension of DIMENSIONS) {
      const added = counted.map((one) => plainFigures(mergeFigures(...(one.get(dimension)?.values() ?? []))));
      expect({ dimension, added }).toEqual({ dimension, added: expected });
    }
    // Again by the same instance, and by one that has the packs only.
    expect(plain(await store.breakdowns(periods))).toEqual(plain(counted));
    expect(plain(await fresh().breakdowns(periods))).toEqual(plain(counted));
    await engine.client.del(...periods.map(({ key }) => `readyslot:v2:pack:${key}:values`));
    expect(plain(await fresh().breakdowns(periods))).toEqual(plain(counted));
  });

  it("are each value's own figures, and have no entry for what nothing was counted in", async () => {
    await store.record(sample({ page: "/services", device: "phone", sampleId: uuid(1) }));
    await store.record(failed("blocked", { page: "/" }));
    for (let reading = 0; reading < 2; reading++) {
      const [today, yesterday] = await store.breakdowns([TODAY, YESTERDAY]);
      expect([...(today?.keys() ?? [])]).toEqual(["page", "device"]);
      expect(totalsOf(today, "page")).toEqual({ "/": 1, "/services": 1 });
      expect([...(today?.get("device")?.keys() ?? [])]).toEqual(["phone"]);
      expect(yesterday?.size).toBe(0);
      const services = today?.get("page")?.get("/services") ?? NO_FIGURES;
      const [figures = NO_FIGURES] = await store.figures([TODAY], { dimension: "page", value: "/services" });
      expect([...services.measures.keys()]).toEqual(["totalDuration"]);
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
    for (let i = 0; i < 3; i++) await store.record(sample({ [dimension]: `late${i}`, receivedAt }));
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

  it("cost a stated number of requests: unpacked, packed and remembered", async () => {
    await countOver(7);
    const days = periodsOf("7d", NOW);
    const values = CLOSED + 3;
    const running = [WHICH, readsOf(values)];
    const instance = fresh();
    expect(inAnyOrder(await asked(() => instance.breakdowns(days)))).toEqual(inAnyOrder([
      ["mget"], ...running,
      [...Array.from({ length: 6 }, () => "exists"), ...Array.from({ length: 18 }, () => "smembers")], readsOf(6 * values),
      Array.from({ length: 6 }, () => "set"),
    ]));
    expect(await asked(() => instance.breakdowns(days))).toEqual(running);
    expect(await asked(() => instance.breakdowns(days.slice(0, 6)))).toEqual([]);
    expect(inAnyOrder(await asked(() => fresh().breakdowns(days)))).toEqual(inAnyOrder([["mget"], ...running]));
    expect(await asked(() => fresh().breakdowns([]))).toEqual([]);
  });

  it("of 90 days cost one request for 30 packs, and one for 250 values that are not packed", async () => {
    await countOver(20);
    const days = periodsOf("90d", NOW);
    const values = 19 * (CLOSED + 3);
    // Two more for the running day; days on which nothing was counted cost no reads of values.
    expect(sizesOf(await asked(() => fresh().breakdowns(days)))).toEqual(
      [1, 1, 1, 4, 2 * (CLOSED + 3), 4 * 89, 500, 2 * (values - 250), 30, 30, 29].toSorted((a, b) => a - b),
    );
    expect(sizesOf(await asked(() => fresh().breakdowns(days)))).toEqual([1, 1, 1, 4, 2 * (CLOSED + 3)]);
  });

  it("of a period in which nothing happened are packed as well", async () => {
    expect(await fresh().breakdowns([YESTERDAY])).toEqual([new Map()]);
    expect(await engine.client.exists(PACK)).toBe(1);
    expect(await asked(() => fresh().breakdowns([YESTERDAY]))).toEqual([["mget"]]);
    expect(await fresh().breakdowns([YESTERDAY])).toEqual([new Map()]);
  });

  it("are not packed while a period runs, nor two minutes after it", async () => {
    let time = new Date(YESTERDAY.end.getTime() - 1_000);
    const yesterdays = openStore(engine.kv, { now: () => time });
    const late = sample({ page: "/", receivedAt: time.toISOString() });
    for (const [i, seconds] of [-1, 0, 119].entries()) {
      time = new Date(YESTERDAY.end.getTime() + seconds * 1_000);
      await yesterdays.record(late);
      expect(totalsOf((await yesterdays.breakdowns([YESTERDAY]))[0], "page")).toEqual({ "/": i + 1 });
      expect(await engine.client.exists(PACK)).toBe(0);
    }
    time = new Date(YESTERDAY.end.getTime() + 120_000);
    await yesterdays.breakdowns([YESTERDAY]);
    expect(await engine.client.exists(PACK)).toBe(1);
  });

  it("stay known though a pack is spoilt or cannot be written, and are packed by the next reader", async () => {
    await store.record(sample({ page: "/", receivedAt: ago(DAY_MS).toISOString() }));
    await engine.client.set(PACK, "not a pack");
    // The first asks which values there are; the second would write the pack.
    const make = engine.client.pipeline.bind(engine.client);
    const refused = engine.client.pipeline();
    vi.spyOn(refused, "exec").mockRejectedValueOnce(new Error("The store is full."));
    vi.spyOn(engine.client, "pipeline").mockImplementationOnce(make).mockReturnValueOnce(refused);
    expect(totalsOf((await fresh().breakdowns([YESTERDAY]))[0], "page")).toEqual({ "/": 1 });
    expect(await engine.client.get(PACK)).toBe("not a pack");
    expect(totalsOf((await fresh().breakdowns([YESTERDAY]))[0], "page")).toEqual({ "/": 1 });
    expect(await asked(() => fresh().breakdowns([YESTERDAY]))).toEqual([["mget"]]);
  });

  it("that cannot be read are an error, and not empty", async () => {
    await engine.client.set(`readyslot:v2:values:page:${TODAY.key.slice(2)}`, "in the way");
    await expect(store.breakdowns([TODAY])).rejects.toThrow("WRONGTYPE");
  });

  it("are the same for two readers that pack at once, and packed once for all", async () => {
    await countOver(4);
    const days = periodsOf("7d", NOW);
    const readers = [fresh(), openStore(engine.another(), { now })];
    const [one, two] = await Promise.all(readers.map((reader) => reader.breakdowns(days)));
    expect(plain(one ?? [])).toEqual(plain(two ?? []));
    expect(plain(await fresh().breakdowns(days))).toEqual(plain(one ?? []));
    expect(await asked(() => fresh().breakdowns(days.slice(0, 6)))).toEqual([["mget"]]);
  });

  it("keep their packs no longer than what these were made of", async () => {
    const hour = periodAt("hour", ago(2 * HOUR_MS));
    const forgotten = periodAt("day", ago(402 * DAY_MS));
    await fresh().breakdowns([YESTERDAY, hour, forgotten]);
    expect(Math.round((await engine.client.ttl(PACK)) / 60)).toBe(400 * 1_440 - 930); // ended 15 h 30 min ago
    expect(Math.round((await engine.client.ttl(`readyslot:v2:pack:${hour.key}:values`)) / 60)).toBe(8 * 1_440 - 90);
    expect(await asked(() => fresh().breakdowns([forgotten]))).toEqual([["mget"], WHICH]);
  });
});
