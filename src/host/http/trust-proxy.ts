import { isIP } from "node:net";

/** The proxies that a server believes: how many stand in a row in front of it, or their addresses, networks and the names of ranges. */
export type TrustedProxies = { readonly hops: number } | { readonly addresses: readonly string[] };

/** More in a row is a slip. */
const MOST_HOPS = 9;
/** Ranges that proxy-addr knows by name. */
const NAMES = new Set(["loopback", "linklocal", "uniquelocal"]);

/**
 * Reads TRUST_PROXY.
 *
 * @returns undefined where it is not set: then no proxy is believed.
 * @throws {TypeError} that says what was found and what to write.
 */
export function parseTrustProxy(setting: string | undefined): TrustedProxies | undefined {
  const text = setting?.trim() ?? "";
  if (text === "") return undefined;
  const hops = /^\d+$/.test(text) ? Number(text) : undefined;
  const addresses = text.split(/[\s,]+/).filter(Boolean);
  const isRight = hops === undefined ? addresses.length > 0 && addresses.every(isRange) : hops >= 1 && hops <= MOST_HOPS;
  if (isRight) return hops === undefined ? { addresses } : { hops };
  throw new TypeError(
    `TRUST_PROXY is "${text}". Write 1 for one proxy in front of the server, 2 for two in a row (up to ${MOST_HOPS}), or their addresses, for example "10.0.0.0/8, 203.0.113.4" or "loopback". Leave it out if there is none.`,
  );
}

function isRange(entry: string): boolean {
  if (NAMES.has(entry)) return true;
  const [, address = "", bits = "1"] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const most = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  return Number(bits) >= 1 && Number(bits) <= most;
}
