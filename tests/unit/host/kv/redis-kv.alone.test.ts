/** What is special about REDIS_URL: the address, the sign-in, encryption, and a connection that breaks. The commands are in tests/contract/kv.test.ts. */
import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { promisify } from "node:util";
import { VercelKV } from "@vercel/kv";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../../../scripts/settings.ts";
import { connectKv, StoreNotConfiguredError } from "../../../../src/host/kv/kv.ts";
import { openRedisKv, type RedisKv } from "../../../../src/host/kv/redis-kv.ts";
import { parseRedisUrl } from "../../../../src/host/kv/redis-url.ts";
import { startPlainRedis, type PlainRedis } from "../../../fixtures/kv/plain-redis.ts";

/** What the client's package says of a connection that breaks, depending on what it was doing. */
const BROKEN = /ECONNREFUSED|ECONNRESET|EPIPE|closed/i;

describe("REDIS_URL", () => {
  test.each([
    ["redis://cache", { host: "cache", port: 6379, isEncrypted: false, username: undefined, password: undefined, database: 0 }],
    ["redis://cache/", { host: "cache", database: 0 }],
    ["rediss://site:p%40ss%2F%23@redis.example.com:6380/12", { host: "redis.example.com", port: 6380, isEncrypted: true, username: "site", password: "p@ss/#", database: 12 }],
    ["valkey://:secret@[2001:db8::1]:7000", { host: "2001:db8::1", port: 7000, isEncrypted: false, username: undefined, password: "secret" }],
    ["valkeys://valkey.example.com", { isEncrypted: true }],
  ])("%s is understood", (text, address) => {
    expect(parseRedisUrl(text)).toMatchObject(address);
  });

  test.each([
    ["https://eu1-hidden.upstash.io", /is an http address\. A REST address belongs in KV_REST_API_URL/],
    ["hidden.example.com:6379", /is not the address of a Redis/],
    ["hidden", /is not the address of a Redis/],
    ["mysql://user:hidden@host", /is not the address of a Redis/],
    ["redis://:hid#den@host:6379", /must be encoded/],
    ["redis://:hidden@host:99999", /Check its host and port/],
    ["redis:hidden", /is not the address of a Redis/],
    ["REDIS://:hidden@host", /is not the address of a Redis/],
    ["redis:///0", /names no host/],
    ["redis://:hidden@host/cache", /not the number of a database/],
    ["redis://:hidden@host/0?family=6", /which is not read/],
    ["redis://:hidden%zz@host", /"%25"/],
  ])("%s is refused, and not repeated", (text, reason) => {
    expect(() => parseRedisUrl(text)).toThrow(reason);
    expect(() => connectKv({ REDIS_URL: text })).toThrow(StoreNotConfiguredError);
    expect(() => parseRedisUrl(text)).toThrow(/^(?!.*hid)/s);
  });

  test("is not read if there is a Vercel KV, whose integration sets both", () => {
    expect(connectKv({ REDIS_URL: "redis://cache", KV_REST_API_URL: "https://eu1.upstash.io", KV_REST_API_TOKEN: "AYNg" }).kind).toBe("vercel-kv");
    expect(connectKv({ REDIS_URL: "redis://cache", VERCEL: "1" }).kind).toBe("redis");
    expect(connectKv({ REDIS_URL: "redis://cache" })).toBe(connectKv({ REDIS_URL: " redis://cache " }));
  });
});

