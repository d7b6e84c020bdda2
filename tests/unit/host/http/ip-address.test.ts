import { BlockList, isIPv4 } from "node:net";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalAddress, networkOf } from "../../../../src/host/http/ip-address.ts";

describe("an address", () => {
  test.each([
    ["203.0.113.9", "203.0.113.9"],
    ["203.0.113.9:50001", "203.0.113.9"],
    ["[203.0.113.9]:50001", undefined],
    ["2001:db8::1", "2001:db8::1"],
    ["2001:0DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["[fe80::1%25en-0]:443", "fe80::1"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["[::ffff:203.0.113.9]:50001", "203.0.113.9"],
    ["::ffff:cb00:7109", "203.0.113.9"],
    ["::FFFF:203.0.113.9", "203.0.113.9"],
    ["64:ff9b::203.0.113.9", "203.0.113.9"],
    ["64:FF9B::cb00:7109", "203.0.113.9"],
    ["[64:ff9b::cb00:7109%eth0]:443", "203.0.113.9"],
    ["64:ff9b:1::cb00:7109", "203.0.113.9"],
    ["::ffff:0:203.0.113.9", "203.0.113.9"],
    ["64:ff9c::cb00:7109", "64:ff9c::cb00:7109"],
    ["  203.0.113.9\t", "203.0.113.9"],
    [" [2001:db8::1]:443 ", "2001:db8::1"],
    ["", undefined],
    ["unknown", undefined],
    ["_hidden", undefined],
    ["203.0.113", undefined],
    ["203.0.113.9:", undefined],
    ["203.0.113.9:port", undefined],
    ["203.0.113.256", undefined],
    ["127.1", undefined],
    ["0x7f.0.0.1", undefined],
    ["010.0.0.1", undefined],
    ["::ffff:0x7f.0.0.1", undefined],
    ["::ffff:010.0.0.1", undefined],
    ["64:ff9b::127.1", undefined],
    ["2001:db8::1/64", undefined],
    ["203.0.113.9%eth0", undefined],
    ["2130706433", undefined],
    ["1::2::3", undefined],
    ["203.0.113.9, 203.0.113.10", undefined],
  ])("%j is %s", (written, address) => {
    expect(canonicalAddress(written)).toBe(address);
  });

  test("is the same with any port, brackets, zone and notation", () => {
    const port = fc.integer({ min: 0, max: 65_535 });
    const zone = fc.stringMatching(/^[\w.~-]{1,10}$/);
    fc.assert(
      fc.property(fc.ipV4(), port, (address, n) => {
        expect(new Set([address, `${address}:${n}`, `::ffff:${address}`, `[::ffff:${address}]:${n}`, `64:ff9b::${address}`].map(canonicalAddress))).toEqual(new Set([address]));
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), port, zone, (address, n, interfaceName) => {
        const spellings = [address, address.toUpperCase(), `[${address}]`, `[${address}]:${n}`, `${address}%${interfaceName}`, `[${address}%${interfaceName}]:${n}`];
        const [first, ...others] = new Set(spellings.map(canonicalAddress));
        expect([typeof first, others]).toEqual(["string", []]);
      }),
    );
  });

  test("is never made from other text, and no text makes it throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d.:%[\]a-fx]{0,40}$/)), (text) => {
        const address = canonicalAddress(text);
        expect(address && canonicalAddress(address)).toBe(address);
      }),
    );
  });
});

describe("a network", () => {
  test.each([
    ["203.0.113.9", "203.0.113.0/24"],
    ["::ffff:203.0.113.9", "203.0.113.0/24"],
    ["2001:db8:1:2ff:ffff::1", "2001:db8:1:200::/56"],
    ["2001:db8:1:300::1", "2001:db8:1:300::/56"],
  ])("of %s is %s", (address, network) => {
    expect(networkOf(address, { ipv4: 24, ipv6: 56 })).toBe(network);
  });

  test("of a text that is not an address is the text itself", () => {
    expect(networkOf("", { ipv4: 24, ipv6: 56 })).toBe("");
  });

  test("contains an address exactly if Node's BlockList says so", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 8, max: 32 }), (address, bits) => {
        const canonical = canonicalAddress(address) ?? "";
        const [network = "", length] = networkOf(address, { ipv4: bits, ipv6: bits }).split("/");
        const family = isIPv4(canonical) ? "ipv4" : "ipv6";
        const list = new BlockList();
        list.addSubnet(network, Number(length), family);
        expect(list.check(canonical, family)).toBe(true);
      }),
    );
  });
});
