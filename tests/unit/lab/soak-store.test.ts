import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { countDrop } from "../../../src/metrics/ingest/drops.ts";
import { createMetricsStore } from "../../../src/metrics/store/metrics-store.ts";
import { connectKv } from "../../../src/host/kv/kv.ts";
import { readStoreFacts } from "../../lab/soak/store-facts.ts";

// Two hours and two days: the run goes over midnight.
const FROM = new Date("2026-11-22T23:59:00.000Z");
const TO = new Date("2026-11-23T00:01:00.000Z");

const POST = { sender: "abcdef" };
/** When the first day and its hours are over for good. */
const LATER = new Date("2026-11-23T00:10:00.000Z");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function fill() {
  const kv = connectKv({ DATA_DIR: folder });
  let now = FROM;
  const store = createMetricsStore(kv, { now: () => now });
  for (const [at, totalDuration] of [[FROM, 800], [FROM, 900], [TO, 1_000]] as const) {
    now = at;
    const sample = { id: "30min", sampleId: randomUUID(), outcome: "ready", totalDuration, page: "/pricing", timestamp: at.toISOString(), receivedAt: at.toISOString() } as const;
    await store.record(sample, POST);
    await store.record(sample, POST);
  }
  now = TO;
  const times = { id: "30min", sampleId: randomUUID(), outcome: "times", timesTime: 120, page: "/pricing", timestamp: TO.toISOString(), receivedAt: TO.toISOString() } as const;
  await store.record(times, POST);
  await store.record({ ...times, picked: true, formTime: 400 }, POST);
  await store.recordBooking({ uidHash: "one", source: "browser", at: TO });
  await store.recordIntent({ sampleId: "two", values: { page: "/pricing" }, at: TO }, POST);
  await countDrop(() => kv, "bot", FROM);
  await countDrop(() => kv, "bot", TO);
  return kv;
}

/** The rows of the database, below the product's code. */
function change(sql: string): void {
  const db = new DatabaseSync(join(folder, "metrics.db"));
  expect(db.prepare(sql).run().changes).toBeGreaterThan(0);
  db.close();
}

const facts = (to = TO) => readStoreFacts({ folder, from: FROM, to });

describe("the facts of a store", () => {
  test("are the counted events, even across midnight", async () => {
    await fill();
    expect(await facts()).toMatchObject({
      outcomes: { ready: 3, failed: 0, times: 1 },
      times: { timesSeen: 1, picked: 1, timesTime: 120, formTime: 400 },
      totalDuration: { n: 3, sum: 2_700 },
      bookings: { total: 1, browser: 1 },
      intents: 1,
      drops: { bot: 2, rate: 0 },
      marks: { sample: 4, intent: 1, booking: 1, pick: 1 },
      recent: 4,
      disagreeing: [],
      withoutExpiry: [],
    });
  });

  test("name a scope whose day and hours differ", async () => {
    await fill();
    expect((await facts(LATER)).disagreeing).toEqual([]);
    change("UPDATE keys SET value = replace(value, '\"ready\":2', '\"ready\":3') WHERE key = 'readyslot:v3:rollup:d:2026-11-22:values'");
    change("UPDATE keys SET value = replace(value, '\"ready\":2', '\"ready\":1') WHERE key = 'readyslot:v3:rollup:h:2026-11-22T23:whole'");
    expect((await facts(LATER)).disagreeing).toEqual(["all", "page=/pricing", "id=30min"]);
  });

  test("name a key that never expires", async () => {
    await fill();
    change("UPDATE keys SET expires_at = NULL WHERE key = 'readyslot:v3:log:2026-11-23T00'");
    expect((await facts()).withoutExpiry).toEqual(["readyslot:v3:log:2026-11-23T00"]);
  });

  test("do not name the alerts' states, which never expire on purpose", async () => {
    const kv = await fill();
    await kv.writer.set("readyslot:v3:alert:p95", { state: "firing" });
    expect((await facts()).withoutExpiry).toEqual([]);
  });

  test("count expired keys that are still there", async () => {
    await fill();
    const { expired } = await facts();
    change("UPDATE keys SET expires_at = 1 WHERE key GLOB 'readyslot:v3:mark:sample:*'");
    expect((await facts()).expired).toBe(expired + 4);
  });

  test("have the size of the file and its log", async () => {
    await fill();
    expect((await facts()).bytes).toBeGreaterThan(50_000);
  });
});
