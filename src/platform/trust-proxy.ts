import { compile } from "@fastify/proxy-addr";
import { canonicalAddress } from "./ip-address.ts";

/** Whether an address on the way of a request is one of our proxies'. `hop` is 0 for who has the connection. */
export type ProxyTrust = (address: string, hop: number) => boolean;

/** More in a row is a slip. */
const MOST_HOPS = 9;
/** Ranges that proxy-addr knows by name. */
const NAMES = ["loopback", "linklocal", "uniquelocal"];

/**
 * Reads TRUST_PROXY: how many proxies stand in front of the server, or their addresses and networks.
 *
 * @returns undefined where it is not set: then no proxy is believed.
 * @throws {TypeError} that says what was found and what to write.
 */
export function parseTrustProxy(setting: string | undefined): ProxyTrust | undefined {
  const text = setting?.trim() ?? "";
  if (text === "") return undefined;
  if (/^\d+$/.test(text)) {
    const hops = Number(text);
    if (hops < 1 || hops > MOST_HOPS) throw new TypeError(remedy(text));
    return (_address, hop) => hop < hops;
  }
  const list = text.split(/[\s,]+/).filter(Boolean);
  if (!list.every(isRange)) throw new TypeError(remedy(text));
  return compile(list);
}

function isRange(entry: string): boolean {
  if (NAMES.includes(entry)) return true;
  const [, address = "", bits] = /^([\da-f:.]+)(?:\/(\d{1,3}))?$/i.exec(entry) ?? [];
  const most = address.includes(":") ? 128 : 32;
  return canonicalAddress(address) !== undefined && (bits === undefined || (Number(bits) >= 1 && Number(bits) <= most));
}

function remedy(text: string): string {
  return `TRUST_PROXY is "${text}". Write how many proxies stand in front of the server, from 1 to ${MOST_HOPS}, or their addresses, for example "10.0.0.0/8, 203.0.113.4" or "loopback". Leave it out if there is none.`;
}
