import { afterEach, beforeEach, expect, test } from "vitest";
import { countDrop, DROP_REASONS, readDrops } from "../../../../src/metrics/ingest/drops.ts";
import { startEmbedded, type EmbeddedClient } from "../../../fixtures/kv/embedded-client.ts";

const NOW = new Date("2026-03-09T08:30:00Z");
const NEXT_DAY = new Date("2026-03-10T08:30:00Z");
const NONE = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0]));

let kv: EmbeddedClient;
beforeEach(() => {
  kv = startEmbedded(() => NOW);
});
afterEach(() => kv.close());

const connect = () => kv;
const notConfigured = () => {
  throw new Error("No store is configured.");
};

test("a refused post is counted under its reason, on its day", async () => {
  await countDrop(connect, "bot", NOW);
  await countDrop(connect, "bot", NOW);
  await countDrop(connect, "rate", NOW);
  await countDrop(connect, "schema", NEXT_DAY);
  expect(await readDrops(kv, NOW)).toEqual({ ...NONE, bot: 2, rate: 1 });
  expect(await readDrops(kv, NEXT_DAY)).toEqual({ ...NONE, schema: 1 });
});

test("a day without drops has none of each", async () => {
  expect(await readDrops(kv, NOW)).toEqual(NONE);
});

test("a flood costs one write at a time and loses no count", async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  kv.before = () => held;
  const first = countDrop(connect, "bot", NOW);
  // The first write is on its way by the time the store is asked.
  await new Promise(setImmediate);
  const flood = Array.from({ length: 1_000 }, () => countDrop(connect, "bot", NOW));
  release();
  await Promise.all([first, ...flood]);
  expect(kv.requests).toHaveLength(2);
  expect((await readDrops(kv, NOW)).bot).toBe(1_001);
});

test("senders that are refused for their number cost one write a second", async () => {
  await Promise.all(Array.from({ length: 1_000 }, () => countDrop(connect, "rate", NOW)));
  expect(kv.requests).toHaveLength(1);
  expect((await readDrops(kv, NOW)).rate).toBe(1_000);
});

test("they are kept 400 days", async () => {
  await countDrop(connect, "bot", NOW);
  expect(await kv.client.ttl("readyslot:v3:drops:2026-03-09")).toBe(400 * 24 * 60 * 60);
});

test("a store that is down costs the counts and nothing else; the next ones are written", async () => {
  kv.before = () => Promise.reject(new Error("down"));
  await expect(countDrop(connect, "bot", NOW)).resolves.toBeUndefined();
  await expect(Promise.all([countDrop(connect, "bot", NOW), countDrop(connect, "bot", NOW)])).resolves.toBeDefined();
  kv.before = () => Promise.resolve();
  await countDrop(connect, "bot", NOW);
  expect((await readDrops(kv, NOW)).bot).toBe(1);
});

test("a store that is not set up is no error either", async () => {
  await expect(countDrop(notConfigured, "bot", NOW)).resolves.toBeUndefined();
});
