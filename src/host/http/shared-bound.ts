import { SENDER } from "./address-hash.ts";
import { networkOf, type PrefixLength } from "./ip-address.ts";

/**
 * A bound that many share, divided among those who use it, so that nobody can use it up for the others:
 * in each window an owner's group has `most` divided by the number of groups that were seen in it, and
 * an owner the same part of what the group has. Whoever is alone has all of it.
 *
 * A newcomer gets a share of its own even when others have used up everything, so the total can exceed
 * `most`: by the harmonic series, `most · (ln most + 1)` at the worst. That takes `most` groups, and
 * from then on newcomers are refused.
 *
 * It lives in this process' memory, and costs nothing before anything is read.
 */
export interface SharedBound {
  /** Counts one more of this owner if it is within its share, and returns whether it is. */
  admits(owner: Owner, now: Date): boolean;
}

/** Who a share is for. Owners of a group divide the group's share. */
export interface Owner {
  readonly group: string;
  readonly name: string;
}

/** In ms. */
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** As wide as what one customer of a provider can have. */
const NETWORK: PrefixLength = { ipv4: 24, ipv6: 48 };

/** The sender of a request, in the network that it comes from. */
export function senderOf(address = ""): Owner {
  return { group: networkOf(address, NETWORK), name: networkOf(address, SENDER) };
}

export function createSharedBound({ most, window }: { most: number; window: number }): SharedBound {
  let current = Number.NaN;
  let groups = new Map<string, { used: number; owners: Map<string, number> }>();

  return {
    admits({ group, name }, now) {
      const index = Math.floor(now.getTime() / window);
      if (index !== current) {
        current = index;
        groups = new Map();
      }
      const { used, owners } = groups.get(group) ?? { used: 0, owners: new Map<string, number>() };
      const own = owners.get(name) ?? 0;
      const shareOfGroup = Math.floor(most / (groups.has(group) ? groups.size : groups.size + 1));
      const share = Math.floor(shareOfGroup / (owners.has(name) ? owners.size : owners.size + 1));
      // Who is refused is not remembered: there are never more than `most` groups.
      if (used >= shareOfGroup || own >= share) return false;
      groups.set(group, { used: used + 1, owners: owners.set(name, own + 1) });
      return true;
    },
  };
}
