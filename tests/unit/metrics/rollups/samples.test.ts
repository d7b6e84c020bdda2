/** What a combination of filters reads: everything while that is little, else an even sample, and nothing twice. */
import { beforeEach, describe, expect, test } from "vitest";
import { sampleKey } from "../../../../src/metrics/log/keys.ts";
import { entryOf, readRecords, type Kept, type LogRange, type Logs } from "../../../../src/metrics/log/logs.ts";
import { recordText } from "../../../../src/metrics/log/record-text.ts";
import { createSamples } from "../../../../src/metrics/rollups/samples.ts";
import { hoursOf, periodAt, type Period } from "../../../../src/metrics/statistics/periods.ts";

const NOW = new Date("2026-11-25T12:30:00.000Z");
const DAY_MS = 86_400_000;
const dayAgo = (days: number) => periodAt("day", new Date(NOW.getTime() - days * DAY_MS));

/** By the hour's key, the texts of its log. */
let hours: Map<string, string[]>;
let values: Map<string, unknown>;
let reads: { ranges: LogRange[]; keys: string[] };
let made = 0;

beforeEach(() => {
  [hours, values, reads] = [new Map(), new Map(), { ranges: [], keys: [] }];
});

function record(hour: Period): string {
  const token = (made++ * 7919 % 1_000_000).toString().padStart(6, "0");
  return recordText({ kind: "A", token, sender: token, offset: hour.start.getTime() % 1_000, fields: { id: "30min", outcome: "ready", totalDuration: 500 }, ownValues: [] });
}

/** Adds openings to the logs of a day, evenly over its hours so far. */
function fill(day: Period, n: number): void {
  const all = hoursOf(day).filter(({ start }) => start <= NOW);
  for (let i = 0; i < n; i++) {
    const hour = all[i % all.length] as Period;
    hours.set(hour.key, [...(hours.get(hour.key) ?? []), record(hour)]);
  }
}

function samplesOf(mostRead: number) {
  const logs: Pick<Logs, "records" | "counting"> = {
    records: (ranges) => {
      reads.ranges.push(...ranges);
      return Promise.resolve(ranges.flatMap(({ hour, from, to }) => readRecords((hours.get(hour.key) ?? []).slice(from, to), hour)));
    },
    counting: (records) => Promise.resolve([...records]),
  };
  return createSamples({
    reads: {
      values: (keys) => {
        reads.keys.push(...keys);
        return Promise.resolve(keys.map((key) => values.get(key) ?? null));
      },
      length: () => Promise.resolve(0),
      hash: () => Promise.resolve({}),
      range: () => Promise.resolve([]),
    },
    logs: logs as Logs,
    sizes: (some) => Promise.resolve(some.map(({ key }) => hours.get(key)?.length ?? 0)),
    now: () => NOW,
    mostRead,
    sampled: mostRead,
  });
}

/** A day whose logs are gone, of which some records are kept. */
function keepSample(day: Period, of: number, kept: number): void {
  const [hour] = hoursOf(day) as [Period];
  const entries = Array.from({ length: kept }, () => record(hour)).map((text) => entryOf(day, { text, hour } satisfies Pick<Kept, "text" | "hour">));
  values.set(sampleKey(day), { of, kept: entries.toSorted(), errors: [] });
}

const readPlaces = () => reads.ranges.reduce((sum, { from, to }) => sum + to - from, 0);

describe("the records of days", () => {
  test("are all that there are, as long as these are few", async () => {
    for (const days of [0, 1, 2]) fill(dayAgo(days), 60);
    const found = await samplesOf(180).read([dayAgo(2), dayAgo(1), dayAgo(0)]);
    expect(found.map(({ kept, of }) => [kept.length, of])).toEqual([[60, 60], [60, 60], [60, 60]]);
  });

  test("are an even share of each day if together they would be too many, and stand for all of them", async () => {
    for (const days of [0, 1, 2]) fill(dayAgo(days), 300);
    const found = await samplesOf(300).read([dayAgo(2), dayAgo(1), dayAgo(0)]);
    for (const { kept, of } of found) {
      expect(of).toBe(300);
      expect(kept.length).toBeGreaterThan(90);
      expect(kept.length).toBeLessThan(150);
    }
  });

  test("whose logs are gone are those of the day's sample, the first ones if that is too much", async () => {
    keepSample(dayAgo(20), 5_000, 100);
    keepSample(dayAgo(21), 80, 80);
    const [asked, all, thin] = [[dayAgo(21), dayAgo(20)], samplesOf(1_000), samplesOf(100)];
    expect((await all.read(asked)).map(({ kept, of }) => [kept.length, of])).toEqual([[80, 80], [100, 5_000]]);
    const thinned = await thin.read(asked);
    expect(thinned.map(({ kept, of }) => [kept.length, of])).toEqual([[50, 80], [50, 5_000]]);
    const tokens = thinned[1]?.kept.map(({ record: { token } }) => token) ?? [];
    expect(tokens).toEqual(tokens.toSorted());
  });

  test("are read once: the next combination reads only what has come since", async () => {
    keepSample(dayAgo(20), 5_000, 100);
    fill(dayAgo(1), 60);
    fill(dayAgo(0), 60);
    const [samples, asked] = [samplesOf(1_000), [dayAgo(20), dayAgo(1), dayAgo(0)]];
    const first = await samples.read(asked);
    expect([readPlaces(), reads.keys.includes(sampleKey(dayAgo(20)))]).toEqual([120, true]);
    reads = { ranges: [], keys: [] };
    expect(await samples.read(asked)).toEqual(first);
    expect([readPlaces(), reads.keys.includes(sampleKey(dayAgo(20)))]).toEqual([0, false]);
    hours.get(periodAt("hour", NOW).key)?.push(record(periodAt("hour", NOW)));
    expect((await samples.read(asked)).at(-1)?.kept).toHaveLength(61);
    // Of the running hour, whose log has grown.
    expect(readPlaces()).toBeLessThan(10);
  });

  test("that were read in part are read anew when more of them are asked for", async () => {
    for (const days of [20, 21, 22, 23]) keepSample(dayAgo(days), 5_000, 100);
    const samples = samplesOf(100);
    expect((await samples.read([20, 21, 22, 23].map(dayAgo)))[0]?.kept).toHaveLength(25);
    expect((await samples.read([dayAgo(20)]))[0]?.kept).toHaveLength(100);
  });

  test("of a day without any are none", async () => {
    expect(await samplesOf(100).read([dayAgo(30), dayAgo(3)])).toEqual([{ kept: [], of: 0 }, { kept: [], of: 0 }]);
  });
});
