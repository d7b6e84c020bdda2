import { createHmac, randomBytes } from "node:crypto";
import { isIPv6 } from "node:net";
import type { KvClient } from "../../../platform/kv.ts";

/**
 * How often one address may post, counted per minute of the clock over all instances:
 *
 *     readyslot:v2:salt:<day>             random, made by whoever needs it first, gone after 2 days
 *     readyslot:v2:rate:<hash>:<minute>   posts so far, gone after 2 minutes
 *
 * An address is kept as the first 16 hex digits of its HMAC-SHA256 under the salt of the day: with
 * the salt goes the last way to find out whose it was. The cut makes one address in 2⁶⁴ share
 * another's count, which harms nobody.
 */
export interface RateLimit {
  /** Posts per address and minute. */
  perMinute: number;
  now: Date;
}

/** A page view sends a handful. An office behind one address has room, a loop has not. */
export const DEFAULT_RATE = 120;
const HIGHEST_RATE = 1_000_000;
const MINUTE_MS = 60_000;
const SALT_SECONDS = 2 * 24 * 60 * 60;
const COUNT_SECONDS = 120;

const salts = new WeakMap<KvClient, { day: string; salt: string }>();

/**
 * Counts a post. One round trip, and one more for the first of the day. Requests that name no
 * address share one count.
 *
 * @returns the whole seconds, 1–60, after which the address may post again; undefined if it may now.
 */
export async function checkRate(client: KvClient, address: string | undefined, { perMinute, now }: RateLimit): Promise<number | undefined> {
  const salt = await saltOf(client, now.toISOString().slice(0, 10));
  const hash = createHmac("sha256", salt).update(networkOf(address ?? "")).digest("hex").slice(0, 16);
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  const key = `readyslot:v2:rate:${hash}:${minute}`;
  const [count] = await client.pipeline().incr(key).expire(key, COUNT_SECONDS).exec<[number, number]>();
  return count > perMinute ? Math.ceil(((minute + 1) * MINUTE_MS - now.getTime()) / 1_000) : undefined;
}

/**
 * Whom an address belongs to. Of an IPv6 address that is its first 64 bits: a visitor has all the
 * addresses behind them (RFC 6177), and could have another one for each post.
 */
function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  // What "::" leaves out is zeros.
  const [head = [], tail = []] = address.split("::").map((part) => part.split(":").filter((group) => group !== ""));
  const groups = [...head, ...Array.from({ length: Math.max(8 - head.length - tail.length, 0) }, () => "0"), ...tail];
  return groups.slice(0, 4).map((group) => Number.parseInt(group, 16)).join(":");
}

async function saltOf(client: KvClient, day: string): Promise<string> {
  const known = salts.get(client);
  if (known?.day === day) return known.salt;
  const key = `readyslot:v2:salt:${day}`;
  // The letter keeps the client from reading a text of digits as a number.
  const mine = `s${randomBytes(32).toString("hex")}`;
  const [, salt] = await client.pipeline().set(key, mine, { nx: true, ex: SALT_SECONDS }).get(key).exec<[unknown, string]>();
  salts.set(client, { day, salt });
  return salt;
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
