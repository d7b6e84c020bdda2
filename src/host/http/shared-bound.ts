import { networkOf } from "./ip-address.ts";
import { TIERS } from "./senders.ts";

/**
 * A limit that is divided among its users, so that no user can use it up: in each window, a group gets `most`
 * divided by the number of groups seen in the window, and an owner its group's share divided likewise. A
 * single owner gets the entire limit.
 *
 * A new group gets a share even if others have used up theirs, so the total can exceed `most`: by the
 * harmonic series, `most · (ln most + 1)` in the worst case. That takes `most` groups; further groups are
 * refused.
 *
 * The counts are in this process' memory, so a check costs no request.
 */
export interface SharedBound {
  /** Returns whether the owner is within its share, and counts one more if so. */
  admits(owner: Owner, now: Date): boolean;
}

/** The holder of a share. The owners of a group divide the group's share. */
export interface Owner {
  readonly group: string;
  readonly name: string;
}

/** In ms. */
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** The sender of a request, grouped by its network: with IPv4 a /24, the smallest that is routed. */
export function senderOf(address = ""): Owner {
  return { group: networkOf(address, { ...TIERS.network.prefix, ipv4: 24 }), name: networkOf(address, TIERS.sender.prefix) };
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
      // Refused owners are not stored, so there are never more than `most` groups.
      if (used >= shareOfGroup || own >= share) return false;
      groups.set(group, { used: used + 1, owners: owners.set(name, own + 1) });
      return true;
    },
  };
}
