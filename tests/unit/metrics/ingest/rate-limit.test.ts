import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DEFAULT_RATE, parseRate } from "../../../../src/metrics/ingest/rate-limit.ts";
import { checkRate } from "../../../../src/host/http/rate-limit.ts";
import { visitorAddress } from "../../../../src/host/http/visitor-address.ts";
import { startEmbedded, type EmbeddedClient } from "../../../fixtures/kv/embedded-client.ts";

const ADDRESS = "203.0.113.7";

let now: Date;
let kv: EmbeddedClient;
beforeEach(() => {
  now = new Date("2026-03-09T08:30:15.250Z");
  kv = startEmbedded(() => now);
});
afterEach(() => kv.close());

const post = (address: string | undefined = ADDRESS, perMinute = 3, client = kv.client) => checkRate(client, address, { perMinute, now });

async function posts(n: number, ...rest: Parameters<typeof post>) {
  const waits = [];
  for (let i = 0; i < n; i++) waits.push(await post(...rest));
  return waits;
}

describe("the rate of an address", () => {
  test("lets in as many posts a minute as are allowed, and then says how many whole seconds are left of it", async () => {
    expect(await posts(5)).toEqual([undefined, undefined, undefined, 45, 45]);
  });

  test("costs no request once it is known to be exceeded", async () => {
    await posts(4);
    const before = kv.requests.length;
    expect(await posts(100)).toEqual(Array<number>(100).fill(45));
    expect(kv.requests.length - before).toBe(0);
    now = new Date("2026-03-09T08:31:00.000Z");
    expect(await post()).toBeUndefined();
  });

  test("is five times as much for the whole of a /48", async () => {
    const waits = [];
    for (let i = 0; i < 100; i++) waits.push(await post(`2001:db8:48:${i % 10}0${i % 3}::1`));
    expect(waits.filter((wait) => wait === undefined)).toHaveLength(5 * 3);
  });

  test("is counted anew with every minute of the clock", async () => {
    await posts(4);
    now = new Date("2026-03-09T08:30:59.999Z");
    expect(await post()).toBe(1);
    now = new Date("2026-03-09T08:31:00.000Z");
    expect(await posts(4)).toEqual([undefined, undefined, undefined, 60]);
  });

  test("is one address' own", async () => {
    await posts(4);
    expect(await post("203.0.113.8")).toBeUndefined();
  });

  test.each([
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"],
    ["2001:db8::1", "2001:0db8:0:0:5::1"],
    ["::1", "::2"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
  ])("is that of its network: %s and %s share one", async (one, other) => {
    await posts(3, one);
    expect(await post(other)).toBeDefined();
  });

  test.each([
    ["2001:db8:1:2::1", "2001:db8:1:3::1"],
    ["2001:db8::1", "2001:db8:0:1::1"],
    ["::ffff:203.0.113.9", "::ffff:203.0.113.10"],
  ])("is not that of the network beside: %s and %s", async (one, other) => {
    await posts(4, one);
    expect(await post(other)).toBeUndefined();
  });

  test("is the same over all instances", async () => {
    await posts(2);
    const another = kv.another();
    expect(await posts(2, ADDRESS, 3, another)).toEqual([undefined, 45]);
  });

  test("is one for all who name no address", async () => {
    expect(await posts(2, undefined, 1)).toEqual([undefined, 45]);
  });

  test("survives midnight, when the salt changes", async () => {
    await posts(4);
    now = new Date("2026-03-10T00:00:00.000Z");
    expect(await posts(4)).toEqual([undefined, undefined, undefined, 60]);
  });

  test("costs one round trip, and one more for the first of the day", async () => {
    await post();
    expect(kv.requests).toHaveLength(2);
    await posts(3);
    expect(kv.requests).toHaveLength(5);
    now = new Date("2026-03-10T08:30:00.000Z");
    await post();
    expect(kv.requests).toHaveLength(7);
  });

  test("is all forgotten: the count after 2 minutes, the salt after 2 days", async () => {
    await post();
    const keys = kv.requests.flat().map((command) => (command as string[])[1]);
    const [salt, count] = [keys.find((key) => key?.includes(":salt:")), keys.find((key) => key?.includes(":rate:"))];
    expect(await kv.client.ttl(String(count))).toBe(120);
    expect(await kv.client.ttl(String(salt))).toBe(2 * 24 * 60 * 60);
  });

  test("never takes the address itself to the store, nor a hash that could be made without the salt", async () => {
    await posts(2);
    const sent = JSON.stringify(kv.requests);
    expect(sent).not.toContain(ADDRESS);
    expect(sent).not.toContain(createHash("sha256").update(ADDRESS).digest("hex").slice(0, 16));
    expect(sent).toMatch(/readyslot:v3:rate:[0-9a-f]{16}:\d+"/);
  });

  test("looks different under the next day's salt", async () => {
    const hashes = new Set<string>();
    for (const day of ["2026-03-09", "2026-03-10"]) {
      now = new Date(`${day}T12:00:00Z`);
      await post();
    }
    for (const [, hash = ""] of JSON.stringify(kv.requests).matchAll(/:rate:([0-9a-f]{16}):/g)) hashes.add(hash);
    expect(hashes.size).toBe(2);
  });
});

describe("an address", () => {
  test.each([
    [{ "x-real-ip": "203.0.113.7", "x-forwarded-for": "198.51.100.1" }, "203.0.113.7"],
    [{ "x-forwarded-for": "203.0.113.7" }, "203.0.113.7"],
    [{ "x-forwarded-for": "forged, 198.51.100.1, 203.0.113.7" }, "203.0.113.7"],
    [{ "x-forwarded-for": "198.51.100.1, [2001:DB8::1]:443, , " }, "2001:db8::1"],
    [{ "x-real-ip": "2001:DB8::1" }, "2001:db8::1"],
    [{ "x-real-ip": " ", "x-forwarded-for": "" }, undefined],
    [{}, undefined],
  ])("in %j is %s: what the host's edge wrote, never what the sender put before it", (headers, address) => {
    expect(visitorAddress(new Headers(headers))).toBe(address);
  });
});

describe("METRICS_RATE_PER_MINUTE", () => {
  test.each([["1", 1], [" 500 ", 500], ["1000000", 1_000_000], [undefined, DEFAULT_RATE], ["", DEFAULT_RATE]])("%j is %d", (setting, rate) => {
    expect(parseRate(setting)).toBe(rate);
  });

  test.each(["0", "-5", "1000001", "many", "1e3", "12.5"])("%j is the default, with one warning that says what was expected", (setting) => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    expect([parseRate(setting), parseRate(setting)]).toEqual([DEFAULT_RATE, DEFAULT_RATE]);
    expect(warn.mock.calls).toEqual([[expect.stringContaining(`"${setting}". Write a whole number from 1 to 1000000`)]]);
  });
});
