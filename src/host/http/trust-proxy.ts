import { isIP } from "node:net";

/** The proxies that a server trusts: their number in a row in front of it, or their addresses, networks and named ranges. */
export type TrustedProxies = { readonly hops: number } | { readonly addresses: readonly string[] };

/** A higher number is probably a typo. */
const MOST_HOPS = 9;
/** The named ranges of proxy-addr. */
const NAMES = new Set(["loopback", "linklocal", "uniquelocal"]);

/**
 * Reads TRUST_PROXY.
 *
 * @returns undefined if it is not set; then no proxy is trusted.
 * @throws {TypeError} with the value and what to write instead.
 */
export function parseTrustProxy(setting: string | undefined): TrustedProxies | undefined {
  const text = setting?.trim() ?? "";
  if (text === "") return undefined;
  const hops = /^\d+$/.test(text) ? Number(text) : undefined;
  const addresses = text.split(/[\s,]+/).filter(Boolean);
  const isRight = hops === undefined ? addresses.length > 0 && addresses.every(isRange) : hops >= 1 && hops <= MOST_HOPS;
  if (isRight) return hops === undefined ? { addresses } : { hops };
  throw new TypeError(
    `TRUST_PROXY is "${text}". Write 1 for one proxy in front of the server, 2 for two in a row (up to ${MOST_HOPS}), or the proxies' addresses, for example "10.0.0.0/8, 203.0.113.4" or "loopback". Remove it if there is no proxy.`,
  );
}

function isRange(entry: string): boolean {
  if (NAMES.has(entry)) return true;
  const [, address = "", bits = "1"] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const most = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  return Number(bits) >= 1 && Number(bits) <= most;
}
