/** The lists of the newest samples, one of all and one of the failed and timed-out ones. */
import type { KvClient } from "../../host/kv/kv.ts";
import { OUTCOMES, PHASES, VITALS } from "../shared/sample.ts";
import type { StoredSample } from "../shared/sample.ts";
import type { Batch } from "./counted-once.ts";
import { recentKey } from "./metrics-keys.ts";

/** Per list: about 5 MB at the size of a usual sample. */
export const RECENT_LIMIT = 10_000;
const CHUNK = 1_000;

/** Samples stand in the order in which they were counted, which may be some seconds after they were received. */
const OUT_OF_ORDER_MS = 60_000;

export interface NewestQuery {
  /** 1 to 10,000. */
  readonly limit: number;
  /** Only failed and timed-out ones. */
  readonly errorOnly?: boolean;
  /** Only those received at this instant or after it. */
  readonly since?: Date;
  readonly matches?: (sample: StoredSample) => boolean;
}

/** Puts a sample at the head of its lists. */
export function keepRecent(tx: Batch, sample: StoredSample): void {
  const isError = sample.outcome === "failed" || sample.outcome === "timed-out";
  for (const list of isError ? (["all", "errors"] as const) : (["all"] as const)) {
    tx.lpush(recentKey(list), JSON.stringify(sample));
    tx.ltrim(recentKey(list), 0, RECENT_LIMIT - 1);
  }
}

/**
 * The newest samples that match, newest first. Reads on, a thousand at a time, until there are
 * enough or the list ends. A sample without a `sampleId` may be listed twice when others are added
 * between two reads.
 */
export async function newestSamples(client: KvClient, query: NewestQuery): Promise<StoredSample[]> {
  const { errorOnly = false, since, matches = () => true } = query;
  const limit = Math.min(Math.max(Math.trunc(query.limit), 1), RECENT_LIMIT);
  const from = since?.getTime() ?? -Infinity;

  const found: StoredSample[] = [];
  const seen = new Set<string>();
  for (let start = 0; start < RECENT_LIMIT && found.length < limit; ) {
    // At first as many as are asked for, which are enough where nothing is sorted out.
    const chunk = Math.min(start === 0 ? limit : CHUNK, CHUNK, RECENT_LIMIT - start);
    const entries: unknown[] = await client.lrange(recentKey(errorOnly ? "errors" : "all"), start, start + chunk - 1);
    start += chunk;
    const samples = entries.filter((entry) => isStoredSample(entry));
    for (const sample of samples) {
      const isSeen = sample.sampleId !== undefined && seen.has(sample.sampleId);
      if (isSeen || Date.parse(sample.receivedAt) < from || !matches(sample)) continue;
      if (sample.sampleId !== undefined) seen.add(sample.sampleId);
      found.push(sample);
    }
    const oldest = samples.at(-1);
    const isPast = oldest !== undefined && Date.parse(oldest.receivedAt) < from - OUT_OF_ORDER_MS;
    if (entries.length < chunk || isPast) break;
  }
  return found.slice(0, limit);
}

const TEXTS = ["id", "timestamp", "receivedAt"] as const;
const OPTIONAL_TEXTS = [
  "sampleId", "page", "placement", "variant", "release", "openKind", "connection", "device", "browser", "system", "errorClass", "error",
] as const;

/** The client has parsed what is JSON; any other entry is skipped and spoils nothing but itself. */
function isStoredSample(entry: unknown): entry is StoredSample {
  if (typeof entry !== "object" || entry === null) return false;
  const fields: Record<string, unknown> = { ...entry };
  return (
    TEXTS.every((name) => typeof fields[name] === "string") &&
    OUTCOMES.some((outcome) => outcome === fields["outcome"]) &&
    OPTIONAL_TEXTS.every((name) => ["undefined", "string"].includes(typeof fields[name])) &&
    [...PHASES, ...VITALS].every((name) => ["undefined", "number"].includes(typeof fields[name]))
  );
}
