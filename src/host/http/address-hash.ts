import { createHmac, randomBytes } from "node:crypto";
import { networkOf, type PrefixLength } from "./ip-address.ts";
import { senderName } from "./senders.ts";
import type { KvClient } from "../kv/kv.ts";

const SALT_SECONDS = 2 * 24 * 60 * 60;

const salts = new WeakMap<KvClient, { day: string; salt: string }>();

/**
 * The store's replacement for an address: the first 16 hex digits of the HMAC-SHA256 of its sender's name
 * (senders.ts), or of its network with this prefix, with the day's salt (UTC).
 *
 *     readyslot:v3:salt:<day>   random, created on first use, expires after 2 days
 *
 * Without the salt, a hash cannot be traced back to an address, and after midnight the same address has
 * another hash. Two addresses share a truncated hash with a probability of 2⁻⁶⁴, which is harmless.
 * Requests without an address share one hash. Costs one request to the store per day and client.
 */
export async function hashAddress(client: KvClient, address: string | undefined, now: Date, prefix?: PrefixLength): Promise<string> {
  const salt = await saltOf(client, now.toISOString().slice(0, 10));
  return createHmac("sha256", salt).update(prefix ? networkOf(address ?? "", prefix) : senderName(address, now)).digest("hex").slice(0, 16);
}

async function saltOf(client: KvClient, day: string): Promise<string> {
  const known = salts.get(client);
  if (known?.day === day) return known.salt;
  const key = `readyslot:v3:salt:${day}`;
  // The letter prevents the client from parsing a text of digits as a number.
  const mine = `s${randomBytes(32).toString("hex")}`;
  const [, salt] = await client.pipeline().set(key, mine, { nx: true, ex: SALT_SECONDS }).get(key).exec<[unknown, string]>();
  salts.set(client, { day, salt });
  return salt;
}
