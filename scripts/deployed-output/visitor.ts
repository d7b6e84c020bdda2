import type { IncomingMessage } from "node:http";
import proxyAddr from "@fastify/proxy-addr";
import { canonicalAddress } from "../../src/host/http/ip-address.ts";
import type { TrustedProxies } from "../../src/host/http/trust-proxy.ts";

/** Whether an address on a request's way is a trusted proxy. `hop` is 0 for the peer of the connection. */
export type ProxyTrust = (address: string, hop: number) => boolean;

export function trustOf(proxies: TrustedProxies): ProxyTrust {
  return "hops" in proxies ? (_address, hop) => hop < proxies.hops : proxyAddr.compile([...proxies.addresses]);
}

export interface Visitor {
  /** In canonical spelling; "" if the connection is closed. */
  readonly address: string;
  readonly isHttps: boolean;
}

type Asked = Pick<IncomingMessage, "headers" | "socket">;

/**
 * The visitor of a request: the peer of the connection, or the last address in X-Forwarded-For that is not a
 * trusted proxy. Each proxy appends the address that it saw; everything before that comes from the sender and may
 * be made up. If the entry is not an address ("unknown"), the proxy that wrote it counts as the visitor.
 */
export function visitorOf({ headers, socket }: Asked, trust: ProxyTrust | undefined): Visitor {
  const peer = canonicalAddress(socket.remoteAddress ?? "") ?? "";
  if (!trust?.(peer, 0)) return { address: peer, isHttps: false };
  const way = proxyAddr.all({ headers: { "x-forwarded-for": spelledOnce(headers["x-forwarded-for"]) }, socket: { remoteAddress: peer } } as unknown as IncomingMessage, trust);
  const address = way.findLast((one) => canonicalAddress(one) !== undefined) ?? peer;
  // Each passed proxy has appended to this list, or only the outermost one has set it.
  const protocols = listOf(headers["x-forwarded-proto"]);
  const protocol = protocols.at(-Math.max(way.length - 1, 1)) ?? protocols[0];
  return { address, isHttps: protocol?.toLowerCase() === "https" };
}

/** The list with every address in canonical spelling, which the library compares. */
function spelledOnce(forwarded: string | string[] | undefined): string {
  return listOf(forwarded).map((entry) => canonicalAddress(entry) ?? entry).join(", ");
}

/** Node joins repeated headers with commas. */
function listOf(header: string | string[] | undefined): string[] {
  return String(header ?? "").split(",").map((entry) => entry.trim()).filter(Boolean);
}

const SENT_BY_PROXIES = ["x-forwarded-for", "forwarded", "x-real-ip"] as const;

/**
 * Logs once if TRUST_PROXY does not match the requests that arrive. All visitors behind a proxy would then have
 * one address: they would share its limits, and five wrong passwords of strangers would lock the sign-in.
 */
export function createProxyWatch(trust: ProxyTrust | undefined, log: (message: string) => void = console.warn): (asked: Asked) => void {
  let isLogged = false;
  return ({ headers, socket }) => {
    if (isLogged) return;
    const found = SENT_BY_PROXIES.find((name) => headers[name] !== undefined);
    const message = found && problemOf(found, trust, canonicalAddress(socket.remoteAddress ?? "") ?? "");
    if (!message) return;
    isLogged = true;
    log(message);
  };
}

function problemOf(header: (typeof SENT_BY_PROXIES)[number], trust: ProxyTrust | undefined, peer: string): string | undefined {
  const consequence = "All visitors behind a proxy count as one, share its limits, and can lock the sign-in for each other.";
  if (!trust) {
    return `A request has the header ${header}, so there seems to be a proxy in front of this server, but TRUST_PROXY is not set. ${consequence} Set TRUST_PROXY=1 (the number of proxies in a row). If visitors can also reach the server directly, leave it unset: anybody can send that header.`;
  }
  if (!trust(peer, 0)) return `A request has the header ${header} and comes from an address that TRUST_PROXY does not name. If that is your proxy, add its address. ${consequence}`;
  if (header !== "x-forwarded-for") return `A proxy sends ${header} but no X-Forwarded-For, the only header that visitors' addresses are read from. Let the proxy set X-Forwarded-For. ${consequence}`;
  return undefined;
}
