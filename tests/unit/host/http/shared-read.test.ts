import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { sharedRead } from "../../../../src/host/http/shared-read.ts";

let source: object;
let begun: number;
let stored: number;
let finish: ((error?: Error) => void)[];
beforeEach(() => {
  source = {};
  begun = 0;
  stored = 0;
  finish = [];
});
afterEach(() => void vi.useRealTimers());

/** A read that ends when it may, with what was stored when it began. */
const read = (): Promise<number> => {
  begun += 1;
  const [found, { promise, resolve, reject }] = [stored, Promise.withResolvers<number>()];
  finish.push((error) => (error ? reject(error) : resolve(found)));
  return promise;
};
const ask = (question = "28d") => sharedRead(source, question, read);
const asked = (n: number) => Array.from({ length: n }, () => ask());
/** Lets everything happen that needs no time. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("of many readers of the same", () => {
  test("the first gets a read of its own, and all who come meanwhile share the next", async () => {
    const first = ask();
    await settle();
    const others = asked(1_000);
    await settle();
    expect(begun).toBe(1);
    finish[0]?.();
    await first;
    await settle();
    expect(begun).toBe(2);
    finish[1]?.();
    await Promise.all(others);
    expect(begun).toBe(2);
  });

  test("none gets what was read before it asked", async () => {
    const first = ask();
    await settle();
    stored = 1;
    const later = ask();
    finish[0]?.();
    await settle();
    finish[1]?.();
    expect([await first, await later]).toEqual([0, 1]);
  });

  test("those who come after a shared read wait for four times as long as it took", async () => {
    vi.useFakeTimers({ toFake: ["performance", "setTimeout"] });
    const readers = asked(2);
    await settle();
    vi.advanceTimersByTime(50);
    finish[0]?.();
    await Promise.all(readers);
    const later = asked(10);
    await settle();
    vi.advanceTimersByTime(199);
    await settle();
    expect(begun).toBe(1);
    vi.advanceTimersByTime(1);
    await settle();
    expect(begun).toBe(2);
    finish[1]?.();
    await Promise.all(later);
  });

  test("none waits for more than a second", async () => {
    vi.useFakeTimers({ toFake: ["performance", "setTimeout"] });
    const readers = asked(2);
    await settle();
    vi.advanceTimersByTime(10_000);
    finish[0]?.();
    await Promise.all(readers);
    const later = ask();
    await settle();
    vi.advanceTimersByTime(1_000);
    await settle();
    finish[1]?.();
    await later;
    expect(begun).toBe(2);
  });

  test("an error reaches all who share the read, and the next one is tried again", async () => {
    const readers = asked(3);
    await settle();
    finish[0]?.(new Error("down"));
    const outcomes = await Promise.allSettled(readers);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    const later = ask();
    await expect.poll(() => begun).toBe(2);
    finish[1]?.();
    expect(await later).toBe(0);
  });
});

test("a single reader never waits, and other questions and sources are read beside", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  for (let i = 0; i < 3; i++) {
    const reader = ask();
    await settle();
    finish[i]?.();
    await reader;
  }
  expect(begun).toBe(3);
  const others = [ask("7d"), ask("90d"), sharedRead({}, "7d", read)];
  await settle();
  expect(begun).toBe(6);
  for (const end of finish) end();
  await Promise.all(others);
});
