import { parseArgs } from "node:util";

export interface ContentBenchOptions {
  /** Builds of each size; twice as many of the smaller. */
  rounds: number;
  /** How many pages the two sizes have. */
  few: number;
  many: number;
  /** Writes the results to docs/. */
  save: boolean;
  /** Of the pictures. */
  seed: number;
}

export const USAGE = `npm run bench:content -- [options]
  --rounds N      builds of each size, the smaller one's before and after the larger's (1)
  --few N         pages of the smaller site (100)
  --many N        pages of the larger site (1000)
  --save          writes docs/bench-content.json
  --seed N        of the pictures (1)`;

/** @throws {TypeError} that says which option is wrong, and how it is written. */
export function parseOptions(args: readonly string[]): ContentBenchOptions {
  const { save, ...texts } = parse(args);
  const number = (name: keyof typeof texts, otherwise: number, least = 1) => {
    const text = texts[name];
    const value = text === undefined ? otherwise : Number(text);
    if (!Number.isInteger(value) || value < least) throw new TypeError(`--${name} takes a whole number from ${least}, not "${text}".\n\n${USAGE}`);
    return value;
  };
  const few = number("few", 100, 2);
  return { rounds: number("rounds", 1), few, many: number("many", 1000, few + 1), save, seed: number("seed", 1) };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    const options = { rounds: text, few: text, many: text, seed: text, save: { type: "boolean", default: false } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new TypeError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}
