import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { mergeFigures, NO_FIGURES, summaryOf } from "../../src/metrics/statistics/figures.ts";
import { periodAt, periodsOf } from "../../src/metrics/statistics/periods.ts";
import type { StoredSample } from "../../src/metrics/shared/sample.ts";
import { ALL_ENGINES } from "../fixtures/kv/kv-engines.ts";
import type { Engine } from "../fixtures/kv/kv-engines.ts";
import { ago, failed, full, HOUR_MS, now, POST, sample, TODAY, todayOf, uuid, openStore, withTimes, type TestStore } from "./store-samples.ts";

const NO_DATA = {
  n: 0, avgLoadTime: null, minLoadTime: null, maxLoadTime: null,
  p50LoadTime: null, p75LoadTime: null, p90LoadTime: null, p95LoadTime: null, p99LoadTime: null,
};

const LOG = "readyslot:v3:log:2026-11-22T15";

/** The figures of a phase in which every time was the same. */
const allOf = (ms: number, n = 1) => ({
  n, avgLoadTime: ms, minLoadTime: ms, maxLoadTime: ms,
  p50LoadTime: ms, p75LoadTime: ms, p90LoadTime: ms, p95LoadTime: ms, p99LoadTime: ms,
});

/** For the numbers from 0 to 49, every time from 100 to 149 ms, in no order. */
const timeOf = (i: number) => ((i * 37) % 50) + 100;
const hoursAgo = (hours: number) => ago(hours * HOUR_MS).toISOString();
const idsOf = (samples: readonly StoredSample[]) => samples.map(({ id }) => id);

