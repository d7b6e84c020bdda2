/**
 * How often anybody may try the admin's password: 5 wrong tries per address and 15 minutes, 100 from
 * all addresses together.
 *
 *     readyslot:v2:sign-in:<hash>   an address' tries, gone 15 minutes after the first
 *     readyslot:v2:sign-in:all      everybody's, the same
 *
 * A try is counted before its password is checked, so that a thousand at once cannot all be checked,
 * and taken back when it was right. Over a limit nothing is checked: the right password is refused
 * like any other, or the refusal would tell which it is. An address over its own limit does not
 * reach the common count, so one address alone cannot use that up.
 *
 * The common ceiling is for whoever has many addresses: 9,600 guesses a day find no password worth
 * the name. Its price is that twenty addresses can keep the admin from signing in for as long as they
 * go on; never from a session that is open.
 *
 * An address' hash changes with the salt at midnight UTC: around then it has up to ten tries in
 * 15 minutes. The common count has no salt.
 */
import { hashAddress } from "./address-hash.ts";
import type { KvClient } from "./kv.ts";

export const TRIES_PER_ADDRESS = 5;
export const TRIES_OF_ALL = 100;
const WINDOW_SECONDS = 15 * 60;
const KEY = "readyslot:v2:sign-in:";
const ALL = `${KEY}all`;

export type CountedTry =
  /** `triesLeft` if this one is wrong. */
  | { kind: "allowed"; triesLeft: number; takeBack: () => Promise<void> }
  /** In whole seconds, 1–900. */
  | { kind: "locked"; retryAfter: number };

/** Counts a try of this address. Two round trips, and one more for the first of the day. */
export async function countTry(client: KvClient, address: string | undefined, now: Date): Promise<CountedTry> {
  const own = `${KEY}${await hashAddress(client, address, now)}`;
  const mine = await add(client, own, 1);
  if (mine.count > TRIES_PER_ADDRESS) return { kind: "locked", retryAfter: mine.secondsLeft };
  const all = await add(client, ALL, 1);
  if (all.count > TRIES_OF_ALL) {
    // It was not checked, so it is not held against the address once the ceiling has passed.
    await add(client, own, -1);
    return { kind: "locked", retryAfter: all.secondsLeft };
  }
  const takeBack = async () => {
    await Promise.all([add(client, own, -1), add(client, ALL, -1)]);
  };
  return { kind: "allowed", triesLeft: TRIES_PER_ADDRESS - mine.count, takeBack };
}

async function add(client: KvClient, key: string, by: number): Promise<{ count: number; secondsLeft: number }> {
  const [, count, ttl] = await client.multi().set(key, 0, { nx: true, ex: WINDOW_SECONDS }).incrby(key, by).ttl(key).exec<[unknown, number, number]>();
  // An engine that rounds down says 0 in the last second.
  return { count, secondsLeft: Math.max(ttl, 1) };
}
