import { flag, readOptions, wholeNumber } from "../command/options.ts";

export const USAGE = `npm run bench:content -- [options]
  --rounds N      builds of each size; the smaller one's before and after the larger's (1)
  --few N         pages of the smaller site (100)
  --many N        pages of the larger site (1000)
  --save          writes docs/bench-content.json
  --seed N        seed for the pictures (1)`;

export type ContentBenchOptions = ReturnType<typeof parseOptions>;

/** @throws {TypeError} with the wrong option, the expected value and the usage. */
export function parseOptions(args: readonly string[]) {
  const options = readOptions(args, USAGE, { rounds: wholeNumber(1), few: wholeNumber(100, { least: 2 }), many: wholeNumber(1000), save: flag, seed: wholeNumber(1) });
  if (options.many <= options.few) throw new TypeError(`--many takes a whole number from ${options.few + 1}, not "${options.many}".\n\n${USAGE}`);
  return options;
}
