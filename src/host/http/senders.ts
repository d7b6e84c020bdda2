/**
 * Who counts as one sender. A sender with IPv4 has one address. A sender with IPv6 has a network: a /64 at least, usually
 * a /56 for a home line, and a /48 at most (RFC 6177), which are 65,536 networks of /64. So that their owner does not act
 * as that many senders, each network counts as a limited number of them.
 */
import { networksOf, type PrefixLength } from "./ip-address.ts";

/** A network, and as how many senders it counts at most. Limits that are stored per network are multiplied by it. */
export interface Tier {
  readonly prefix: PrefixLength;
  readonly senders: number;
}

export const TIERS = {
  sender: { prefix: { ipv4: 32, ipv6: 64 }, senders: 1 },
  line: { prefix: { ipv4: 32, ipv6: 56 }, senders: 2 },
  network: { prefix: { ipv4: 32, ipv6: 48 }, senders: 5 },
} as const satisfies Record<string, Tier>;

/** The networks of /48 that a process distinguishes on a day. Each further one counts as one sender. About 10 MB at most. */
const MOST_NETWORKS = 20_000;
const DAY_MS = 24 * 60 * 60 * 1_000;

export type SenderName = (address: string | undefined, now: Date) => string;

/**
 * Names the sender of a request: its address if it has IPv4, its /64 if it has IPv6. On each day (UTC), the first /64 of a
 * /56 and the first four of a /48 have a name of their own. All others of the /56 share its name, and then all others of
 * the /48. A limit on each name therefore limits a /56 to twice and a /48 to five times as much, without another request
 * to the store. The names are in this process' memory, so that the /64s of a /48 may be others in another process.
 * Requests without an address share one name.
 */
export function createSenderNames({ most = MOST_NETWORKS } = {}): SenderName {
  let day = Number.NaN;
  let networks = new Map<string, Map<string, string>>();

  return (address = "", now) => {
    const today = Math.floor(now.getTime() / DAY_MS);
    if (today !== day) {
      day = today;
      networks = new Map();
    }
    const [own = "", line = "", network = ""] = networksOf(address, [TIERS.sender.prefix, TIERS.line.prefix, TIERS.network.prefix]);
    if (own === network) return own;
    const lineOf = networks.get(network) ?? new Map<string, string>();
    if (lineOf.size === 0 && networks.size >= most) return network;
    const add = (name: string) => {
      networks.set(network, lineOf.set(name, line));
      return name;
    };
    if (lineOf.has(own)) return own;
    // The last name of a network is that of all the others in it.
    const isFull = lineOf.size >= TIERS.network.senders - 1;
    const inLine = [...lineOf.values()].filter((known) => known === line).length;
    if (!isFull && inLine < TIERS.line.senders - 1) return add(own);
    if (lineOf.has(line)) return line;
    return isFull ? network : add(line);
  };
}

/** The names of this process. */
export const senderName = createSenderNames();
