import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { VercelKV } from "@vercel/kv";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openEmbeddedKv } from "../../src/host/kv/embedded-kv.ts";
import { ALL_ENGINES } from "../fixtures/kv/kv-engines.ts";
import type { Engine } from "../fixtures/kv/kv-engines.ts";
import { startRedisRest } from "../fixtures/kv/redis-rest.ts";

const WRONGTYPE = /WRONGTYPE Operation against a key holding the wrong kind of value/;

/** The client takes any text for a number; a number of JavaScript could not be this one. */
const exactly = (digits: string) => digits as unknown as number;

const bumpBoth = (client: Engine["client"]) => client.multi().incr("a").incr("b").exec();

describe.each(ALL_ENGINES)("on $name", ({ start }) => {
  let engine: Engine;
  let kv: Engine["client"];
  beforeAll(async () => {
    engine = await start();
  });
  beforeEach(async () => {
    await engine.flush();
    kv = engine.client;
  });
  afterAll(() => engine.close());

  it("TIME is the clock of the store", async () => {
    const [seconds, microseconds] = await kv.time();
    expect(Math.abs(Number(seconds) - Date.now() / 1_000)).toBeLessThan(60);
    expect(Number(microseconds)).toBeLessThan(1_000_000);
  });

  describe("strings", () => {
    it("SET and GET keep any text, and JSON comes back parsed", async () => {
      expect(await kv.set("s", "é 😀 \u0000 \n\"")).toBe("OK");
      expect(await kv.get("s")).toBe("é 😀 \u0000 \n\"");
      await kv.set("o", { a: [1, "x"] });
      expect(await kv.get("o")).toEqual({ a: [1, "x"] });
      await kv.set("empty", "");
      expect(await kv.get("empty")).toBe("");
      expect(await kv.get("none")).toBeNull();
    });

    it("MGET reads many, parsed as GET parses them, and null where there is no text", async () => {
      await kv.set("s", "text");
      await kv.set("o", { a: 1 });
      await kv.hincrby("h", "f", 1);
      await kv.set("gone", "x", { px: 1 });
      await expect.poll(() => kv.exists("gone")).toBe(0);
      expect(await kv.mget("s", "none", "o", "h", "gone", "s")).toEqual(["text", null, { a: 1 }, null, null, "text"]);
    });

    it("SET replaces a key of any type and takes its expiry away", async () => {
      await kv.lpush("k", "a");
      await kv.expire("k", 100);
      await kv.set("k", "text");
      expect(await kv.get("k")).toBe("text");
      expect(await kv.ttl("k")).toBe(-1);
    });

    it("SET with NX writes only where nothing is", async () => {
      expect(await kv.set("k", "first", { nx: true, ex: 100 })).toBe("OK");
      expect(await kv.set("k", "second", { nx: true, ex: 5 })).toBeNull();
      expect(await kv.get("k")).toBe("first");
      expect(await kv.ttl("k")).toBe(100);
    });

    it("SET with NX and PX is a claim: one of many gets it, until its time is up", async () => {
      const claims = await Promise.all(Array.from({ length: 20 }, (_, i) => kv.set("claim", `w${i}`, { nx: true, px: 60_000 })));
      expect(claims.filter((answer) => answer === "OK")).toHaveLength(1);
      expect(await kv.get("claim")).toBe(`w${claims.indexOf("OK")}`);
      await kv.set("claim", "short", { px: 1 });
      await expect.poll(() => kv.set("claim", "next", { nx: true, px: 60_000 })).toBe("OK");
    });

    it("SET refuses an expiry that is no positive integer", async () => {
      await expect(kv.set("k", "v", { ex: 0 })).rejects.toThrow("ERR invalid expire time in 'set' command");
      await expect(kv.set("k", "v", { px: -5 })).rejects.toThrow("ERR invalid expire time in 'set' command");
      await expect(kv.set("k", "v", { ex: 1.5 })).rejects.toThrow("ERR value is not an integer or out of range");
      expect(await kv.exists("k")).toBe(0);
    });

    it("INCR and INCRBY count from nothing and keep the expiry", async () => {
      expect(await kv.incr("n")).toBe(1);
      await kv.expire("n", 100);
      expect(await kv.incrby("n", -5)).toBe(-4);
      expect(await kv.ttl("n")).toBe(100);
    });

    it("counts to the last of 64 bits exactly, and refuses the step beyond", async () => {
      await kv.set("n", "9007199254740992");
      await kv.incr("n");
      expect(await kv.get("n")).toBe("9007199254740993"); // as text, since no JS number is this one
      await kv.set("n", "9223372036854775806");
      await kv.incr("n");
      expect(await kv.get("n")).toBe("9223372036854775807");
      await expect(kv.incr("n")).rejects.toThrow("ERR increment or decrement would overflow");
      await kv.set("n", "-9223372036854775808");
      await expect(kv.incrby("n", -1)).rejects.toThrow("ERR increment or decrement would overflow");
      expect(await kv.get("n")).toBe("-9223372036854775808");
    });

    it.each(["abc", "1.0", " 1", "01", "+1", "9223372036854775808"])("does not increment %j", async (text) => {
      await kv.set("n", text);
      await expect(kv.incr("n")).rejects.toThrow("ERR value is not an integer or out of range");
    });

    it("DEL and EXISTS count keys, a repeated one as often as it is named", async () => {
      await kv.set("a", "1");
      await kv.hincrby("b", "f", 1);
      expect(await kv.exists("a", "b", "a", "none")).toBe(3);
      expect(await kv.del("a", "b", "none")).toBe(2);
      expect(await kv.exists("a", "b")).toBe(0);
      expect(await kv.hgetall("b")).toBeNull();
    });
  });

  describe("expiry", () => {
    it("TTL tells the absent from the lasting", async () => {
      await kv.set("k", "v");
      expect(await kv.ttl("k")).toBe(-1);
      expect(await kv.ttl("none")).toBe(-2);
      expect(await kv.expire("k", 3600)).toBe(1);
      expect(await kv.ttl("k")).toBe(3600);
      expect(await kv.expire("none", 10)).toBe(0);
    });

    it("EXPIRE with no time left removes the key", async () => {
      await kv.lpush("k", "a");
      expect(await kv.expire("k", -1)).toBe(1);
      expect(await kv.exists("k")).toBe(0);
      expect(await kv.llen("k")).toBe(0);
    });

    it("a key is gone when its time is up, and its name is free for another type", async () => {
      await kv.hincrby("k", "old", 1);
      await kv.set("short", "v", { px: 20 });
      await expect.poll(() => kv.get("short")).toBeNull();
      expect(await kv.exists("short")).toBe(0);
      expect(await kv.ttl("short")).toBe(-2);
      expect(await kv.lpush("short", "a")).toBe(1);
      expect(await kv.ttl("short")).toBe(-1);
    });
  });

  describe("hashes", () => {
    it("HINCRBY counts each field from nothing, up and down; HMGET and HGETALL read", async () => {
      expect(await kv.hincrby("h", "n", 5)).toBe(5);
      expect(await kv.hincrby("h", "n", -7)).toBe(-2);
      expect(await kv.hincrby("h", "other", 1)).toBe(1);
      expect(await kv.hmget("h", "n", "none", "other")).toEqual({ n: -2, none: null, other: 1 });
      expect(await kv.hmget("none", "a", "b")).toBeNull();
      expect(await kv.hgetall("h")).toEqual({ n: -2, other: 1 });
      expect(await kv.hgetall("none")).toBeNull();
    });

    it("HGETALL keeps names of any text, and thousands of them", async () => {
      const odd = ["é 😀 \u0000 \n\"\\", "", "f"];
      for (const name of odd) await kv.hincrby("odd", name, 1);
      expect(await kv.hgetall("odd")).toEqual(Object.fromEntries(odd.map((name) => [name, 1])));
      const tx = kv.multi();
      const many = Object.fromEntries(Array.from({ length: 4_000 }, (_, i) => [`c${i}`, i + 1]));
      for (const [name, n] of Object.entries(many)) tx.hincrby("many", name, n);
      await tx.exec();
      expect(await kv.hgetall("many")).toEqual(many);
    });

    it("HSET writes many fields and says how many are new; HDEL removes some, and the key with the last", async () => {
      expect(await kv.hset("h", { a: "text", b: { x: [1] } })).toBe(2);
      expect(await kv.hset("h", { b: "new", c: 3 })).toBe(1);
      expect(await kv.hgetall("h")).toEqual({ a: "text", b: "new", c: 3 });
      expect(await kv.hdel("h", "a", "none", "a")).toBe(1);
      expect(await kv.hdel("none", "a")).toBe(0);
      expect(await kv.hdel("h", "b", "c")).toBe(2);
      expect(await kv.exists("h")).toBe(0);
    });

    it("HSET keeps the expiry of its hash, and neither touches a key of another type", async () => {
      await kv.hset("h", { a: 1 });
      await kv.expire("h", 100);
      await kv.hset("h", { b: 2 });
      expect(await kv.ttl("h")).toBe(100);
      await kv.set("s", "text");
      await expect(kv.hset("s", { a: 1 })).rejects.toThrow(WRONGTYPE);
      await expect(kv.hdel("s", "a")).rejects.toThrow(WRONGTYPE);
    });

    it("HINCRBY counts exactly beyond what a number of JavaScript can hold", async () => {
      await kv.hincrby("h", "big", exactly("9007199254740993"));
      await kv.hincrby("h", "big", 2);
      expect(await kv.hgetall("h")).toEqual({ big: "9007199254740995" });
    });

    it("HINCRBY refuses fractions and overflow, and then changes nothing", async () => {
      await kv.hincrby("h", "top", exactly("9223372036854775807"));
      await expect(kv.hincrby("h", "top", 1)).rejects.toThrow("ERR increment or decrement would overflow");
      await expect(kv.hincrby("new", "n", 1.5)).rejects.toThrow("ERR value is not an integer or out of range");
      expect(await kv.hgetall("h")).toEqual({ top: "9223372036854775807" });
      expect(await kv.exists("new")).toBe(0);
    });
  });

  describe("lists", () => {
    it("LPUSH puts each value before the last; LRANGE and LLEN read", async () => {
      expect(await kv.lpush("l", "a")).toBe(1);
      expect(await kv.lpush("l", "b", "c")).toBe(3);
      expect(await kv.lrange("l", 0, -1)).toEqual(["c", "b", "a"]);
      expect(await kv.llen("l")).toBe(3);
      expect(await kv.llen("none")).toBe(0);
    });

    it.each([
      [0, 0, ["e"]],
      [1, 2, ["d", "c"]],
      [-2, -1, ["b", "a"]],
      [-100, 100, ["e", "d", "c", "b", "a"]],
      [3, 1, []],
      [5, 9, []],
      [0, -6, []],
    ])("LRANGE from %i to %i", async (from, to, kept) => {
      await kv.lpush("l", "a", "b", "c", "d", "e");
      expect(await kv.lrange("l", from, to)).toEqual(kept);
    });
  });

  it("LRANGE refuses an index that is no integer", async () => {
    await kv.lpush("l", "a", "b");
    await expect(kv.lrange("l", 0, 1.5)).rejects.toThrow("ERR value is not an integer or out of range");
    expect(await kv.llen("l")).toBe(2);
  });

  describe("errors", () => {
    it.each<[string, (kv: Engine["client"]) => Promise<unknown>]>([
      ["GET", (c) => c.get("list")],
      ["INCR", (c) => c.incr("list")],
      ["HMGET", (c) => c.hmget("list", "a")],
      ["HGETALL", (c) => c.hgetall("list")],
      ["HINCRBY", (c) => c.hincrby("list", "a", 1)],
      ["LPUSH", (c) => c.lpush("text", "a")],
      ["LRANGE", (c) => c.lrange("text", 0, 1)],
      ["LLEN", (c) => c.llen("text")],
    ])("%s refuses a key of another type", async (_name, call) => {
      await kv.set("text", "x");
      await kv.lpush("list", "x");
      await expect(call(kv)).rejects.toThrow(WRONGTYPE);
      expect(await kv.lrange("list", 0, -1)).toEqual(["x"]);
      expect(await kv.get("text")).toBe("x");
    });

    it("names the command whose arguments are too few", async () => {
      await expect(kv.mget()).rejects.toThrow("ERR wrong number of arguments for 'mget' command");
      await expect(kv.hmget("h")).rejects.toThrow("ERR wrong number of arguments for 'hmget' command");
      await expect(kv.del()).rejects.toThrow("ERR wrong number of arguments for 'del' command");
      await expect(kv.lpush("l")).rejects.toThrow("ERR wrong number of arguments for 'lpush' command");
    });

    it("says that it does not know a command", async () => {
      await expect(kv.json.get("k", "$")).rejects.toThrow(/ERR unknown command 'JSON\.GET'/i);
    });
  });

  describe("batches", () => {
    it("a pipeline is one request, whose entries fail one by one", async () => {
      await kv.set("text", "x");
      const before = engine.requests();
      const answers = await kv.pipeline().incr("n").incr("text").incr("n").exec({ keepErrors: true });
      expect(engine.requests() - before).toBe(1);
      expect(answers.map(({ result }) => result)).toEqual([1, undefined, 2]);
      expect(answers[1]?.error).toMatch(/^ERR value is not an integer/);
    });

    it("a transaction answers in order, and later commands see what earlier ones wrote", async () => {
      const before = engine.requests();
      const answers = await kv.multi().hincrby("h", "n", 2).hgetall("h").lpush("l", "{\"a\":1}").lrange("l", 0, -1).exec();
      expect(engine.requests() - before).toBe(1);
      expect(answers).toEqual([2, { n: 2 }, 1, [{ a: 1 }]]);
    });

    it("a transaction with a command that cannot be queued runs none of them", async () => {
      await expect(kv.multi().set("a", "1").del().exec()).rejects.toThrow("EXECABORT Transaction discarded");
      await expect(kv.multi().set("a", "1").json.get("k").exec()).rejects.toThrow("EXECABORT Transaction discarded");
      expect(await kv.exists("a")).toBe(0);
    });

    it("a transaction in which a command fails rejects with that command's error", async () => {
      await kv.set("text", "x");
      await expect(kv.multi().incr("n").lpush("text", "a").exec()).rejects.toThrow(/Command 2 \[ lpush \] failed: WRONGTYPE/);
    });

    it("nobody sees half a transaction", async () => {
      const { client: other } = engine.another();
      const read = () => other.multi().get<number>("a").get<number>("b").exec();
      const reads = await Promise.all(Array.from({ length: 50 }, async () => (await Promise.all([bumpBoth(kv), read()]))[1]));
      for (const [a, b] of reads) expect(a).toBe(b);
      expect(await read()).toEqual([50, 50]);
    });

    it("fifty writers at once lose no count and no item", async () => {
      const clients = [kv, engine.another().client];
      const lengths = await Promise.all(
        Array.from({ length: 50 }, async (_, i) => {
          const client = clients[i % 2] ?? kv;
          const [, length] = await client.multi().hincrby("h", "n", 1).lpush("l", i).exec<[number, number]>();
          return length;
        }),
      );
      expect(await kv.hgetall("h")).toEqual({ n: 50 });
      // Each learns its own place in the list.
      expect(new Set(lengths).size).toBe(50);
      expect(new Set(await kv.lrange("l", 0, -1)).size).toBe(50);
    });
  });
});

