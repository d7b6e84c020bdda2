/**
 * npm run doctor on a Redis: what it reports of a real one that is set up right, and wrong.
 *
 * @module-tag posix
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { kvFindings } from "../../../../scripts/doctor/kv.ts";
import { redisFindings } from "../../../../scripts/doctor/redis.ts";
import { openRedisKv } from "../../../../src/host/kv/redis-kv.ts";
import { startPlainRedis, type PlainRedis } from "../../../fixtures/kv/plain-redis.ts";

let redis: PlainRedis;
let admin: ReturnType<typeof openRedisKv>;
beforeAll(async () => {
  redis = await startPlainRedis();
  admin = openRedisKv(redis.url, { timeout: 5_000, retryAfter: 0 });
});
afterEach(async () => {
  await send("ACL", "SETUSER", "default", "+@all");
  await send("CONFIG", "SET", "maxmemory", "0", "maxmemory-policy", "noeviction", "appendonly", "yes", "save", "");
});
afterAll(async () => {
  admin.close();
  await redis.close();
});

const send = async (...body: string[]) => {
  const { error } = await admin.requester({ retries: 0 }).request({ body });
  expect(error).toBeUndefined();
};
const findings = (REDIS_URL = redis.url) => kvFindings({ env: { REDIS_URL }, place: "local", root: "", keyLifetimeMs: 50 });

test("a Redis that is set up right passes, with its version", async () => {
  await send("CONFIG", "SET", "appendonly", "yes");
  expect(await findings()).toEqual([
    { check: "Store", verdict: "ok", says: expect.stringContaining("Reads, writes and expiry work in the Redis.") },
    { check: "Eviction", verdict: "ok", says: expect.stringContaining("noeviction") },
    { check: "Version", verdict: "ok", says: expect.stringMatching(/^Redis \d+\.\d+\.\d+\.$/) },
    { check: "Persistence", verdict: "ok", says: expect.stringContaining("appendonly") },
  ]);
});

describe("a Redis", () => {
  test.each<[string, () => unknown, string, string, RegExp, RegExp]>([
    ["that removes keys when it is full", () => send("CONFIG", "SET", "maxmemory-policy", "allkeys-lru"), "Eviction", "problem", /allkeys-lru/, /set maxmemory-policy to noeviction/],
    ["that keeps nothing on disk", () => send("CONFIG", "SET", "appendonly", "no", "save", ""), "Persistence", "warning", /a restart loses all statistics/, /appendonly yes/],
    ["that only writes snapshots", () => send("CONFIG", "SET", "appendonly", "no", "save", "3600 1"), "Persistence", "warning", /snapshots only \(save 3600 1\)/, /appendonly yes/],
    ["that is full", () => send("CONFIG", "SET", "maxmemory", "1"), "Store", "problem", /The database is full/, /raise maxmemory/],
    ["whose user may not write", () => send("ACL", "SETUSER", "default", "-@write"), "Store", "problem", /can read but not write/, /\+@write/],
  ])("%s is reported with the remedy", async (_name, spoil, check, verdict, says, remedy) => {
    await spoil();
    expect((await findings()).filter((one) => one.check === check)).toMatchObject([{ verdict, says: expect.stringMatching(says), remedy: expect.stringMatching(remedy) }]);
  });

  test("whose user may not ask is skipped, and never passes", async () => {
    await send("ACL", "SETUSER", "default", "-info", "-config");
    const asked = (await findings()).filter(({ check }) => check !== "Store");
    expect(asked.map(({ check, verdict }) => [check, verdict])).toEqual([["Eviction", "skipped"], ["Version", "skipped"], ["Persistence", "skipped"]]);
  });

  test.each([
    ["a wrong password", (url: string) => url.replace(/:[^:@]+@/, ":wrong@"), /refuses the user or the password/, /requirepass or ACL/],
    ["a port at which nothing listens", () => "redis://127.0.0.1:1", /cannot be used: .*ECONNREFUSED/, /host and port/],
    ["TLS where there is none", (url: string) => url.replace("redis:", "rediss:"), /did not answer in time/, /that it has TLS if REDIS_URL begins with rediss/],
    ["a number that does not exist", (url: string) => `${url}/99`, /no such number/, /leave it out/],
  ])("with %s is reported with the remedy, and without the password", async (_name, change, says, remedy) => {
    const found = await findings(change(redis.url));
    expect(found).toMatchObject([{ check: "Store", verdict: "problem", says: expect.stringMatching(says), remedy: expect.stringMatching(remedy) }]);
    expect(JSON.stringify(found)).not.toContain(encodeURIComponent(redis.password));
  });

  test("that does not answer is reported within its limit", async () => {
    redis.freeze();
    try {
      expect(await findings(`${redis.url}/1`)).toMatchObject([{ check: "Store", verdict: "problem", says: expect.stringMatching(/did not answer in time/), remedy: expect.stringContaining("firewall") }]);
    } finally {
      redis.thaw();
    }
  });

  test("with a malformed address is left to the check of the settings", async () => {
    expect(await findings("redis.example.com:6379")).toEqual([{ check: "Store", verdict: "skipped", says: expect.stringContaining("under Settings") }]);
  });
});

/** What is found of a server that answers like this. */
const of = async (url: string, replies: Record<string, unknown>) => redisFindings(url, async (command) => replies[command.join(" ")]);

describe("the answers of other servers:", () => {
  test.each([
    ["server_name:valkey\nredis_version:7.2.4\nvalkey_version:8.1.3\n", "ok", /^Valkey 8\.1\.3\.$/],
    ["redis_version:5.0.14\n", "warning", /^Redis 5\.0\.14 is older than 6\.0/],
    [undefined, "skipped", /may not send INFO/],
  ])("the version in %j", async (info, verdict, says) => {
    expect((await of("redis://cache", { "INFO server": info }))[0]).toMatchObject({ check: "Version", verdict, says: expect.stringMatching(says) });
  });

  test.each([
    ["redis://redis.example.com", "warning"],
    ["redis://203.0.113.7", "warning"],
    ["redis://172.32.0.1", "warning"],
    ["redis://[2001:db8::1]", "warning"],
    ["rediss://redis.example.com", "ok"],
    ["redis://valkey", undefined],
    ["redis://db.internal", undefined],
    ["redis://10.1.2.3", undefined],
    ["redis://172.16.0.1", undefined],
    ["redis://[fd00::1]", undefined],
    ["redis://127.0.0.1", undefined],
  ])("the encryption of %s is reported as %s", async (url, verdict) => {
    expect((await of(url, {})).find(({ check }) => check === "Encryption")?.verdict).toBe(verdict);
  });
});
