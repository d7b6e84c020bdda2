/**
 * Where samples and their figures are kept. `metrics-keys.ts` has the layout, and `counted-once.ts`
 * how a sample is counted once, however often it arrives.
 *
 * Failure policy: whatever the store throws reaches the caller, and no figure is ever made up. One
 * sample is one transaction, so it is in every figure or in none. When the reply is lost on the
 * way, it may have been kept all the same: sent again under its id, it is not counted again.
 *
 * An instance remembers what it need not ask or say twice, so keep one per process; any number of
 * them agree.
 */
import type { Kv } from "../../host/kv/kv.ts";
import type { StoredSample } from "../shared/sample.ts";
import { readBreakdowns } from "./breakdowns.ts";
import { demoDataSince, markDemoData } from "./demo-mark.ts";
import { createEndedBreakdowns } from "./ended-breakdowns.ts";
import { NO_FIGURES } from "../statistics/figures.ts";
import type { Breakdowns, Figures } from "../statistics/figures.ts";
import type { Scope } from "./metrics-keys.ts";
import { readFigures } from "./period-figures.ts";
import type { EndedFigures } from "./period-figures.ts";
import { periodAt } from "../statistics/periods.ts";
import type { Period } from "../statistics/periods.ts";
import { newestSamples } from "./recent-samples.ts";
import type { NewestQuery } from "./recent-samples.ts";
import { createRecorder } from "./recorder.ts";
import type { Recorder } from "./recorder.ts";
import { keepSyntheticSample } from "./synthetic-sample.ts";

export type { Breakdowns } from "../statistics/figures.ts";
export type { Scope } from "./metrics-keys.ts";
export type { NewestQuery } from "./recent-samples.ts";
export type { BookingChange, BookingReport, IntentReport } from "./recorder.ts";

/** What counts throws `BusyError` where another instance is counting the same thing. */
export interface MetricsStore extends Omit<Recorder, "record"> {
  /** Counts one sample once, keeps it among the newest, and gives its day's figures (UTC, all samples, of the wire phases) that contain it. */
  record(sample: StoredSample): Promise<{ counted: boolean; today: Figures }>;
  /** The figures of each period, in the order asked for; over all samples, or over those with one value. */
  figures(periods: readonly Period[], scope?: Scope): Promise<Figures[]>;
  /** The figures of every value of every dimension, one entry per period, in the order asked for. A dimension that nothing was counted in has no entry. */
  breakdowns(periods: readonly Period[]): Promise<Breakdowns[]>;
  /** The newest samples that match, newest first. Looks at the newest 10,000 only. */
  newest(query: NewestQuery): Promise<StoredSample[]>;
  /** Keeps the sample of a smoke test by itself, in place of the one before, and gives what was then read back. It is in no figure. */
  keepSynthetic(sample: StoredSample): Promise<StoredSample>;
  /** Notes that made-up openings were put in at this instant. The first one stays: from then on no figure is real alone. */
  markDemoData(at: Date): Promise<void>;
  /** Since when there have been made-up openings here; null where there never were any. */
  demoDataSince(): Promise<Date | null>;
}

export function createMetricsStore(
  kv: Pick<Kv, "client" | "writer">,
  { now = () => new Date() }: { now?: () => Date } = {},
): MetricsStore {
  const { client } = kv;
  const recorder = createRecorder(kv, now);
  const endedFigures: EndedFigures = new Map();
  const endedBreakdowns = createEndedBreakdowns();
  const figures: MetricsStore["figures"] = (periods, scope) => readFigures(client, endedFigures, { periods, scope, now: now() });

  return {
    ...recorder,
    async record(sample) {
      const recorded = await recorder.record(sample);
      if (recorded.counted) return recorded;
      const [today = NO_FIGURES] = await figures([periodAt("day", new Date(sample.receivedAt))]);
      return { counted: false, today };
    },
    figures,
    breakdowns: (periods) => readBreakdowns(client, endedBreakdowns, { periods, now: now() }),
    newest: (query) => newestSamples(client, query),
    keepSynthetic: (sample) => keepSyntheticSample(client, sample),
    markDemoData: (at) => markDemoData(client, at),
    demoDataSince: () => demoDataSince(client),
  };
}
