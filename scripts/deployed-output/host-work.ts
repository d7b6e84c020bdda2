import { senderOf } from "../../src/host/http/shared-bound.ts";

/** The key under which @vercel/functions and src/host/http/wait-until.ts look for the host. */
const HOST_CONTEXT = Symbol.for("@vercel/request-context");

const pending = new Set<Promise<unknown>>();

/** Gives the function a `waitUntil`, as Vercel's runtime does. */
export function provideWaitUntil(): void {
  (globalThis as { [key: symbol]: unknown })[HOST_CONTEXT] = { get: () => ({ waitUntil }) };
}

function waitUntil(work: Promise<unknown>): void {
  const settled = Promise.allSettled([work]);
  pending.add(settled);
  void settled.then(() => pending.delete(settled));
}

/** Resolves when all background work has ended, including work that it started itself. */
export async function workEnded(): Promise<void> {
  while (pending.size > 0) await Promise.all(pending);
}

/** The requests that are worked on at once. */
export interface InFlight {
  /** Returns how to leave again; undefined if too many requests are worked on, or too many of this network. */
  enter(address: string): (() => void) | undefined;
}

/** A network's share, so that one that keeps its requests open (by sending their bodies slowly) leaves room for others. */
const SHARE = 1 / 4;

export function createInFlight(most: number): InFlight {
  const ofNetworks = new Map<string, number>();
  let all = 0;

  return {
    enter(address) {
      const { group } = senderOf(address);
      const own = ofNetworks.get(group) ?? 0;
      if (all >= most || own >= most * SHARE) return undefined;
      all += 1;
      ofNetworks.set(group, own + 1);
      return () => {
        all -= 1;
        const left = (ofNetworks.get(group) ?? 1) - 1;
        if (left > 0) ofNetworks.set(group, left);
        else ofNetworks.delete(group);
      };
    },
  };
}
