/** Samples and readings that the store's tests share. */
import { mergeFigures, summaryOf } from "../../src/metrics/statistics/figures.ts";
import type { MetricsStore, Scope } from "../../src/metrics/store/metrics-store.ts";
import { periodAt, periodsOf } from "../../src/metrics/statistics/periods.ts";
import { DIMENSIONS, type StoredSample, type Summary } from "../../src/metrics/shared/sample.ts";
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

/** Different for every number, and the same for the same. */
export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** The summary of today, as the hours that have passed tell it and as the day does. */
export async function todayOf(store: MetricsStore, scope?: Scope): Promise<{ day: Summary; hours: Summary }> {
  const hours = periodsOf("24h", NOW).filter(({ start }) => start >= TODAY.start);
  const kind = scope === undefined ? "all" : "value";
  return {
    day: summaryOf(mergeFigures(...(await store.figures([TODAY], scope))), kind),
    hours: summaryOf(mergeFigures(...(await store.figures(hours, scope))), kind),
  };
}
