import type { Environment } from "../command/environment.ts";
import { summarize, type Summary } from "../command/statistics.ts";
import type { KvTraffic } from "./kv-meter.ts";
import type { EngineName } from "./options.ts";
import type { OpeningPrice } from "./price.ts";

/** The build that keeps nothing. */
export const FLOOR = "floor";
export type Contender = typeof FLOOR | EngineName;

/** Posts with a number of connections, in several slices of the run. */
export interface PostLeg {
  contender: Contender;
  connections: number;
  /** All answered with 201. */
  posts: number;
  /** Of the slices. */
  postsPerSecond: Summary;
  /** CPU time of the function with its engine or client, in ms. */
  cpuPerPost: Summary;
  /** From the request to the end of its answer, in whole ms. */
  p50: number;
  p99: number;
}

export const DAYS = "28 days with breakdowns";
export const HOUR = "the running hour";

/** Reads by an instance that remembers nothing, except of `DAYS` the running day; in ms. */
export interface ReadLeg {
  engine: EngineName;
  what: typeof DAYS | typeof HOUR;
  openings: number;
  ms: Summary;
  /** CPU time of the store's code with its engine or client. */
  cpu: Summary;
}

export const STEADY = "full sample";
export const QUIET = "full sample, the first in a minute";

/** The store's traffic for one request: medians of several, with the minimum and maximum of the commands. */
export interface Cost extends KvTraffic {
  what: string;
  leastCommands: number;
  mostCommands: number;
}

/** The price of openings at a rate; the commands are counted. */
export interface RatePrice extends OpeningPrice {
  what: string;
  commandsPerOpening: number;
  /** Bodies, both ways. */
  bytesPerOpening: number;
}

/** The content of docs/bench-ingest.json. */
export interface IngestResults {
  takenAt: string;
  environment: Environment & { loadAverageAfter: number };
  seconds: number;
  rounds: number;
  /** Number of samples in the store before the first post. */
  postedOnTopOf: number;
  seed: number;
  posts: PostLeg[];
  reads: ReadLeg[];
  /** Only measured with Redis. */
  costs: Cost[];
  prices: RatePrice[];
  verdicts: Verdict[];
}

export interface Verdict {
  what: string;
  value: number;
  /** The largest value that meets the target, or the smallest. */
  most?: number;
  least?: number;
  isMet: boolean;
}

/** The targets that the run measured. */
export function verdictsOf({ posts, reads, costs }: Pick<IngestResults, "posts" | "reads" | "costs">): Verdict[] {
  return [...posts.flatMap((leg) => ofPosts(leg, posts)), ...reads.flatMap((leg) => ofRead(leg, reads)), ...costs.flatMap(ofCost)];
}

function ofPosts(leg: PostLeg, all: readonly PostLeg[]): Verdict[] {
  const floor = all.find(({ contender, connections }) => contender === FLOOR && connections === leg.connections);
  if (leg.contender === FLOOR || floor === undefined) return [];
  const name = `${leg.contender}, ${leg.connections} connections`;
  return [
    atLeast(0.65, `${name}: posts/s, of the floor's`, leg.postsPerSecond.median / floor.postsPerSecond.median),
    atMost(1.6, `${name}: CPU per post, of the floor's`, leg.cpuPerPost.median / floor.cpuPerPost.median),
  ];
}

function ofRead({ engine, what, openings, ms }: ReadLeg, all: readonly ReadLeg[]): Verdict[] {
  if (what === HOUR) return [atMost(50, `${engine}, the running hour of ${openings.toLocaleString("en")}: ms`, ms.median)];
  const fewest = all.filter((leg) => leg.engine === engine && leg.what === what).toSorted((a, b) => a.openings - b.openings)[0];
  if (fewest === undefined || fewest.openings === openings) return [];
  return [atMost(1.5, `${engine}, 28 days: time with ${openings.toLocaleString("en")} openings, of that with ${fewest.openings.toLocaleString("en")}`, ms.median / fewest.ms.median)];
}

function ofCost({ what, commands, roundTrips, bytesUp, bytesDown }: Cost): Verdict[] {
  if (what === QUIET) return [atMost(5, `${what}: commands`, commands)];
  if (what !== STEADY) return [];
  return [atMost(3, `${what}: commands`, commands), atMost(1, `${what}: round trips`, roundTrips), atMost(700, `${what}: bytes up`, bytesUp), atMost(700, `${what}: bytes down`, bytesDown)];
}

function atMost(most: number, what: string, value: number): Verdict {
  return { what, value, most, isMet: value <= most };
}

function atLeast(least: number, what: string, value: number): Verdict {
  return { what, value, least, isMet: value >= least };
}

/** @throws {Error} if there are none. */
export function summaryOf(values: readonly number[]): Summary {
  const summary = summarize(values);
  if (summary === undefined) throw new Error("Nothing was measured.");
  return summary;
}
