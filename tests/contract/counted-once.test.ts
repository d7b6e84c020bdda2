import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { BusyError } from "../../src/metrics/store/counted-once.ts";
import { summaryOf } from "../../src/metrics/statistics/figures.ts";
import { ENGINES } from "../fixtures/kv/kv-engines.ts";
import type { Engine } from "../fixtures/kv/kv-engines.ts";
import { ago, failed, full, HOUR_MS, NOW, now, sample, todayOf, uuid, openStore, type TestStore } from "./store-samples.ts";

const ID = uuid(1);
const CLAIM = `readyslot:v2:claim:sample:${ID}`;
const MARK = `readyslot:v2:mark:sample:${ID}`;

describe.each(ENGINES)("a sample on $name", ({ start }) => {
  let engine: Engine;
  let store: TestStore;
  beforeAll(async () => {
    engine = await start();
  });
  beforeEach(async () => {
    await engine.flush();
    store = openStore(engine.kv, { now });
  });
  afterAll(() => engine.close());

  /** Lets the next batch of this kind run its own way; `run` sends it. */
  const nextBatch = (kind: "multi" | "pipeline", exec: (run: () => Promise<unknown[]>) => Promise<unknown[]>) => {
    const { client, writer } = engine.kv;
    const target = kind === "multi" ? writer : client;
    const make = target[kind].bind(target);
    const spy = vi.spyOn(target, kind).mockImplementationOnce(() => {
      spy.mockRestore();
      const batch = make();
      const run = () => Reflect.apply(send, batch, []) as Promise<unknown[]>;
      const send = batch.exec;
      return Object.assign(batch, { exec: () => exec(run) });
    });
  };

  const expectCountedOnce = async () => {
    const { day, hours } = await todayOf(store);
    expect(day).toMatchObject({ total: 1, phases: { leadTime: { n: 1 }, totalDuration: { n: 1 } }, vitals: { lcp: { n: 1 } } });
    expect(hours).toEqual(day);
    for (const scope of [{ dimension: "page", value: "/services" }, { dimension: "variant", value: "optimized" }] as const) {
      const value = await todayOf(store, scope);
      expect(value.day).toMatchObject({ total: 1, phases: { totalDuration: { n: 1 } } });
      expect(value.hours).toEqual(value.day);
    }
    expect(await store.newest({ limit: 100 })).toHaveLength(1);
  };

  it("that arrives fifty times at once, through two connections, is counted once everywhere", async () => {
    const stores = [store, openStore(engine.another(), { now })];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (stores[i % 2] ?? store).record(full({ sampleId: ID }))),
    );
    expect(answers.filter(({ counted }) => counted)).toHaveLength(1);
    for (const { today } of answers) expect(summaryOf(today, "all").total).toBe(1);
    await expectCountedOnce();
  });

  it("that comes again later is answered from its mark, with the day's figures", async () => {
    expect((await store.record(full({ sampleId: ID }))).counted).toBe(true);
    await store.record(sample({ sampleId: uuid(2), receivedAt: ago(5 * HOUR_MS).toISOString() }));
    const again = await store.record(full({ sampleId: ID, totalDuration: 9_999 }));
    expect(again.counted).toBe(false);
    expect(summaryOf(again.today, "all")).toMatchObject({ total: 2, phases: { totalDuration: { n: 2, maxLoadTime: 1_300 } } });
    expect(await engine.client.exists(CLAIM)).toBe(0);
  });

  it("without an id of its own is counted as often as it arrives, unless its event's id is a UUID", async () => {
    await store.record(sample());
    await store.record(sample());
    expect((await store.record(sample({ id: ID }))).counted).toBe(true);
    expect((await store.record(sample({ id: ID }))).counted).toBe(false);
    expect((await todayOf(store)).day.total).toBe(3);
  });

  it("is counted by the sender's second try when the reply to the first was lost, and once", async () => {
    nextBatch("multi", async (run) => {
      await run();
      throw new Error("The reply was lost.");
    });
    await expect(store.record(full({ sampleId: ID }))).rejects.toThrow("The reply was lost.");
    expect((await store.record(full({ sampleId: ID }))).counted).toBe(false);
    await expectCountedOnce();
  });

  it("is counted by another writer after one died between its claim and its counts", async () => {
    nextBatch("multi", () => Promise.reject(new Error("The function was killed.")));
    await expect(store.record(full({ sampleId: ID }))).rejects.toThrow("The function was killed.");
    expect(await engine.client.get(MARK)).toBeNull();
    expect((await todayOf(store)).day.total).toBe(0);
    const seconds = await engine.client.ttl(CLAIM);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(5);

    // What is left of the claim, shortened: it runs out while the next writer waits for it.
    await engine.client.set(CLAIM, "the dead one", { px: 200 });
    const other = openStore(engine.another(), { now });
    expect((await other.record(full({ sampleId: ID }))).counted).toBe(true);
    await expectCountedOnce();
  });

  it("is refused as busy while another writer holds its claim, and writes nothing", async () => {
    await engine.client.set(CLAIM, "somebody else", { px: 60_000 });
    const before = engine.requests();
    const refusal = await store.record(full({ sampleId: ID })).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BusyError);
    expect(refusal).toMatchObject({ message: "Another writer is counting this sample.", retryAfterSeconds: 5 });
    expect(engine.requests() - before).toBe(4);
    expect(await engine.client.get(CLAIM)).toBe("somebody else");
    expect((await todayOf(store)).day.total).toBe(0);
  });

  it("is answered from its mark though another report of it holds the claim", async () => {
    await store.record(full({ sampleId: ID }));
    await engine.client.set(CLAIM, "somebody else", { px: 60_000 });
    expect((await store.record(full({ sampleId: ID }))).counted).toBe(false);
    expect(await engine.client.get(CLAIM)).toBe("somebody else");
  });

  it("knows its own claim again when the client asked twice because the first reply was lost", async () => {
    nextBatch("pipeline", async (run) => {
      await run();
      return run();
    });
    expect((await store.record(full({ sampleId: ID }))).counted).toBe(true);
    await expectCountedOnce();
    expect(await engine.client.exists(CLAIM)).toBe(0);
  });

  it("is not written by a writer that was held up until its claim may be another's", async () => {
    let time = NOW;
    nextBatch("pipeline", async (run) => {
      const answers = await run();
      time = new Date(NOW.getTime() + 3_000);
      return answers;
    });
    await expect(openStore(engine.kv, { now: () => time }).record(full({ sampleId: ID }))).rejects.toThrow(BusyError);
    expect((await todayOf(store)).day.total).toBe(0);
  });

  it("leaves a mark for four days, with what a booking needs", async () => {
    await store.record(full({ sampleId: ID }));
    expect(Math.ceil((await engine.client.ttl(MARK)) / 86_400)).toBe(4);
    expect(await engine.client.get(MARK)).toEqual({
      values: {
        variant: "optimized", openKind: "warmed", page: "/services", placement: "hero", device: "phone", connection: "4g", release: "4fb454d",
      },
      totalDuration: 1_300,
    });
    await store.record(failed("blocked", { sampleId: uuid(2), totalDuration: 5 }));
    expect(await engine.client.get(`readyslot:v2:mark:sample:${uuid(2)}`)).toEqual({ values: {} });
  });
});
