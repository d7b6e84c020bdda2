import { parseArgs } from "node:util";

export interface SimulationOptions {
  /** Openings that go through the store one by one; the batches are made of them. 1,000–20,000. */
  openings: number;
  /** Repetitions of what chance decides. 100–2,000. */
  runs: number;
  seed: number;
}

export const DEFAULTS = { openings: 2_000, runs: 400, seed: 1 } as const satisfies SimulationOptions;

export const USAGE = `npm run simulate -- [options]
What 1, 100 and 10,000 openings a second ask of the store, what sampling, batches and windows save, and
the error that each adds. Writes docs/simulate.json. Half a minute.
  --openings N    go through the store's own code, 1,000 to 20,000 (${DEFAULTS.openings})
  --runs N        repetitions of what chance decides, 100 to 2,000 (${DEFAULTS.runs})
  --seed N        a whole number (${DEFAULTS.seed}); the same one gives the same figures`;

/** @throws {TypeError} that says which option is wrong, and how it is written. */
export function parseOptions(args: readonly string[]): SimulationOptions {
  const texts = parse(args);
  const number = (name: keyof SimulationOptions, [least, most]: readonly [number, number]) => {
    const text = texts[name];
    if (text === undefined) return DEFAULTS[name];
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new TypeError(`--${name} takes a whole number from ${least} to ${most}, not "${text}".\n\n${USAGE}`);
  };
  return { openings: number("openings", [1_000, 20_000]), runs: number("runs", [100, 2_000]), seed: number("seed", [0, 2 ** 31 - 1]) };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({ args: [...args], options: { openings: text, runs: text, seed: text } }).values;
  } catch (error) {
    throw new TypeError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}
