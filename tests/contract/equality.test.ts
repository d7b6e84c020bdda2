/** The store against a plain count in memory, over thousands of made-up openings. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storedSample } from "../../src/metrics/ingest/stored-sample.ts";
import { visitorDevice } from "../../src/metrics/ingest/visitor-device.ts";
import { DIMENSIONS, PHASES, TIMES_PHASES, VALUE_PHASES, VITALS, type Dimension, type Phase, type StoredSample, type Vital } from "../../src/metrics/shared/sample.ts";
import { CLS_SCALE, percentileOf, summaryOf, type Figures, type Measure } from "../../src/metrics/statistics/figures.ts";
import { periodAt, type Period } from "../../src/metrics/statistics/periods.ts";
import { createMetricsStore, type Filter, type MetricsStore } from "../../src/metrics/store/metrics-store.ts";
import { ENGINES, type Engine } from "../fixtures/kv/kv-engines.ts";
import { demoMonth, type DemoEvent } from "../lab/demo-data/demo-month.ts";

const END = new Date("2026-11-22T15:30:00.000Z");
const HOUR_MS = 3_600_000;
const ZONE = "Europe/Berlin";
const EVENTS = demoMonth({ days: 4, perDay: 700, seed: 7, now: END });
const OPENINGS = EVENTS.flatMap((event) => (event.kind === "opening" ? [{ event, sample: storedSample(event.sample, visitorDevice(event.userAgent), event.at) }] : []));
/** One event in this many is sent again, through another instance. */
const AGAIN = 9;

const isPhase = (measure: Measure) => PHASES.some((phase) => phase === measure);
/** The outcome of the openings that have this phase. */
const outcomeOf = (measure: Measure) => (TIMES_PHASES.some((phase) => phase === measure) ? "times" : "ready");
/** A pick in this many is reported after its opening. */
const LATER = 3;
const senderOf = (i: number) => `s${String(i % 40).padStart(5, "0")}`;

/** What the oracle knows of a set of openings. */
function oracle(samples: readonly StoredSample[], measures: readonly (Phase | Vital)[]) {
  const counts: Record<string, number> = {};
  const count = (name: string) => (counts[name] = (counts[name] ?? 0) + 1);
  for (const { outcome, variant, timesTime, picked } of samples) {
    count(outcome);
    if (timesTime !== undefined) count("times-seen");
    if (picked) count("picked");
    if (variant === "instant" && (outcome === "ready" || outcome === "opened")) count("fell-back");
  }
  const times = measures.flatMap((measure) => {
    const of = samples.flatMap((sample) => {
      const value = sample[measure];
      return value === undefined || (isPhase(measure) && sample.outcome !== outcomeOf(measure)) ? [] : [measure === "cls" ? Math.round(value * CLS_SCALE) : value];
    });
    return of.length === 0 ? [] : [[measure, of.toSorted((a, b) => a - b)] as const];
  });
  return { counts, times: new Map<Measure, number[]>(times) };
}

function expectEqual({ counts, measures }: Figures, samples: readonly StoredSample[], names: readonly (Phase | Vital)[]): void {
  const expected = oracle(samples, names);
  expect(Object.fromEntries(Object.entries(counts).filter(([name]) => expected.counts[name] !== undefined))).toEqual(expected.counts);
  expect([...measures.keys()].filter((measure) => names.some((name) => name === measure)).toSorted()).toEqual([...expected.times.keys()].toSorted());
  for (const [measure, times] of expected.times) {
    const sum = times.reduce((a, b) => a + b, 0);
    expect({ measure, ...measures.get(measure), buckets: undefined }).toEqual({ measure, n: times.length, sum, min: times[0], max: times.at(-1), buckets: undefined });
    if (measure === "cls") continue;
    for (const q of [0.5, 0.75, 0.95]) {
      const exact = times[Math.max(1, Math.ceil(q * times.length)) - 1] ?? 0;
      // Below 10 ms nothing is told apart, and times are rounded to whole ms.
      expect(Math.abs((percentileOf({ counts, measures, senders: [] }, measure, q) ?? NaN) - exact)).toBeLessThanOrEqual(Math.max(exact * 0.01 + 0.5, 10));
    }
  }
}

