import type { IncomingMessage } from "node:http";
import proxyAddr from "@fastify/proxy-addr";
import { canonicalAddress } from "../../src/host/http/ip-address.ts";
import type { TrustedProxies } from "../../src/host/http/trust-proxy.ts";

/** Whether an address on the way of a request is one of our proxies'. `hop` is 0 for who has the connection. */
export type ProxyTrust = (address: string, hop: number) => boolean;

export function trustOf(proxies: TrustedProxies): ProxyTrust {
  return "hops" in proxies ? (_address, hop) => hop < proxies.hops : proxyAddr.compile([...proxies.addresses]);
}

export interface Visitor {
  /** In its one spelling; "" where the connection has gone. */
  readonly address: string;
  readonly isHttps: boolean;
}

type Asked = Pick<IncomingMessage, "headers" | "socket">;

/**
 * Who asks: who has the connection, or the last that no trusted proxy stands for. Each proxy adds the
 * address that it saw at the end of X-Forwarded-For; what stands before is the sender's own, and may be
 * made up. An entry that is no address ("unknown") leaves the proxy that wrote it.
 */
export function visitorOf({ headers, socket }: Asked, trust: ProxyTrust | undefined): Visitor {
  const peer = canonicalAddress(socket.remoteAddress ?? "") ?? "";
  if (!trust?.(peer, 0)) return { address: peer, isHttps: false };
  const way = proxyAddr.all({ headers: { "x-forwarded-for": spelledOnce(headers["x-forwarded-for"]) }, socket: { remoteAddress: peer } } as unknown as IncomingMessage, trust);
  const address = way.findLast((one) => canonicalAddress(one) !== undefined) ?? peer;
  // As many proxies as were passed have added to this list, or the outermost alone has set it.
  const protocols = listOf(headers["x-forwarded-proto"]);
  const protocol = protocols.at(-Math.max(way.length - 1, 1)) ?? protocols[0];
  return { address, isHttps: protocol?.toLowerCase() === "https" };
}

/** The list with every address in its one spelling, which is the one that the library compares. */
function spelledOnce(forwarded: string | string[] | undefined): string {
  return listOf(forwarded).map((entry) => canonicalAddress(entry) ?? entry).join(", ");
}

/** Node joins a header that comes several times with commas. */
function listOf(header: string | string[] | undefined): string[] {
  return String(header ?? "").split(",").map((entry) => entry.trim()).filter(Boolean);
}

const SENT_BY_PROXIES = ["x-forwarded-for", "forwarded", "x-real-ip"] as const;

/**
 * Says once in the log what is wrong between TRUST_PROXY and what arrives. Without it a proxy's visitors
 * have one address: their limits are one, and five wrong passwords of strangers lock the sign-in.
 */
export function createProxyWatch(trust: ProxyTrust | undefined, tell: (message: string) => void = console.warn): (asked: Asked) => void {
  let isTold = false;
  return ({ headers, socket }) => {
    if (isTold) return;
    const found = SENT_BY_PROXIES.find((name) => headers[name] !== undefined);
    const message = found && problemOf(found, trust, canonicalAddress(socket.remoteAddress ?? "") ?? "");
    if (!message) return;
    isTold = true;
    tell(message);
  };
}

function problemOf(header: (typeof SENT_BY_PROXIES)[number], trust: ProxyTrust | undefined, peer: string): string | undefined {
  const consequence = "All visitors behind a proxy count as one, share its limits, and can lock the sign-in for each other.";
  if (!trust) {
    return `A request came with the header ${header}, so a proxy seems to stand in front of this server, and TRUST_PROXY is not set. ${consequence} Set TRUST_PROXY=1 (the number of proxies in a row), or leave it unset if visitors can reach the server without it: then anybody can send that header.`;
  }
  if (!trust(peer, 0)) return `A request came with the header ${header} from an address that TRUST_PROXY does not name. If it is a proxy of yours, add its address. ${consequence}`;
  if (header !== "x-forwarded-for") return `A proxy sends ${header} and no X-Forwarded-For, which is the only header that visitors' addresses are taken from. Let the proxy set X-Forwarded-For. ${consequence}`;
  return undefined;
}
