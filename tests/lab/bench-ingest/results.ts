import type { Environment } from "../command/environment.ts";
import type { Summary } from "../command/statistics.ts";
import type { KvTraffic } from "./kv-meter.ts";
import type { EngineName } from "./options.ts";
import type { OpeningPrice, PRICE } from "./price.ts";

/** Posts with a number of connections. */
export interface PostLeg {
  engine: EngineName;
  connections: number;
  /** All answered with 201. */
  posts: number;
  postsPerSecond: number;
  /** From the request to the end of its answer, in whole ms. */
  p50: number;
  p99: number;
  max: number;
  /** CPU time of the function with its engine or client, in ms. */
  cpuPerPost: number;
}

/**
 * `fresh`: a new function reads the rollups of 27 days and the log of the running hour. `warm`: a function remembers them,
 * and reads only what is new.
 */
export const READ_KINDS = ["fresh", "warm"] as const;
export type ReadKind = (typeof READ_KINDS)[number];

/** Reads of 28 days over one number of samples, in ms. */
export interface ReadLeg extends Record<ReadKind, Summary> {
  engine: EngineName;
  samples: number;
  /** Median CPU time of the function with its engine or client, in ms. */
  cpu: Record<ReadKind, number>;
  /** Size of the answer's body. */
  bytes: number;
}

/** The store's traffic for one request: medians of several, with the minimum and maximum of the commands. */
export interface Cost extends KvTraffic {
  what: string;
  leastCommands: number;
  mostCommands: number;
}

/** The content of docs/bench-ingest.json. */
export interface IngestResults {
  takenAt: string;
  environment: Environment;
  seconds: number;
  rounds: number;
  /** Number of samples in the store before the first post. */
  postedOnTopOf: number;
  seed: number;
  posts: PostLeg[];
  reads: ReadLeg[];
  ratios: Ratio[];
  /** Only measured with Redis. */
  costs: Cost[];
  price?: typeof PRICE & { commandsPerOpening: number } & OpeningPrice;
}

/** Ratio of the medians: with the most samples to with the fewest. */
export interface Ratio {
  engine: EngineName;
  kind: ReadKind;
  ratio: number;
  /** The same for CPU time, which other programs affect less. */
  cpuRatio: number;
  isMet: boolean;
}

/** A read over the most samples may take at most this many times as long as one over the fewest. */
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