describe("a database", { tags: ["posix"] }, () => {
  let redis: PlainRedis;
  let open: RedisKv[] = [];
  beforeAll(async () => {
    redis = await startPlainRedis();
  });
  afterEach(async () => {
    for (const store of open) store.close();
    open = [];
    redis.thaw();
    await redis.stop();
    await redis.start();
  });
  afterAll(() => redis.close());

  /** A client that repeats nothing unless told to. Its limit is far above what a busy machine takes. */
  function connect({ url = redis.url, timeout = 10_000, retries = 0 } = {}): VercelKV {
    const store = openRedisKv(url, { timeout, retryAfter: 20 });
    open.push(store);
    return new VercelKV(store.requester({ retries }));
  }

  test("is signed in to with the password, and with a user of its ACL", async () => {
    await connect().set("k", "v");
    const admin = openRedisKv(redis.url, { timeout: 10_000, retryAfter: 20 });
    open.push(admin);
    await admin.requester({ retries: 0 }).request({ body: ["ACL", "SETUSER", "site", "on", ">own pass", "~*", "+@all"] });
    expect(await connect({ url: `redis://site:own%20pass@127.0.0.1:${redis.port}` }).get("k")).toBe("v");
  });

  test.each([
    ["a wrong password", (port: number) => `redis://:wrong@127.0.0.1:${port}`, /WRONGPASS/],
    ["no password", (port: number) => `redis://127.0.0.1:${port}`, /NOAUTH/],
    ["a database number that does not exist", (port: number, password: string) => `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}/99`, /DB index is out of range/],
    ["a port at which nothing listens", () => "redis://127.0.0.1:1", /ECONNREFUSED/],
  ])("refuses %s at once, with the reason", async (_name, url, reason) => {
    await expect(connect({ url: url(redis.port, redis.password), retries: 1 }).get("k")).rejects.toThrow(reason);
  });

  test("keeps the keys of its numbers apart", async () => {
    await connect({ url: `${redis.url}/3` }).set("k", "three");
    expect(await connect().get("k")).toBeNull();
    expect(await connect({ url: `${redis.url}/3` }).get("k")).toBe("three");
  });

  test("that restarts is found again by the next request, and a reader does not notice", async () => {
    const [reader, writer] = [connect({ retries: 1 }), connect()];
    await writer.set("k", "v");
    await reader.get("k");
    await redis.stop();
    await expect(writer.get("k")).rejects.toThrow(BROKEN);
    await redis.start();
    expect(await reader.get("k")).toBeNull();
    await expect.poll(() => writer.set("k", "again").catch(() => undefined)).toBe("OK");
    expect(await reader.get("k")).toBe("again");
  });

  test("that does not answer is waited for no longer than the limit, and works again afterwards on a new connection", async () => {
    const [patient, kv] = [connect(), connect({ timeout: 500 })];
    await patient.set("k", 1);
    await expect.poll(() => kv.get("k").catch(() => undefined)).toBe(1);
    redis.freeze();
    await expect(kv.get("k")).rejects.toThrow("Redis did not answer within 0.5 s.");
    await expect(kv.multi().incr("k").exec()).rejects.toThrow("Redis did not answer within 0.5 s.");
    redis.thaw();
    await expect.poll(() => kv.exists("k").catch(() => undefined)).toBe(1);
  });

  test.each([
    ["client", "twice", 2],
    ["writer", "once", 1],
  ] as const)("is called by the %s %s when it drops the connection, and then the call fails", async (which, _word, expected) => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.once("data", () => socket.destroy());
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const kv = connectKv({ REDIS_URL: `redis://127.0.0.1:${(server.address() as AddressInfo).port}` });
    await expect(kv[which].get("k")).rejects.toThrow(BROKEN);
    expect(connections).toBe(expected);
    server.close();
  });

  test("fails all requests in progress when its connection breaks, and none of them hangs", async () => {
    const kv = connect();
    await kv.set("k", 1);
    redis.freeze();
    const waiting = Array.from({ length: 20 }, () => kv.incr("k").then(() => "ok", () => "failed"));
    await redis.stop();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["failed"]));
  });

  test("does not keep a process running", async () => {
    const program = `
      const { connectKv } = await import(${JSON.stringify(join(root, "src", "host", "kv", "kv.ts"))});
      console.log(await connectKv({ REDIS_URL: process.env.REDIS_URL }).writer.incr("n"));`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], { env: { ...process.env, REDIS_URL: redis.url }, timeout: 20_000 });
    expect(stdout.trim()).toBe("1");
  });
});

const kvAt = (url: string) => new VercelKV(openRedisKv(url, { timeout: 2_000, retryAfter: 20 }).requester({ retries: 0 }));

describe("an encrypted connection", { tags: ["posix"] }, () => {
  let folder: string;
  let redis: PlainRedis;
  const before = tls.getCACertificates("default");
  const file = (name: string) => join(folder, name);
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "redis-tls-"));
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", file("key.pem"), "-out", file("cert.pem")], { stdio: "ignore" });
    redis = await startPlainRedis({ encrypted: { certificate: file("cert.pem"), key: file("key.pem") } });
  });
  afterAll(async () => {
    tls.setDefaultCACertificates(before);
    await redis?.close();
    rmSync(folder, { recursive: true });
  });


  test("needs a certificate that this machine trusts", async () => {
    await expect(kvAt(redis.url).get("k")).rejects.toThrow(/self-signed certificate/);
    tls.setDefaultCACertificates([...before, readFileSync(file("cert.pem"), "utf8")]);
    for (const host of ["localhost", "127.0.0.1"]) expect(await kvAt(redis.url.replace("127.0.0.1", host)).set("k", host)).toBe("OK");
  });

  test("is not replaced by one without encryption", async () => {
    await expect(kvAt(redis.url.replace("rediss:", "redis:")).get("k")).rejects.toThrow(BROKEN);
  });
});
