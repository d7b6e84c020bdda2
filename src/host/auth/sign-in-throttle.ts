/**
 * How often anybody may try the admin's password. Wrong tries in 15 minutes:
 *
 *     a device that has signed in before         5
 *     anybody else, by address (an IPv6 /64)     5
 *       and by home line (an IPv6 /56)          10
 *       and by network (IPv4 /24, IPv6 /48)     25
 *       and all together                       100
 *
 *     readyslot:v2:sign-in:<hash>           an address' tries, gone 15 minutes after the first
 *     readyslot:v2:sign-in-network:<hash>   a line's and a network's, the same
 *     readyslot:v2:sign-in:all              everybody's, the same
 *     readyslot:v2:sign-in-device:<id>      a known device's, the same
 *
 * A try is counted before its password is checked, so that a thousand at once cannot all be checked,
 * and taken back when it was right. Over a limit nothing is checked: the right password is refused
 * like any other, or the refusal would tell which it is. The narrowest limit comes first, and what is
 * over one does not reach the next: one address, line or network alone cannot use up everybody's.
 *
 * The limit for all together is for whoever has many networks: 9,600 guesses a day find no password
 * worth the name. Its price: tries from four networks can close the sign-in for as long as they go on,
 * to devices that have not signed in before. They cannot close it to one that has, and never end a
 * session.
 *
 * Hashes change with the salt at midnight UTC: around then an address has up to ten tries in
 * 15 minutes. The count of all has no salt.
 */
import { hashAddress, SENDER } from "../http/address-hash.ts";
import { networkOf, type PrefixLength } from "../http/ip-address.ts";
import type { KvClient } from "../kv/kv.ts";

export const TRIES_PER_ADDRESS = 5;
export const TRIES_PER_DEVICE = 5;
export const TRIES_PER_LINE = 10;
export const TRIES_PER_NETWORK = 25;
export const TRIES_OF_ALL = 100;

const WINDOW_SECONDS = 15 * 60;
const KEY = "readyslot:v2:sign-in";

/** Providers give a home line a /56, and a customer at most a /48 (RFC 6177). An IPv4 line is its address. */
const NETWORKS: readonly { prefix: PrefixLength; tries: number; what: string }[] = [
  { prefix: { ipv4: 32, ipv6: 56 }, tries: TRIES_PER_LINE, what: "one line (IPv6 /56)" },
  { prefix: { ipv4: 24, ipv6: 48 }, tries: TRIES_PER_NETWORK, what: "one network (IPv4 /24 or IPv6 /48)" },
];

export type CountedTry =
  /** `triesLeft` of its own if this one is wrong: how many others have used is nobody's business. */
  | { kind: "allowed"; triesLeft: number; takeBack: () => Promise<void> }
  /** In whole seconds, 1–900. */
  | { kind: "locked"; retryAfter: number };

/** Who tries: a device that has signed in before, or an address. */
export type Guesser = { readonly device: string } | { readonly address: string | undefined };

interface Limit {
  readonly key: string;
  readonly tries: number;
  /** Whose limit it is, for the log. */
  readonly what: string;
}

/** Counts a try. One round trip for each limit, and one more for the first of the day. */
export async function countTry(client: KvClient, guesser: Guesser, now: Date): Promise<CountedTry> {
  const counted: string[] = [];
  const takeBack = async () => {
    await Promise.all(counted.map((key) => add(client, key, -1)));
  };
  let triesLeft: number | undefined;
  for (const { key, tries, what } of await limitsFor(client, guesser, now)) {
    const { count, secondsLeft } = await add(client, key, 1);
    if (count > tries) {
      if (count === tries + 1) logLock(what, tries, secondsLeft);
      // It was not checked, so it is not held against the address once the wider limit has passed.
      await takeBack();
      return { kind: "locked", retryAfter: secondsLeft };
    }
    counted.push(key);
    triesLeft ??= tries - count;
  }
  return { kind: "allowed", triesLeft: triesLeft ?? 0, takeBack };
}

/** The narrowest first. */
async function limitsFor(client: KvClient, guesser: Guesser, now: Date): Promise<readonly Limit[]> {
  if ("device" in guesser) return [{ key: `${KEY}-device:${guesser.device}`, tries: TRIES_PER_DEVICE, what: "one device that has signed in before" }];
  const { address } = guesser;
  const own = { key: `${KEY}:${await hashAddress(client, address, now)}`, tries: TRIES_PER_ADDRESS, what: "one address" };
  const wider = address === undefined ? [] : NETWORKS.filter(({ prefix }) => networkOf(address, prefix) !== networkOf(address, SENDER));
  const networks = await Promise.all(wider.map(async ({ prefix, ...limit }) => ({ ...limit, key: `${KEY}-network:${await hashAddress(client, address, now, prefix)}` })));
  return [own, ...networks, { key: `${KEY}:all`, tries: TRIES_OF_ALL, what: "all devices that have not signed in before" }];
}

/** Once per lock: whoever is locked out should find the reason. */
function logLock(what: string, tries: number, seconds: number): void {
  // The host's log is where an operator looks first. No address is kept, not even here.
  // oxlint-disable-next-line no-console
  console.warn(`Sign-in: ${tries} wrong passwords from ${what}. More are refused for ${seconds} s. A device that has signed in before has tries of its own.`);
}

async function add(client: KvClient, key: string, by: number): Promise<{ count: number; secondsLeft: number }> {
  const [, count, ttl] = await client.multi().set(key, 0, { nx: true, ex: WINDOW_SECONDS }).incrby(key, by).ttl(key).exec<[unknown, number, number]>();
  // An engine that rounds down says 0 in the last second.
  return { count, secondsLeft: Math.max(ttl, 1) };
}
