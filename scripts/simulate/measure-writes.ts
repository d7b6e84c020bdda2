import { isDeepStrictEqual } from "node:util";
import { mergeFigures, summaryOf } from "../../src/metrics/store/figures.ts";
import { createMetricsStore } from "../../src/metrics/store/metrics-store.ts";
import { periodAt } from "../../src/metrics/store/periods.ts";
import type { StoredSample } from "../../src/metrics/shared/sample.ts";
import { checkRate } from "../../src/host/http/rate-limit.ts";
import { NOW } from "./made-openings.ts";
import { mergeWrites } from "./merge-writes.ts";
import { openMeteredStore, type Command, type KeptIn, type MeteredStore, type Sent } from "./metered-store.ts";

/** What an opening asks of the store, on average. */
export interface WriteCost {
  /** Openings to a batch; 1 is how the product writes. */
  readonly batch: number;
  readonly commands: number;
  readonly requests: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** The key that most commands go to, and how many of an opening's. */
  readonly hottest: { readonly key: string; readonly commands: number };
  /** The longest request, in bytes. */
  readonly longest: number;
}

export interface Writes {
  readonly costs: readonly WriteCost[];
  /** Whether every batch size left the figures that one by one leaves. */
  readonly isSame: boolean;
  /** Of the commands of one by one, the share that goes to the day's keys. */
  readonly dayShare: number;
  /** Bytes after all openings, without the engine's own. `mark` is of one opening. */
  readonly kept: Readonly<Record<KeptIn, number>>;
}

export const BATCHES = [1, 10, 100, 1_000] as const;

const now = () => NOW;

/** Of an instance that has just begun: it asks for the values known, and sets the expiries. */
const FIRST = 300;

/** Puts the openings through the product's own code, and then the same commands in batches. */
export async function measureWrites(openings: readonly StoredSample[]): Promise<Writes> {
  const product = openMeteredStore(now);
  const batched = BATCHES.slice(1).map((batch) => ({ batch, store: openMeteredStore(now) }));
  try {
    const taken = await takeOneByOne(product, openings);
    const steady = taken.slice(FIRST);
    const kept = product.bytesKept();
    const expected = await readBack(product);

    const costs = [costOf(1, steady.flatMap((one) => one), steady.length)];
    let isSame = true;
    for (const { batch, store } of batched) {
      for (const { kind, commands } of taken.slice(0, FIRST).flat()) await store.send(kind === "multi-exec" ? kind : "pipeline", commands);
      const from = store.sent.length;
      for (let i = 0; i < steady.length; i += batch) await sendMerged(store, steady.slice(i, i + batch));
      costs.push(costOf(batch, store.sent.slice(from), steady.length));
      isSame &&= isDeepStrictEqual(await readBack(store), expected);
    }
    const all = steady.flat().flatMap(({ commands }) => commands);
    return {
      costs,
      isSame,
      dayShare: all.filter(([, key]) => String(key).includes(":d:")).length / all.length,
      kept: { ...kept, mark: kept.mark / openings.length },
    };
  } finally {
    for (const { close } of [product, ...batched.map(({ store }) => store)]) close();
  }
}

/** The requests of each opening: its rate, the claim, the transaction. */
async function takeOneByOne({ kv, sent }: MeteredStore, openings: readonly StoredSample[]): Promise<Sent[][]> {
  const store = createMetricsStore(kv, { now });
  const taken: Sent[][] = [];
  for (const [i, opening] of openings.entries()) {
    const from = sent.length;
    await checkRate(kv.client, `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`, { perMinute: 120, now: NOW });
    await store.record(opening);
    taken.push(sent.slice(from));
  }
  return taken;
}

/** The same in three requests: all rates, all claims, one transaction. */
async function sendMerged(store: MeteredStore, group: readonly (readonly Sent[])[]): Promise<void> {
  const steps: { kind: "pipeline" | "multi-exec"; commands: Command[] }[] = [];
  for (const requests of group) {
    for (const [i, { kind, commands }] of requests.entries()) {
      steps[i] ??= { kind: kind === "multi-exec" ? kind : "pipeline", commands: [] };
      steps[i].commands.push(...commands);
    }
  }
  for (const { kind, commands } of steps) await store.send(kind, mergeWrites(commands));
}

/** What a reader sees: the whole and all values, of the hour and of the day. */
async function readBack({ kv }: MeteredStore): Promise<unknown> {
  const store = createMetricsStore(kv, { now });
  const periods = [periodAt("hour", NOW), periodAt("day", NOW)];
  const breakdowns = await store.breakdowns(periods);
  return {
    whole: (await store.figures(periods)).map((figures) => summaryOf(mergeFigures(figures), "all")),
    values: breakdowns.map((dimensions) => [...dimensions].map(([name, values]) => [name, [...values].map(([value, figures]) => [value, summaryOf(mergeFigures(figures), "value")])])),
  };
}

function costOf(batch: number, sent: readonly Sent[], openings: number): WriteCost {
  const byKey = new Map<string, number>();
  let [commands, up, down, longest] = [0, 0, 0, 0];
  for (const one of sent) {
    commands += one.commands.length;
    up += one.up;
    down += one.down;
    longest = Math.max(longest, one.up);
    for (const [, key] of one.commands) byKey.set(String(key), (byKey.get(String(key)) ?? 0) + 1);
  }
  const [key, most] = [...byKey].toSorted(([, a], [, b]) => b - a)[0] ?? ["", 0];
  return {
    batch,
    commands: commands / openings,
    requests: sent.length / openings,
    bytesUp: up / openings,
    bytesDown: down / openings,
    hottest: { key, commands: most / openings },
    longest,
  };
}
