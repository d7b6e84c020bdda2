import { setImmediate } from "node:timers/promises";
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
const settle = async () => {
  for (let turns = 0; turns < 5; turns++) await setImmediate();
};
/** A read that takes so long. */
async function readFor(ms: number): Promise<void> {
  const reader = ask();
  await settle();
  vi.advanceTimersByTime(ms);
  finish.at(-1)?.();
  await reader;
}

describe("of many readers of the same", () => {
  test("all who ask at once share one read, and all who come meanwhile the next", async () => {
    const first = asked(1_000);
    await settle();
    const others = asked(1_000);
    await settle();
    expect(begun).toBe(1);
    finish[0]?.();
    await Promise.all(first);
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

  test("an error reaches all who share the read, and the next one is tried again", async () => {
    const readers = asked(3);
    await settle();
    finish[0]?.(new Error("down"));
    expect((await Promise.allSettled(readers)).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    const later = ask();
    await settle();
    finish[1]?.();
    expect(await later).toBe(0);
  });
});

describe("a question", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));

  test("takes a second of the process without waiting", async () => {
    for (let i = 0; i < 20; i++) await readFor(50);
    expect(begun).toBe(20);
  });

  test("waits from then on, so that it takes a quarter at most; all who ask meanwhile share a read", async () => {
    for (let i = 0; i < 27; i++) await readFor(50);
    let computed = 0;
    const readers = Array.from({ length: 5 }, () => sharedRead(source, "28d", () => Promise.resolve((computed += 1))));
    await settle();
    expect(computed).toBe(0);
    // 1.35 s are paid for after 5.4 s, of which 1.35 s are over and 4 s are free.
    expect(await Promise.all(readers)).toEqual([1, 1, 1, 1, 1]);
    vi.advanceTimersByTime(4_000);
    await readFor(50);
    expect(begun).toBe(28);
  });

  test("is asked beside others, and of another source beside", async () => {
    for (let i = 0; i < 40; i++) await readFor(24);
    const others = [ask("7d"), ask("90d"), sharedRead({}, "28d", read)];
    await settle();
    expect(begun).toBe(43);
    for (const end of finish) end();
    await Promise.all(others);
  });
});
