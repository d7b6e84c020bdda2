/**
 * Writers and compactors that are killed at a random one of their steps: every opening counts exactly once.
 *
 * @module-tag posix
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectKv, type Kv } from "../../src/host/kv/kv.ts";
import { hoursOf, periodAt } from "../../src/metrics/statistics/periods.ts";
import { createMetricsStore } from "../../src/metrics/store/metrics-store.ts";
import { startRedisRest } from "../fixtures/kv/redis-rest.ts";
import { createDice } from "../lab/openings/dice.ts";
import { crashSample, type CrashTask } from "./crash-process.ts";

const ROUNDS = process.env["TEST_TIER"] === "full" ? 50 : 3;
const OPENINGS = 40;
const HOUR_MS = 3_600_000;
const START = Date.parse("2026-11-22T04:30:00.000Z");
/** A process that has not died by then has few requests left. */
const LATEST_DEATH = { writer: 14, compactor: 40 } as const;
const WRITERS = 3;
const COMPACTORS = 2;

interface Place {
  readonly store: CrashTask["store"];
  readonly kv: Pick<Kv, "client" | "writer">;
  close(): Promise<void>;
}

const PLACES: readonly { name: string; open: () => Promise<Place> }[] = [
  {
    name: "the embedded engine",
    async open() {
      const folder = await mkdtemp(join(tmpdir(), "crash-"));
      return { store: { folder }, kv: connectKv({ DATA_DIR: folder }), close: () => rm(folder, { recursive: true, force: true }) };
    },
  },
  {
    name: "a real Redis",
    async open() {
      const { url, token, close } = await startRedisRest();
      return { store: { url, token }, kv: connectKv({ KV_REST_API_URL: url, KV_REST_API_TOKEN: token }), close };
    },
  },
];

/** Runs one process to its end: the ids that it has acknowledged, and whether it was killed. */
async function run(task: CrashTask): Promise<{ acknowledged: string[]; isKilled: boolean }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "crash-process.ts"), JSON.stringify(task)], { stdio: ["ignore", "pipe", "pipe"] });
  let [out, errors] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  if (signal !== "SIGKILL" && code !== 0) throw new Error(`A ${task.role} ended with ${code ?? signal}:\n${errors}`);
  return { acknowledged: out.split("\n").slice(0, -1), isKilled: signal === "SIGKILL" };
}

describe.each(PLACES)("on $name", ({ open }) => {
  let place: Place;
  beforeEach(async () => {
    place = await open();
  });
  afterEach(() => place.close());

  it(`every opening of ${ROUNDS} rounds counts exactly once, however many writers and compactors are killed`, async () => {
    const dice = createDice(19);
    const ids: string[] = [];
    const killed = { writer: 0, compactor: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      const own = Array.from({ length: OPENINGS }, () => dice.uuid());
      ids.push(...own);
      // Writers' clocks are hours apart, and compactors' ahead of them: hours are packed while others still write to them.
      const at = (hours: number) => new Date(START + (round % 8) * HOUR_MS + hours * HOUR_MS).toISOString();
      const task = (role: CrashTask["role"], some: readonly string[], isAgain: boolean): CrashTask => ({
        role, store: place.store, ids: some, isAgain,
        now: at(role === "writer" ? Math.floor(dice.next() * 4) : 5),
        diesAt: 1 + Math.floor(dice.next() * LATEST_DEATH[role]),
        diesBefore: dice.chance(0.5),
      });
      // Each opening is sent by two of the writers.
      const writers = Array.from({ length: WRITERS }, (_, i) => task("writer", own.filter((_id, j) => j % WRITERS !== i), dice.chance(0.5)));
      const compactors = Array.from({ length: COMPACTORS }, () => task("compactor", [], false));
      const ended = await Promise.all([...writers, ...compactors].map(async (one) => ({ ...one, ...(await run(one)) })));
      for (const { role, isKilled } of ended) killed[role] += Number(isKilled);

      // A sample that was not acknowledged is sent again: the browser does not know whether it was kept.
      const acknowledged = new Set(ended.flatMap((one) => one.acknowledged));
      const store = createMetricsStore(place.kv, { now: () => new Date(at(1)) });
      const again = own.filter((id) => !acknowledged.has(id));
      await Promise.all(again.map((id) => store.record(crashSample(id, at(1)), { sender: "browse", isAgain: true })));
    }

    const later = () => new Date(START + 48 * HOUR_MS);
    const reader = createMetricsStore(place.kv, { now: later });
    await reader.compact({ isLate: () => false });
    expect(await createMetricsStore(place.kv, { now: later }).compact({ isLate: () => false })).toEqual({ rollups: { made: 0, left: 0 }, healed: 0, lost: 0 });
    const day = periodAt("day", new Date(START));
    const [whole, ...hours] = await reader.figures([day, ...hoursOf(day)]);
    expect(whole?.figures.counts).toEqual({ ready: ids.length });
    expect(hours.reduce((sum, { figures }) => sum + (figures.counts["ready"] ?? 0), 0)).toBe(ids.length);
    expect(whole?.figures.measures.get("totalDuration")?.sum).toBe(ids.reduce((sum, id) => sum + crashSample(id, "").totalDuration, 0));
    const [pages] = await reader.breakdowns([day]);
    expect([...(pages?.values.get("page")?.values() ?? [])].reduce((sum, { counts }) => sum + (counts["ready"] ?? 0), 0)).toBe(ids.length);
    const listed = await reader.newest({ limit: 10_000 });
    expect(listed.map(({ sampleId }) => sampleId).toSorted()).toEqual(ids.toSorted());
    expect(killed.writer).toBeGreaterThan(ROUNDS);
    expect(killed.compactor).toBeGreaterThan(0);
  }, 1_200_000);
});
