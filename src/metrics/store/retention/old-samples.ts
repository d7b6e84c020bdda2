import type { Kv, KvClient } from "../../../host/kv/kv.ts";
import { recentKey, trimLeaseKey } from "../metrics-keys.ts";

/** Some 500 kB, so that a list of 10,000 old ones takes ten rounds. */
const CHUNK = 1_000;
/** Twice what the host gives the function: whoever holds it has ended by then, in whichever way. */
const LEASE_SECONDS = 60;

type Stores = Pick<Kv, "client" | "writer">;

export interface OldSamplesLimits {
  /** Samples received before this instant go. */
  readonly oldest: Date;
  readonly isLate: () => boolean;
}

/**
 * Drops the samples at the end of a list of the newest that were received too long ago, and gives their number.
 * Counted from the end, at which nothing is added: what comes in meanwhile moves nothing. Only a full list gets
 * shorter there, by one for each new sample; that one of its oldest may go with them which is not quite old enough.
 *
 * One run at a time, with a lease where there is something to drop: two that have counted the same end would both
 * cut it off. The other run drops nothing, and what it would have is dropped by the first.
 */
export async function dropOldSamples({ client, writer }: Stores, list: "all" | "errors", limits: OldSamplesLimits): Promise<number> {
  const key = recentKey(list);
  if ((await oldAtTheEnd(client, key, limits)).old === 0) return 0;
  const lease = trimLeaseKey(list);
  if ((await writer.set(lease, 1, { nx: true, ex: LEASE_SECONDS })) === null) return 0;
  try {
    return await trim({ client, writer }, key, limits);
  } finally {
    // What keeps it from going keeps it for a minute.
    await client.del(lease).catch(() => {});
  }
}

async function trim({ client, writer }: Stores, key: string, limits: OldSamplesLimits): Promise<number> {
  let dropped = 0;
  while (!limits.isLate()) {
    const { old, kept } = await oldAtTheEnd(client, key, limits);
    if (old === 0) break;
    // Said once: repeated after a lost reply, it would take as many again.
    await writer.ltrim(key, 0, -old - 1);
    dropped += old;
    if (kept !== -1) break;
  }
  return dropped;
}

/** How many at the list's end are old, and the place of the last that is not among those looked at; -1 where all are. */
async function oldAtTheEnd(client: KvClient, key: string, { oldest }: OldSamplesLimits): Promise<{ old: number; kept: number }> {
  const last = await client.lrange<unknown>(key, -CHUNK, -1);
  const kept = last.findLastIndex((sample) => !isOlder(sample, oldest));
  return { old: last.length - 1 - kept, kept };
}

/** What is no sample of ours tells nobody anything, and is as good as old. */
function isOlder(sample: unknown, than: Date): boolean {
  if (typeof sample !== "object" || sample === null || !("receivedAt" in sample)) return true;
  return !(Date.parse(String(sample.receivedAt)) >= than.getTime());
}