const isIn = ({ start, end }: Period) => ({ receivedAt }: StoredSample) => receivedAt >= start.toISOString() && receivedAt < end.toISOString();

describe.each(ENGINES)("thousands of openings through two instances on $name", ({ start }) => {
  let engine: Engine;
  let clock = END;
  let stores: MetricsStore[];
  const options = { now: () => clock, zone: ZONE };

  beforeAll(async () => {
    engine = await start();
    stores = [createMetricsStore(engine.kv, options), createMetricsStore(engine.another(), options)];
    const put = async (event: DemoEvent, i: number, isRepeated: boolean) => {
      const store = stores[(i + Number(isRepeated)) % 2] as MetricsStore;
      const post = { sender: senderOf(i), isAgain: isRepeated && i % 2 === 0 };
      if (event.kind === "opening") {
        const stored = storedSample(event.sample, visitorDevice(event.userAgent), event.at);
        if (stored.picked && stored.outcome === "times" && i % LATER === 0) {
          const { picked: _, formTime: __, ...before } = stored;
          await store.record(before, post);
          return (stores[i % 2] as MetricsStore).record(stored, { ...post, isAgain: i % 2 === 0 });
        }
        return store.record(stored, post);
      }
      if (event.kind === "intent") return store.recordIntent({ sampleId: event.intent.sampleId, values: { page: event.intent.page ?? "/" }, at: event.at }, post);
      if (event.kind === "booking") return store.recordBooking(event);
      return store.recordBookingChange({ uidHash: event.uidHash, kind: event.kind, at: event.at });
    };
    for (let i = 0; i < EVENTS.length; i += 50) {
      const group = EVENTS.slice(i, i + 50);
      clock = group[0]?.at ?? END;
      await Promise.all(group.filter(({ kind }) => kind === "opening" || kind === "intent").map((event, j) => put(event, i + j, false)));
      for (const [j, event] of group.entries()) {
        if (event.kind === "opening" || event.kind === "intent") {
          if ((i + j) % AGAIN === 0) await put(event, i + j, true);
        } else await put(event, i + j, false);
      }
    }
    clock = END;
  });
  afterAll(() => engine.close());

  const days = [0, 1, 2, 3].map((back) => periodAt("day", new Date(END.getTime() - back * 24 * HOUR_MS), ZONE));
  const hours = Array.from({ length: 30 }, (_, back) => periodAt("hour", new Date(END.getTime() - back * HOUR_MS)));
  const samples = OPENINGS.map(({ sample }) => sample);
  /** An instance that has seen nothing, and one that has written. */
  const readers = () => [createMetricsStore(engine.another(), options), stores[0] as MetricsStore];

  it("are thousands, some of them twice", () => {
    expect(samples.length).toBeGreaterThan(2_000);
  });

  it("count, add up and have extremes as they are, in days of the zone and in hours, running and over", async () => {
    for (const reader of readers()) {
      const periods = [...days, ...hours];
      for (const [i, { figures, basis }] of (await reader.figures(periods)).entries()) {
        const of = samples.filter(isIn(periods[i] as Period));
        expectEqual(figures, of, [...PHASES, ...VITALS]);
        expect(basis.kept).toBe(basis.of);
      }
    }
  });

  it("have hundreds of free times and picks, some of which came later", () => {
    const picks = EVENTS.filter((event) => event.kind === "opening" && event.sample.picked && event.sample.outcome === "times");
    expect(samples.filter(({ outcome }) => outcome === "times").length).toBeGreaterThan(500);
    expect(picks.length).toBeGreaterThan(200);
    expect(EVENTS.filter((event, i) => picks.includes(event) && i % LATER === 0).length).toBeGreaterThan(50);
  });

  it("count bookings and intents once", async () => {
    const all = (await createMetricsStore(engine.another(), options).figures(days)).map(({ figures }) => figures);
    const within = EVENTS.filter(({ at }) => days.some(({ start: from, end }) => at >= from && at < end));
    const sum = (name: string) => all.reduce((total, { counts }) => total + (counts[name] ?? 0), 0);
    expect(sum("intent")).toBe(within.filter(({ kind }) => kind === "intent").length);
    expect(sum("booked:browser")).toBe(within.filter((event) => event.kind === "booking" && event.source === "browser").length);
    expect(sum("booked:webhook")).toBe(within.filter((event) => event.kind === "booking" && event.source === "webhook").length);
    expect(sum("booked")).toBe(sum("booked:browser") + sum("booked:webhook") - sum("booked:both"));
    expect(sum("booked")).toBeGreaterThan(50);
  });

  it("are the same by every value of every dimension, in breakdowns and with one filter", async () => {
    for (const reader of readers()) {
      const broken = await reader.breakdowns(days);
      for (const [i, day] of days.entries()) {
        const of = samples.filter(isIn(day));
        for (const dimension of DIMENSIONS) {
          const names = [...new Set(of.flatMap((sample) => sample[dimension] ?? []))].toSorted();
          const values = broken[i]?.values.get(dimension);
          const found = [...(values ?? [])].filter(([, { counts }]) => summaryOf({ counts, measures: new Map(), senders: [] }, "value").total > 0).map(([name]) => name);
          expect(found.toSorted()).toEqual(names);
          for (const name of names) {
            const [one] = await reader.figures([day], { [dimension]: name });
            const matching = of.filter((sample) => sample[dimension] === name);
            expectEqual(one?.figures as Figures, matching, VALUE_PHASES);
            expectEqual(values?.get(name) as Figures, matching, ["totalDuration", "timesTime"]);
          }
        }
      }
    }
  });

  it.each<Filter>([
    { device: "phone", openKind: "cold" },
    { page: "/", variant: "optimized", connection: "4g" },
    { browser: "Safari", page: "/pricing" },
    { id: "30min", device: "desktop", variant: "baseline", openKind: "cold" },
  ])("are exact with combined filters where all records are kept: %j", async (filter) => {
    const names = Object.keys(filter) as Dimension[];
    const isMatch = (sample: StoredSample) => names.every((name) => sample[name] === filter[name]);
    for (const reader of readers()) {
      for (const [i, { figures, basis }] of (await reader.figures([...days, ...hours.slice(0, 5)], filter)).entries()) {
        const period = [...days, ...hours][i] as Period;
        expectEqual(figures, samples.filter(isIn(period)).filter(isMatch), [...PHASES, ...VITALS]);
        expect(basis.kept).toBe(basis.of);
      }
      const [broken] = await reader.breakdowns([days[1] as Period], filter);
      const of = samples.filter(isIn(days[1] as Period)).filter(isMatch);
      for (const [release, figures] of broken?.values.get("release") ?? []) expectEqual(figures, of.filter((sample) => sample.release === release), [...VALUE_PHASES]);
    }
  });

  it("know their distinct senders, up to 16", async () => {
    const [{ figures } = { figures: undefined }] = await createMetricsStore(engine.another(), options).figures([days[1] as Period]);
    expect(figures?.senders).toHaveLength(16);
    expect(figures?.senders).toEqual(figures?.senders.toSorted());
  });

  it("are listed newest first, all of them", async () => {
    const listed = await createMetricsStore(engine.another(), options).newest({ limit: 10_000 });
    expect(listed.map(({ sampleId }) => sampleId)).toEqual(samples.toSorted((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1)).map(({ sampleId }) => sampleId));
  });
});
