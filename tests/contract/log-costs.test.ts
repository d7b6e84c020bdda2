/** Counted commands, round trips and bytes: what one event costs. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createMetricsStore, type MetricsStore } from "../../src/metrics/store/metrics-store.ts";
import { readDashboard } from "../../src/metrics/report/dashboard/dashboard.ts";
import type { StoredSample } from "../../src/metrics/shared/sample.ts";
import { ENGINES, type Engine } from "../fixtures/kv/kv-engines.ts";
import { full, HOUR_MS, NOW, POST, uuid } from "./store-samples.ts";

const KB = 1_000;

describe.each(ENGINES)("on $name", ({ start }) => {
  let engine: Engine;
  let store: MetricsStore;
  let clock: Date;
  let samples = 0;
  beforeAll(async () => {
    engine = await start();
  });
  beforeEach(async () => {
    await engine.flush();
    vi.useFakeTimers({ toFake: ["performance"] });
    clock = NOW;
    store = open();
    // Another day's samples and the hours before are known, as in a process that has run for a while.
    await store.record(untested(), POST);
  });
  afterAll(async () => {
    vi.useRealTimers();
    await engine.close();
  });

  const open = (kv = engine.kv) => createMetricsStore(kv, { now: () => clock });
  const next = (fields: Partial<StoredSample> = {}) => full({ sampleId: uuid(++samples), receivedAt: clock.toISOString(), error: "x".repeat(0) || "none", errorClass: "none", ...fields });
  /** Of a page whose hero has one version only. */
  const untested = (fields: Partial<StoredSample> = {}): StoredSample => {
    const { hero: _, ...sample } = next(fields);
    return sample;
  };
  const pass = (ms: number) => {
    clock = new Date(clock.getTime() + ms);
    vi.advanceTimersByTime(ms);
  };
  /** The names of the commands of each request. */
  const asked = async (work: () => Promise<unknown>) => {
    const before = engine.sent().length;
    await work();
    return engine.sent().slice(before).map((commands) => commands.map(([name = ""]) => name.toLowerCase()));
  };

  it("an opening in the steady state is one round trip with three commands", async () => {
    expect(await asked(() => store.record(next(), POST))).toEqual([["hincrby", "set", "lpush"]]);
  });

  it("an opening on a quiet site is one round trip with five commands at most, whatever others have sent meanwhile", async () => {
    const other = open(engine.another());
    pass(5_000);
    await other.record(next(), POST);
    expect(await asked(() => store.record(next(), POST))).toEqual([["hincrby", "set", "lpush", "lrange"]]);
  });

  it("an opening after a minute without one reads the hour anew, and has five commands", async () => {
    pass(61_000);
    await store.record(next(), POST);
    pass(61_000);
    expect(await asked(() => store.record(next(), POST))).toEqual([["hincrby", "set", "lpush"], ["lrange"], ["mget"]]);
  });

  it("an opening that failed has one command more: it is listed among the newest errors", async () => {
    expect(await asked(() => store.record(next({ outcome: "failed" }), POST))).toEqual([["hincrby", "set", "lpush", "lpush", "expire"]]);
    expect(await asked(() => store.record(next({ outcome: "failed" }), POST))).toEqual([["hincrby", "set", "lpush", "lpush"]]);
    // In an outage, what comes at once shares it.
    const [request] = await asked(() => Promise.all(Array.from({ length: 20 }, () => store.record(next({ outcome: "failed" }), POST))));
    expect(request?.filter((name) => name !== "set")).toEqual(["hincrby", "lpush", "lpush"]);
  });

  it("an instance's first opening reads the day so far, and has eleven commands", async () => {
    await open(engine.another()).compact({ isLate: () => false });
    const fresh = open(engine.another());
    expect(await asked(() => fresh.record(next(), POST))).toEqual([
      ["hincrby", "set", "lpush", "expire", "expire", "set"], ["llen", "mget"], ["lrange", "mget"], ["mget"],
    ]);
  });

  it("the first opening after hours without one packs the hour of the last one, and asks for the others with one command", async () => {
    pass(7 * HOUR_MS);
    const fresh = open(engine.another());
    const requests = await asked(() => fresh.record(next(), POST));
    // Of the hour before it reads length, records and keys, and writes three parts.
    expect(requests.flat().toSorted()).toEqual([
      "expire", "expire", "hincrby", "llen", "llen", "lpush", "lrange", "lrange", "mget", "mget", "mget", "mget", "set", "set", "set", "set", "set",
    ]);
    expect((await asked(() => open(engine.another()).record(next(), POST))).flat()).toHaveLength(11);
  });

  describe("the admin's page", () => {
    const SITE = { zone: "UTC", hasWebhook: false };
    /** A week of openings, of which some failed, and many in the running hour. */
    beforeEach(async () => {
      const writer = open(engine.another());
      for (let day = 6; day >= 0; day--) {
        for (let i = 0; i < 20; i++) await writer.record(untested({ receivedAt: new Date(clock.getTime() - day * 24 * HOUR_MS - i).toISOString(), outcome: i % 5 === 0 ? "failed" : "ready" }), { sender: `sende${i % 10}` });
      }
      await Promise.all(Array.from({ length: 300 }, (_, i) => writer.record(untested(), { sender: `se${String(i).padStart(4, "0")}` })));
      await writer.compact({ isLate: () => false });
    });
    const read = (from: MetricsStore, question: object = {}) => asked(() => readDashboard({ store: from, kv: engine.kv, site: SITE }, { window: "28d", limit: 50, errorOnly: false, ...question }, clock));

    it("costs a new instance few round trips", async () => {
      const requests = await read(open(engine.another()));
      expect(requests.length).toBeLessThanOrEqual(8);
      expect(requests.flat().length).toBeLessThanOrEqual(16);
    });

    it("costs a request with a command for each month more where two versions of a hero are tested", async () => {
      const reader = open(engine.another());
      await read(reader);
      const before = await read(reader);
      await reader.record(next(), POST);
      await read(reader);
      const tested = await read(reader);
      expect(tested.length).toBeLessThanOrEqual(before.length + 1);
      expect(tested.flat().length).toBeLessThanOrEqual(before.flat().length + 2);
    });

    it.each([
      [{}, { requests: 5, commands: 12 }],
      [{ device: "phone" }, { requests: 10, commands: 20 }],
      [{ device: "phone", page: "/services" }, { requests: 11, commands: 20 }],
    ])("costs an instance that has read it before little more than what may have changed: %j", async (question, most) => {
      const reader = open(engine.another());
      await read(reader, question);
      pass(30_000);
      const requests = await read(reader, question);
      expect(requests.length).toBeLessThanOrEqual(most.requests);
      expect(requests.flat().length).toBeLessThanOrEqual(most.commands);
    });
  });

  it("a full opening is at most 0.7 KB in each direction", async () => {
    const bytes = { up: 0, down: 0 };
    const { writer } = engine.kv;
    const make = writer.multi.bind(writer);
    vi.spyOn(writer, "multi").mockImplementation(() => {
      const tx = make();
      const exec = tx.exec.bind(tx) as () => Promise<unknown[]>;
      return Object.assign(tx, {
        exec: async () => {
          const replies = await exec();
          bytes.down += JSON.stringify(replies.map((result) => ({ result }))).length;
          return replies;
        },
      });
    });
    const before = engine.sent().length;
    await store.record(next(), POST);
    bytes.up = JSON.stringify(engine.sent().slice(before)[0]).length;
    expect(bytes.up).toBeLessThan(0.7 * KB);
    expect(bytes.down).toBeLessThan(0.7 * KB);
  });

  it("what comes at once shares a request, a sender's counter and the list", async () => {
    const [request, ...more] = await asked(() => Promise.all(Array.from({ length: 50 }, () => store.record(next(), POST))));
    expect(more).toEqual([]);
    expect(request?.filter((name) => name !== "set")).toEqual(["hincrby", "lpush"]);
    expect(request?.filter((name) => name === "set")).toHaveLength(50);
  });

  it("an opening that says that it was sent before appends nothing", async () => {
    const one = next();
    await store.record(one, POST);
    const before = (await store.newest({ limit: 10 })).length;
    expect((await asked(() => store.record(one, { ...POST, isAgain: true }))).flat().toSorted()).toEqual(["get", "hincrby"]);
    expect((await store.record(one, { ...POST, isAgain: true })).counted).toBe(false);
    expect(await store.newest({ limit: 10 })).toHaveLength(before);
    expect((await store.record(next(), { ...POST, isAgain: true })).counted).toBe(true);
  });

  it("an intent is one round trip with three commands, a refused post one with one", async () => {
    expect(await asked(() => store.recordIntent({ sampleId: uuid(++samples), values: { page: "/" }, at: NOW }, POST))).toEqual([["hincrby", "set", "lpush"]]);
    expect(await asked(() => store.countPost("abcdef"))).toEqual([["hincrby"]]);
  });

  it("a booking is two round trips, with what its sender has posted three", async () => {
    await store.recordBooking({ uidHash: "a", source: "webhook", at: NOW });
    expect((await asked(() => store.recordBooking({ uidHash: "b", source: "webhook", at: NOW }))).map(({ length }) => length)).toEqual([3, 3]);
  });

  it("a sender's posts are counted over all instances, openings apart from other posts", async () => {
    const other = open(engine.another());
    await other.countPost(POST.sender);
    const { posts } = await store.record(next(), POST);
    expect(posts).toEqual({ day: 3, openings: 2, minute: 3 });
    expect((await other.recordIntent({ sampleId: uuid(++samples), values: {}, at: NOW }, POST)).posts).toEqual({ day: 4, openings: 2, minute: 3 });
  });
});
