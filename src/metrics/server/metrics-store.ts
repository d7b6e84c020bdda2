/**
 * Where samples and their figures are kept. All keys begin with `readyslot:v1:`; a change of
 * layout takes a new version and leaves the old keys alone.
 *
 *     recent:all, recent:errors   lists of samples as JSON, newest first, at most 10,000 each
 *     <scope>:count               hash: `total` (all samples) and `errors`
 *     <scope>:<phase>             hash: histogram bucket → count, beside `n` and `sum` (ms)
 *     <scope>:min, <scope>:max    sorted sets: member a phase, score its exact extreme (ms)
 *
 * A scope is what the figures are over; `all` is everything ever kept. A sample with an error
 * counts in `total` and `errors` and in no phase, and a phase that a sample lacks does not count it.
 *
 * Failure policy: whatever the store throws reaches the caller, and no figure is ever made up. One
 * sample is one transaction, so it is in every figure or in none. When the reply is lost on the
 * way, it may have been kept all the same.
 */
import type { KvClient } from "../../platform/kv.ts";
import { PHASES } from "../shared/sample.ts";
import type { Phase, PhaseSummary, StoredSample, Summary } from "../shared/sample.ts";
import { bucketOf, percentile } from "./histogram.ts";
import type { Histogram } from "./histogram.ts";

export interface MetricsStore {
  /** Keeps one sample and gives the figures that already contain it. One round trip. */
  record(sample: StoredSample): Promise<Summary>;
  /** The newest samples, at most `limit` (1–10,000) of them, and the figures over all. One round trip. */
  read(query: ReadQuery): Promise<{ summary: Summary; metrics: StoredSample[] }>;
}

export interface ReadQuery {
  readonly limit: number;
  /** Lists only samples with an error; the figures are over all of them either way. */
  readonly errorOnly: boolean;
}

/** Per list: about 3 MB at the size of a usual sample. */
export const RECENT_LIMIT = 10_000;

type Transaction = ReturnType<KvClient["multi"]>;

const PREFIX = "readyslot:v1";
const ALL = "all";
const recentKey = (list: "all" | "errors") => `${PREFIX}:recent:${list}`;
const countKey = (scope: string) => `${PREFIX}:${scope}:count`;
const phaseKey = (scope: string, phase: Phase) => `${PREFIX}:${scope}:${phase}`;
const minKey = (scope: string) => `${PREFIX}:${scope}:min`;
const maxKey = (scope: string) => `${PREFIX}:${scope}:max`;

/** The store over a client from `connectKv`. Holds nothing itself: any number of instances agree. */
export function createMetricsStore(client: KvClient): MetricsStore {
  return {
    async record(sample) {
      const tx = client.multi();
      keepRecent(tx, sample);
      countIn(tx, ALL, sample);
      const writes = tx.length();
      askFigures(tx, ALL);
      const replies = await tx.exec<unknown[]>();
      return toSummary(replies.slice(writes));
    },

    async read({ limit, errorOnly }) {
      const last = Math.min(Math.max(Math.trunc(limit), 1), RECENT_LIMIT) - 1;
      const tx = client.multi();
      tx.lrange(recentKey(errorOnly ? "errors" : "all"), 0, last);
      askFigures(tx, ALL);
      const [entries, ...figures] = await tx.exec<unknown[]>();
      return { summary: toSummary(figures), metrics: toSamples(entries) };
    },
  };
}

function keepRecent(tx: Transaction, sample: StoredSample): void {
  for (const list of sample.error === undefined ? (["all"] as const) : (["all", "errors"] as const)) {
    tx.lpush(recentKey(list), JSON.stringify(sample));
    tx.ltrim(recentKey(list), 0, RECENT_LIMIT - 1);
  }
}

function countIn(tx: Transaction, scope: string, sample: StoredSample): void {
  tx.hincrby(countKey(scope), "total", 1);
  if (sample.error !== undefined) {
    tx.hincrby(countKey(scope), "errors", 1);
    return;
  }
  const times = PHASES.flatMap((phase) => {
    const ms = sample[phase];
    return ms === undefined ? [] : [{ member: phase, score: Math.round(ms) }];
  });
  for (const { member: phase, score: ms } of times) {
    tx.hincrby(phaseKey(scope, phase), String(bucketOf(ms)), 1);
    tx.hincrby(phaseKey(scope, phase), "n", 1);
    tx.hincrby(phaseKey(scope, phase), "sum", ms);
  }
  const [first, ...more] = times;
  if (first === undefined) return;
  // Redis compares and writes in one step here. Reading a minimum and writing a lower one back
  // would lose an update between two writers, and a script is not available on every engine.
  tx.zadd(minKey(scope), { lt: true }, first, ...more);
  tx.zadd(maxKey(scope), { gt: true }, first, ...more);
}

/** Six reads whose size does not grow with the number of samples; `toSummary` takes their replies. */
function askFigures(tx: Transaction, scope: string): void {
  tx.hmget(countKey(scope), "total", "errors");
  tx.zmscore(minKey(scope), [...PHASES]);
  tx.zmscore(maxKey(scope), [...PHASES]);
  for (const phase of PHASES) tx.hgetall(phaseKey(scope, phase));
}

function toSummary([counts, mins, maxes, ...hashes]: unknown[]): Summary {
  const { total, errors } = asRecord(counts);
  const figures = (phase: Phase) => {
    const i = PHASES.indexOf(phase);
    const extremes = { min: asNumberOrNull(asList(mins)[i]), max: asNumberOrNull(asList(maxes)[i]) };
    return toPhaseSummary(asRecord(hashes[i]), extremes);
  };
  const phases = {
    calLoadTime: figures("calLoadTime"),
    iframeLoadTime: figures("iframeLoadTime"),
    totalDuration: figures("totalDuration"),
  };
  const { n: _, ...loadTime } = phases.calLoadTime;
  return { total: Number(total ?? 0), errors: Number(errors ?? 0), ...loadTime, phases };
}

function toPhaseSummary(
  { n: count, sum, ...counts }: Record<string, unknown>,
  { min, max }: { min: number | null; max: number | null },
): PhaseSummary {
  const n = Number(count ?? 0);
  if (n === 0 || min === null || max === null) return NO_DATA;
  const buckets: Histogram = new Map(Object.entries(counts).map(([index, value]) => [Number(index), Number(value)]));
  const share = (q: number) => {
    const ms = percentile(buckets, q, { min, max });
    return ms === null ? null : Math.round(ms);
  };
  return {
    n,
    avgLoadTime: Math.round(Number(sum) / n),
    minLoadTime: min,
    maxLoadTime: max,
    p50LoadTime: share(0.5),
    p95LoadTime: share(0.95),
    p99LoadTime: share(0.99),
  };
}

const NO_DATA: PhaseSummary = {
  n: 0,
  avgLoadTime: null,
  minLoadTime: null,
  maxLoadTime: null,
  p50LoadTime: null,
  p95LoadTime: null,
  p99LoadTime: null,
};

/** The client has parsed what is JSON; any other entry is skipped and spoils nothing but itself. */
function toSamples(entries: unknown): StoredSample[] {
  return asList(entries).filter((entry) => isStoredSample(entry));
}

function isStoredSample(entry: unknown): entry is StoredSample {
  const fields = asRecord(entry);
  return (
    [fields["id"], fields["timestamp"], fields["receivedAt"]].every((value) => typeof value === "string") &&
    ["undefined", "string"].includes(typeof fields["error"]) &&
    PHASES.every((phase) => ["undefined", "number"].includes(typeof fields[phase]))
  );
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asNumberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}
