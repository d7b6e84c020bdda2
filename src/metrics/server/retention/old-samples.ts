import type { Kv } from "../../../platform/kv.ts";
import { recentKey } from "../store/metrics-keys.ts";

/** Some 500 kB, so that a list of 10,000 old ones takes ten rounds. */
const CHUNK = 1_000;

export interface OldSamplesLimits {
  /** Samples received before this instant go. */
  readonly oldest: Date;
  readonly isLate: () => boolean;
}

/**
 * Drops the samples at the end of a list of the newest that were received too long ago, and gives their number.
 * Counted from the end, at which nothing is added: what comes in meanwhile moves nothing. Only a full list gets
 * shorter there, by one for each new sample; that one of its oldest may go with them which is not quite old enough.
 */
export async function dropOldSamples({ client, writer }: Pick<Kv, "client" | "writer">, list: "all" | "errors", { oldest, isLate }: OldSamplesLimits): Promise<number> {
  const key = recentKey(list);
  let dropped = 0;
  while (!isLate()) {
    const last = await client.lrange<unknown>(key, -CHUNK, -1);
    const kept = last.findLastIndex((sample) => !isOlder(sample, oldest));
    const old = last.length - 1 - kept;
    if (old === 0) break;
    // Said once: repeated after a lost reply, it would take as many again.
    await writer.ltrim(key, 0, -old - 1);
    dropped += old;
    if (kept !== -1) break;
  }
  return dropped;
}

/** What is no sample of ours tells nobody anything, and is as good as old. */
function isOlder(sample: unknown, than: Date): boolean {
  if (typeof sample !== "object" || sample === null || !("receivedAt" in sample)) return true;
  return !(Date.parse(String(sample.receivedAt)) >= than.getTime());
}
