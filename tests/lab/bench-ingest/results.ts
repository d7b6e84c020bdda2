import type { Environment } from "../command/environment.ts";
import type { Summary } from "../command/statistics.ts";
import type { KvTraffic } from "./kv-meter.ts";
import type { EngineName } from "./options.ts";
import type { OpeningPrice, PRICE } from "./price.ts";

/** Posts by so many connections at once. */
export interface PostLeg {
  engine: EngineName;
  connections: number;
  /** All of them were answered with 201. */
  posts: number;
  postsPerSecond: number;
  /** From the request to the end of its answer, in whole ms. */
  p50: number;
  p99: number;
  max: number;
  /** Of the processor, in ms, for the function with the engine or the client in it. */
  cpuPerPost: number;
}

/**
 * `unpacked`: by a function that has just been started, while no day is packed, so that 28 are read from
 * their hashes and 27 of them packed. `fresh`: by one that has just been started, from the packs. `warm`:
 * by one that remembers the days that have ended; only the running day is read from its hash.
 */
export const READ_KINDS = ["unpacked", "fresh", "warm"] as const;
export type ReadKind = (typeof READ_KINDS)[number];

/** Reads of 28 days over one number of counted samples, in ms. */
export interface ReadLeg extends Record<ReadKind, Summary> {
  engine: EngineName;
  samples: number;
  /** Of the processor, the medians in ms: for the function with the engine or the client in it. */
  cpu: Record<ReadKind, number>;
  /** Of the answer's body. */
  bytes: number;
}

/** What one request costs the store, in the median of some; the extremes of the commands say whether they differ. */
export interface Cost extends KvTraffic {
  what: string;
  leastCommands: number;
  mostCommands: number;
}

/** What docs/bench-ingest.json holds. */
export interface IngestResults {
  takenAt: string;
  environment: Environment;
  seconds: number;
  rounds: number;
  /** Samples that had been counted before the first post. */
  postedOnTopOf: number;
  seed: number;
  posts: PostLeg[];
  reads: ReadLeg[];
  ratios: Ratio[];
  /** Counted where the store is a Redis. */
  costs: Cost[];
  price?: typeof PRICE & { commandsPerOpening: number } & OpeningPrice;
}

/** The medians' ratio of the most samples to the fewest. */
export interface Ratio {
  engine: EngineName;
  kind: ReadKind;
  ratio: number;
  /** The same of the processor's time, which another program's work disturbs less. */
  cpuRatio: number;
  isMet: boolean;
}

/** "the last at most 1.3 times the first" */
export const MOST_RATIO = 1.3;

export function ratiosOf(reads: readonly ReadLeg[]): Ratio[] {
  return [...Map.groupBy(reads, ({ engine }) => engine)].flatMap(([engine, legs]) => {
    const sorted = legs.toSorted((a, b) => a.samples - b.samples);
    const [fewest, most] = [sorted.at(0), sorted.at(-1)];
    if (!fewest || !most || fewest === most) return [];
    return READ_KINDS.map((kind) => {
      const ratio = most[kind].median / fewest[kind].median;
      return { engine, kind, ratio, cpuRatio: most.cpu[kind] / fewest.cpu[kind], isMet: ratio <= MOST_RATIO };
    });
  });
}
