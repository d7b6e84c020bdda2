import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSharedBound, MINUTE, senderOf, type SharedBound } from "../../../../src/host/http/shared-bound.ts";

const NOW = new Date("2026-03-09T08:30:15.250Z");
const MOST = 30;

/** The number of these posts that are within the limit. */
function admitted(bound: SharedBound, addresses: readonly string[], now = NOW): number {
  return addresses.filter((address) => bound.admits(senderOf(address), now)).length;
}

const times = (n: number, address: string) => Array.from({ length: n }, () => address);
const HOME = "203.0.113.7";

describe("a limit that senders share", () => {
  test("is entirely available to a single sender", () => {
    expect(admitted(createSharedBound({ most: MOST, window: MINUTE }), times(100, HOME))).toBe(MOST);
  });

  test.each([
    ["one address", times(1_000, "198.51.100.1")],
    ["a whole IPv4 network", Array.from({ length: 1_000 }, (_, i) => `198.51.100.${i % 256}`)],
    ["a whole IPv6 network", Array.from({ length: 1_000 }, (_, i) => `2001:db8:1:${i.toString(16)}::1`)],
  ])("is not used up by %s: half of it remains for others", (_name, flood) => {
    const bound = createSharedBound({ most: MOST, window: MINUTE });
    expect(admitted(bound, flood)).toBe(MOST);
    expect(admitted(bound, times(100, HOME))).toBe(MOST / 2);
  });

  test("starts again with every window", () => {
    const bound = createSharedBound({ most: MOST, window: MINUTE });
    admitted(bound, times(100, HOME));
    expect(admitted(bound, times(100, HOME), new Date(NOW.getTime() + MINUTE))).toBe(MOST);
  });

  test("has one share for all senders without an address", () => {
    const bound = createSharedBound({ most: MOST, window: MINUTE });
    const noName = Array.from({ length: 100 }, () => bound.admits(senderOf(undefined), NOW)).filter(Boolean);
    expect(noName).toHaveLength(MOST);
    expect(admitted(bound, times(100, HOME))).toBe(MOST / 2);
  });

  const network = fc.integer({ min: 1, max: MOST - 1 }).map((n) => `10.0.${n}`);
  const post = fc.tuple(network, fc.integer({ min: 1, max: 200 })).map(([prefix, host]) => `${prefix}.${host}`);

  test("admits a new network, whatever fewer than `most` others have sent", () => {
    fc.assert(
      fc.property(fc.array(post, { maxLength: 2_000 }), (flood) => {
        const bound = createSharedBound({ most: MOST, window: MINUTE });
        admitted(bound, flood);
        expect(admitted(bound, [HOME])).toBe(1);
      }),
    );
  });

  test("admits at most `most` per network, and at most the harmonic series in total", () => {
    const worst = Array.from({ length: MOST }, (_, i) => Math.floor(MOST / (i + 1))).reduce((sum, n) => sum + n, 0);
    fc.assert(
      fc.property(fc.array(fc.oneof(post, fc.ipV4(), fc.ipV6()), { maxLength: 2_000 }), (flood) => {
        const bound = createSharedBound({ most: MOST, window: MINUTE });
        const through = flood.filter((address) => bound.admits(senderOf(address), NOW));
        expect(through.length).toBeLessThanOrEqual(worst);
        for (const ofGroup of Map.groupBy(through, (address) => senderOf(address).group).values()) expect(ofGroup.length).toBeLessThanOrEqual(MOST);
      }),
    );
  });
});
