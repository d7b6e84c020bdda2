/** Hours and days with more records than are read one by one: blocks, samples and estimates. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logKey } from "../../src/metrics/log/keys.ts";
import { recordText } from "../../src/metrics/log/record-text.ts";
import { periodAt } from "../../src/metrics/statistics/periods.ts";
import { createMetricsStore } from "../../src/metrics/store/metrics-store.ts";
import { ENGINES, type Engine } from "../fixtures/kv/kv-engines.ts";
import { createDice } from "../lab/openings/dice.ts";
import { HOUR_MS, NOW } from "./store-samples.ts";

/** Eighteen blocks, and some more. */
const RECORDS = 18 * 2_000 + 700;
const HOUR = periodAt("hour", NOW);
const DAY = periodAt("day", NOW);
const DEVICES = ["desktop", "phone", "tablet"] as const;
/** One sender that sends a third of everything. */
const LOUD = "loudly";

interface Made {
  readonly device: (typeof DEVICES)[number];
  readonly page: string;
  readonly totalDuration: number;
  readonly isFailed: boolean;
}

describe.each(ENGINES)("a busy hour on $name", ({ start }) => {
  let engine: Engine;
  const made: Made[] = [];

  beforeAll(async () => {
    engine = await start();
    const dice = createDice(3);
    for (let i = 0; i < RECORDS; i += 1_000) {
      const texts = Array.from({ length: Math.min(1_000, RECORDS - i) }, (_, k) => {
        const one: Made = { device: dice.pick([["desktop", 5], ["phone", 4], ["tablet", 1]]), page: `/${Math.floor(dice.next() * 5)}`, totalDuration: Math.round(dice.between(100, 3_000)), isFailed: dice.chance(0.04) };
        made.push(one);
        const { isFailed, ...fields } = one;
        const sender = (i + k) % 3 === 0 ? LOUD : dice.hex(6);
        return JSON.stringify(recordText({
          kind: "A", token: dice.hex(6), sender, offset: Math.floor(((i + k) * 1_700_000) / RECORDS), ownValues: [],
          fields: { id: "30min", outcome: isFailed ? "failed" : "ready", ...(isFailed && { error: "blocked" }), ...fields },
        }));
      });
      await engine.client.lpush(logKey(HOUR), ...texts);
    }
  });
  afterAll(() => engine.close());

  const open = (hoursLater = 0) => createMetricsStore(engine.another(), { now: () => new Date(NOW.getTime() + hoursLater * HOUR_MS) });
  const count = (is: (one: Made) => boolean) => made.filter(is).length;
  const asked = async (work: () => Promise<unknown>) => {
    const before = engine.sent().length;
    await work();
    return engine.sent().slice(before).map((commands) => commands.map(([name = ""]) => name.toLowerCase()));
  };

  it("is counted exactly at the first read, and by a new instance from its newest block with three commands", async () => {
    const total = made.filter(({ isFailed }) => !isFailed).reduce((all, one) => all + one.totalDuration, 0);
    for (let reading = 0; reading < 2; reading++) {
      const [hour] = await open().figures([HOUR]);
      expect(hour?.figures.counts).toEqual({ ready: count(({ isFailed }) => !isFailed), failed: count(({ isFailed }) => isFailed) });
      expect(hour?.figures.measures.get("totalDuration")).toMatchObject({ n: count(({ isFailed }) => !isFailed), sum: total });
      const [phones] = await open().figures([HOUR], { device: "phone" });
      expect(phones?.figures.counts["ready"]).toBe(count(({ device, isFailed }) => device === "phone" && !isFailed));
    }
    const fresh = open();
    expect(await asked(() => fresh.figures([HOUR]))).toEqual([["llen"], ["lrange", "mget"]]);
    expect(await asked(() => fresh.figures([HOUR]))).toEqual([["lrange"]]);
  });

  it("is exact with combined filters while its log is there", async () => {
    const filter = { device: "phone", page: "/3" };
    const [hour] = await open().figures([HOUR], filter);
    expect(hour?.basis).toEqual({ kept: RECORDS, of: RECORDS });
    expect(hour?.figures.counts["ready"]).toBe(count(({ device, page, isFailed }) => device === "phone" && page === "/3" && !isFailed));
  });

  it("leaves a sample of its day: 1,000 records, 20 of one sender at most, and 200 errors more", async () => {
    await open(24).compact({ isLate: () => false });
    const stored = await engine.client.get<{ of: number; kept: string[]; errors: string[] }>(`readyslot:v3:sample:${DAY.key.slice(2)}`);
    expect([stored?.of, stored?.kept.length, stored?.errors.length]).toEqual([RECORDS, 1_000, 200]);
    expect(stored?.kept.filter((text) => text.includes(LOUD))).toHaveLength(20);
    expect(new Set([...(stored?.kept ?? []), ...(stored?.errors ?? [])]).size).toBe(1_200);
  });

  it("is estimated from the sample when its log is gone, within five standard errors, and exact without or with one filter", async () => {
    const later = open(24);
    await later.compact({ isLate: () => false });
    await engine.client.del(logKey(HOUR));
    const past = open(24 * 12);
    const [combined, single, whole] = [...(await past.figures([DAY], { device: "phone", page: "/3" })), ...(await past.figures([DAY], { device: "phone" })), ...(await past.figures([DAY]))];
    expect(combined?.basis).toEqual({ kept: 1_000, of: RECORDS });
    const share = count(({ device, page }) => device === "phone" && page === "/3") / RECORDS;
    const found = (combined?.figures.counts["ready"] ?? 0) + (combined?.figures.counts["failed"] ?? 0);
    expect(Math.abs(found / RECORDS - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / 1_000));
    expect(single?.figures.counts["ready"]).toBe(count(({ device, isFailed }) => device === "phone" && !isFailed));
    expect(whole?.figures.counts["ready"]).toBe(count(({ isFailed }) => !isFailed));
    const errors = await past.newest({ limit: 1_000, errorOnly: true });
    expect(errors.length).toBeGreaterThanOrEqual(200);
  });
});
