import { parseArgs } from "node:util";

export const ENGINES = ["embedded", "redis"] as const;
export type EngineName = (typeof ENGINES)[number];

export interface IngestBenchOptions {
  engines: readonly EngineName[];
  /** How long each number of connections is measured for. */
  seconds: number;
  /** Rounds of reads. Each has one first and one later read of every size. */
  rounds: number;
  /** Writes the results to docs/. */
  save: boolean;
  /** Of the samples' values, and of the order within the rounds. */
  seed: number;
}

export const USAGE = `npm run bench:ingest -- [options]
  --seconds N     of posts with each number of connections (10)
  --rounds N      of reads of each size (40)
  --engine a,b    of ${ENGINES.join(", ")}
  --save          writes docs/bench-ingest.json
  --seed N        of the samples, and of the order within the rounds`;

/** @throws {TypeError} that says which option is wrong, and how it is written. */
export function parseOptions(args: readonly string[], seed: number): IngestBenchOptions {
  const { save, ...texts } = parse(args);
  const number = (name: "seconds" | "rounds" | "seed", otherwise: number) =>
    texts[name] === undefined ? otherwise : wholeNumber(name, texts[name]);
  return {
    engines: texts.engine === undefined ? ENGINES : enginesIn(texts.engine),
    seconds: number("seconds", 10),
    rounds: number("rounds", 40),
    save,
    seed: number("seed", seed),
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    const options = { seconds: text, rounds: text, engine: text, seed: text, save: { type: "boolean", default: false } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new TypeError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}

function enginesIn(text: string): EngineName[] {
  return text.split(",").map((name) => {
    const found = ENGINES.find((engine) => engine === name);
    if (found === undefined) throw new TypeError(`--engine ${text}: "${name}" is none of ${ENGINES.join(", ")}.`);
    return found;
  });
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new TypeError(`--${option} takes a whole number from 1, not "${text}".`);
  return number;
}
