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
 * Logs each problem once: TRUST_PROXY that does not match the requests that arrive, or a proxy that changes Host.
 * All visitors behind a proxy would otherwise have one address: they would share its limits, and five wrong passwords
 * of strangers would lock the sign-in.
 */
export function createProxyWatch(trust: ProxyTrust | undefined, log: (message: string) => void = console.warn): (asked: Asked) => void {
  const logged = new Set<string>();
  return ({ headers, socket }) => {
    const found = SENT_BY_PROXIES.find((name) => headers[name] !== undefined);
    for (const message of [found && problemOf(found, trust, canonicalAddress(socket.remoteAddress ?? "") ?? ""), hostProblem(headers)]) {
      if (!message || logged.has(message)) continue;
      logged.add(message);
      log(message);
    }
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

/** A browser knows whether a page sends to its own site; a proxy that changes Host makes this server take it for another one. */
function hostProblem({ host, origin, "sec-fetch-site": relation }: IncomingMessage["headers"]): string | undefined {
  if (relation !== "same-origin" || origin === undefined || !URL.canParse(origin)) return undefined;
  const { protocol, host: own } = new URL(origin);
  if (!URL.canParse(`${protocol}//${host}`) || new URL(`${protocol}//${host}`).host === own) return undefined;
  return "The header Host of a request is not the host of the page that sent it, so there seems to be a proxy that changes Host. Forms and samples are refused then, because they seem to come from another site. Let the proxy keep Host (nginx: proxy_set_header Host $http_host; Apache: ProxyPreserveHost On).";
}
