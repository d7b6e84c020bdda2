import { hashAddress } from "../../../platform/address-hash.ts";
import type { KvClient } from "../../../platform/kv.ts";

/**
 * How often one address may post, counted per minute of the clock over all instances:
 *
 *     readyslot:v2:rate:<hash>:<minute>          posts so far, gone after 2 minutes
 *     readyslot:v2:rate:<what>:<hash>:<minute>   the same of what has a count of its own
 */
export interface RateLimit {
  /** What is posted, where it must not use up the samples' count. */
  what?: string;
  /** Posts per address and minute. */
  perMinute: number;
  now: Date;
}

/** A page view sends a handful. An office behind one address has room, a loop has not. */
export const DEFAULT_RATE = 120;
const HIGHEST_RATE = 1_000_000;
const MINUTE_MS = 60_000;
const COUNT_SECONDS = 120;

/**
 * Counts a post. One round trip, and one more for the first of the day. Requests that name no
 * address share one count.
 *
 * @returns the whole seconds, 1–60, after which the address may post again; undefined if it may now.
 */
export async function checkRate(client: KvClient, address: string | undefined, { what, perMinute, now }: RateLimit): Promise<number | undefined> {
  const hash = await hashAddress(client, address, now);
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  const key = `readyslot:v2:rate:${what ? `${what}:` : ""}${hash}:${minute}`;
  const [count] = await client.pipeline().incr(key).expire(key, COUNT_SECONDS).exec<[number, number]>();
  return count > perMinute ? Math.ceil(((minute + 1) * MINUTE_MS - now.getTime()) / 1_000) : undefined;
}

const complaints = new Set<string>();

/** Reads METRICS_RATE_PER_MINUTE: a whole number, 1–1,000,000. Anything else is the default, with one warning. */
export function parseRate(setting: string | undefined): number {
  const text = setting?.trim() ?? "";
  if (text === "") return DEFAULT_RATE;
  const rate = /^\d+$/.test(text) ? Number(text) : 0;
  if (rate >= 1 && rate <= HIGHEST_RATE) return rate;
  if (!complaints.has(text)) {
    complaints.add(text);
    // An operator's slip belongs where an operator looks.
    // oxlint-disable-next-line no-console
    console.warn(
      `METRICS_RATE_PER_MINUTE is ${JSON.stringify(text)}: expected a whole number from 1 to ${HIGHEST_RATE}. Using ${DEFAULT_RATE}.`,
    );
  }
  return DEFAULT_RATE;
}
