import { createHmac, randomBytes } from "node:crypto";
import { networkOf, type PrefixLength } from "./ip-address.ts";
import type { KvClient } from "../kv/kv.ts";

const SALT_SECONDS = 2 * 24 * 60 * 60;

/** One sender: an IPv6 visitor has all addresses of a /64 (RFC 6177), and could use another one for each request. */
export const SENDER: PrefixLength = { ipv4: 32, ipv6: 64 };

const salts = new WeakMap<KvClient, { day: string; salt: string }>();

/**
 * What stands for an address in the store: the first 16 hex digits of the HMAC-SHA256 of its network
 * (by default of its sender: one IPv4 address, or an IPv6 /64) under the salt of the day (UTC).
 *
 *     readyslot:v2:salt:<day>   random, made by whoever needs it first, gone after 2 days
 *
 * With the salt goes the last way to find out whose it was; from midnight on the same address is
 * another one. The cut makes one address in 2⁶⁴ share another's hash, which harms nobody. Requests
 * that name no address share one. Asks the store once a day and client.
 */
export async function hashAddress(client: KvClient, address: string | undefined, now: Date, prefix: PrefixLength = SENDER): Promise<string> {
  const salt = await saltOf(client, now.toISOString().slice(0, 10));
  return createHmac("sha256", salt).update(networkOf(address ?? "", prefix)).digest("hex").slice(0, 16);
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
