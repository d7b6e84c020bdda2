import { createHmac, randomBytes } from "node:crypto";
import { isIPv6 } from "node:net";
import type { KvClient } from "./kv.ts";

const SALT_SECONDS = 2 * 24 * 60 * 60;

const salts = new WeakMap<KvClient, { day: string; salt: string }>();

/**
 * What stands for an address in the store: the first 16 hex digits of its HMAC-SHA256 under the salt
 * of the day (UTC).
 *
 *     readyslot:v2:salt:<day>   random, made by whoever needs it first, gone after 2 days
 *
 * With the salt goes the last way to find out whose it was; from midnight on the same address is
 * another one. The cut makes one address in 2⁶⁴ share another's hash, which harms nobody. Requests
 * that name no address share one. Asks the store once a day and client.
 */
export async function hashAddress(client: KvClient, address: string | undefined, now: Date): Promise<string> {
  const salt = await saltOf(client, now.toISOString().slice(0, 10));
  return createHmac("sha256", salt).update(networkOf(address ?? "")).digest("hex").slice(0, 16);
}

/**
 * Whom an address belongs to. Of an IPv6 address that is its first 64 bits: a visitor has all the
 * addresses behind them (RFC 6177), and could have another one for each request.
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
