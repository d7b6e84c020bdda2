/**
 * Takes the place of `src/metrics/store/connected-store.ts` in the build that the others are compared with. Gatekeeper, schema,
 * stored sample and answer are the product's, and only the day's salt is kept.
 */
import { connectKv, type Kv, type KvEnv } from "../../../src/host/kv/kv.ts";
import { NO_FIGURES, type Figures } from "../../../src/metrics/statistics/figures.ts";
import { foldOf } from "../../../src/metrics/statistics/fold.ts";
import type { MetricsStore } from "../../../src/metrics/store/metrics-store.ts";

/** Of the first sample, so that every answer has all that it can have. */
let today: Figures | undefined;

const store: Pick<MetricsStore, "record" | "figures" | "newest"> = {
  record({ receivedAt: _received, timestamp: _timestamp, ...fields }) {
    today ??= foldOf([{ fields, sender: "", ownValues: [] }]).whole;
    return Promise.resolve({ counted: true, today, posts: { day: 1, openings: 1, minute: 1 } });
  },
  // Asked by the alerts, once a minute.
  figures: (periods) => Promise.resolve(periods.map(() => ({ figures: NO_FIGURES, basis: { kept: 0, of: 0 } }))),
  newest: () => Promise.resolve([]),
};

export function connectStore(env: KvEnv): { kv: Kv; store: MetricsStore } {
  // The benchmark uses nothing else.
  return { kv: connectKv(env), store: store as MetricsStore };
}