describe.each(ALL_ENGINES)("the metrics store on $name", ({ start }) => {
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

  const record = async (one: StoredSample) => {
    const { today } = await store.record(one);
    const { day } = await todayOf(store);
    // What the answer to a sample is made of is what a reader finds.
    expect(day).toMatchObject(summaryOf(today, "value"));
    return day;
  };

  it("has no figures before the first sample: null, never 0", async () => {
    const { day, hours } = await todayOf(store);
    expect(day).toMatchObject({ total: 0, errors: 0, errorRate: null, ...NO_DATA, phases: { totalDuration: NO_DATA, leadTime: NO_DATA } });
    expect(hours).toEqual(day);
    expect(await store.newest({ limit: 10 })).toEqual([]);
    expect(await store.figures([TODAY])).toEqual([NO_FIGURES]);
    expect(await store.figures([])).toEqual([]);
  });

  it("gives the day's figures that already contain the sample, for the hour and the day alike", async () => {
    const summary = await record(full());
    expect(summary).toMatchObject({
      total: 1, errors: 0, errorRate: 0, outcomes: { ready: 1, failed: 0, "timed-out": 0, abandoned: 0 }, ...allOf(400),
      phases: {
        leadTime: allOf(350), codeTime: allOf(40), calLoadTime: allOf(400), frameTime: allOf(700), slotsTime: allOf(200),
        iframeLoadTime: allOf(900), totalDuration: allOf(1_300),
      },
      vitals: { lcp: { n: 1, p75: 1_200 }, inp: { n: 1, p75: 80 }, ttfb: { n: 1, p75: 120 }, cls: { n: 1, p75: 0.042 } },
    });
    expect(await todayOf(store)).toEqual({ day: summary, hours: summary });
    expect(await store.newest({ limit: 10 })).toEqual([full()]);
  });

  it("counts a sample under each of its values, in the phases of values, and under no other", async () => {
    await store.record(full());
    await store.record(sample({ page: "/", variant: "baseline", totalDuration: 2_000 }));
    for (const [dimension, value] of [
      ["page", "/services"], ["placement", "hero"], ["release", "4fb454d"], ["variant", "optimized"],
      ["openKind", "warmed"], ["connection", "4g"], ["device", "phone"],
    ] as const) {
      const { day, hours } = await todayOf(store, { dimension, value });
      expect({ dimension, day }).toMatchObject({ dimension, day: { total: 1, phases: { calLoadTime: allOf(400), totalDuration: allOf(1_300) } } });
      expect(Object.keys(day.phases)).toEqual(["calLoadTime", "iframeLoadTime", "totalDuration", "timesTime", "formTime"]);
      expect(hours).toEqual(day);
    }
    expect((await todayOf(store, { dimension: "page", value: "/" })).day.phases.totalDuration).toEqual(allOf(2_000));
    expect((await todayOf(store, { dimension: "page", value: "/none" })).day.total).toBe(0);
    expect((await todayOf(store)).day.total).toBe(2);
  });

  it("counts free times in the dialog apart from the calendar, with their picks", async () => {
    await store.record(full());
    const summary = await record(withTimes({ picked: true, formTime: 500 }));
    expect(summary).toMatchObject({ total: 2, errors: 0, timesSeen: 1, picked: 1, fellBack: 0, outcomes: { ready: 1, times: 1 } });
    expect(summary.phases).toMatchObject({ totalDuration: allOf(1_300), timesTime: allOf(120), formTime: allOf(500), leadTime: allOf(350) });
    const { day } = await todayOf(store, { dimension: "variant", value: "instant" });
    expect(day).toMatchObject({ total: 1, timesSeen: 1, picked: 1, phases: { totalDuration: NO_DATA, timesTime: allOf(120), formTime: allOf(500) } });
    expect(await store.newest({ limit: 1 })).toMatchObject([{ outcome: "times", timesTime: 120, formTime: 500, picked: true }]);
    await record(full({ variant: "instant" }));
    expect((await todayOf(store, { dimension: "variant", value: "instant" })).day).toMatchObject({ total: 2, fellBack: 1, timesSeen: 1 });
  });

  it.each([true, false])("adds a pick that comes after its sample once, through any instance, said to be sent again: %s", async (isAgain) => {
    const other = openStore(engine.another(), { now });
    await store.record(withTimes());
    const later = withTimes({ picked: true, formTime: 500 });
    for (const one of [other, store, other]) expect((await one.record(later, { ...POST, isAgain })).counted).toBe(false);
    // Without a pick it is what was known before.
    expect((await store.record(withTimes(), { ...POST, isAgain })).counted).toBe(false);
    for (const scope of [undefined, { dimension: "variant", value: "instant" }, { dimension: "page", value: "/services" }] as const) {
      const { day, hours } = await todayOf(store, scope);
      expect(day).toMatchObject({ total: 1, timesSeen: 1, picked: 1, outcomes: { times: 1 }, phases: { timesTime: allOf(120), formTime: allOf(500) } });
      expect(hours).toEqual(day);
    }
    const { today } = await store.record(full({ sampleId: uuid(77) }));
    expect(summaryOf(today, "value")).toMatchObject({ picked: 1, phases: { formTime: allOf(500) } });
    expect((await store.newest({ limit: 5 })).filter(({ outcome }) => outcome === "times")).toMatchObject([{ timesTime: 120, picked: true, formTime: 500 }]);
    // As single records, too.
    const [both] = await store.store.figures([TODAY], { variant: "instant", page: "/services" });
    expect(both?.figures.counts).toMatchObject({ times: 1, picked: 1 });
  });

  it("makes a success that turned out to be an error one", async () => {
    await store.record(withTimes());
    await store.record(withTimes({ outcome: "timed-out", picked: true, errorClass: "frame-timeout", error: "frame-timeout: 6500 ms" }), { ...POST, isAgain: true });
    const { day, hours } = await todayOf(store);
    expect(day).toMatchObject({ total: 1, errors: 1, timesSeen: 1, picked: 1, outcomes: { times: 0, "timed-out": 1 } });
    expect(hours).toEqual(day);
    expect(await store.newest({ limit: 1 })).toMatchObject([{ outcome: "timed-out", timesTime: 120, picked: true }]);
  });

  it("adds no pick to an opening of another outcome", async () => {
    const ready = full({ sampleId: uuid(78) });
    await store.record(ready);
    await store.record({ ...ready, picked: true }, { ...POST, isAgain: true });
    expect((await todayOf(store)).day).toMatchObject({ total: 1, picked: 0, timesSeen: 0 });
  });

  it("counts a booking of an opening with free times under its outcome", async () => {
    await store.record(withTimes({ picked: true, formTime: 500 }));
    await store.recordBooking({ uidHash: "hash-1", source: "browser", sampleId: uuid(76), at: now() });
    await store.recordBooking({ uidHash: "hash-1", source: "webhook", at: now() });
    const [figures] = await store.figures([TODAY], { dimension: "variant", value: "instant" });
    expect(figures?.counts).toMatchObject({ booked: 1, "booked:browser": 1, "booked:webhook": 1, "booked:both": 1, "booked:times": 1 });
    // The calendar's times of booked openings are not mixed with it.
    expect(figures?.measures.has("booked")).toBe(false);
  });

  it("keeps values apart, whatever is written in them", async () => {
    const pages = ["/a", "/a:extremes", "/a%3Aextremes", "/%", "all", "{\"a\":1}", "7e3", "1234567", "null", "__proto__", "é 😀", " "];
    for (const [i, page] of pages.entries()) await store.record(sample({ page, totalDuration: 1_000 + i }));
    for (const [i, page] of pages.entries()) {
      const { day } = await todayOf(store, { dimension: "page", value: page });
      expect({ page, ...day.phases.totalDuration }).toEqual({ page, ...allOf(1_000 + i) });
    }
    const again = openStore(engine.another(), { now });
    for (const [i, page] of pages.entries()) await again.record(sample({ page, totalDuration: 1_000 + i }));
    expect((await todayOf(store, { dimension: "page", value: "7e3" })).day.total).toBe(2);
  });

  it("counts a sample in the hour and the day in which it was received, whatever the visitor's clock says", async () => {
    await store.record(sample({ receivedAt: hoursAgo(3), timestamp: "1999-01-01T00:00:00.000Z" }));
    await store.record(sample({ receivedAt: hoursAgo(30), calLoadTime: 500 }));
    const days = await store.figures(periodsOf("7d", now()));
    expect(days.map(({ counts }) => counts["ready"] ?? 0)).toEqual([0, 0, 0, 0, 0, 1, 1]);
    const hours = await store.figures(periodsOf("24h", now()));
    expect(hours.map(({ counts }) => counts["ready"] ?? 0)).toEqual(Array.from({ length: 24 }, (_, i) => (i === 20 ? 1 : 0)));
    expect(summaryOf(mergeFigures(...days), "all")).toMatchObject({ total: 2, minLoadTime: 400, maxLoadTime: 500, avgLoadTime: 450 });
  });

  it("adds up what browsers had to give up", async () => {
    await store.record(sample({ dropped: 3 }));
    await store.record(failed("blocked", { dropped: 2 }));
    expect(await record(sample())).toMatchObject({ total: 3, givenUp: 5 });
  });

  it("counts no time of an opening that did not get ready, and its vitals all the same", async () => {
    await store.record(sample());
    await store.record(failed("blocked", { calLoadTime: 1, totalDuration: 119_999, lcp: 900 }));
    await store.record(failed("slow", { outcome: "timed-out", totalDuration: 20_000 }));
    await store.record(sample({ outcome: "opened", calLoadTime: 2, totalDuration: 4_900, lcp: 900 }));
    const summary = await record(failed("closed", { outcome: "abandoned", calLoadTime: 3, lcp: 900 }));
    expect(summary).toMatchObject({
      total: 5, errors: 2, errorRate: 0.4, outcomes: { ready: 1, opened: 1, failed: 1, "timed-out": 1, abandoned: 1 },
      phases: { calLoadTime: allOf(400), totalDuration: allOf(1_300) }, vitals: { lcp: { n: 3, p75: 900 } },
    });
  });

  it("counts a phase only where the sample has it", async () => {
    const { calLoadTime: _, ...reopened } = sample({ totalDuration: 25 });
    expect((await record(reopened)).phases).toMatchObject({ calLoadTime: NO_DATA, totalDuration: allOf(25) });
    expect((await record(sample())).phases).toMatchObject({ calLoadTime: { n: 1 }, totalDuration: { n: 2, minLoadTime: 25 } });
  });

  it("keeps a time of 0 ms, one at the bound, and a page that did not shift", async () => {
    await store.record(sample({ calLoadTime: 0, cls: 0 }));
    const summary = await record(sample({ calLoadTime: 120_000, cls: 0 }));
    expect(summary).toMatchObject({ minLoadTime: 0, maxLoadTime: 120_000, avgLoadTime: 60_000, vitals: { cls: { n: 2, p75: 0 } } });
    expect(Object.is(summary.minLoadTime, 0)).toBe(true);
    expect(summary.phases.calLoadTime).toEqual((await todayOf(store)).day.phases.calLoadTime);
  });

  it("lists the newest first, as many as asked for, and those alone that match", async () => {
    await store.record(sample({ id: "a", receivedAt: hoursAgo(5) }));
    await store.record(failed("first", { id: "b", receivedAt: hoursAgo(4) }));
    await store.record(sample({ id: "c", receivedAt: hoursAgo(3), device: "phone" }));
    await store.record(failed("second", { id: "d", receivedAt: hoursAgo(2), outcome: "timed-out" }));
    await store.record(failed("left", { id: "e", receivedAt: hoursAgo(1), outcome: "abandoned", device: "phone" }));
    expect(idsOf(await store.newest({ limit: 10 }))).toEqual(["e", "d", "c", "b", "a"]);
    expect(idsOf(await store.newest({ limit: 2 }))).toEqual(["e", "d"]);
    expect(idsOf(await store.newest({ limit: 10, errorOnly: true }))).toEqual(["d", "b"]);
    expect(idsOf(await store.newest({ limit: 10, since: ago(3 * HOUR_MS) }))).toEqual(["e", "d", "c"]);
    expect(idsOf(await store.newest({ limit: 10, matches: ({ device }) => device === "phone" }))).toEqual(["e", "c"]);
    expect(idsOf(await store.newest({ limit: 1, matches: ({ id }) => id === "a" }))).toEqual(["a"]);
  });

  it.each([0, -1, -5])("lists one sample and not all of them for a limit of %i", async (limit) => {
    for (const id of ["a", "b", "c"]) await store.record(sample({ id }));
    expect(idsOf(await store.newest({ limit }))).toEqual(["c"]);
  });

  it("keeps text as it came, markup and emoji included", async () => {
    const odd = failed("<b>\"\\ \u0000 é 😀</b>", { id: "__proto__", errorClass: "7e3" });
    await store.record(odd);
    expect(await store.newest({ limit: 10 })).toEqual([odd]);
  });

  it("skips records of a log that it cannot read", async () => {
    await store.record(sample({ id: "a" }));
    const foreign = ["not json", "{\"id\":", "42", "null", "[]", "{}", "\"S\"", "\"Sabcdefghijkl\"", "\"X0000000000000000\"", "\"Dabcdef......AAAA{\""];
    await engine.client.lpush(LOG, ...foreign);
    await store.record(sample({ id: "b" }));
    expect(idsOf(await store.newest({ limit: 100 }))).toEqual(["b", "a"]);
    expect((await todayOf(openStore(engine.another(), { now }))).day.total).toBe(2);
  });

  it("lists a sample once that was sent twice, and at most as many as asked for", async () => {
    for (let i = 0; i < 250; i++) await store.record(sample({ sampleId: uuid(i % 200) }));
    expect(new Set((await store.newest({ limit: 10_000 })).map(({ sampleId }) => sampleId)).size).toBe(200);
    expect(await store.newest({ limit: 10_000 })).toHaveLength(200);
    expect(await store.newest({ limit: 150 })).toHaveLength(150);
    expect(await store.newest({ limit: 5, matches: () => false })).toEqual([]);
  });

  it("lists the newest of each sender only, if that is asked for, and never says who it was", async () => {
    const from = (id: string, sender: string, hours: number) => store.record(sample({ id, receivedAt: hoursAgo(hours) }), { sender });
    for (const [i, sender] of ["aaaaaa", "bbbbbb", "aaaaaa", "aaaaaa"].entries()) await from(`${i}`, sender, 4 - i);
    const newest = await store.newest({ limit: 10, isOnePerSender: true });
    expect(idsOf(newest)).toEqual(["3", "1"]);
    expect(idsOf(await store.newest({ limit: 10, isOnePerSender: true, matches: ({ id }) => id !== "3" }))).toEqual(["2", "1"]);
    expect(JSON.stringify(newest)).not.toContain("aaaaaa");
  });

  it("answers several queries from one look at the records", async () => {
    for (let i = 0; i < 5; i++) await store.record(i % 2 === 0 ? sample({ id: `${i}` }) : failed("blocked", { id: `${i}` }), { sender: i < 3 ? "aaaaaa" : "bbbbbb" });
    const answers = await store.newestOf([{ limit: 2 }, { limit: 10, errorOnly: true }, { limit: 10, isOnePerSender: true }, { limit: 10, matches: ({ id }) => id === "0" }]);
    expect(answers.map((one) => idsOf(one))).toEqual([["4", "3"], ["3", "1"], ["4", "2"], ["0"]]);
    expect(await store.newestOf([])).toEqual([]);
  });

  it("lists a failed opening once that was sent twice", async () => {
    for (let i = 0; i < 6; i++) await store.record(failed("blocked", { sampleId: uuid(i % 3) }));
    expect(await store.newest({ limit: 10, errorOnly: true })).toHaveLength(3);
  });

  it("finds more failed openings than it looks at first, and those of the days before", async () => {
    for (let hour = 30; hour > 0; hour--) {
      for (let i = 0; i < 5; i++) await store.record(failed("blocked", { id: `${hour}-${i}`, receivedAt: hoursAgo(hour) }));
    }
    const all = Array.from({ length: 150 }, (_, i) => `${Math.floor(i / 5) + 1}-${4 - (i % 5)}`);
    expect(idsOf(await store.newest({ limit: 1_000, errorOnly: true }))).toEqual(all);
    expect(idsOf(await store.newest({ limit: 7, errorOnly: true, matches: ({ id }) => id.endsWith("-0") }))).toEqual([1, 2, 3, 4, 5, 6, 7].map((hour) => `${hour}-0`));
    expect(await store.newest({ limit: 1_000, errorOnly: true, since: ago(10 * HOUR_MS) })).toHaveLength(50);
  });

  it("counts fifty writers at once exactly, through two connections", async () => {
    const stores = [store, openStore(engine.another(), { now })];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => {
        const target = stores[i % 2] ?? store;
        const one = i % 5 === 4 ? failed("blocked") : sample({ calLoadTime: timeOf(i), placement: i % 2 === 0 ? "hero" : "footer" });
        return target.record({ ...one, sampleId: uuid(i) });
      }),
    );
    expect(answers.every(({ counted }) => counted)).toBe(true);
    // Each writer's answer contains its own sample.
    const totals = answers.map(({ today }) => summaryOf(today, "all").total);
    expect(Math.min(...totals)).toBeGreaterThanOrEqual(25);

    const times = Array.from({ length: 50 }, (_, i) => i).filter((i) => i % 5 !== 4).map((i) => timeOf(i));
    const [figures] = await store.figures([TODAY]);
    expect(figures?.counts).toEqual({ ready: 40, failed: 10 });
    expect(figures?.measures.get("calLoadTime")).toMatchObject({
      n: 40, sum: times.reduce((a, b) => a + b), min: Math.min(...times), max: Math.max(...times),
    });
    expect(await store.figures([periodAt("hour", now())])).toEqual([figures]);
    const halves = await Promise.all(["hero", "footer"].map((value) => todayOf(store, { dimension: "placement", value })));
    expect(halves.map(({ day }) => day.total)).toEqual([20, 20]);
    expect(await store.newest({ limit: 100 })).toHaveLength(50);
    expect(await store.newest({ limit: 100, errorOnly: true })).toHaveLength(10);
  });

  it.each([Number.NaN, -1, Infinity])("lets a sample with an impossible time (%d) leave no trace", async (totalDuration) => {
    const before = engine.requests();
    await expect(store.record(full({ totalDuration, sampleId: uuid(1) }))).rejects.toThrow(`${totalDuration} is not a time in ms`);
    expect(engine.requests()).toBe(before);
  });

  it("passes on what the engine throws", async () => {
    await engine.client.set(LOG, "in the way");
    await expect(store.record(sample())).rejects.toThrow("WRONGTYPE");
    await expect(store.figures([TODAY])).rejects.toThrow("WRONGTYPE");
  });
});
