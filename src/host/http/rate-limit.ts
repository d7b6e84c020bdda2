import { hashAddress } from "./address-hash.ts";
import type { KvClient } from "../kv/kv.ts";

/**
 * How often one address may post, counted per minute of the clock over all instances:
 *
 *     readyslot:v2:rate:<hash>:<minute>          posts so far, gone after 2 minutes
 *     readyslot:v2:rate:<what>:<hash>:<minute>   the same, of what is counted apart
 */
export interface RateLimit {
  /** Posts per address and minute. */
  perMinute: number;
  now: Date;
  /** What is counted apart from other posts. */
  what?: string;
}

const MINUTE_MS = 60_000;
const COUNT_SECONDS = 120;

/**
 * Counts a post. One round trip, and one more for the first of the day. Requests that name no
 * address share one count.
 *
 * @returns the whole seconds, 1–60, after which the address may post again; undefined if it may now.
 */
export async function checkRate(client: KvClient, address: string | undefined, { perMinute, now, what }: RateLimit): Promise<number | undefined> {
  const hash = await hashAddress(client, address, now);
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  const key = `readyslot:v2:rate:${what === undefined ? "" : `${what}:`}${hash}:${minute}`;
  const [count] = await client.pipeline().incr(key).expire(key, COUNT_SECONDS).exec<[number, number]>();
  return count > perMinute ? Math.ceil(((minute + 1) * MINUTE_MS - now.getTime()) / 1_000) : undefined;
}
