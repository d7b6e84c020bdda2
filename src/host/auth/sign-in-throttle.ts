/**
 * Limits how often the admin's password can be tried. Wrong passwords in 15 minutes:
 *
 *     a device that has signed in before         5
 *     any other device, by address (IPv6 /64)    5
 *       and by home line (IPv6 /56)             10
 *       and by network (IPv4 /24, IPv6 /48)     25
 *       and in total                           100
 *
 *     readyslot:v3:sign-in:<hash>           an address' attempts, expires 15 minutes after the first
 *     readyslot:v3:sign-in-network:<hash>   a line's or network's attempts, likewise
 *     readyslot:v3:sign-in:all              the attempts in total, likewise
 *     readyslot:v3:sign-in-device:<id>      a known device's attempts, likewise
 *
 * An attempt is counted before its password is checked, so that a thousand parallel attempts are not all
 * checked, and uncounted if the password is right. Above a limit no password is checked: even the right
 * one is refused, or the refusal would reveal it. The narrowest limit is checked first, and an attempt
 * above it does not count against the wider ones, so one address, line or network cannot use those up.
 *
 * The total limit is against attackers with many networks: 9,600 guesses a day do not find a reasonable
 * password. Its cost: attempts from four networks can block the sign-in of devices that have not signed
 * in before, as long as they continue. They cannot block known devices, and never end a session.
 *
 * Hashes change with the salt at midnight UTC, so around midnight an address has up to ten attempts in
 * 15 minutes. The total has no salt.
 */
import { hashAddress } from "../http/address-hash.ts";
import { networkOf, type PrefixLength } from "../http/ip-address.ts";
import { TIERS } from "../http/senders.ts";
import type { KvClient } from "../kv/kv.ts";

export const TRIES_PER_ADDRESS = 5;
export const TRIES_PER_DEVICE = 5;
export const TRIES_OF_ALL = 100;

const WINDOW_SECONDS = 15 * 60;
const KEY = "readyslot:v3:sign-in";

/** An IPv4 network is a /24, the smallest that is routed. */
const NETWORKS: readonly { prefix: PrefixLength; tries: number; what: string }[] = [
  { prefix: TIERS.line.prefix, tries: TRIES_PER_ADDRESS * TIERS.line.senders, what: "one line (IPv6 /56)" },
  { prefix: { ...TIERS.network.prefix, ipv4: 24 }, tries: TRIES_PER_ADDRESS * TIERS.network.senders, what: "one network (IPv4 /24 or IPv6 /48)" },
];

export type CountedTry =
  /** `triesLeft`: the attempts left under its own limit, not the shared ones, if this one is wrong. */
  | { kind: "allowed"; triesLeft: number; takeBack: () => Promise<void> }
  /** In whole seconds, 1–900. */
  | { kind: "locked"; retryAfter: number };

/** The sender of an attempt: a device that has signed in before, or an address. */
export type Guesser = { readonly device: string } | { readonly address: string | undefined };

interface Limit {
  readonly key: string;
  readonly tries: number;
  /** The limit's scope, for the log. */
  readonly what: string;
}

/** Counts an attempt. One round trip for each limit, and one more for the first of the day. */
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
      // It was not checked, so it does not count against the address once the wider limit has passed.
      await takeBack();
      return { kind: "locked", retryAfter: secondsLeft };
    }
    counted.push(key);
    triesLeft ??= tries - count;
  }
  return { kind: "allowed", triesLeft: triesLeft ?? 0, takeBack };
}

/** The limits, the narrowest first. */
async function limitsFor(client: KvClient, guesser: Guesser, now: Date): Promise<readonly Limit[]> {
  if ("device" in guesser) return [{ key: `${KEY}-device:${guesser.device}`, tries: TRIES_PER_DEVICE, what: "one device that has signed in before" }];
  const { address } = guesser;
  const own = { key: `${KEY}:${await hashAddress(client, address, now, TIERS.sender.prefix)}`, tries: TRIES_PER_ADDRESS, what: "one address" };
  const wider = address === undefined ? [] : NETWORKS.filter(({ prefix }) => networkOf(address, prefix) !== networkOf(address, TIERS.sender.prefix));
  const networks = await Promise.all(wider.map(async ({ prefix, ...limit }) => ({ ...limit, key: `${KEY}-network:${await hashAddress(client, address, now, prefix)}` })));
  return [own, ...networks, { key: `${KEY}:all`, tries: TRIES_OF_ALL, what: "all devices that have not signed in before" }];
}

/** Logs a lock once, so that a locked-out admin finds the reason. */
function logLock(what: string, tries: number, seconds: number): void {
  // Without the address: addresses are never stored, not even in the log.
  // oxlint-disable-next-line no-console
  console.warn(`Sign-in: ${tries} wrong passwords from ${what}. Further attempts are refused for ${seconds} s. Devices that have signed in before have a separate limit.`);
}

async function add(client: KvClient, key: string, by: number): Promise<{ count: number; secondsLeft: number }> {
  const [, count, ttl] = await client.multi().set(key, 0, { nx: true, ex: WINDOW_SECONDS }).incrby(key, by).ttl(key).exec<[unknown, number, number]>();
  // A store that rounds down returns 0 in the last second.
  return { count, secondsLeft: Math.max(ttl, 1) };
}
