import { randomInt } from "node:crypto";
import { flag, listOf, readOptions, wholeNumber } from "../command/options.ts";

export const ENGINES = ["embedded", "redis"] as const;
export type EngineName = (typeof ENGINES)[number];

export const USAGE = `npm run bench:ingest -- [options]
  --seconds N     duration of each slice of posts (2)
  --rounds N      slices of posts with each number of connections, and reads of each kind (7)
  --engine a,b    any of ${ENGINES.join(", ")}
  --save          writes docs/bench-ingest.json
  --seed N        seed for the samples and the order within the rounds (random)`;

export type IngestBenchOptions = ReturnType<typeof parseOptions>;

/** @throws {TypeError} with the wrong option, the expected value and the usage. */
export function parseOptions(args: readonly string[]) {
  const { engine: engines = ENGINES, ...options } = readOptions(args, USAGE, {
    seconds: wholeNumber(2),
    rounds: wholeNumber(7),
    engine: listOf(ENGINES),
    save: flag,
    seed: wholeNumber(() => randomInt(1, 1_000_000)),
  });
  return { ...options, engines };
}
