import type { IncomingMessage } from "node:http";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { trustOf, visitorOf } from "../../../../scripts/deployed-output/visitor.ts";
import { canonicalAddress } from "../../../../src/host/http/ip-address.ts";
import { parseTrustProxy } from "../../../../src/host/http/trust-proxy.ts";

const askedBy = (forwarded: string) => ({ headers: { "x-forwarded-for": forwarded }, socket: { remoteAddress: "::ffff:127.0.0.1" } }) as unknown as IncomingMessage;

/** The message with which a setting is refused, or whether a request gets an address. */
function outcomeOf(setting: string, forwarded: string): string {
  try {
    const proxies = parseTrustProxy(setting);
    const { address } = visitorOf(askedBy(forwarded), proxies && trustOf(proxies));
    return canonicalAddress(address) === address ? "found" : `not an address: ${address}`;
  } catch (error) {
    return (error as Error).message;
  }
}

describe("TRUST_PROXY", () => {
  test.each([undefined, "", " ", "\n"])("%j trusts no proxy", (setting) => {
    expect(parseTrustProxy(setting)).toBeUndefined();
  });

  test.each([
    ["1", { hops: 1 }],
    [" 9\n", { hops: 9 }],
    ["01", { hops: 1 }],
    ["loopback", { addresses: ["loopback"] }],
    ["10.0.0.0/8,  203.0.113.4 2001:db8::/32", { addresses: ["10.0.0.0/8", "203.0.113.4", "2001:db8::/32"] }],
    ["::ffff:10.0.0.0/104", { addresses: ["::ffff:10.0.0.0/104"] }],
  ])("%j", (setting, proxies) => {
    expect(parseTrustProxy(setting)).toEqual(proxies);
  });

  test.each(["0", "10", "-1", "1.5", "1e0", "0x1", "true", "yes", "all", "*", "1,2", "1 loopback", "LOOPBACK", "private", "10.0.0.0/0", "10.0.0.0/33", "::/0", "::1/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/255.0.0.0", "10.0.0.0-10.0.0.9", "10.0.0.*", "010.0.0.1", "10.1", "fe80::1%eth0", "[::1]", "127.0.0.1:80", "proxy.example", ",", "10.0.0.1;10.0.0.2"])("%s is refused with values to write", (setting) => {
    expect(() => parseTrustProxy(setting)).toThrow(`TRUST_PROXY is "${setting}". Write 1 for one proxy in front of the server`);
  });

  const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4().map((one) => `::ffff:${one}`));
  const entry = fc.oneof(address, fc.tuple(address, fc.integer({ min: 0, max: 130 })).map((parts) => parts.join("/")), fc.constantFrom("loopback", "linklocal", "uniquelocal", "1", "3"), fc.stringMatching(/^[\d.:/%a-f]{0,20}$/));
  const way = fc.array(fc.oneof(address, address.map((one) => (one.includes(":") ? `[${one}]:80` : `${one}:80`)), fc.constantFrom("unknown", "_hidden", "", '"203.0.113.7"'), fc.string()), { maxLength: 5 });

  test("is refused, or finds an address for every request", () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 3 }), fc.constantFrom(",", " ", ", "), way, (entries, comma, forwarded) => {
        expect(outcomeOf(entries.join(comma), forwarded.join(", "))).toMatch(/^found$|^TRUST_PROXY is "[^]*Write 1 for one proxy/);
      }),
      { numRuns: 1_000 },
    );
  });

  test("with a number of proxies, nothing that a sender writes before their entries changes the address", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(address, { minLength: 5, maxLength: 5 }), way, (hops, seen, made) => {
        const last = seen.slice(0, hops).map((one) => canonicalAddress(one) ?? "");
        const { address: found } = visitorOf(askedBy([...made, ...last].join(", ")), trustOf({ hops }));
        expect(found).toBe(last[0]);
      }),
    );
  });
});