describe("the embedded engine alone", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "embedded-kv-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("creates the folder of its file, and keeps everything over a restart", async () => {
    const path = join(folder, "new", "deep", "store.db");
    const first = openEmbeddedKv(path);
    await new VercelKV(first).multi().set("s", "x", { ex: 100 }).hincrby("h", "n", 3).lpush("l", "a", "b").exec();
    first.close();

    const second = openEmbeddedKv(path);
    const answers = await new VercelKV(second).pipeline().get("s").ttl("s").hgetall("h").lrange("l", 0, -1).exec();
    second.close();
    expect(answers).toEqual(["x", 100, { n: 3 }, ["b", "a"]]);
  });

  it("takes a transaction back as a whole when a command in it fails", async () => {
    const store = openEmbeddedKv(join(folder, "store.db"));
    const kv = new VercelKV(store);
    await kv.set("text", "x");
    await expect(kv.multi().incr("n").lpush("text", "a").exec()).rejects.toThrow("EXECABORT");
    expect(await kv.exists("n")).toBe(0);
    store.close();
  });

  it("expires by its clock to the millisecond, whatever the type, and then frees the room", async () => {
    const path = join(folder, "store.db");
    let time = 1_800_000_000_000;
    const store = openEmbeddedKv(path, { now: () => time });
    const kv = new VercelKV(store);
    await kv.multi().set("s", "x", { px: 1500 }).hincrby("h", "old", 1).lpush("l", "a").expire("h", 2).expire("l", 2).exec();

    time += 1499;
    expect(await kv.get("s")).toBe("x");
    expect(await kv.ttl("h")).toBe(1); // 501 ms, to the nearest second
    time += 1;
    expect(await kv.get("s")).toBeNull();
    time += 500;
    expect(await kv.exists("s", "h", "l")).toBe(0);
    expect(await kv.pipeline().hgetall("h").lrange("l", 0, -1).ttl("h").exec()).toEqual([null, [], -2]);

    expect(await kv.hincrby("h", "new", 1)).toBe(1);
    expect(await kv.hgetall("h")).toEqual({ new: 1 });
    expect(await kv.lpush("l", "b")).toBe(1);

    time += 60_000;
    await kv.set("any", "write"); // sweeps
    time = 0; // with the clock turned back, a key that was only hidden would show again
    expect(await kv.exists("s")).toBe(0);
    store.close();
  });

  it("frees the room of all that has expired, some with each second's first write, and makes no write pay for all", async () => {
    let time = 1_800_000_000_000;
    const store = openEmbeddedKv(join(folder, "store.db"), { now: () => time });
    const kv = new VercelKV(store);
    const keys = Array.from({ length: 250 }, (_, n) => `k${n}`);
    const tx = kv.multi();
    for (const key of keys) tx.set(key, "x", { px: 1_000 });
    await tx.exec();

    const left: number[] = [];
    const expired = time + 60_000;
    for (time = expired; time < expired + 4_000; time += 1_000) {
      await kv.set("any", "write");
      const now = time;
      time = 0; // with the clock turned back, what is only hidden shows again
      left.push(await kv.exists(...keys));
      time = now;
    }
    expect(left).toEqual([150, 50, 0, 0]);
    store.close();
  });

  it("answers in the shapes of the REST service", async () => {
    const store = openEmbeddedKv(join(folder, "store.db"));
    expect(await store.request({ body: ["HINCRBY", "h", "a", 1] })).toEqual({ result: 1 });
    expect(await store.request({ body: ["hgetall", "h"] })).toEqual({ result: ["a", "1"] });
    expect(await store.request({ body: ["GET", "h"] })).toEqual({ error: expect.stringMatching(WRONGTYPE) });
    expect(await store.request({ path: ["pipeline"], body: [["GET", "none"], ["NOPE"], ["LLEN", "l"]] })).toEqual([
      { result: null },
      { error: expect.stringMatching(/^ERR unknown command 'NOPE'/) },
      { result: 0 },
    ]);
    expect(await store.request({ path: ["multi-exec"], body: [["LPUSH", "l", "a"], ["LRANGE", "l", "0", "-1"]] })).toEqual([
      { result: 1 },
      { result: ["a"] },
    ]);
    await expect(store.request({ body: "GET h" })).rejects.toThrow("the body of a request is a list");
    store.close();
  });

  it("says so where it lacks an option instead of ignoring it", async () => {
    const store = openEmbeddedKv(join(folder, "store.db"));
    const kv = new VercelKV(store);
    await expect(kv.set("k", "v", { xx: true })).rejects.toThrow("does not know the option 'xx' of 'set'");
    await expect(kv.expire("k", 5, "NX")).rejects.toThrow("ERR Unsupported option NX");
    expect(await kv.exists("k")).toBe(0);
    store.close();
  });

  it("is shared by processes that open it at the same moment and write at once", async () => {
    const path = join(folder, "store.db");
    const script = `
      import { openEmbeddedKv } from ${JSON.stringify(join(import.meta.dirname, "../../src/host/kv/embedded-kv.ts"))};
      const store = openEmbeddedKv(${JSON.stringify(path)});
      for (let i = 0; i < 200; i++) {
        await store.request({ path: ["multi-exec"], body: [["HINCRBY", "h", "n", 1], ["LPUSH", "l", "x"]] });
      }`;
    const run = promisify(execFile);
    await Promise.all(
      Array.from({ length: 4 }, () => run(process.execPath, ["--no-warnings", "--input-type=module", "--eval", script])),
    );
    const store = openEmbeddedKv(path);
    expect(await store.request({ body: ["HMGET", "h", "n"] })).toEqual({ result: ["800"] });
    expect(await store.request({ body: ["LLEN", "l"] })).toEqual({ result: 800 });
    expect((await stat(path)).isFile()).toBe(true);
    store.close();
  });

  it("says what to do on a Node without node:sqlite", () => {
    vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
    expect(() => openEmbeddedKv(join(folder, "store.db"))).toThrow(/needs node:sqlite.*Use Node 24, or set KV_REST_API_URL/);
  });
});

describe("the bridge to Redis", { tags: ["posix"] }, () => {
  it("refuses a wrong token, and speaks both encodings", async () => {
    const rest = await startRedisRest();
    try {
      const post = (token: string, headers: Record<string, string> = {}) =>
        fetch(rest.url, {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, ...headers },
          body: JSON.stringify(["PING", "é"]),
        });
      expect((await post("wrong")).status).toBe(401);
      expect(await (await post(rest.token)).json()).toEqual({ result: "é" });
      expect(await (await post(rest.token, { "upstash-encoding": "base64" })).json()).toEqual({ result: "w6k=" });
    } finally {
      await rest.close();
    }
  });

  it("says what to install where there is no redis-server", async () => {
    vi.stubEnv("PATH", "/nowhere");
    await expect(startRedisRest()).rejects.toThrow(/redis-server does not start.*apt-get install redis-server/);
  });
});
