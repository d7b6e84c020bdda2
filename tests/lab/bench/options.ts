import { randomInt } from "node:crypto";
import { flag, listOf, readOptions, text, wholeNumber } from "../command/options.ts";
import { CONTENDERS, SITUATIONS, type CpuRate, type PlanOptions } from "./plan.ts";
import { NETWORKS } from "./wire/networks.ts";

export interface BenchOptions extends PlanOptions {
  /** Writes the results to docs/, for the README and the home page. */
  save: boolean;
  seed: number;
  /** A folder for a picture of each opening at its measured moment. */
  screenshots?: string;
}

export const USAGE = `npm run bench -- [options]
  --quick               4G-like at full speed only, three rounds: a few minutes
  --rounds N            rounds of every part of the run
  --network a,b         any of ${Object.keys(NETWORKS).join(", ")}
  --cpu 1,4             1: full speed, 4: four times slower
  --contender a,b       any of ${Object.keys(CONTENDERS).join(", ")}
  --situation a,b       any of ${Object.keys(SITUATIONS).join(", ")}
  --save                writes docs/bench.json and docs/bench.svg
  --seed N              seed for the order within the rounds (random)
  --screenshots folder  saves a picture of each opening at the moment that counts as ready`;

/** @throws {TypeError} with the wrong option, the expected value and the usage. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { rounds, network, cpu, contender, situation, screenshots, ...options } = readOptions(args, USAGE, {
    quick: flag,
    save: flag,
    rounds: wholeNumber<number | undefined>(undefined),
    network: listOf(keysOf(NETWORKS)),
    cpu: listOf(["1", "4"]),
    contender: listOf(keysOf(CONTENDERS)),
    situation: listOf(keysOf(SITUATIONS)),
    seed: wholeNumber(() => randomInt(1, 1_000_000)),
    screenshots: text,
  });
  return {
    ...options,
    ...(rounds !== undefined && { rounds }),
    ...(network && { networks: network }),
    ...(cpu && { cpus: cpu.map((rate): CpuRate => (rate === "1" ? 1 : 4)) }),
    ...(contender && { contenders: contender }),
    ...(situation && { situations: situation }),
    ...(screenshots !== undefined && { screenshots }),
  };
}

/** Safe for these constant tables: all their keys are their own. */
function keysOf<T extends object>(table: T): (keyof T & string)[] {
  return Object.keys(table) as (keyof T & string)[];
}
