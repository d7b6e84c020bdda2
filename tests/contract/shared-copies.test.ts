import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedCopies } from "../../src/host/kv/shared-copies.ts";
import { ENGINES, type Engine } from "../fixtures/kv/kv-engines.ts";

describe.each(ENGINES)("shared copies on $name", ({ start }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });
  afterAll(() => engine.close());

  const copies = () => sharedCopies(() => engine.kv, "test");

  test("one instance gets the lock, in one request each", async () => {
    const before = engine.requests();
    const looks = await Promise.all(Array.from({ length: 10 }, () => sharedCopies(() => engine.another(), "test").look("a", 60_000)));
    expect(looks.filter(({ isMine }) => isMine)).toEqual([{ value: null, isMine: true }]);
    expect(engine.requests() - before).toBe(10);
    expect(await copies().look("a")).toEqual({ value: null, isMine: false });
  });

  test("a value is read as it was written", async () => {
    const value = { at: 1_796_115_600_000, minutes: null, starts: [29_932_830, 29_932_860] };
    await copies().keep("b", value, 60_000);
    expect(await copies().look("b", 60_000)).toEqual({ value, isMine: true });
    expect(await copies().look("b", 60_000)).toEqual({ value, isMine: false });
  });

  test("value and lock expire", async () => {
    await copies().keep("c", [1], 30);
    await copies().look("c", 30);
    await expect.poll(() => copies().look("c", 60_000)).toEqual({ value: null, isMine: true });
  });
});

test("a store that is not configured rejects, and does not throw", async () => {
  const copies = sharedCopies(() => {
    throw new Error("no store");
  }, "test");
  await expect(copies.look("a", 1_000)).rejects.toThrow("no store");
  await expect(copies.look("a")).rejects.toThrow("no store");
  await expect(copies.keep("a", 1, 1_000)).rejects.toThrow("no store");
});
