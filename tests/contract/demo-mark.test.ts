import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ENGINES } from "../fixtures/kv/kv-engines.ts";
import type { Engine } from "../fixtures/kv/kv-engines.ts";
import { ago, HOUR_MS, NOW, now, openStore } from "./store-samples.ts";

const KEY = "readyslot:v3:demo-data";

describe.each(ENGINES)("the mark of made-up openings on $name", ({ start }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });
  beforeEach(() => engine.flush());
  afterAll(() => engine.close());

  const store = () => openStore(engine.kv, { now });

  it("is not there in a store of real ones", async () => {
    expect(await store().demoDataSince()).toBeNull();
  });

  it("tells every instance since when, for good, however often it is set", async () => {
    await store().markDemoData(ago(HOUR_MS));
    await store().markDemoData(NOW);
    expect(await store().demoDataSince()).toEqual(ago(HOUR_MS));
    expect(await engine.client.ttl(KEY)).toBe(-1);
  });

  it.each(["1970", "2026", "soon", '{"since":"soon"}', '{"since":7e99}', "{}", "[]", "0", "false"])("is there whatever was written into it: %s", async (text) => {
    await engine.client.set(KEY, text);
    expect(await store().demoDataSince()).toEqual(new Date(0));
  });
});
