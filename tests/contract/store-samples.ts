/** Samples and readings that the store's tests share. */
import type { Kv } from "../../src/host/kv/kv.ts";
import { mergeFigures, summaryOf, type Breakdowns, type Figures } from "../../src/metrics/statistics/figures.ts";
import { createMetricsStore, type MetricsStore, type Post, type StoreOptions } from "../../src/metrics/store/metrics-store.ts";
import { periodAt, periodsOf, type Period } from "../../src/metrics/statistics/periods.ts";
import { DIMENSIONS, type Dimension, type StoredSample, type Summary } from "../../src/metrics/shared/sample.ts";
import { exampleFields } from "../fixtures/example-fields.ts";

/** A Sunday afternoon: the running hour has begun, and so has the running day. */
export const NOW = new Date("2026-11-22T15:30:00.000Z");
export const now = () => NOW;
export const TODAY = periodAt("day", NOW);

export const HOUR_MS = 3_600_000;
export const ago = (ms: number) => new Date(NOW.getTime() - ms);

export function sample(fields: Partial<StoredSample> = {}): StoredSample {
  return {
    id: "30min",
    calLoadTime: 400,
    iframeLoadTime: 900,
    totalDuration: 1_300,
    outcome: "ready",
    timestamp: "2026-11-22T15:29:58.000Z",
    receivedAt: NOW.toISOString(),
    ...fields,
  };
}

export function failed(error: string, fields: Partial<StoredSample> = {}): StoredSample {
  const { calLoadTime: _, iframeLoadTime: __, totalDuration: ___, ...rest } = sample();
  return { ...rest, outcome: "failed", errorClass: "script-failed", error, ...fields };
}

/** A sample with every phase, every vital and a value for each dimension. */
export function full(fields: Partial<StoredSample> = {}): StoredSample {
  return sample({
    ...exampleFields(DIMENSIONS),
    leadTime: 350, codeTime: 40, frameTime: 700, slotsTime: 200,
    lcp: 1_200, inp: 80, ttfb: 120, cls: 0.042,
    page: "/services", placement: "hero", release: "4fb454d", variant: "optimized", openKind: "warmed", connection: "4g", device: "phone",
    ...fields,
  });
}

/** A sample of an opening whose dialog showed free times. */
export function withTimes(fields: Partial<StoredSample> = {}): StoredSample {
  const { id, timestamp, receivedAt } = sample();
  return { id, timestamp, receivedAt, sampleId: uuid(76), outcome: "times", variant: "instant", openKind: "cold", page: "/services", timesTime: 120, ...fields };
}

/** Different for every number, and the same for the same. */
export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** One value of a dimension. */
export interface Scope {
  readonly dimension: Dimension;
  readonly value: string;
}

/** The store for tests in which it does not matter who posts, and that read figures without their basis. */
export interface TestStore extends Omit<MetricsStore, "record" | "recordIntent" | "figures" | "breakdowns"> {
  readonly store: MetricsStore;
  record(sample: StoredSample, post?: Post): ReturnType<MetricsStore["record"]>;
  recordIntent(intent: Parameters<MetricsStore["recordIntent"]>[0], post?: Post): ReturnType<MetricsStore["recordIntent"]>;
  figures(periods: readonly Period[], scope?: Scope): Promise<Figures[]>;
  breakdowns(periods: readonly Period[]): Promise<Breakdowns[]>;
}

export const POST: Post = { sender: "abcdef" };

export function openStore(kv: Pick<Kv, "client" | "writer">, options: StoreOptions = {}): TestStore {
  const store = createMetricsStore(kv, options);
  return {
    ...store,
    store,
    record: (one, post = POST) => store.record(one, post),
    recordIntent: (intent, post = POST) => store.recordIntent(intent, post),
    figures: async (periods, scope) => (await store.figures(periods, scope && { [scope.dimension]: scope.value })).map(({ figures }) => figures),
    breakdowns: async (periods) => (await store.breakdowns(periods)).map(({ values }) => values),
  };
}

/** The summary of today, as the hours that have passed tell it and as the day does. */
export async function todayOf(store: TestStore, scope?: Scope): Promise<{ day: Summary; hours: Summary }> {
  const hours = periodsOf("24h", NOW).filter(({ start }) => start >= TODAY.start);
  const kind = scope === undefined ? "all" : "value";
  return {
    day: summaryOf(mergeFigures(...(await store.figures([TODAY], scope))), kind),
    hours: summaryOf(mergeFigures(...(await store.figures(hours, scope))), kind),
  };
}
