import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRefusedSenders } from "../../../../src/host/http/rate-limit.ts";
import { createSenderNames } from "../../../../src/host/http/senders.ts";

const NOW = new Date("2026-03-09T08:30:15.250Z");
const TOMORROW = new Date("2026-03-10T00:00:00.000Z");

/** The names that these addresses get, in this order. */
function namesOf(addresses: readonly string[], name = createSenderNames(), now = NOW): Set<string> {
  return new Set(addresses.map((address) => name(address, now)));
}

const hex = (n: number) => n.toString(16);
/** An address in each /64 of 2001:db8:1::/48. */
const EVERY_64 = Array.from({ length: 65_536 }, (_, i) => `2001:db8:1:${hex(i)}::${hex(i % 7)}`);

describe("the senders", () => {
  test("of a /48 are five, whichever of its 65,536 networks post", () => {
    expect([...namesOf(EVERY_64)]).toEqual(["2001:db8:1::/64", "2001:db8:1::/56", "2001:db8:1:100::/64", "2001:db8:1:100::/56", "2001:db8:1::/48"]);
    expect(namesOf(EVERY_64.filter((_, i) => i % 256 === 255).toReversed()).size).toBe(5);
  });

  test("of a /56 are two", () => {
    expect(namesOf(EVERY_64.slice(0, 256)).size).toBe(2);
  });

  test("of a /64 are one, whatever the rest of the address is", () => {
    expect(namesOf(["2001:db8:1:2::1", "2001:db8:1:2:ffff::", "[2001:DB8:1:2::9]:443", "2001:db8:1:2::1%eth0"])).toEqual(new Set(["2001:db8:1:2::/64"]));
  });

  test("with IPv4 are their addresses, however they are written", () => {
    expect(namesOf(["203.0.113.7", "::ffff:203.0.113.7", "64:ff9b::203.0.113.7", "203.0.113.7:50001"])).toEqual(new Set(["203.0.113.7/32"]));
    expect(namesOf(Array.from({ length: 256 }, (_, i) => `203.0.113.${i}`)).size).toBe(256);
  });

  test("without an address are one", () => {
    const name = createSenderNames();
    expect([name(undefined, NOW), name("", NOW)]).toEqual(["", ""]);
  });

  test("of another network are not affected by a /48 that posts from everywhere", () => {
    const name = createSenderNames();
    namesOf(EVERY_64.slice(-2_000), name);
    expect(name("2001:db8:2::1", NOW)).toBe("2001:db8:2::/64");
  });

  test("keep their names all day, and a new day starts again", () => {
    const name = createSenderNames();
    const first = name("2001:db8:1:ff00::1", NOW);
    namesOf(EVERY_64.slice(0, 2_000), name);
    expect(name("2001:db8:1:ff00::2", NOW)).toBe(first);
    expect(name("2001:db8:1:700::1", NOW)).toBe("2001:db8:1::/48");
    expect(name("2001:db8:1:700::1", TOMORROW)).toBe("2001:db8:1:700::/64");
  });

  test("of further networks than the memory holds are one for each /48", () => {
    const name = createSenderNames({ most: 2 });
    expect(namesOf(["2001:db8:1::1", "2001:db8:2::1", "2001:db8:3::1", "2001:db8:3:5::1"], name)).toEqual(new Set(["2001:db8:1::/64", "2001:db8:2::/64", "2001:db8:3::/48"]));
    expect(name("2001:db8:2:5::1", NOW)).toBe("2001:db8:2::/56");
  });

  test("are never more than two for a /56 and five for a /48, in any order, and none changes its name", () => {
    const part = fc.integer({ min: 0, max: 3 });
    const address = fc.tuple(part, part, part).map(([network, line, own]) => `2001:db8:${network}:${line}0${own}::1`);
    fc.assert(
      fc.property(fc.array(address, { maxLength: 200 }), (posts) => {
        const name = createSenderNames();
        const named = posts.map((post) => ({ post, name: name(post, NOW) }));
        const owners = named.filter((one) => one.name.endsWith("/64"));
        expect(owners.map(({ post }) => name(post, NOW))).toEqual(owners.map((one) => one.name));
        for (const [bits, most] of [[56, 2], [48, 5]] as const) {
          const groups = Map.groupBy(named, ({ post }) => post.slice(0, bits === 48 ? 10 : 12));
          for (const group of groups.values()) {
            const names = new Set(group.map((one) => one.name).filter((one) => bits === 48 || !one.endsWith("/48")));
            expect(names.size).toBeLessThanOrEqual(most);
          }
        }
      }),
    );
  });
});

describe("a refused sender", () => {
  const until = new Date("2026-03-09T08:31:00.000Z");

  test("has to wait until then", () => {
    const refused = createRefusedSenders();
    refused.refuse("a", NOW, until);
    expect([refused.secondsToWait("a", NOW), refused.secondsToWait("b", NOW)]).toEqual([45, undefined]);
    expect(refused.secondsToWait("a", new Date(until.getTime() - 1))).toBe(1);
    expect(refused.secondsToWait("a", until)).toBeUndefined();
  });

  test("is forgotten when the clock turns out to have been ahead", () => {
    const refused = createRefusedSenders();
    refused.refuse("a", TOMORROW, new Date("2026-03-11T00:00:00.000Z"));
    expect(refused.secondsToWait("a", NOW)).toBeUndefined();
  });

  test("is one of a limited number: the oldest are forgotten", () => {
    const refused = createRefusedSenders({ most: 3 });
    for (const name of ["a", "b", "c", "a", "d"]) refused.refuse(name, NOW, until);
    expect(["a", "b", "c", "d"].filter((name) => refused.secondsToWait(name, NOW))).toEqual(["a", "c", "d"]);
  });
});
