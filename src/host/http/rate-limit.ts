import { hashAddress } from "./address-hash.ts";
import { senderName } from "./senders.ts";
import type { KvClient } from "../kv/kv.ts";

/**
 * Limits how often one address may post, per clock minute and over all instances:
 *
 *     readyslot:v3:rate:<hash>:<minute>          the number of posts, expires after 2 minutes
 *     readyslot:v3:rate:<what>:<hash>:<minute>   the same for posts that are counted separately
 */
export interface RateLimit {
  /** Posts per address and minute. */
  perMinute: number;
  now: Date;
  /** The kind of posts, if they are counted separately. */
  what?: string;
}

const MINUTE_MS = 60_000;
const COUNT_SECONDS = 120;

const refusals = new WeakMap<KvClient, RefusedSenders>();

/**
 * Counts a post. Takes one round trip, and another one for the first of the day; none for a sender that this process has
 * refused in the same minute. Requests without an address share one count.
 *
 * @returns the whole seconds, 1–60, until the address may post again; undefined if this post is allowed.
 */
export async function checkRate(client: KvClient, address: string | undefined, { perMinute, now, what }: RateLimit): Promise<number | undefined> {
  const refused = refusals.get(client) ?? createRefusedSenders();
  refusals.set(client, refused);
  const name = `${what ?? ""} ${senderName(address, now)}`;
  const known = refused.secondsToWait(name, now);
  if (known !== undefined) return known;
  const hash = await hashAddress(client, address, now);
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  const key = `readyslot:v3:rate:${what === undefined ? "" : `${what}:`}${hash}:${minute}`;
  const [count] = await client.pipeline().incr(key).expire(key, COUNT_SECONDS).exec<[number, number]>();
  if (count <= perMinute) return undefined;
  refused.refuse(name, now, new Date((minute + 1) * MINUTE_MS));
  return refused.secondsToWait(name, now);
}

/** The senders that are over a limit, in this process' memory, so that refusing them again costs no request to the store. */
export interface RefusedSenders {
  /** Remembers that the sender is refused until then. */
  refuse(name: string, now: Date, until: Date): void;
  /** The whole seconds that the sender must wait, at least 1; undefined if it is not known to be refused. */
  secondsToWait(name: string, now: Date): number | undefined;
}

/** About 2 MB. Beyond it the oldest entry is forgotten, and that sender's next post costs a request again. */
const MOST_SENDERS = 10_000;

export function createRefusedSenders({ most = MOST_SENDERS } = {}): RefusedSenders {
  const refused = new Map<string, { since: number; until: number }>();

  return {
    refuse(name, now, until) {
      refused.delete(name);
      const [oldest] = refused.keys();
      if (oldest !== undefined && refused.size >= most) refused.delete(oldest);
      refused.set(name, { since: now.getTime(), until: until.getTime() });
    },
    secondsToWait(name, now) {
      const entry = refused.get(name);
      if (!entry) return undefined;
      const at = now.getTime();
      // Before `since`: the clock was ahead and has been corrected.
      if (at >= entry.since && at < entry.until) return Math.ceil((entry.until - at) / 1_000);
      refused.delete(name);
      return undefined;
    },
  };
}
